"""Glue mutants: what a wrong program does between the atoms.

Each is one step computed otherwise: dropped, with arguments swapped or a constant changed, a branch forced, filter and
reject confused, the last taken for the first, a tie broken the other way, an empty collection given another default.
Together with the mutants of the atoms they are what the emitted tests must kill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import filterfalse
from typing import Any

from synthgen.atom import Atom
from synthgen.check.evaluate import SHAPES_KEPT, Runner, runner
from synthgen.kinds import INTEGER, Kind
from synthgen.plan.combinators import Combinator
from synthgen.plan.graph import Constant, Plan, Step


@dataclass(frozen=True, slots=True)
class GlueMutant:
    """Step `index` of a plan computed by `run` in place of its own way; where it cannot be, `run` gives RIGHT. `reading` marks another
    plausible reading.
    """

    index: int
    description: str
    run: Runner
    reading: bool = False


RIGHT = object()
"""Stands for a value that counts as the plan's, as a mutant cannot be tried there."""
Alternative = tuple[str, Callable[..., Any], bool]
"""What is wrong, how the combinator evaluates then, and whether it is a plausible other reading of the prompt."""


def _last_max(use: Any, default: Any, items: Sequence[Any]) -> Any:
    return max(reversed(items), key=use, default=default)


def _last_min(use: Any, default: Any, items: Sequence[Any]) -> Any:
    return min(reversed(items), key=use, default=default)


def _unstable(use: Any, items: Sequence[Any], reverse: bool) -> Any:
    return sorted(items[::-1], key=use, reverse=reverse)


def _last_distinct(use: Any, default: Any, items: Sequence[Any]) -> Any:
    last: dict[Any, Any] = {}
    for item in reversed(items):
        last.setdefault(use(item), item)
    return list(last.values())[::-1]


def _adjacent_distinct(use: Any, default: Any, items: Sequence[Any]) -> Any:
    return [item for place, item in enumerate(items) if not place or use(item) != use(items[place - 1])]


def _fold_from(use: Any, start: Any, items: Sequence[Any]) -> Any:
    for item in items:
        start = use(start, item)
    return start


def _iterate(use: Any, start: Any, times: int) -> Any:
    for _ in range(times):
        start = use(start)
    return start


def _take_until(use: Any, default: Any, items: Sequence[Any]) -> Any:
    for place, item in enumerate(items):
        if not use(item):
            return items[: place + 1]
    return items


ALTERNATIVES: dict[str, tuple[Alternative, ...]] = {
    "map": (
        ("the first item is left out", lambda use, default, items: list(map(use, items[1:])), False),
        ("the last item is left out", lambda use, default, items: list(map(use, items[:-1])), False),
        ("the results are in reverse order", lambda use, default, items: list(map(use, reversed(items))), True),
    ),
    "filter": (
        ("the condition is negated", lambda use, default, items: list(filterfalse(use, items)), False),
        ("filtering stops at the first item that fails", lambda use, default, items: _before_first(use, items), True),
    ),
    "reject": (
        ("the condition is negated", lambda use, default, items: list(filter(use, items)), False),
        ("only the first such item is removed", lambda use, default, items: _without_first(use, items), True),
    ),
    "take_while": (
        ("later items that satisfy the condition are kept too", lambda use, default, items: list(filter(use, items)), True),
        ("the item that ends the stretch is included", _take_until, True),
        ("the condition is negated", lambda use, default, items: _before_first(lambda item: not use(item), items), False),
    ),
    "find": (
        ("the last match is taken", lambda use, default, items: next(filter(use, reversed(items)), default), True),
        ("the condition is negated", lambda use, default, items: next(filterfalse(use, items), default), False),
        ("without a match the first item is taken", lambda use, default, items: _found_or_first(use, items, default), True),
    ),
    "count": (
        ("the items that fail are counted", lambda use, default, items: len(list(filterfalse(use, items))), False),
        ("different items are counted once", lambda use, default, items: len({repr(item) for item in items if use(item)}), True),
        ("the count is one too high", lambda use, default, items: 1 + len(list(filter(use, items))), False),
    ),
    "any": (
        ("all items must satisfy the condition", lambda use, default, items: all(map(use, items)), False),
        ("the condition is negated", lambda use, default, items: any(not use(item) for item in items), False),
        ("an empty list counts as a match", lambda use, default, items: not items or any(map(use, items)), True),
    ),
    "all": (
        ("one item that satisfies the condition suffices", lambda use, default, items: any(map(use, items)), False),
        ("the condition is negated", lambda use, default, items: all(not use(item) for item in items), False),
        ("an empty list counts as a failure", lambda use, default, items: bool(items) and all(map(use, items)), True),
    ),
    "sort_by": (
        ("the order is descending", lambda use, default, items: sorted(items, key=use, reverse=True), False),
        ("ties are reversed", lambda use, default, items: _unstable(use, items, False), True),
        ("ties are broken by value", lambda use, default, items: sorted(items, key=lambda item: (use(item), item)), True),
        ("the items are sorted by themselves", lambda use, default, items: sorted(items), False),
    ),
    "sort_by_descending": (
        ("the order is ascending", lambda use, default, items: sorted(items, key=use), False),
        ("ties are reversed", lambda use, default, items: _unstable(use, items, True), True),
        ("ties are broken by value", lambda use, default, items: sorted(items, key=lambda item: (use(item), item), reverse=True), True),
        ("the items are sorted by themselves", lambda use, default, items: sorted(items, reverse=True), False),
    ),
    "max_by": (
        ("the smallest is taken", lambda use, default, items: min(items, key=use, default=default), False),
        ("the last of the tied is taken", _last_max, True),
        ("the largest item itself is taken", lambda use, default, items: max(items, default=default), False),
    ),
    "min_by": (
        ("the largest is taken", lambda use, default, items: max(items, key=use, default=default), False),
        ("the last of the tied is taken", _last_min, True),
        ("the smallest item itself is taken", lambda use, default, items: min(items, default=default), False),
    ),
    "sum_by": (
        ("the first item is left out", lambda use, default, items: sum(map(use, items[1:])), False),
        ("the last item is left out", lambda use, default, items: sum(map(use, items[:-1])), False),
        ("the sum starts at 1", lambda use, default, items: 1 + sum(map(use, items)), False),
        ("the items are only counted", lambda use, default, items: len(items), False),
    ),
    "distinct_by": (
        ("the last of the equal ones is kept", _last_distinct, True),
        ("only neighbours are compared", _adjacent_distinct, True),
    ),
    "fold": (
        ("the items are taken from the end", lambda use, default, *args: _fold_from(use, args[0], args[1][::-1]), True),
        ("the first item is left out", lambda use, default, *args: _fold_from(use, args[0], args[1][1:]), False),
        ("the last item is left out", lambda use, default, *args: _fold_from(use, args[0], args[1][:-1]), False),
    ),
    "iterate": (
        ("it is done once too often", lambda use, default, *args: _iterate(use, args[0], args[1] + 1), False),
        ("it is done once too rarely", lambda use, default, *args: _iterate(use, args[0], args[1] - 1), False),
        ("it is done once", lambda use, default, start, times: use(start), False),
    ),
    "zip_with": (
        ("the second list is reversed", lambda use, default, *args: [use(a, b) for a, b in zip(args[0], args[1][::-1], strict=False)], False),
        ("the first pair is left out", lambda use, default, *args: [use(a, b) for a, b in zip(args[0][1:], args[1][1:], strict=False)], False),
        ("the last pair is left out", lambda use, default, *args: [use(a, b) for a, b in zip(args[0], args[1], strict=False)][:-1], False),
    ),
    "branch": (
        ("the condition is always taken as true", lambda use, default, *args: args[1], False),
        ("the condition is always taken as false", lambda use, default, *args: args[2], False),
        ("the condition is negated", lambda use, default, *args: args[2] if args[0] else args[1], False),
    ),
    "add": (
        ("it subtracts", lambda use, default, *args: args[0] - args[1], False),
        ("the sum is one too high", lambda use, default, *args: args[0] + args[1] + 1, False),
    ),
    "subtract": (
        ("it adds", lambda use, default, *args: args[0] + args[1], False),
        ("the difference has no sign", lambda use, default, *args: abs(args[0] - args[1]), True),
        ("the difference does not go below 0", lambda use, default, *args: max(0, args[0] - args[1]), True),
    ),
    "larger": (("the smaller is taken", lambda use, default, *args: min(args[0], args[1]), False),),
    "smaller": (("the larger is taken", lambda use, default, *args: max(args[0], args[1]), False),),
    "concatenate": (
        ("the parts are joined in the other order", lambda use, default, *args: args[1] + args[0], False),
    ),
    "equals": (("the comparison is negated", lambda use, default, *args: args[0] != args[1], False),),
    "exceeds": (
        ("equal values count as greater", lambda use, default, *args: args[0] >= args[1], True),
        ("it compares the other way", lambda use, default, *args: args[0] < args[1], False),
    ),
    "length": (
        ("the length is one too high", lambda use, default, items: len(items) + 1, False),
        ("the length is one too low", lambda use, default, items: len(items) - 1, False),
    ),
}  # fmt: skip
"""Wrong ways to evaluate each combinator; `apply` has none of its own, its atom's mutants are enough."""


def glue_mutants(plan: Plan) -> list[GlueMutant]:
    """Return the glue mutants of a plan, step by step."""
    mutants: list[GlueMutant] = []
    for index, step in plan.steps:
        for what, run, reading in _alternatives(step.kind, step.combinator, step.atom, step.slots, len(step.arguments)):
            mutants.append(GlueMutant(index, what, run, reading))
        mutants.extend(_arguments(plan, index, step))
    return mutants


@lru_cache(maxsize=SHAPES_KEPT)
def _alternatives(
    kind: Kind, combinator: Combinator, atom: Atom | None, slots: tuple[int, ...], arguments: int
) -> tuple[tuple[str, Runner, bool], ...]:
    """Return the wrong ways of all steps of one shape: what is wrong, the step as a function, and whether it is another reading."""
    ways = []
    for what, evaluate, reading in ALTERNATIVES.get(combinator.name, ()):
        other = Combinator(combinator.name, combinator.role, 0.0, evaluate, "", "", {})
        ways.append((what, runner(Step(kind, other, atom, slots, tuple(range(arguments)))), reading))
    return tuple(ways)


def _arguments(plan: Plan, index: int, step: Step) -> Iterator[GlueMutant]:
    """Yield the step left out, with two arguments swapped, and with each constant changed."""
    own = runner(step)
    kinds = [plan.nodes[place].kind for place in step.arguments]
    for position, kind in enumerate(kinds):
        node = plan.nodes[step.arguments[position]]
        if isinstance(node, Constant):
            if kind.fits(INTEGER):
                for change in (1, -1):
                    if kind.holds(node.value + change):
                        yield GlueMutant(index, f"argument {position}: {node.value + change} in place of {node.value}", _changed(own, position, change))
        elif kind.hint == step.kind.hint and step.combinator.name != "branch":
            yield GlueMutant(index, f"argument {position} in place of the step", _chosen(position))
        for later in range(position + 1, len(kinds)):
            if kinds[later].hint == kind.hint and step.arguments[later] != step.arguments[position] and _may_swap(step):
                wanted = _wanted(step, kinds)
                yield GlueMutant(index, f"arguments {position} and {later} are swapped", _swapped(own, position, later, wanted))


def _wanted(step: Step, kinds: list[Kind]) -> list[Kind]:
    """Return the kinds that a step's arguments must have: the atom's where it takes them itself."""
    if step.atom is None:
        return kinds
    bound = [kind for place, kind in enumerate(step.atom.kinds) if place not in step.slots]
    return [*kinds[: step.own], *bound]


def _may_swap(step: Step) -> bool:
    return step.combinator.name not in ("branch", "add", "larger", "smaller", "equals", "concatenate")


def _changed(own: Runner, position: int, change: int) -> Runner:
    return lambda *arguments: own(*arguments[:position], arguments[position] + change, *arguments[position + 1 :])


def _chosen(position: int) -> Runner:
    return lambda *arguments: arguments[position]


def _swapped(own: Runner, first: int, second: int, wanted: Sequence[Kind]) -> Runner:
    def run(*arguments: Any) -> Any:
        order = list(arguments)
        order[first], order[second] = order[second], order[first]
        if not wanted[first].holds(order[first]) or not wanted[second].holds(order[second]):
            return RIGHT
        return own(*order)

    return run


def _before_first(use: Any, items: Sequence[Any]) -> Any:
    return items[: next((place for place, item in enumerate(items) if not use(item)), len(items))]


def _without_first(use: Any, items: Sequence[Any]) -> Any:
    place = next((place for place, item in enumerate(items) if use(item)), len(items))
    return [*items[:place], *items[place + 1 :]]


def _found_or_first(use: Any, items: Sequence[Any], default: Any) -> Any:
    return next((item for item in items if use(item)), items[0] if items else default)
