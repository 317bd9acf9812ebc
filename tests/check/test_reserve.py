"""The reserve: inputs beyond the fixed ones, for mistakes that none of these has told from the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import mutants, plan_of
from sampled import plans

from synthgen.check import adequacy, inputs
from synthgen.check.adequacy import Suite, choose_tests
from synthgen.check.bench import Bench
from synthgen.check.evaluate import LazyTable, OutOfKind, columns
from synthgen.check.glue import GlueMutant
from synthgen.check.inputs import FURTHER_INPUTS, PROBE_INPUTS, RESERVE_INPUTS, reserve_inputs
from synthgen.check.mutants import MISTAKE, AtomMutant
from synthgen.check.probe import Probe, probe
from synthgen.check.readable import MAX_INPUT
from synthgen.library import load_library
from synthgen.literals import format_value

LINES = "Integers", "running_totals 0", "largest_subarray_sum 1"


def probed(*lines: str) -> Probe:
    found = probe(plan_of(*lines))
    assert isinstance(found, Probe)
    return found


def wrong_where(condition: str, operator: str = MISTAKE) -> AtomMutant:
    """Return a mutant of `running_totals` that is wrong where its argument `numbers` fulfils a condition."""
    own = mutants()["running_totals"][0]
    source = (
        "def running_totals(numbers):\n"
        "    totals = [sum(numbers[:stop]) for stop in range(1, len(numbers) + 1)]\n"
        f"    return [total + 1 for total in totals] if {condition} else totals\n"
    )
    return replace(own, operator=operator, description="planted", source=source, code=None, where="", killers=())


def suite_with(mutant: AtomMutant) -> Suite:
    suite = choose_tests(probed(*LINES), {**mutants(), "running_totals": (*mutants()["running_totals"], mutant)})
    assert isinstance(suite, Suite)
    return suite


def only_in_the_reserve() -> list[int]:
    """Return a short input of the reserve of some length that is no fixed input."""
    known = {repr(row) for row in Bench.of(probed(*LINES)).rows}
    return next(row[0] for row in reserve_inputs(plan_of(*LINES).inputs) if repr(row) not in known and len(row[0]) > 3 and max(row[0]) > 0)


@pytest.mark.parametrize("plan", plans()[5:90:9], ids=lambda plan: "-".join(atom.name for atom in plan.atoms))
def test_a_lazy_table_has_the_columns_of_a_plan(plan: object) -> None:
    rows = reserve_inputs(plan.inputs)  # type: ignore[attr-defined]
    try:
        expected = columns(plan, rows)  # type: ignore[arg-type]
    except OutOfKind:
        with pytest.raises(OutOfKind):
            list(LazyTable(plan, rows))  # type: ignore[arg-type]
        return
    lazy = LazyTable(plan, rows)  # type: ignore[arg-type]
    assert lazy[len(lazy) - 1] == expected[-1]
    assert list(lazy) == expected


def test_a_mistake_that_only_the_reserve_shows_is_killed_by_a_test_of_it() -> None:
    value = only_in_the_reserve()
    suite = suite_with(wrong_where(f"numbers == {value}"))
    assert "planted" in {variant.description for variant in suite.killed}
    row = next(row for row in suite.tests if suite.rows[row] == (value,))
    assert row >= PROBE_INPUTS + FURTHER_INPUTS
    right = columns(plan_of(*LINES), [(value,)])
    assert [column[row] for column in suite.table] == [column[0] for column in right]
    assert len({len(column) for column in suite.table}) == 1 == len(suite.rows) - PROBE_INPUTS - FURTHER_INPUTS


def test_another_mutant_that_only_the_reserve_shows_counts_as_equivalent() -> None:
    suite = suite_with(wrong_where(f"numbers == {only_in_the_reserve()}", operator="token"))
    assert "planted" not in {variant.description for variant in suite.killed}
    assert len(suite.rows) == PROBE_INPUTS + FURTHER_INPUTS


def test_a_mistake_that_nothing_shows_counts_as_equivalent() -> None:
    suite = suite_with(wrong_where("numbers == [123, 321, 123, 321, 123]"))
    assert suite.equivalent >= 1
    assert "planted" not in {variant.description for variant in suite.killed}
    assert len(suite.rows) == PROBE_INPUTS + FURTHER_INPUTS


def test_two_tests_of_the_reserve_are_taken_where_there_are_two() -> None:
    known = [row[0] for row in Bench.of(probed(*LINES)).rows]
    suite = suite_with(wrong_where(f"len(numbers) > 3 and max(numbers) > 0 and numbers not in {known}"))
    of_reserve = [row for row in suite.tests if row >= PROBE_INPUTS + FURTHER_INPUTS]
    assert len(of_reserve) == 2
    assert all(len(format_value(suite.rows[row][0])) <= MAX_INPUT for row in of_reserve)


def test_any_mutant_that_only_long_inputs_and_the_reserve_show_is_killed_by_a_test_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = probed("Texts", "map reversed_text 0")
    known = {repr(row) for row in Bench.of(plan).rows}
    others = [row[0] for row in reserve_inputs(plan.plan.inputs) if repr(row) not in known]
    short = next(texts for texts in others if len(texts) > 1 and len(repr(texts)) < MAX_INPUT)
    right = load_library()["reversed_text"].function

    def cut(texts: list[str]) -> list[str]:
        return [] if len(repr(texts)) > MAX_INPUT or texts == short else [right(text) for text in texts]

    planted = GlueMutant(1, "planted", cut)
    monkeypatch.setattr(adequacy, "glue_mutants", lambda plan: [planted])
    suite = choose_tests(plan, mutants())
    assert isinstance(suite, Suite)
    assert "planted" in {variant.description for variant in suite.killed}
    assert [suite.rows[row] for row in suite.tests if row >= PROBE_INPUTS + FURTHER_INPUTS] == [(short,)]


def test_nothing_that_is_remembered_of_fixed_inputs_is_taken_for_the_reserve() -> None:
    """What a mutant makes of row 0 of the reserve is not what it makes of fixed input 0, nor of an adopted row of another plan."""
    values = [row[0] for row in reserve_inputs(plan_of(*LINES).inputs)]
    mutant = wrong_where(f"numbers in {values[:40]} and len(numbers) > 3 and max(numbers) > 0")
    again = [suite_with(mutant) for _ in range(3)]
    assert [suite.tests for suite in again] == [again[0].tests] * 3
    assert [suite.rows for suite in again] == [again[0].rows] * 3


def test_the_reserve_is_the_same_in_every_run_and_has_its_size() -> None:
    signature = plan_of("Integers", "Integer", "closest_number 0 1").inputs
    rows = reserve_inputs(signature)
    assert len(rows) == RESERVE_INPUTS
    inputs.reserve_inputs.cache_clear()
    inputs._column.cache_clear()
    assert reserve_inputs(signature) == rows
    assert sum(number in numbers for numbers, number in rows) > 6, "a number often stands in the list"


def test_a_plan_that_leaves_its_kinds_on_the_reserve_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_kind(*arguments: object) -> object:
        raise OutOfKind("a Natural is none")

    monkeypatch.setattr(adequacy.Bench, "of_reserve", out_of_kind)
    mutant = wrong_where("numbers == [123, 321, 123, 321, 123]")
    failure = choose_tests(probed(*LINES), {**mutants(), "running_totals": (*mutants()["running_totals"], mutant)})
    assert not isinstance(failure, Suite)
    assert failure.reason.value == "out_of_kind"
