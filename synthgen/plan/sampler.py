"""From a library and a random stream to a plan: grown from one step by wrapping it and by filling what it lacks.

A draft starts with a focus atom, so that every atom gets its share. While the depth allows, either the result is wrapped in
a step that consumes it, or an open argument is filled by a step that produces it. What is open at the end
becomes an input, a constant or a second use of a step. So nothing is unused, and every choice goes combinator first, then
atom, so that no combinator with many typings crowds out the others. Atoms near in topic are likelier neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from synthgen.kinds import (
    BASE,
    FLAG,
    INTEGER,
    INTERVAL,
    LETTER,
    NATURAL,
    POSITIVE,
    SIZE,
    SMALL_NATURAL,
    Kind,
    meet,
)
from synthgen.library import Library
from synthgen.plan.combinators import Combinator
from synthgen.plan.graph import Constant, Input, Node, Plan, Step
from synthgen.plan.productions import Production, productions
from synthgen.plan.widen import Widener

MAX_INPUTS = 3
"""More parameters than this make a task hard to read, not hard to solve."""
WRAP_SHARE = 0.55
"""How often a draft grows at its result and not at an argument; near a half, chains and joins both occur."""

MAX_COST = 2
"""The largest `_cost` of a production."""

NEIGHBOURS = {
    "whole_numbers": ("digits", "lists", "sorting", "recursion"),
    "digits": ("whole_numbers", "lists", "strings"),
    "strings": ("words", "counting", "recursion"),
    "words": ("strings", "counting", "recursion", "sorting"),
    "lists": ("sorting", "intervals", "whole_numbers", "counting", "recursion"),
    "sorting": ("lists", "counting", "intervals"),
    "counting": ("words", "strings", "lists", "sorting"),
    "grids": ("lists", "recursion", "whole_numbers"),
    "intervals": ("lists", "sorting", "whole_numbers"),
    "recursion": ("lists", "words", "whole_numbers", "grids"),
}
"""Topics whose atoms people use together."""
SAME_TOPIC, NEAR_TOPIC, FAR_TOPIC = 3.0, 3.0, 1.0
"""Weights of a neighbour by topic."""

_CONSTANTS: dict[Kind, tuple[object, ...]] = {
    SMALL_NATURAL: (2, 3, 4, 5),
    SIZE: (2, 3, 5, 8, 10, 12),
    POSITIVE: (2, 3, 4, 5),
    NATURAL: (2, 3, 5, 7, 10, 12),
    INTEGER: (1, 2, 3, 4, 5, 7, 10),
    BASE: (2, 3, 8, 16),
    LETTER: ("a", "e", "n", "s", "t"),
    INTERVAL: ((0, 9), (1, 5), (-5, 5), (2, 8), (0, 20)),
}
"""Literals that a person would write, by the kind of the argument."""


@dataclass(slots=True, eq=False)
class _Leaf:
    """An input or a constant of a draft; the kind of an input narrows with each use."""

    kind: Kind
    value: object = None
    is_input: bool = True


@dataclass(slots=True, eq=False)
class _Draft:
    """A step that is being grown; `filled[k]` is None while argument `k` is open."""

    production: Production
    filled: list[_Draft | _Leaf | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.filled = [None] * len(self.production.arguments)


@dataclass(slots=True)
class _Menu:
    """Productions to choose from, by combinator, with cumulative weights."""

    combinators: list[Combinator]
    weights: list[float]
    choices: list[tuple[list[tuple[Production, int]], list[float]]]


class Sampler:
    """Samples plans from a library; the same stream gives the same plan."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._table = productions(library)
        self._widener = Widener(self._table)
        self._affordable = {
            budget: [production for production in self._table if _cost(production) <= budget] for budget in range(1, MAX_COST + 1)
        }
        self._known: dict[tuple[str, Kind, int], list[tuple[Production, int]]] = {}
        self._menus: dict[tuple[str, Kind, str, int], _Menu] = {}
        by_atom: dict[str, list[Production]] = {}
        for production in self._table:
            if production.atom is not None:
                by_atom.setdefault(production.atom.name, []).append(production)
        self._first = {
            (name, budget): _menu([(production, 0) for production in own if _cost(production) <= budget], "")
            for name, own in by_atom.items()
            for budget in range(1, MAX_COST + 1)
        }

    def sample(self, random: Random, depth: int, focus: str) -> Plan | None:
        """Return a plan of exactly `depth` that uses the atom `focus`, or None if growing got stuck or made the same step twice.

        At depth 1 the plan is the atom itself, each parameter an input.
        """
        production, _ = _choose(self._first[focus, min(depth, MAX_COST)], random)
        drafts: list[_Draft] = []
        root = self._add(random, drafts, production)
        while (budget := depth - sum(draft.production.combinator.cost for draft in drafts)) > 0:
            grown = self._grow(random, root, drafts, budget)
            if grown is None:
                return None
            root = grown
        plan = _finish(random, root, plain=depth == 1)
        return self._widener.widened(plan) if plan is not None and plan.depth == depth else None

    def _grow(self, random: Random, root: _Draft, drafts: list[_Draft], budget: int) -> _Draft | None:
        """Add one draft to `drafts` and return the new root, or None if nothing fits."""
        wrap = random.random() < WRAP_SHARE
        for attempt in (wrap, not wrap):
            if attempt:
                menu = self._menu("consume", root.production.result, root.production.topic, budget)
                if menu.combinators:
                    production, position = _choose(menu, random)
                    outer = self._add(random, drafts, production)
                    outer.filled[position] = root
                    return outer
                continue
            places = [(draft, place) for draft in drafts for place, inside in enumerate(draft.filled) if inside is None]
            random.shuffle(places)
            for draft, place in places:
                menu = self._menu("produce", draft.production.arguments[place], draft.production.topic, budget)
                if menu.combinators:
                    production, _ = _choose(menu, random)
                    draft.filled[place] = self._add(random, drafts, production)
                    return root
        return None

    def _add(self, random: Random, drafts: list[_Draft], production: Production) -> _Draft:
        """Return a new draft; a branch gets its question at once, a plain predicate or comparison."""
        draft = _Draft(production)
        drafts.append(draft)
        if _asks(draft):
            question, _ = _choose(self._menu("ask", production.result, production.topic, 1), random)
            draft.filled[0] = self._add(random, drafts, question)
        return draft

    def _menu(self, direction: str, kind: Kind, topic: str, budget: int) -> _Menu:
        budget = min(budget, MAX_COST)
        key = (direction, kind, topic, budget)
        if key not in self._menus:
            self._menus[key] = _menu(self._fitting(direction, kind, budget), topic)
        return self._menus[key]

    def _fitting(self, direction: str, kind: Kind, budget: int) -> Sequence[tuple[Production, int]]:
        """Return the productions that fit, and at which argument; they are the same for all topics."""
        key = (direction, kind, budget)
        if key not in self._known:
            self._known[key] = _fitting(self._affordable[budget], direction, kind)
        return self._known[key]


def _fitting(affordable: Sequence[Production], direction: str, kind: Kind) -> list[tuple[Production, int]]:
    if direction == "ask":
        related = [
            (production, 0)
            for production in affordable
            if production.result is FLAG and any(meet(kind, wanted) for wanted in production.arguments)
        ]
        return related or [(production, 0) for production in affordable if production.result is FLAG]
    if direction == "produce":
        return [(production, 0) for production in affordable if production.result.fits(kind)]
    return [
        (production, position)
        for production in affordable
        for position, wanted in enumerate(production.arguments)
        if wanted is not FLAG and kind.fits(wanted)
    ]


def _cost(production: Production) -> int:
    """Return what a production adds to the depth at least: a branch needs a question besides itself."""
    return production.combinator.cost + (production.combinator.name == "branch")


def affinity(topic: str, other: str) -> float:
    """Return how likely two topics are neighbours in one plan, as a weight; joins have no topic and fit everywhere."""
    if not topic or not other or topic == other:
        return SAME_TOPIC
    near = other in NEIGHBOURS.get(topic, ()) or topic in NEIGHBOURS.get(other, ())
    return NEAR_TOPIC if near else FAR_TOPIC


def _menu(fitting: Iterable[tuple[Production, int]], topic: str) -> _Menu:
    groups: dict[Combinator, list[tuple[Production, int]]] = {}
    for entry in fitting:
        groups.setdefault(entry[0].combinator, []).append(entry)
    menu = _Menu(list(groups), list(accumulate(combinator.weight for combinator in groups)), [])
    for entries in groups.values():
        variants: dict[str, int] = {}
        names = [production.atom.name if production.atom else str(number) for number, (production, _) in enumerate(entries)]
        for name in names:
            variants[name] = variants.get(name, 0) + 1
        weights = [
            affinity(topic, production.topic) / variants[name] for (production, _), name in zip(entries, names, strict=True)
        ]
        menu.choices.append((entries, list(accumulate(weights))))
    return menu


def _choose(menu: _Menu, random: Random) -> tuple[Production, int]:
    position = random.choices(range(len(menu.combinators)), cum_weights=menu.weights)[0]
    entries, weights = menu.choices[position]
    return random.choices(entries, cum_weights=weights)[0]


def _finish(random: Random, root: _Draft, plain: bool) -> Plan | None:
    """Fill what is still open with inputs, constants and shared steps, and return the plan."""
    inputs: list[_Leaf] = []
    order = _postorder(root, questions_last=True)
    asking = {id(step) for draft in order if _asks(draft) for step in _postorder(draft.filled[0])}
    for draft in order:
        for place, inside in enumerate(draft.filled):
            if inside is None:
                leaf = _fill(random, draft, place, order, inputs, plain, id(draft) in asking)
                if leaf is None:
                    return None
                draft.filled[place] = leaf
    return _assemble(root) if inputs else None


def _fill(
    random: Random, draft: _Draft, place: int, order: Sequence[_Draft], inputs: list[_Leaf], plain: bool, asking: bool
) -> _Draft | _Leaf | None:
    wanted = draft.production.arguments[place]
    if wanted is FLAG:
        return None
    options: list[tuple[float, _Draft | _Leaf]] = []
    if len(inputs) < MAX_INPUTS:
        options.append(((3.0, 1.0, 0.4)[len(inputs)] * (0.2 if asking and inputs else 1.0), _Leaf(wanted)))
    if not plain:
        used = [inside for inside in draft.filled if inside is not None]
        options.extend((3.0, leaf) for leaf in inputs if leaf not in used and meet(leaf.kind, wanted) is not None)
        finished = order[: order.index(draft)]
        options.extend((1.5, step) for step in finished if step not in used and step.production.result.fits(wanted))
        values = literals(draft.production, place)
        if values:
            options.append((6.0, _Leaf(wanted, random.choice(values), is_input=False)))
    if not options:
        return None
    chosen = random.choices([option for _, option in options], weights=[weight for weight, _ in options])[0]
    if isinstance(chosen, _Leaf) and chosen.is_input:
        if chosen not in inputs:
            inputs.append(chosen)
        chosen.kind = meet(chosen.kind, wanted) or wanted
    return chosen


def literals(production: Production, place: int) -> Sequence[object]:
    """Return the literals that may stand at an argument: for settings of an atom and for starts, never for its subject."""
    wanted = production.arguments[place]
    role = production.combinator.role
    if role == "fold" and place == 0:
        return (0, 1) if wanted.fits(INTEGER) and wanted is not POSITIVE else (wanted.empty,)
    if role == "iterate" and place == 1:
        return (2, 3, 4)
    subject = place == 0 and role != "none"
    if subject or (role == "none" and (place == 0 or wanted not in (INTEGER, NATURAL, SIZE))):
        return ()
    return _CONSTANTS.get(wanted, ())


def _asks(draft: _Draft) -> bool:
    return draft.production.combinator.name == "branch"


def _postorder(root: _Draft | _Leaf | None, questions_last: bool = False) -> list[_Draft]:
    """Return the drafts below `root`, each after those inside it; a branch's question before its ways, or after them."""
    order: list[_Draft] = []

    def visit(draft: _Draft | _Leaf | None) -> None:
        if isinstance(draft, _Draft):
            later = questions_last and _asks(draft)
            for inside in [*draft.filled[1:], draft.filled[0]] if later else draft.filled:
                visit(inside)
            order.append(draft)

    visit(root)
    return order


def _assemble(root: _Draft) -> Plan:
    """Turn a finished draft into nodes; equal steps and equal constants become one node."""
    order = _postorder(root)
    leaves = [inside for draft in order for inside in draft.filled if isinstance(inside, _Leaf) and inside.is_input]
    inputs = list(dict.fromkeys(leaves))
    nodes: list[Node] = [Input(leaf.kind) for leaf in inputs]
    places: dict[object, int] = {leaf: index for index, leaf in enumerate(inputs)}
    known: dict[object, int] = {}

    def keep(key: object, node: Node) -> int:
        if key not in known:
            known[key] = len(nodes)
            nodes.append(node)
        return known[key]

    def place_of(inside: _Draft | _Leaf | None) -> int:
        if isinstance(inside, _Leaf) and not inside.is_input:
            return keep((inside.kind, repr(inside.value)), Constant(inside.kind, inside.value))
        return places[inside]

    for draft in order:
        production = draft.production
        arguments = tuple(place_of(inside) for inside in draft.filled)
        step = Step(production.result, production.combinator, production.atom, production.slots, arguments)
        key = (production.combinator.name, production.topic, production.atom and production.atom.name, production.slots, arguments)
        places[draft] = keep((key, production.result), step)
    return Plan(tuple(nodes))


