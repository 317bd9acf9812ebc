"""Running a plan as a graph: each node's values on many inputs, with any atom swapped for another function.

Atoms are pure and leave their inputs alone, so values are shared between nodes and runs without copies. Because prefixes
are kept, a swapped atom costs only the steps behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from synthgen.atom import Atom, Function
from synthgen.check.remembered import use_of
from synthgen.kinds import SMALL_NATURAL, Kind
from synthgen.plan.combinators import Combinator
from synthgen.plan.graph import Constant, Input, Plan, Step

Column = list[Any]
"""One node's values, one for each input row."""
Runner = Callable[..., Any]
"""A step as a function of its arguments."""


SHAPES_KEPT = 4096
"""Shapes of steps of which something is kept: what is alike but for the places of its arguments."""


def runner(step: Step, function: Function | None = None) -> Runner:
    """Return `step` as a function of its arguments, with `function` in the place of its atom."""
    if function is None:
        return _own(step.kind, step.combinator, step.atom, step.slots, len(step.arguments))
    return _made(step, function)


@lru_cache(maxsize=SHAPES_KEPT)
def _own(kind: Kind, combinator: Combinator, atom: Atom | None, slots: tuple[int, ...], arguments: int) -> Runner:
    return _made(Step(kind, combinator, atom, slots, tuple(range(arguments))), None)


def _made(step: Step, function: Function | None) -> Runner:
    evaluate, default = step.combinator.evaluate, step.kind.empty
    if step.atom is None:
        return partial(evaluate, None, default)
    use = function or use_of(step)
    if step.combinator.role == "call":
        return use
    own = step.own
    if len(step.arguments) == own and list(step.slots) == list(range(len(step.slots))):
        return partial(evaluate, use, default)
    if len(step.atom.parameters) == 2 and own == 1:
        if step.slots == (1,):
            return lambda items, first: evaluate(partial(use, first), default, items)
        return lambda items, last: evaluate(lambda item: use(item, last), default, items)
    order, slots = step.call_order(), step.slots

    def run(*arguments: Any) -> Any:
        filled = [None if source == "item" else arguments[place] for source, place in order]

        def bound(*items: Any) -> Any:
            for slot, item in zip(slots, items, strict=True):
                filled[slot] = item
            return use(*filled)

        return evaluate(bound, default, *arguments[:own])

    return run


def takes(step: Step) -> Callable[..., bool]:
    """Return whether given arguments are such that `step` gives a result for them, whatever their kinds are called.

    A join takes anything of its types, a length whatever has one; an atom takes what its parameters hold, which often is
    more than the kinds of a plan say.
    """
    atom = step.atom
    if step.combinator.name == "length":
        return lambda value: hasattr(value, "__len__")
    if atom is None:
        return lambda *arguments: True
    holds = [kind.holds for kind in atom.kinds]
    if step.combinator.role == "call":
        return lambda *arguments: all(check(value) for check, value in zip(holds, arguments, strict=True))
    items = [holds[place] for place in step.slots]
    bound = [check for place, check in enumerate(holds) if place not in step.slots]
    if step.combinator.role == "fold":
        own = [items[0], _every(items[1])]
    elif step.combinator.role == "iterate":
        own = [items[0], SMALL_NATURAL.holds]
    else:
        own = [_every(check) for check in items]
    return lambda *arguments: all(check(value) for check, value in zip([*own, *bound], arguments, strict=True))


def _every(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda items: type(items) is list and all(map(holds, items))


class OutOfKind(Exception):
    """A step's value is outside of its kind, so that the steps behind promise nothing for it."""


def columns(plan: Plan, rows: Sequence[tuple[Any, ...]], known: Mapping[int, Column] = MappingProxyType({})) -> list[Column]:
    """Return, for each node of `plan`, its values on `rows` (argument tuples in the order of `plan.inputs`).

    Raises OutOfKind as soon as a value leaves its kind: atoms are total, and quick, on their kinds only. The values of nodes
    in `known` are taken from there.
    """
    table: list[Column] = []
    inputs = iter(range(len(plan.inputs)))
    for index, node in enumerate(plan.nodes):
        if isinstance(node, Input):
            position = next(inputs)
            table.append([row[position] for row in rows])
        elif isinstance(node, Constant):
            table.append([node.value] * len(rows))
        elif index in known:
            table.append(known[index])
        else:
            table.append(in_kind(node, map(runner(node), *(table[argument] for argument in node.arguments))))
    return table


class LazyTable(Sequence[Column]):
    """What `columns` returns, each column made when it is asked for. Those of nodes in `known` are taken from there, or put there."""

    def __init__(self, plan: Plan, rows: Sequence[tuple[Any, ...]], known: Mapping[int, Column] = MappingProxyType({})) -> None:
        self._plan = plan
        self._rows = rows
        self._columns: dict[int, Column] = {index: column for index, column in known.items() if column}
        self._known = known

    def __len__(self) -> int:
        return len(self._plan.nodes)

    def __getitem__(self, index: Any) -> Any:
        if index not in self._columns:
            self._columns[index] = self._column(index)
            if index in self._known:
                self._known[index].extend(self._columns[index])
        return self._columns[index]

    def _column(self, index: int) -> Column:
        node = self._plan.nodes[index]
        if isinstance(node, Step):
            return in_kind(node, map(runner(node), *map(self.__getitem__, node.arguments)))
        if isinstance(node, Constant):
            return [node.value] * len(self._rows)
        return [row[index] for row in self._rows]  # inputs come first in a plan


def calls(step: Step, table: Sequence[Column], index: int) -> Iterator[tuple[Sequence[Any], Any]]:
    """Yield what the atom of step `index` is given on each row, item by item where it is asked about items, and what it gives."""
    assert step.atom is not None  # asked of steps with an atom only
    function, rows = step.atom.function, zip(*(table[place] for place in step.arguments), strict=True)
    if step.combinator.role == "call":
        yield from zip(rows, table[index], strict=True)
        return
    made: list[tuple[Sequence[Any], Any]] = []

    def noting(*arguments: Any) -> Any:
        value = function(*arguments)
        made.append((arguments, value))
        return value

    run = runner(step, noting)
    for row in rows:
        run(*row)
        yield from made
        made.clear()


def in_kind(step: Step, values: Iterable[Any]) -> Column:
    """Return the values of a step as a column. Raises OutOfKind if one is outside of the step's kind."""
    column = list(values)
    if not all(map(step.kind.holds, column)):
        raise OutOfKind(f"a {step.kind.name} is none")
    return column


def downstream(plan: Plan, start: int) -> list[int]:
    """Return the positions of the steps behind node `start` that depend on it, in order; `start` itself is not among them."""
    reached = {start}
    order = []
    for index, step in plan.steps:
        if index > start and not reached.isdisjoint(step.arguments):
            reached.add(index)
            order.append(index)
    return order
