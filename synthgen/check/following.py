"""What comes of a wrong value: the steps behind it run on it, and the result is wrong or it is not.

Values in their kinds run through the steps on all rows together. Where one leaves its kind, the steps behind promise nothing:
they run on it with bounds, and an error of theirs is a wrong result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from synthgen.check.evaluate import Column, Runner, downstream, runner
from synthgen.check.mutants import bounded
from synthgen.check.variants import RAISED
from synthgen.literals import equal
from synthgen.plan.graph import Plan, Step
from synthgen.weave.fuel import OutOfDepth, OutOfFuel

MOST_TIMES = 200
"""Largest number, and greatest length, that is followed where no kind bounds it."""
FOLLOWED_TICKS = 600
"""Ticks that each use of an atom may take there: more than the depth at which a recursion without an end is told."""


@dataclass(slots=True)
class Behind:
    """A step behind a wrong value: how it runs, how it runs on values outside of their kinds, its arguments, its kind's test.

    `decides` says that nothing wrong reaches the steps behind it but through its own value: if that is right, the result is.
    """

    place: int
    run: Runner
    bounded: Runner
    arguments: tuple[int, ...]
    holds: Callable[[Any], bool]
    decides: bool


class Following:
    """The steps behind each step of a plan, with the plan's values on all rows: `table` has a column for each node."""

    def __init__(self, plan: Plan, table: Sequence[Column]) -> None:
        self._plan = plan
        self._table = table
        self._last = len(table) - 1
        self._steps: dict[int, list[Behind]] = {}

    def killers(self, index: int, rows: Sequence[int], values: Column, wanted: int) -> list[int]:
        """Return the first `wanted` of `rows` on which wrong values of step `index`, one for each, make the result wrong."""
        arrived = self.together(index, rows, values)
        found: list[int] = []
        for row, value, arrives in zip(rows, values, arrived, strict=True):
            if arrives or (arrives is None and self.arrives(index, row, value)):
                found.append(row)
                if len(found) == wanted:
                    break
        return found

    def together(self, index: int, rows: Sequence[int], values: Column) -> list[bool | None]:
        """Return, for each of `rows`, whether a wrong value of step `index` makes the result wrong; None where a value leaves its
        kind, so that `arrives` must find out.
        """
        if index == self._last:
            return [True] * len(rows)
        table = self._table
        holds = self._plan.nodes[index].kind.holds
        arrived: list[bool | None] = [None] * len(values)
        places = [place for place, value in enumerate(values) if value is not RAISED and holds(value)]
        if len(places) < len(values):
            arrived = [True if value is RAISED else None for value in values]
            rows, values = [rows[place] for place in places], [values[place] for place in places]
        fresh: dict[int, Column] = {index: values}
        for step in self._behind(index):
            given = [fresh[one] if one in fresh else map(table[one].__getitem__, rows) for one in step.arguments]
            column = list(map(step.run, *given))
            right = table[step.place]
            if step.place == self._last:
                for place, row, value in zip(places, rows, column, strict=True):
                    arrived[place] = value != right[row]
                return arrived
            if step.decides:  # nothing behind it asks for any other fresh column
                wrong = [value != right[row] for row, value in zip(rows, column, strict=True)]
                if not all(wrong):
                    for place, is_wrong in zip(places, wrong, strict=True):
                        if not is_wrong:
                            arrived[place] = False
                    rows, places, column = list(compress(rows, wrong)), list(compress(places, wrong)), list(compress(column, wrong))
                    if not rows:
                        return arrived
                fresh = {}
            fresh[step.place] = column
            if not all(map(step.holds, column)):
                sound = list(map(step.holds, column))
                rows, places = list(compress(rows, sound)), list(compress(places, sound))
                fresh = {one: list(compress(column, sound)) for one, column in fresh.items()}
        return arrived

    def arrives(self, index: int, row: int, value: Any) -> bool:
        """Return whether a wrong value of step `index` makes the result wrong, although it or one behind it leaves its kind.

        What exceeds the bounds is not followed and counts as no difference, which claims too little; a recursion without an
        end is an error like any other.
        """
        table = self._table
        fresh = {index: value}
        sound = self._plan.nodes[index].kind.holds(value)
        for step in self._behind(index):
            arguments = [fresh[argument] if argument in fresh else table[argument][row] for argument in step.arguments]
            if sound:
                value = step.run(*arguments)
                sound = step.holds(value)
            elif not all(map(_is_small, arguments)):
                return False
            else:
                try:
                    value = step.bounded(*arguments)
                except OutOfDepth:
                    return True
                except OutOfFuel:
                    return False
                except Exception:
                    return True
            fresh[step.place] = value
            if step.decides and equal(value, table[step.place][row]):
                return False
        return True

    def _behind(self, index: int) -> list[Behind]:
        if index not in self._steps:
            steps = [(place, step) for place in downstream(self._plan, index) if isinstance(step := self._plan.nodes[place], Step)]
            self._steps[index] = []
            wrong = {index}
            for number, (place, step) in enumerate(steps):
                wrong.add(place)
                used = {one for _, later in steps[number + 1 :] for one in later.arguments}
                decides = wrong & used <= {place}
                behind = Behind(place, runner(step), _bounded(step), step.arguments, step.kind.holds, decides)
                self._steps[index].append(behind)
        return self._steps[index]


def _bounded(step: Step) -> Runner:
    """Return a step that raises OutOfFuel where it may take long on values outside of its kinds."""
    if step.combinator.role == "iterate":
        return _too_long
    return runner(step, bounded(step.atom, FOLLOWED_TICKS)) if step.atom else runner(step)


def _too_long(*arguments: Any) -> Any:
    raise OutOfFuel


def _is_small(value: Any) -> bool:
    """Return whether a value is small enough for a step to be run on it where no kind says so; a number may say how often."""
    if isinstance(value, int):
        return abs(value) <= MOST_TIMES
    return not hasattr(value, "__len__") or len(value) <= MOST_TIMES
