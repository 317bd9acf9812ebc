"""Traits of inputs: which values differ in them, and that tests have them all."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import pytest
from handmade import mutants, plan_of

from synthgen.check.adequacy import MOST_TESTS, Suite, choose_tests
from synthgen.check.bench import Bench
from synthgen.check.inputs import fixed_inputs
from synthgen.check.pools import pool
from synthgen.check.probe import Probe, probe
from synthgen.check.telling import NONE
from synthgen.check.traits import ROOM, covering, traits, traits_of_inputs
from synthgen.kinds import INTEGERS, KINDS, WORD

DIFFERENT: list[tuple[Any, Any]] = [
    (0, 1), (4, 5), (4, -4), (4, 14), (14, 114),
    ("", "a"), ("ab", "aB"), ("AB", "aB"), ("a b", "ab"), ("a  b", "a b c"), (" ab", "a b"), ("a1", "ab"), ("a.", "ab"), ("abb", "abc"),
    ("abbb", "abba"),
    ("aba", "abc"), ("abcdefg", "abcd"),
    ([], [1]), ([1], [1, 2]), ([1, 2], [2, 1]), ([1, 3, 2], [1, 2, 3]), ([1, 1, 2], [1, 2, 3]), ([1, 2, 1], [1, 1, 2]),
    ([3, 3, 3], [3, 3, 4]),
    ([[1, 2]], [[1], [2]]), ([[1, 2], [3, 4]], [[1, 2]]), ([[1], [2, 3]], [[1, 2], [3, 4]]), ([2, 4], [2, -4]), (["a", "b"], ["a", "B"]),
    ((1, 1), (1, 2)), ({"a": 1}, {"a": 1, "b": 1}), ({"a": 1}, {"a": 0}), ({"a": 1, "b": 2}, {"a": 2, "b": 2}),
]  # fmt: skip
ALIKE: list[tuple[Any, Any]] = [(4, 6), (22, 84), ("abcd", "efgh"), ([4, 6, 8], [2, 6, 8]), ([[2, 4]], [[6, 8]]), ((2, 4), (4, 6))]


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=map(str, DIFFERENT))
def test_values_of_different_sorts_have_different_traits(one: Any, other: Any) -> None:
    assert traits(one) != traits(other)


@pytest.mark.parametrize(("one", "other"), ALIKE, ids=map(str, ALIKE))
def test_values_of_one_sort_have_the_same(one: Any, other: Any) -> None:
    assert traits(one) == traits(other)


def test_the_traits_of_every_value_have_room() -> None:
    for kind in KINDS.values():
        for value in pool(kind)[::20]:
            assert traits(value).bit_length() <= ROOM, value


def test_rows_cover_what_others_have_with_few() -> None:
    of_rows = [0b0001, 0b0110, 0b0111, 0b1000, 0b0100]
    assert covering(of_rows, [0, 1, 2, 3, 4], 9) == [2, 3]
    assert covering(of_rows, [0, 1, 3, 4], 9) == [1, 0, 3]
    assert covering(of_rows, [0, 1, 2, 3, 4], 1) == [2]
    assert covering(of_rows, [0, 1, 2, 3, 4], 9, covered=0b1111) == []


def test_which_inputs_are_empty_together_is_a_trait() -> None:
    rows = fixed_inputs((INTEGERS, WORD))
    of_rows = traits_of_inputs((INTEGERS, WORD), NONE)
    together = {of_row >> (2 * ROOM): (bool(row[0]), bool(row[1])) for row, of_row in zip(rows, of_rows, strict=True)}
    assert len(together) == len(set(together.values())) == 4


SHORT = ("Grid", "neighbour_totals 0"), ("Text", "run_lengths 0"), ("Integers", "Integers", "common_numbers 0 1")


@pytest.mark.parametrize("lines", SHORT)
def test_the_tests_have_all_traits_or_are_as_many_as_may_be(lines: tuple[str, ...]) -> None:
    probed = probe(plan_of(*lines))
    assert isinstance(probed, Probe)
    suite = choose_tests(probed, mutants())
    assert isinstance(suite, Suite)
    of_rows = traits_of_inputs(probed.plan.inputs, probed.telling)
    every, covered = (reduce(or_, (of_rows[row] for row in rows)) for rows in (Bench.of(probed).short, suite.tests))
    assert covered == every or len(suite.tests) == MOST_TESTS
