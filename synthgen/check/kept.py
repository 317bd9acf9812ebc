"""What is remembered from one plan to the next of steps on inputs and constants alone.

Signatures on one deck share their columns of inputs (`synthgen.check.pools`), so half of all steps were met before: their values
on the fixed inputs are known then, and what their mutants make of those inputs too. All of it can be found again, so how much is
remembered changes the speed and nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from synthgen.check.evaluate import Column, runner
from synthgen.check.inputs import FURTHER_INPUTS, PROBE_INPUTS, deck_of, fixed_column, origins
from synthgen.check.telling import NONE, Telling
from synthgen.plan.graph import Constant, Input, Plan, Step

STEPS_KEPT = 2048
"""Steps that are remembered, with all that is known of the mutants of their atoms. The first 7,000 candidates of one of two workers
meet 1,900. By then, with 192 fixed inputs, a worker that remembered 2,048 had 202 MB; one that remembered 1,024 had 173 MB and took 6 %
longer for a sample."""
WRONG_KEPT = 220_000
"""Wrong values that are remembered, some 150 bytes each, of the steps that were met last. One of two workers has met so many after 10,000
samples. Without the limit a worker grows on for as long as it runs; with 200,000 a sample took 1 % longer at most."""
LEFT = 0.9
"""The share of them that is left when the steps that were not met for the longest time are forgotten."""
BITS = tuple(1 << row for row in range(PROBE_INPUTS + FURTHER_INPUTS))
"""The bit of each row."""


@dataclass(slots=True)
class Tried:
    """What a mutant makes of rows: `rows` has a bit set for each that was tried, `wrong` the values that are not the plan's.

    If it is `harmless`, it is right on all rows, tried or not.
    """

    rows: int = 0
    wrong: dict[int, Any] = field(default_factory=dict)
    harmless: bool = False

    def missing(self, rows: Iterable[int]) -> list[int]:
        """Return those of `rows` that were not tried."""
        tried = self.rows
        return [row for row in rows if not tried >> row & 1]

    def learn(self, rows: Iterable[int], wrong: Mapping[int, Any]) -> None:
        """Note the wrong values on `rows`, which were not tried before."""
        global _learned
        self.rows |= sum(map(BITS.__getitem__, rows))
        self.wrong.update(wrong)
        _learned += len(wrong)


@dataclass(slots=True)
class FirstStep:
    """A step on inputs and constants alone. Its `column` is in its kind on the first `sound` of the fixed inputs; `reserve` is its
    column on those of the reserve, empty before it is asked for.
    """

    column: Column
    sound: int
    reserve: Column = field(default_factory=list)
    tried: dict[int, tuple[object, Tried]] = field(default_factory=dict)
    """What is known of each mutant of its atom, by `id`; the mutant itself is kept too, so that its `id` stays its own."""

    def wrong_values(self) -> int:
        """Return how many wrong values of mutants are known here."""
        return sum(len(tried.wrong) for _, tried in self.tried.values())


_steps: OrderedDict[Hashable, FirstStep] = OrderedDict()
_learned = 0
"""Wrong values that there were when they were last counted, and those that were learned since."""


def first_steps(plan: Plan, telling: Telling = NONE) -> dict[int, FirstStep]:
    """Return, by position, the steps of a plan that take nothing but inputs and constants."""
    deck, columns = deck_of(plan.inputs), iter(origins(plan.inputs))
    sources: dict[int, Hashable] = {}
    for index, node in enumerate(plan.nodes):
        if isinstance(node, Input):
            sources[index] = next(columns)
        elif isinstance(node, Constant):
            sources[index] = repr(node.value)
    found: dict[int, FirstStep] = {}
    for index, step in plan.steps:
        if all(place in sources for place in step.arguments):
            key = (telling, deck, step.kind, step.combinator, step.atom, step.slots, tuple(sources[place] for place in step.arguments))
            found[index] = _steps.get(key) or _first_step(key, plan, step, sources, deck, telling)
            _steps.move_to_end(key)
    if _learned > WRONG_KEPT:
        _forget()
    return found


def _forget() -> None:
    """Forget steps, those that were not met for the longest time first, until few enough wrong values are left."""
    global _learned
    _learned = sum(step.wrong_values() for step in _steps.values())
    while _learned > LEFT * WRONG_KEPT:
        _, step = _steps.popitem(last=False)
        _learned -= step.wrong_values()


def _first_step(key: Hashable, plan: Plan, step: Step, sources: dict[int, Any], deck: int, telling: Telling) -> FirstStep:
    columns = []
    for place in step.arguments:
        node = plan.nodes[place]
        if isinstance(node, Constant):
            columns.append([node.value] * (PROBE_INPUTS + FURTHER_INPUTS))
        else:
            columns.append(fixed_column(sources[place], deck, telling))
    column = list(map(runner(step), *columns))
    sound = next((row for row, value in enumerate(column) if not step.kind.holds(value)), len(column))
    _steps[key] = FirstStep(column, sound)
    if len(_steps) > STEPS_KEPT:
        _steps.popitem(last=False)
    return _steps[key]
