"""The chosen tests, held against a naive run of every mutant: what the suite claims is what is found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from handmade import mutants, plan_of
from naive import Wrong, all_wrong, is_killed
from sampled import sampler

from synthgen.check import adequacy, bench
from synthgen.check.adequacy import ENOUGH_TESTS, MOST_TESTS, Suite, choose_tests
from synthgen.check.bench import Bench
from synthgen.check.glue import GlueMutant
from synthgen.check.inputs import FURTHER_INPUTS, PROBE_INPUTS
from synthgen.check.mutants import telling_values
from synthgen.check.probe import Failure, Probe, probe
from synthgen.check.readable import MAX_INPUT
from synthgen.kinds import is_signed
from synthgen.library import load_library
from synthgen.literals import equal
from synthgen.plan.graph import Input, Plan, Step
from synthgen.records import Reason
from synthgen.streams import stream

ATOMS = list(load_library().atoms)


def suites(count: int) -> list[tuple[Plan, Suite]]:
    """Return the suites of the first `count` sampled plans that get one."""
    found = []
    for index in range(0, 400, 3):
        plan = sampler().sample(stream(31, index), 2 + index % 4, ATOMS[index % len(ATOMS)])
        probed = probe(plan) if plan is not None else None
        if isinstance(probed, Probe):
            suite = choose_tests(probed, mutants())
            if isinstance(suite, Suite):
                found.append((probed.plan, suite))
        if len(found) == count:
            break
    return found


SUITES = suites(12)


def by_hand(*lines: str) -> Probe:
    found = probe(plan_of(*lines))
    assert isinstance(found, Probe)
    return found


def naive_kills(plan: Plan, wrong: Wrong, suite: Suite) -> list[int]:
    return [row for row in suite.tests if is_killed(plan, wrong, suite.rows[row])]


def claims_of(suite: Suite) -> set[tuple[int, str, int]]:
    return {(variant.index, variant.description, id(variant.atom_mutant)) for variant in suite.killed}


def test_a_dozen_plans_have_suites() -> None:
    assert len(SUITES) == 12
    assert len({plan.to_text() for plan, _ in SUITES}) == 12


@pytest.mark.parametrize(("plan", "suite"), SUITES, ids=["-".join(atom.name for atom in plan.atoms) for plan, _ in SUITES])
def test_the_claims_of_a_suite_are_what_a_naive_run_finds(plan: Plan, suite: Suite) -> None:
    wrongs = all_wrong(plan, mutants())
    kills = {wrong.name: len(naive_kills(plan, wrong, suite)) for wrong in wrongs}
    killed = {name for name, count in kills.items() if count}
    assert suite.mutants == len(wrongs) == len(kills)
    assert claims_of(suite) == killed
    assert suite.equivalent == len(wrongs) - len(killed)
    assert suite.killed_twice == sum(count >= 2 for count in kills.values())
    for wrong in wrongs:
        if wrong.name not in killed:
            assert not any(is_killed(plan, wrong, row) for row in suite.rows), f"{wrong.description} is not equivalent"
    assert {wrong.index for wrong in wrongs if wrong.atom_mutant and wrong.name in killed} == {
        index for index, step in plan.steps if step.atom
    }


@pytest.mark.parametrize(("plan", "suite"), SUITES, ids=["-".join(atom.name for atom in plan.atoms) for plan, _ in SUITES])
def test_tests_are_few_distinct_short_and_shortest_first(plan: Plan, suite: Suite) -> None:
    assert ENOUGH_TESTS <= len(suite.tests) <= MOST_TESTS
    literals = [", ".join(map(repr, suite.rows[row])) for row in suite.tests]
    assert len(set(literals)) == len(literals)
    assert list(map(len, literals)) == sorted(map(len, literals))
    assert max(map(len, literals)) <= MAX_INPUT
    assert max(len(repr(suite.outputs[row])) for row in suite.tests) <= bench.MAX_OUTPUT
    assert set(suite.spare).isdisjoint(suite.tests)


def test_a_glue_mutant_that_nothing_tells_apart_counts_as_equivalent_and_one_that_shows_as_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    probed = by_hand("Integers", "running_totals 0")
    honest = choose_tests(probed, mutants())
    assert isinstance(honest, Suite)
    right = load_library()["running_totals"].function
    planted = [
        GlueMutant(1, "planted: the same otherwise", lambda numbers: right(list(numbers))),
        GlueMutant(1, "planted: nothing comes out", lambda numbers: []),
    ]
    own = adequacy.glue_mutants
    monkeypatch.setattr(adequacy, "glue_mutants", lambda plan: [*own(plan), *planted])
    suite = choose_tests(probed, mutants())
    assert isinstance(suite, Suite)
    assert suite.mutants == honest.mutants + 2
    assert suite.equivalent == honest.equivalent + 1
    assert len(suite.killed) == len(honest.killed) + 1
    assert {variant.description for variant in suite.killed if variant.description.startswith("planted")} == {"planted: nothing comes out"}


def test_a_mutant_that_one_short_input_shows_brings_that_input_into_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    probed = by_hand("Integers", "running_totals 0")
    honest = choose_tests(probed, mutants())
    assert isinstance(honest, Suite)
    right = load_library()["running_totals"].function
    hidden = honest.rows[honest.spare[-1]][0]
    rare = GlueMutant(1, "planted: one input", lambda numbers: [] if numbers == hidden else right(numbers))
    own = adequacy.glue_mutants
    monkeypatch.setattr(adequacy, "glue_mutants", lambda plan: [*own(plan), rare])
    suite = choose_tests(probed, mutants())
    assert isinstance(suite, Suite)
    assert hidden in [suite.rows[row][0] for row in suite.tests]
    assert len(suite.killed) == len(honest.killed) + 1
    assert len(suite.killed) - suite.killed_twice == 1 + len(honest.killed) - honest.killed_twice


def test_a_mutant_that_only_long_inputs_show_makes_the_tests_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    probed = by_hand("Texts", "map reversed_text 0")
    right = load_library()["reversed_text"].function

    def cut(texts: list[str]) -> list[str]:
        return [] if len(repr(texts)) > MAX_INPUT else [right(text) for text in texts]

    long = GlueMutant(1, "planted: long inputs", cut)
    monkeypatch.setattr(adequacy, "glue_mutants", lambda plan: [long])
    assert choose_tests(probed, mutants()) == Failure(Reason.WEAK_TESTS, "only long inputs show: planted: long inputs")


def test_more_tests_than_may_be_make_them_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adequacy, "MOST_TESTS", 1)
    monkeypatch.setattr(adequacy, "ENOUGH_TESTS", 1)
    assert choose_tests(by_hand("Text", "run_lengths 0", "compact_code 1"), mutants()) == Failure(Reason.WEAK_TESTS, "2 tests are needed")


def test_pruned_tests_kill_still_what_they_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    unpruned = [pair for pair in SUITES if len(pair[1].tests) < adequacy.MOST_TESTS]
    plan, suite = max(unpruned, key=lambda pair: len(pair[1].tests))
    monkeypatch.setattr(adequacy, "MOST_TESTS", len(suite.tests) - 1)
    probed = probe(plan)
    assert isinstance(probed, Probe)
    fewer = choose_tests(probed, mutants())
    assert isinstance(fewer, Suite)
    assert len(fewer.tests) < len(suite.tests)
    assert set(fewer.tests) < set(suite.tests)
    assert claims_of(fewer) == claims_of(suite)
    twice = [wrong for wrong in all_wrong(plan, mutants()) if len(naive_kills(plan, wrong, fewer)) >= 2]
    assert fewer.killed_twice == len(twice)
    assert all(naive_kills(plan, wrong, fewer) for wrong in all_wrong(plan, mutants()) if wrong.name in claims_of(suite))


@pytest.mark.parametrize(
    ("lines", "step", "atom"),
    [
        (("Words", "sort_by acronym 0"), 1, "acronym"),  # of one word it is the first letter
        (("Text", "words_of 0", "sum_by vowel_count 1"), 1, "words_of"),  # what is no letter is no vowel
    ],
)
def test_a_step_is_idle_if_most_of_its_mutants_survive(lines: tuple[str, ...], step: int, atom: str) -> None:
    of = len(mutants()[atom])
    assert choose_tests(by_hand(*lines), mutants()) == Failure(Reason.IDLE_STEP, f"most of the {of} mutants of step {step} survive")


def test_a_step_is_idle_if_its_mutants_only_raise_or_survive() -> None:
    probed = by_hand("Naturals", "Naturals", "Integer", "zip_with greatest_common_divisor 0 1", "length 3", "add 4 2")
    failure = choose_tests(probed, mutants())
    assert isinstance(failure, Failure)
    assert failure.reason is Reason.IDLE_STEP


def test_more_of_each_step_matters_than_the_share_of_an_idle_one() -> None:
    for plan, suite in SUITES:
        killed = Counter(variant.index for variant in suite.killed if variant.atom_mutant is not None)
        for index, step in plan.steps:
            if step.atom is not None:
                assert killed[index] > (1 - adequacy.IDLE_SHARE) * len(mutants()[step.atom.name])


def test_a_plan_whose_inputs_are_long_has_no_good_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    probed = by_hand("Integers", "running_totals 0")
    monkeypatch.setattr(bench, "MAX_OUTPUT", 1)
    failure = choose_tests(probed, mutants())
    assert isinstance(failure, Failure)
    assert failure.reason is Reason.LONG_LITERALS
    assert failure.detail == f"0 of {len(bench.fixed_inputs(probed.plan.inputs))} inputs are short enough"


def test_a_value_that_leaves_its_kind_on_a_further_input_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    probed = by_hand("Integer", "Integer", "subtract 0 1")
    (first,) = probed.first.values()
    for sound in (PROBE_INPUTS, PROBE_INPUTS + FURTHER_INPUTS - 1):
        known = replace(first, sound=sound)
        assert choose_tests(replace(probed, first={2: known}), mutants()) == Failure(Reason.OUT_OF_KIND, "a Integer is none")
    deeper = by_hand("Integer", "Integer", "subtract 0 1", "subtract 2 1")
    monkeypatch.setattr(bench, "fixed_inputs", lambda signature, telling: (*deeper.rows, *[(0, 5)] * (FURTHER_INPUTS - 1), (0, 3 * 10**9)))
    assert choose_tests(deeper, mutants()) == Failure(Reason.OUT_OF_KIND, "a Integer is none")


def test_every_near_reading_that_is_killed_is_counted() -> None:
    for _, suite in SUITES:
        assert suite.near_readings == sum(variant.reading for variant in suite.killed)
    assert sum(suite.near_readings for _, suite in SUITES) > 10


def test_the_outputs_are_those_of_the_plan() -> None:
    suite = choose_tests(by_hand("Integers", "sorted_numbers 0", "pairwise_differences 1"), mutants())
    assert isinstance(suite, Suite)
    for row in suite.tests:
        numbers = sorted(suite.rows[row][0])
        assert equal(suite.outputs[row], [right - left for left, right in pairwise(numbers)])
    assert [] in [suite.rows[row][0] for row in suite.tests], "empty input is among the tests"


def test_rows_that_take_long_are_counted_as_left_out() -> None:
    found = probe(plan_of("Natural", "proper_divisor_sum 0"))
    assert isinstance(found, Probe)
    suite = choose_tests(found, mutants())
    assert isinstance(suite, Suite)
    assert suite.left_out == sum(number > 250_000 for (number,) in suite.rows) > 0
    assert all(suite.rows[row][0] <= 250_000 for row in (*suite.tests, *suite.spare))


def fewest_failed_by_a_constant(suite: Suite) -> int:
    """Return how many tests a program fails that always gives the most common result."""
    results = [repr(suite.outputs[row]) for row in suite.tests]
    return len(results) - max(map(results.count, results))


@pytest.mark.parametrize(("plan", "suite"), suites(12))
def test_a_constant_answer_fails_two_tests_where_inputs_allow(plan: Plan, suite: Suite) -> None:
    results = [repr(suite.outputs[row]) for row in (*suite.tests, *suite.spare)]
    assert fewest_failed_by_a_constant(suite) >= min(2, len(results) - max(map(results.count, results)))


def negative_rows(suite: Suite, column: list[object], rows: Sequence[int]) -> list[int]:
    return [row for row in rows if re.search(r"-\d", str(column[row]))]


@pytest.mark.parametrize(("plan", "suite"), [(plan, suite) for plan, suite in SUITES if any(map(is_signed, plan.inputs))])
def test_numbers_that_may_be_negative_are_on_two_tests_where_inputs_allow(plan: Plan, suite: Suite) -> None:
    for node, column in zip(plan.nodes, suite.table, strict=True):
        if isinstance(node, Input | Step):
            possible = negative_rows(suite, column, (*suite.tests, *suite.spare))
            assert len(negative_rows(suite, column, suite.tests)) >= min(2, len(possible))


def test_a_grid_has_tests_with_negative_cells_whether_or_not_its_mutants_ask_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    probed = by_hand("Grid", "main_diagonal 0")
    suite = choose_tests(probed, mutants())
    assert isinstance(suite, Suite)
    assert len(negative_rows(suite, suite.outputs, suite.tests)) >= 2
    monkeypatch.setattr(adequacy, "_with_negatives", lambda bench, tests: [])
    suite = choose_tests(probed, mutants())
    assert isinstance(suite, Suite)
    assert len(negative_rows(suite, suite.outputs, suite.tests)) < 2, "the mutants alone ask for fewer"


def test_pruning_leaves_the_tests_that_a_constant_answer_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = by_hand("Word", "Integer", "letter_value_sum 0", "exceeds 1 2").plan
    monkeypatch.setattr(adequacy, "MOST_TESTS", 7)  # so that these must be pruned
    monkeypatch.setattr(adequacy, "ENOUGH_TESTS", 4)
    probed = probe(plan, telling_values(load_library()))
    assert isinstance(probed, Probe)
    suite = choose_tests(probed, mutants())
    assert isinstance(suite, Suite)
    assert fewest_failed_by_a_constant(suite) >= 1
    monkeypatch.setattr(adequacy, "_against_constant", lambda bench, tests: [])
    monkeypatch.setattr(adequacy, "_constants", lambda bench, tests: [])
    suite = choose_tests(probed, mutants())
    assert isinstance(suite, Suite)
    assert fewest_failed_by_a_constant(suite) == 0, "without this the mutants alone would let one through"


def test_one_result_on_all_short_inputs_makes_the_tests_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    probed = by_hand("Natural", "is_prime 0")
    of = Bench.of

    def with_one_result(probed: Probe) -> Bench:
        bench = of(probed)
        bench.texts = ["always"] * len(bench.texts)
        return bench

    monkeypatch.setattr(Bench, "of", with_one_result)
    assert choose_tests(probed, mutants()) == Failure(Reason.WEAK_TESTS, "one result on all inputs that are short enough")
