"""Which ways conditions go, and which inputs are missing."""

from __future__ import annotations

import pytest

from synthgen.check.branches import Marked, covering

SIGN = """
def f(x):
    if x > 0:
        return 1
    elif x < 0:
        return -1
    return 0
"""


def test_the_ways_of_an_if_and_an_elif() -> None:
    marked = Marked(SIGN, "f")
    assert marked.conditions == 2
    outer, inner = {number for number, _ in marked.ways([5])}.pop(), None
    assert marked.ways([5]) == {(outer, True)}
    inner = next(number for number, _ in marked.ways([0]) if number != outer)
    assert marked.ways([-5]) == {(outer, False), (inner, True)}
    assert marked.ways([0]) == {(outer, False), (inner, False)}


@pytest.mark.parametrize(
    ("body", "row", "both"),
    [
        ("return 1 if x else 2", [0], {(1, False)}),
        ("while x > 0:\n        x -= 1\n    return x", [2], {(1, True), (1, False)}),
        ("while x > 0:\n        x -= 1\n    return x", [0], {(1, False)}),
        ("return [y for y in range(x) if y % 2]", [1], {(1, False)}),
        ("return [y for y in range(x) if y % 2]", [2], {(1, True), (1, False)}),
        ("return [y for y in range(x) if y % 2]", [0], set()),
        ("return sum(1 for y in range(x) if y if y > 1)", [3], {(1, True), (1, False), (2, True), (2, False)}),
        ("if 1 if x else 0:\n        return 1", [0], {(1, False), (2, False)}),
        ("if not x:\n        pass\n    elif x > 1:\n        return 1", [2], {(1, False), (2, True)}),
        ("return x  # if or while", [2], set()),
        ("return [x for x in [x] for y in [1] if x]", [0], {(1, False)}),
        ("return (lambda y: y if y else x)(0)", [0], {(1, False)}),
        ("return f'{1 if x else 2}'", [1], {(1, True)}),
    ],
)
def test_every_sort_of_condition_is_marked(body: str, row: list[int], both: set[tuple[int, bool]]) -> None:
    assert Marked(f"def f(x):\n    {body}\n", "f").ways(row) == both


def test_an_endless_loop_has_no_condition() -> None:
    marked = Marked("def f(x):\n    while True:\n        x += 1\n        if x > 3:\n            return x\n", "f")
    assert marked.conditions == 1
    assert marked.ways([0]) == {(1, True), (1, False)}


def test_marks_change_no_result_and_conditions_in_helpers_count() -> None:
    source = "def helper(x):\n    return x if x else 'none'\n\n\ndef f(x):\n    return [helper(y) for y in x if y != 1]\n"
    marked = Marked(source, "f")
    assert marked.conditions == 2
    assert marked._entry([0, 1, 2]) == ["none", 2]
    assert len(marked.ways([[0, 1, 2]])) == 4


def test_covering_finds_the_missing_way() -> None:
    rows = [[5], [-5], [7], [0]]
    assert covering(Marked(SIGN, "f"), rows, tests=[0], spare=[2, 3]) == ([3], 4, 3)
    assert covering(Marked(SIGN, "f"), rows, tests=[0, 1], spare=[2, 3]) == ([3], 4, 4)
    assert covering(Marked(SIGN, "f"), rows, tests=[0], spare=[2]) == ([], 4, 1)


def test_covering_adds_nothing_where_nothing_is_missing() -> None:
    assert covering(Marked(SIGN, "f"), [[5], [-5], [0], [8]], tests=[0, 1, 2], spare=[3]) == ([], 4, 4)


def test_a_way_that_no_row_goes_does_not_count() -> None:
    dead = "def f(x):\n    if x == x + 1:\n        return 0\n    return x\n"
    assert covering(Marked(dead, "f"), [[1], [2]], tests=[0], spare=[1]) == ([], 1, 1)


def test_a_condition_that_no_test_comes_to_is_looked_for_too() -> None:
    nested = "def f(x):\n    for y in x:\n        if y:\n            return y\n    return 0\n"
    assert covering(Marked(nested, "f"), [[[]], [[0]], [[0, 1]]], tests=[0], spare=[1, 2]) == ([1, 2], 2, 2)
