"""Glue mutants: each differs from what it stands for, and which of them a plan gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from handmade import plan_of
from sampled import plans

from synthgen.check.glue import ALTERNATIVES, RIGHT, GlueMutant, glue_mutants
from synthgen.plan.combinators import COMBINATORS


def parity(number: int) -> int:
    return number % 2


def is_odd(number: int) -> bool:
    return number % 2 == 1


def digits(total: int, item: int) -> int:
    return total * 10 + item


NUMBERS = ([[3, 1, 2, 4, 2, 5, 3]], [[2, 4]], [[]], [[1]], [[1, 3]], [[2, 1]], [[1, 1]])
TRIALS: dict[str, tuple[Callable[..., Any] | None, tuple[list[Any], ...]]] = {
    "map": (parity, NUMBERS),
    **dict.fromkeys(("filter", "reject", "take_while", "find", "count", "any", "all"), (is_odd, NUMBERS)),
    **dict.fromkeys(("sort_by", "sort_by_descending", "max_by", "min_by", "sum_by", "distinct_by"), (parity, NUMBERS)),
    "fold": (digits, ([4, [1, 2, 3]],)),
    "iterate": (lambda number: number * 2, ([3, 4],)),
    "zip_with": (lambda left, right: left - right, ([[5, 6, 7], [1, 2, 4]],)),
    "branch": (None, ([True, 1, 2], [False, 1, 2])),
    **dict.fromkeys(("add", "subtract", "larger", "smaller"), (None, ([2, 5], [5, 2]))),
    "concatenate": (None, ([[1], [2]],)),
    "equals": (None, ([1, 1], [1, 2])),
    "exceeds": (None, ([1, 1], [1, 2], [2, 1])),
    "length": (None, (["abc"],)),
}
"""For each combinator an atom and arguments on which every wrong way of it can show."""


@pytest.mark.parametrize(("name", "place"), [(name, place) for name, ways in ALTERNATIVES.items() for place in range(len(ways))])
def test_an_alternative_differs_from_its_combinator_on_some_input_and_from_the_other_alternatives(name: str, place: int) -> None:
    use, trials = TRIALS[name]

    def results(evaluate: Callable[..., Any]) -> list[Any]:
        return [evaluate(use, -1, *arguments) for arguments in trials]

    right = results(COMBINATORS[name].evaluate)
    wrong = results(ALTERNATIVES[name][place][1])
    assert wrong != right
    others = [results(way[1]) for other, way in enumerate(ALTERNATIVES[name]) if other != place]
    assert wrong not in others
    assert list(map(type, wrong)) == list(map(type, right)), "a type that differs would show by itself"


def test_every_combinator_but_apply_has_alternatives_each_described_in_words_of_its_own() -> None:
    assert set(ALTERNATIVES) == set(COMBINATORS) - {"apply"} == set(TRIALS)
    for ways in ALTERNATIVES.values():
        assert len({what for what, _, _ in ways}) == len(ways) >= 1


def described(*lines: str) -> dict[str, GlueMutant]:
    return {f"{mutant.index}: {mutant.description}": mutant for mutant in glue_mutants(plan_of(*lines))}


def test_the_mutants_of_a_plan_step_by_step() -> None:
    assert list(described("Integers", "Integer=3", "sorted_numbers 0", "insertion_point 2 1", "exceeds 1 3")) == [
        "2: argument 0 in place of the step",
        "3: argument 1: 4 in place of 3",
        "3: argument 1: 2 in place of 3",
        "4: equal values count as greater",
        "4: it compares the other way",
        "4: argument 0: 4 in place of 3",
        "4: argument 0: 2 in place of 3",
        "4: arguments 0 and 1 are swapped",
    ]


def test_a_constant_is_changed_by_one_within_its_kind() -> None:
    changed = described("Natural", "Natural=0", "greatest_common_divisor 0 1")
    assert "2: argument 1: 1 in place of 0" in changed
    assert "2: argument 1: -1 in place of 0" not in changed
    assert changed["2: argument 1: 1 in place of 0"].run(6, 0) == 1


def test_arguments_are_swapped_only_where_both_fit_the_other_place() -> None:
    swapped = described("Word", "Text", "common_prefix 0 1")["2: arguments 0 and 1 are swapped"]
    assert swapped.run("ab", "abc") == "ab"
    narrow = described("SortedIntegers", "Integers", "interleaved_lists 0 1")["2: arguments 0 and 1 are swapped"]
    assert narrow.run([1, 2], [3, 4]) == [3, 1, 4, 2]
    assert described("Natural", "Natural", "greatest_common_divisor 0 1")["2: arguments 0 and 1 are swapped"].run(6, -4) is RIGHT


def test_what_is_the_same_either_way_round_is_not_swapped() -> None:
    for join in ("add", "larger", "smaller", "equals"):
        assert "2: arguments 0 and 1 are swapped" not in described("Integer", "Integer", f"{join} 0 1")
    assert "2: arguments 0 and 1 are swapped" in described("Integer", "Integer", "subtract 0 1")
    assert "1: arguments 0 and 1 are swapped" not in described("Integer", "subtract 0 0")


def test_a_step_is_left_out_for_an_argument_of_its_type() -> None:
    assert described("Integers", "running_totals 0")["1: argument 0 in place of the step"].run([1, 2]) == [1, 2]
    assert "1: argument 0 in place of the step" not in described("Integers", "total 0")
    left_out = described("Integers", "Integers", "interleaved_lists 0 1")
    assert left_out["2: argument 0 in place of the step"].run([1], [2]) == [1]
    assert left_out["2: argument 1 in place of the step"].run([1], [2]) == [2]
    assert "3: argument 0 in place of the step" not in described("Flag", "Integer", "Integer", "branch 0 1 2")


def test_mutants_hand_bound_arguments_on() -> None:
    mutant = described("Integers", "Integers", "map closest_number 0 1")["2: the results are in reverse order"]
    assert mutant.run([6, 1], [2, 9]) == [2, 9]
    assert mutant.reading


@pytest.mark.parametrize(
    ("lines", "name", "arguments", "result"),
    [
        (("Integers", "max_by digit_sum 0"), "1: the last of the tied is taken", [12, 21, 1], 21),
        (("Naturals", "find is_prime 0"), "1: without a match the first item is taken", [4, 6], 4),
        (("Integers", "find is_perfect_square 0"), "1: the last match is taken", [4, 9, 5], 9),
        (("Texts", "sort_by vowel_count 0"), "1: ties are broken by value", ["b", "a", "c"], ["b", "c", "a"]),
        (("Integers", "distinct_by digit_sum 0"), "1: only neighbours are compared", [12, 21, 3, 4, 30], [12, 4, 30]),
    ],
)
def test_a_mutant_does_what_its_description_says(lines: tuple[str, ...], name: str, arguments: Any, result: Any) -> None:
    assert described(*lines)[name].run(arguments) == result


def test_no_two_mutants_of_a_step_have_the_same_description() -> None:
    for plan in plans():
        names = [(mutant.index, mutant.description) for mutant in glue_mutants(plan)]
        assert len(set(names)) == len(names), plan.to_text()
