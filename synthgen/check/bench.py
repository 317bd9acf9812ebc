"""The bench on which mutants of a plan are tried: kept values of every step on every input, and ways to run a step otherwise.

A mutant's step runs on kept arguments, a few rows at first and more at once where a kill is not near; only the steps behind it
run again. That is what makes it cheap to find that a mutant changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from synthgen.check.evaluate import Column, LazyTable, OutOfKind, columns, runner
from synthgen.check.following import Following
from synthgen.check.glue import RIGHT
from synthgen.check.inputs import Rows, fixed_inputs, reserve_inputs
from synthgen.check.kept import BITS
from synthgen.check.mutants import original_of
from synthgen.check.probe import Probe
from synthgen.check.readable import MAX_INPUT, readable, readable_reserve
from synthgen.check.variants import RAISED, WANTED_KILLS, Variant
from synthgen.kinds import Kind
from synthgen.plan.graph import Plan, Step
from synthgen.weave.fuel import OutOfFuel

MAX_OUTPUT = 96
"""Longest literal of a result in a test case, in characters."""
FIRST_LOOK, FIRST_SEARCH = 4, 12
"""Rows that are tried at once at first: of the tests, most of which kill, and of other rows."""
ROWS_AT_ONCE = 48
"""Most rows that are tried at once."""
HEAVY_NUMBER, HEAVY_TICKS = 200_000, 500
"""On a row that has a step go through so many turns because of so large a number, no mutant is tried: each of them would take many
times as long as on any other row, and a test that takes long is a bad one. Trying divisors up to the root of 200,000 takes 447 turns."""


@dataclass(slots=True)
class Cut:
    """What a step meets on some rows: a column for each argument, and the values that it gives there."""

    columns: Sequence[Sequence[Any]]
    right: Column
    types: Sequence[type]


@dataclass(slots=True)
class Bench:
    """A plan's values on all inputs: `table` has a column for each node, `short` the rows that may become tests.

    `literals` are the inputs as they are written, `texts` the results.
    """

    plan: Plan
    rows: Rows
    table: Sequence[Column]
    literals: list[str]
    texts: list[str]
    short: list[int]
    portions: list[Sequence[int]]
    """The short rows that were not taken as tests, in the order in which they are tried, as many together as are tried at once."""
    long: list[int]
    """The rows that differ from all short ones and are too long for a test."""
    heavy: Collection[int]
    """The rows that are left out."""
    following: Following
    remembered: int = len(BITS)
    """What mutants make of so many rows is remembered from plan to plan."""
    cuts: dict[tuple[int, ...], Cut] = field(default_factory=dict)
    """What steps meet on some rows, by the step's position and the rows."""
    masks: dict[tuple[int, ...], int] = field(default_factory=dict)
    """A bit for each of some rows, by the rows."""

    @classmethod
    def of(cls, probe: Probe) -> Bench:
        """Return the bench of a plan. Raises OutOfKind if a step's value leaves its kind on a further input."""
        plan, inputs = probe.plan, fixed_inputs(probe.plan.inputs, probe.telling)
        start = len(probe.rows)
        for index, known in probe.first.items():
            if known.sound < len(inputs):
                raise OutOfKind(f"a {plan.nodes[index].kind.name} is none")
        more = columns(plan, inputs[start:], {index: known.column[start:] for index, known in probe.first.items()})
        table = [[*first, *second] for first, second in zip(probe.table, more, strict=True)]
        written = readable(plan.inputs, probe.telling)
        texts = [*probe.texts, *map(repr, more[-1])]
        fits = [len(text) <= MAX_OUTPUT and len(given) <= MAX_INPUT for given, text in zip(written.literals, texts, strict=True)]
        heavy = heavy_rows(plan, table)
        return cls(
            plan, inputs, table, written.literals, texts,
            [row for row in written.rows if fits[row] and row not in heavy],
            list(_in_turn([row for row in written.telling if fits[row] and row not in heavy], FIRST_SEARCH)),
            [row for row in written.rows if not fits[row] and row not in heavy],
            heavy, Following(plan, table),
        )  # fmt: skip

    @classmethod
    def of_reserve(cls, probe: Probe) -> Bench:
        """Return the bench of a plan on the inputs of the reserve that are short enough. Its columns are made as they are needed: asking
        it may raise OutOfKind. It has neither results nor heavy rows before a row of it is adopted.
        """
        plan, inputs = probe.plan, reserve_inputs(probe.plan.inputs)
        table = LazyTable(plan, inputs, {index: known.reserve for index, known in probe.first.items()})
        written = readable_reserve(plan.inputs)
        portions = list(_in_turn(written.rows, ROWS_AT_ONCE))
        return cls(plan, inputs, table, written.literals, [], written.rows, portions, [], (), Following(plan, table), remembered=0)

    def adopt(self, reserve: Bench, row: int) -> int | None:
        """Take a row of the reserve in, and return its place; None if it is no row for a test: its result is long, or a step heavy."""
        column = [column[row] for column in reserve.table]
        text = repr(column[-1])
        if len(text) > MAX_OUTPUT or _heavy(self.plan, [[value] for value in column]):
            return None
        self.rows = (*self.rows, reserve.rows[row])
        self.literals = [*self.literals, reserve.literals[row]]
        self.texts.append(text)
        for own, value in zip(self.table, column, strict=True):
            own.append(value)
        return len(self.rows) - 1

    @property
    def fresh(self) -> list[int]:
        """The short rows that were not taken as tests, in the order in which they are tried."""
        return [row for portion in self.portions for row in portion]

    def take(self, rows: Collection[int]) -> None:
        """Note that `rows` are tests."""
        taken = set(rows)
        for place, portion in enumerate(self.portions):
            if not taken.isdisjoint(portion):  # what is known of the others by their rows stays known
                self.portions[place] = [row for row in portion if row not in taken]

    def kills(self, variant: Variant, rows: Sequence[int], wanted: int, size: int = FIRST_LOOK) -> list[int]:
        """Return the first `wanted` of `rows` on which a mutant gives another result. An error or an endless loop is one.

        `size` rows are tried at once, then more and more.
        """
        return [] if self._is_harmless(variant, rows) else self._kills(variant, _in_turn(rows, size), wanted)

    def _kills(self, variant: Variant, portions: Iterable[Sequence[int]], wanted: int) -> list[int]:
        found: list[int] = []
        for some in filter(None, portions):
            wrong = self.wrong_values(variant, some, wanted - len(found))
            if wrong:
                killers = self.following.killers(variant.index, list(wrong), list(wrong.values()), wanted - len(found))
                if killers:
                    if not variant.gave_a_value:
                        variant.gave_a_value = any(wrong[row] is not RAISED for row in killers)
                    found += killers
                    if len(found) == wanted:
                        break
        return found

    def kills_of_all(self, variants: Sequence[Variant], rows: Sequence[int], wanted: int) -> list[list[int]]:
        """Return, for each mutant, the first `wanted` of `rows` on which it gives another result.

        All rows are tried, and the wrong values of all mutants of a step go through the steps behind it together.
        """
        found: list[list[int]] = [[] for _ in variants]
        by_step: dict[int, list[int]] = {}
        for number, variant in enumerate(variants):
            if not self._is_harmless(variant, rows):
                by_step.setdefault(variant.index, []).append(number)
        for index, numbers in by_step.items():
            wrong = [
                (number, row, value)
                for number in numbers
                for row, value in self.wrong_values(variants[number], rows, wanted).items()
            ]
            if not wrong:
                continue
            arrived = self.following.together(index, [row for _, row, _ in wrong], [value for _, _, value in wrong])
            for (number, row, value), arrives in zip(wrong, arrived, strict=True):
                killers = found[number]
                if len(killers) < wanted and (arrives or (arrives is None and self.following.arrives(index, row, value))):
                    killers.append(row)
                    variants[number].gave_a_value |= value is not RAISED
        return found

    def wrong_values(self, variant: Variant, rows: Sequence[int], wanted: int) -> Mapping[int, Any]:
        """Return, by row, the values of a mutant's step that are not the plan's, up to number `wanted` of those that raise."""
        tried = variant.tried
        if tried is None or not (mask := self._mask(rows)):
            return _tried(variant, rows, self._cut(variant.index, rows), wanted)[0]
        done = tried.rows & mask
        if done != mask:
            missing = tried.missing(rows) if done else rows
            wrong, count = _tried(variant, missing, self._cut(variant.index, missing), wanted)
            tried.learn(missing[:count], wrong)
            if not done:
                return wrong
        return {row: tried.wrong[row] for row in rows if row in tried.wrong} if tried.wrong else tried.wrong

    def _is_harmless(self, variant: Variant, rows: Sequence[int]) -> bool:
        """Return whether a mutant is known to be right on all rows but those that only this plan has, which `rows` has none of."""
        return variant.tried is not None and variant.tried.harmless and self._are_remembered(rows)

    def _are_remembered(self, rows: Sequence[int]) -> bool:
        return len(self.rows) == self.remembered or not rows or max(rows) < self.remembered

    def _mask(self, rows: Sequence[int]) -> int:
        """Return a number with a bit for each of `rows`; 0 if nothing is remembered of them."""
        key = tuple(rows)
        mask = self.masks.get(key)
        if mask is None:
            mask = self.masks[key] = sum(map(BITS.__getitem__, rows)) if self._are_remembered(rows) else 0
        return mask

    def _cut(self, index: int, rows: Sequence[int]) -> Cut:
        """Return what step `index` meets on rows; all mutants of a step are tried on the same few sets of rows."""
        key = (index, *rows)
        cut = self.cuts.get(key)
        if cut is None:
            cut = self.cuts[key] = self._taken(index, rows)
        return cut

    def _taken(self, index: int, rows: Sequence[int]) -> Cut:
        step = self.plan.nodes[index]
        assert isinstance(step, Step)  # variants sit on steps
        table, taken = self.table, itemgetter(*rows) if len(rows) > 1 else lambda column: (column[rows[0]],)
        right = list(taken(table[index]))
        return Cut([taken(table[place]) for place in step.arguments], right, list(map(type, right)))

    def find(self, variant: Variant, wanted: int) -> list[int] | None:
        """Return up to `wanted` short rows that kill a mutant and are no tests; none if it is equivalent, None if only long rows do."""
        if self._is_harmless(variant, self.short):
            return []
        found = self._kills(variant, self.portions, wanted)
        if found or wanted < WANTED_KILLS:
            return found
        if self.kills(variant, self.long, 1, ROWS_AT_ONCE):
            return None
        if variant.tried is not None and not variant.tried.wrong and not self.heavy:
            variant.tried.harmless = True
        return []


def _in_turn(rows: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Yield `rows` in portions: `size` at first, then more and more."""
    start = 0
    while start < len(rows):
        yield rows[start : start + size]
        start, size = start + size, min(2 * size, ROWS_AT_ONCE)


def _tried(variant: Variant, rows: Sequence[int], cut: Cut, wanted: int) -> tuple[dict[int, Any], int]:
    """Return the wrong values of a mutant's step by row, and how many of `rows` were tried: all, or up to number `wanted` of
    those that raise.

    A value depends on the mutant and the step's arguments alone, so that it may be kept whatever was tried before. One that
    is known to end runs on all rows at once, which costs a fraction of running it on one after the other.
    """
    found = variant.values_at_once(cut.columns) if variant.is_tame and len(rows) > 1 else None
    if found is None:
        found = variant.values(zip(*cut.columns, strict=True), wanted)
    elif found == cut.right and list(map(type, found)) == cut.types:
        return {}, len(rows)
    wrong = {
        row: value
        for row, value, good in zip(rows, found, cut.right, strict=False)
        if value is not RIGHT and (value != good or type(value) is not type(good))
    }
    return wrong, len(found)


def heavy_rows(plan: Plan, table: Sequence[Column]) -> set[int]:
    """Return the rows on which some step goes through many turns because of a large number; none if most rows are such."""
    heavy = _heavy(plan, table)
    return heavy if 2 * len(heavy) < len(table[-1]) else set()


def _heavy(plan: Plan, table: Sequence[Column]) -> set[int]:
    heavy: set[int] = set()
    for _, step in plan.steps:
        large = {row for place in step.arguments for row in _with_large_numbers(plan.nodes[place].kind, table[place])}
        if step.atom is None or not large:
            continue
        original = original_of(step.atom)
        run = runner(step, original.metered)
        for row in large - heavy:
            original.refill(HEAVY_TICKS)
            try:
                run(*(table[place][row] for place in step.arguments))
            except OutOfFuel:
                heavy.add(row)
    return heavy


def _with_large_numbers(kind: Kind, column: Column) -> list[int]:
    """Return the rows on which a value has a number above `HEAVY_NUMBER`."""
    if kind.hint == "int":
        return [row for row, value in enumerate(column) if value > HEAVY_NUMBER]
    if kind.hint == "list[int]":
        return [row for row, value in enumerate(column) if value and max(value) > HEAVY_NUMBER]
    return []
