"""The first look at a plan: every reason that it can give is given to a plan that deserves it, and to no other."""

from __future__ import annotations

import re

import pytest
from handmade import plan_of
from sampled import plans

from synthgen.check.behaviour import behaviour
from synthgen.check.evaluate import columns
from synthgen.check.inputs import PROBE_INPUTS, probe_inputs
from synthgen.check.probe import Failure, Probe, probe, rerun
from synthgen.literals import canonical
from synthgen.plan.graph import Constant
from synthgen.records import Reason

CULPRITS = [
    (("Integers", "sorted_numbers 0", "inversion_count 1"), Reason.CONSTANT, "one result on 12 inputs"),
    (("Integer", "is_perfect_square 0", "Integer=1", "Integer=2", "branch 1 2 3"), Reason.CONSTANT, "2 different results on 64 inputs"),
    (("Digits", "all is_prime 0"), Reason.CONSTANT, r"one result on \d\d% of the inputs"),
    (("Integer", "Integer=1000000000", "add 0 1"), Reason.OUT_OF_KIND, "a Integer is none"),
    (("Texts", "concatenate 0 0", "concatenate 1 1", "concatenate 2 2"), Reason.TOO_LARGE, r"\d+ characters"),
    (("Text", "reversed_text 0", "reversed_text 1"), Reason.PROJECTION, "the result is input 0"),
    (("Integer", "Integer=0", "add 0 1"), Reason.PROJECTION, "the result is input 0"),
    (
        ("Integer", "Integers", "Integer=900000", "exceeds 0 2", "total 1", "second_largest 1", "branch 3 4 5"),
        Reason.ONE_SIDED_BRANCH, r"the condition holds on \d% of the inputs",
    ),
    (
        ("Integers", "sorted_numbers 0", "sorted_numbers 1", "pairwise_differences 2"),
        Reason.REDUNDANT_STEP, "apply sorted_numbers can be left out",
    ),
    (("Text", "Integer=0", "shifted_text 0 1", "vowel_count 2"), Reason.REDUNDANT_STEP, "apply shifted_text changes nothing"),
    (
        ("Integers", "Integers", "Integer", "interleaved_lists 0 1", "closest_number 3 2"),
        Reason.REDUNDANT_STEP, "apply interleaved_lists could as well put one behind the other",
    ),
    (
        ("SortedIntegers", "SortedIntegers", "merged_lists 0 1", "lower_median 2"),
        Reason.REDUNDANT_STEP, "apply merged_lists could as well put one behind the other",
    ),
    (
        ("Text", "words_of 0", "find has_balanced_brackets 1", "reversed_text 2"),
        Reason.REDUNDANT_STEP, "find has_balanced_brackets meets no two items of which it says different things",
    ),
    (
        ("Intervals", "SmallNatural=3", "iterate merged_intervals 0 1"),
        Reason.REDUNDANT_STEP, "iterate merged_intervals is as good as done once: 0 of 64 results differ",
    ),
    (
        ("Word", "SmallNatural", "iterate sorted_letters 0 1"),
        Reason.REDUNDANT_STEP, r"iterate sorted_letters is as good as done once: 0 of \d\d results differ",
    ),
    (
        ("Text", "Texts", "acronym 0", "map common_prefix 1 2"),
        Reason.IDLE_INPUT, r"another value of input 0 changes \d% of the results",
    ),
]  # fmt: skip


def find(*lines: str) -> Probe | Failure:
    return probe(plan_of(*lines))


@pytest.mark.parametrize(("lines", "reason", "detail"), CULPRITS)
def test_a_planted_fault_is_found(lines: tuple[str, ...], reason: Reason, detail: str) -> None:
    found = find(*lines)
    assert isinstance(found, Failure)
    assert found.reason is reason
    assert re.fullmatch(detail, found.detail)


USELESS = [
    ("sorted_numbers", ("Integers", "Integer", "sorted_numbers 0", "pairwise_differences 2", "length 3", "add 4 1")),
    ("sorted_numbers", ("Integers", "sorted_numbers 0", "total 1")),
    ("lowercase_letters", ("Text", "lowercase_letters 0", "vowel_count 1")),
    ("is_perfect_square", ("Integers", "map is_perfect_square 0", "length 1")),
    ("lowercase_letters", ("Texts", "map lowercase_letters 0", "map vowel_count 1")),
]
NEEDED = [
    ("Integers", "sorted_numbers 0", "pairwise_differences 1"),
    ("Integers", "sorted_numbers 0", "peaks 0", "total 2", "insertion_point 1 3"),
    ("Text", "lowercase_letters 0", "distinct_character_count 1"),
    ("Text", "lowercase_letters 0", "letter_value_sum 1"),
    ("Grid", "main_diagonal 0", "total 1"),
    ("Integers", "SmallNatural=2", "iterate pairwise_differences 0 1"),
]


@pytest.mark.parametrize(("atom", "lines"), USELESS)
def test_a_step_of_a_narrower_kind_is_useless_where_the_steps_behind_take_the_wider_one(atom: str, lines: tuple[str, ...]) -> None:
    found = find(*lines)
    assert isinstance(found, Failure)
    assert found.reason is Reason.REDUNDANT_STEP
    assert found.detail.endswith(f"{atom} can be left out")


@pytest.mark.parametrize("lines", NEEDED)
def test_a_step_that_matters_stays(lines: tuple[str, ...]) -> None:
    assert isinstance(find(*lines), Probe)


def test_what_passes_has_its_values_and_its_behaviour() -> None:
    plan = plan_of("Integers", "sorted_numbers 0", "pairwise_differences 1")
    found = probe(plan)
    assert isinstance(found, Probe)
    assert found.rows == probe_inputs(plan.inputs)
    assert len(found.rows) == PROBE_INPUTS == 64
    expected = [[right - left for left, right in zip(sorted(row), sorted(row)[1:], strict=False)] for (row,) in found.rows]
    assert found.outputs == expected
    assert found.distinct == len(set(map(repr, expected)))
    assert found.behaviour == behaviour(plan.inputs, plan.result, expected)


def test_rerun_gives_the_results_for_other_inputs() -> None:
    plan = plan_of("Integers", "Integer", "total 0", "subtract 2 1")
    rows = [([1, 2], 3), ([4], 5), ([], 6)]
    table = columns(plan, rows)
    assert table[-1] == [0, -1, -6]
    assert rerun(plan, table, 1, [5, 6, 3]) == [-2, -2, -3]
    assert rerun(plan, table, 0, [[9], [], [1]]) == [6, -5, -5]


def test_rerun_gives_nothing_where_a_value_leaves_its_kind() -> None:
    plan = plan_of("Integer", "Integer", "add 0 1")
    assert rerun(plan, columns(plan, [(1, 2)]), 1, [10**9]) == []


def test_no_step_of_a_plan_that_passes_can_be_replaced_by_its_argument() -> None:
    """The naive way: the whole plan again, row by row, each step left out for each argument of its type."""
    looked_at = 0
    for plan in plans()[::3]:
        found = probe(plan)
        if isinstance(found, Failure):
            continue
        for index, step in plan.steps:
            for argument in step.arguments:
                node = plan.nodes[argument]
                if node.kind.hint != step.kind.hint or isinstance(node, Constant):
                    continue
                column = found.table[argument]
                if all(map(step.kind.holds, column)):
                    looked_at += 1
                    results = rerun(plan, found.table, index, column)
                    assert list(map(canonical, results)) != list(map(canonical, found.outputs)), plan.to_text()
    assert looked_at >= 20
