"""Steps that something far plainer does as well are found, and no others."""

from __future__ import annotations

import pytest
from handmade import plan_of

from synthgen.check.evaluate import columns
from synthgen.check.inputs import probe_inputs
from synthgen.check.plain import plain_step, ways_between
from synthgen.check.probe import Failure, Probe, probe
from synthgen.kinds import KINDS
from synthgen.library import load_library
from synthgen.plan.combinators import COMBINATORS
from synthgen.plan.graph import Plan, Step
from synthgen.records import Reason

PLAIN = [
    (("Words", "joined_words 0", "words_of 1", "anagram_groups 2"), "apply words_of is its words"),
    (("Texts", "map distinct_character_count 0", "largest_subarray_sum 1"), "apply largest_subarray_sum is the sum"),
    (("Words", "anagram_groups 0", "map longest_word 1", "words_by_length 2"), "map longest_word is the first item"),
    (("Digits", "max_by digit_sum 0", "factorial 1"), "max_by digit_sum is the number itself"),
    (("Digits", "Integers", "max_by factorial 0", "closest_number 1 2"), "max_by factorial is the largest item"),
    (("Words", "anagram_groups 0", "min_by joined_words 1"), "min_by joined_words is the smallest item"),
    (("Words", "anagram_groups 0", "sort_by_descending joined_words 1"), "sort_by_descending joined_words is the list sorted downward"),
    (("Words", "distinct_by reversed_text 0", "anagram_groups 1"), "distinct_by reversed_text is the list with equal items once"),
    (("SmallNatural", "pascal_row 0", "length 1", "digits_of 2"), "length is node 0 and 1"),
    (("Integers", "length 0", "Integer=1", "add 1 2", "Integer=7", "add 3 4"), "add is the length of node 0 and 8"),
    (("Integers", "total 0", "Integer=1", "add 1 2", "Integer=7", "subtract 3 4"), "subtract is node 1 and -6"),
    (("Integer", "digits_of 0", "number_from_digits 1"), "apply number_from_digits is its absolute value, of node 0"),
    (("Grid", "rotated_grid 0", "transposed_grid 1"), "apply transposed_grid is the reversed list, of node 0"),
    (("Integers", "Positive=3", "chunks 0 1", "sum_by total 2"), "sum_by total is the sum, of node 0"),
    (("Grid", "SmallNatural", "iterate transposed_grid 0 1"), "iterate transposed_grid is done once with nothing else, or not at all"),
    (("Rows", "max_by total 0", "total 1"), "apply total is the key by which the item was chosen"),
]  # fmt: skip
DOES_MORE = [
    ("Text", "words_of 0", "map reversed_text 1"),
    ("Integers", "largest_subarray_sum 0", "digits_of 1"),
    ("WordGroups", "map longest_word 0"),
    ("Integers", "sort_by digit_sum 0"),
    ("Rows", "min_by total 0", "pairwise_differences 1"),
    ("Integers", "total 0", "Integer=7", "add 1 2", "digits_of 3"),
    ("Integers", "Integer", "length 0", "Integer=2", "add 2 3", "larger 1 4"),
    ("Words", "joined_words 0", "vowel_count 1"),
    ("Digits", "min_by factorial 0", "roman_numeral 1"),
    ("Rows", "max_by total 0", "running_totals 1"),
    ("Integer", "Intervals", "fold clamped_number 0 1"),
    ("Grid", "SmallNatural=2", "iterate next_generation 0 1"),
    ("Integer", "digits_of 0", "zeros_last 1", "rotated_list 2 0"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "detail"), PLAIN)
def test_a_step_that_amounts_to_something_plain_is_found(lines: tuple[str, ...], detail: str) -> None:
    assert probe(plan_of(*lines)) == Failure(Reason.PLAIN_STEP, detail)


def test_a_fold_that_adds_up_is_found_though_the_sampler_makes_none_of_a_text() -> None:
    fold = Step(KINDS["Text"], COMBINATORS["fold"], load_library()["shifted_text"], (0, 1), (0, 1))
    plan = Plan((*plan_of("Text", "Integers").nodes, fold))
    assert probe(plan) == Failure(Reason.PLAIN_STEP, "fold shifted_text is done once with the sum")


@pytest.mark.parametrize("lines", DOES_MORE)
def test_a_step_that_does_more_stays(lines: tuple[str, ...]) -> None:
    assert isinstance(probe(plan_of(*lines)), Probe)


def test_no_atom_is_plain_on_inputs_of_its_own_kinds() -> None:
    for atom in load_library().atoms.values():
        lines = [kind.name for kind in atom.kinds]
        plan = plan_of(*lines, f"{atom.name} {' '.join(map(str, range(len(lines))))}")
        assert plain_step(plan, columns(plan, probe_inputs(plan.inputs))) == "", atom.name


def test_plain_ways_give_what_their_hints_say() -> None:
    tried = 0
    hints = {kind.hint: kind for atom in load_library().atoms.values() for kind in (*atom.kinds, atom.result)}
    for given, kind in hints.items():
        for wanted in hints:
            for name, function in ways_between(given, wanted).items():
                for (value,) in probe_inputs((kind,))[8:24]:
                    if value or given == "int":
                        assert type(function(value)).__name__ == wanted.split("[")[0], (name, value)
                        tried += 1
    assert tried > 1_000
