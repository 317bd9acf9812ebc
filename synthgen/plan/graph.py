"""A plan: a typed directed acyclic graph of steps over inputs and constants. Immutable; every node is used."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from synthgen.atom import Atom
from synthgen.errors import RecordError
from synthgen.kinds import KINDS, Kind
from synthgen.library import Library
from synthgen.literals import format_value, parse_value
from synthgen.plan.combinators import COMBINATORS, Combinator


@dataclass(frozen=True, slots=True)
class Input:
    """A parameter of the program."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal value."""

    kind: Kind
    value: Any


@dataclass(frozen=True, slots=True)
class Step:
    """One combinator at work.

    `arguments` are positions of earlier nodes: first those that the combinator names (`{0}`, `{1}`), then one for each
    parameter of the atom that the combinator does not fill, in the order of the atom's signature. `slots` are the
    positions, in the atom's signature, of the parameters that the combinator fills with items.
    """

    kind: Kind
    combinator: Combinator
    atom: Atom | None
    slots: tuple[int, ...]
    arguments: tuple[int, ...]

    @property
    def label(self) -> str:
        """What the step is called in a reason for a rejection."""
        return f"{self.combinator.name} {self.atom.name}" if self.atom else self.combinator.name

    @property
    def own(self) -> int:
        """How many leading arguments belong to the combinator; the others are bound to the atom."""
        if self.combinator.role == "call":
            return 0
        if self.atom is None:
            return len(self.arguments)
        return len(self.arguments) - (len(self.atom.parameters) - len(self.slots))

    def call_order(self) -> list[tuple[str, int]]:
        """Return, for each parameter of the atom, where its value comes from: ("item", n) or ("argument", position)."""
        if self.atom is None:
            return []
        bound = iter(range(self.own, len(self.arguments)))
        return [
            ("item", self.slots.index(position)) if position in self.slots else ("argument", next(bound))
            for position in range(len(self.atom.parameters))
        ]


Node = Input | Constant | Step


@dataclass(frozen=True)
class Plan:
    """A whole program: inputs first, then constants and steps in the order of computation; the last node is the result."""

    nodes: tuple[Node, ...]

    @cached_property
    def inputs(self) -> tuple[Kind, ...]:
        """The kinds of the parameters, in order."""
        return tuple(node.kind for node in self.nodes if isinstance(node, Input))

    @cached_property
    def steps(self) -> tuple[tuple[int, Step], ...]:
        """The steps with their positions, in order."""
        return tuple((index, node) for index, node in enumerate(self.nodes) if isinstance(node, Step))

    @property
    def result(self) -> Kind:
        """The kind of what the program returns."""
        return self.nodes[-1].kind

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """The distinct atoms, in the order of first use."""
        return tuple(dict.fromkeys(step.atom for _, step in self.steps if step.atom is not None))

    @cached_property
    def depth(self) -> int:
        """How many operations are composed: a call or a join counts 1, a combinator with an atom inside 2."""
        return sum(step.combinator.cost for _, step in self.steps)

    @cached_property
    def users(self) -> tuple[tuple[int, ...], ...]:
        """For each node the positions of the steps that use it; one that uses it twice stands twice."""
        users: list[list[int]] = [[] for _ in self.nodes]
        for index, step in self.steps:
            for argument in step.arguments:
                users[argument].append(index)
        return tuple(map(tuple, users))

    @property
    def is_chain(self) -> bool:
        """Whether the plan is a mere pipeline: every step takes exactly one other step or input, besides constants."""
        return all(
            sum(not isinstance(self.nodes[argument], Constant) for argument in step.arguments) == 1 for _, step in self.steps
        )

    def to_text(self) -> str:
        """Return the plan as one line of JSON, from which `parse_plan` makes it again."""
        return json.dumps([_row(node) for node in self.nodes], ensure_ascii=True, separators=(",", ":"))


def _row(node: Node) -> list[Any]:
    if isinstance(node, Input):
        return ["input", node.kind.name]
    if isinstance(node, Constant):
        return ["constant", node.kind.name, format_value(node.value)]
    atom = node.atom.name if node.atom else ""
    return [node.combinator.name, node.kind.name, atom, list(node.slots), list(node.arguments)]


def parse_plan(text: str, library: Library) -> Plan:
    """Return the plan that `Plan.to_text` wrote. Raises RecordError or LibraryError if it names what does not exist."""
    try:
        rows: Sequence[Any] = json.loads(text)
        return Plan(tuple(_node(row, library) for row in rows))
    except (ValueError, KeyError, IndexError, TypeError) as problem:
        raise RecordError(f"not a plan: {type(problem).__name__}: {problem}") from None


def _node(row: Sequence[Any], library: Library) -> Node:
    kind = KINDS[row[1]]
    if row[0] == "input":
        return Input(kind)
    if row[0] == "constant":
        return Constant(kind, parse_value(row[2]))
    atom = library[row[2]] if row[2] else None
    return Step(kind, COMBINATORS[row[0]], atom, tuple(row[3]), tuple(row[4]))
