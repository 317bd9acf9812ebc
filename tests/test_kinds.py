"""The vocabulary of values: every kind keeps its promises."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from synthgen import domains, kinds
from synthgen.check.pools import pool
from synthgen.kinds import INTEGERS, KINDS, LETTER, NATURAL, SORTED_INTEGERS, TEXT, WORD, Kind, join, kind_of, list_of, meet
from synthgen.literals import canonical, format_value, parse_value

ALL = sorted(KINDS.values(), key=lambda kind: kind.name)
each_kind = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)


@each_kind
def test_what_is_drawn_is_in_the_domain_of_the_kind_and_of_all_wider_ones(kind: Kind) -> None:
    values = pool(kind)
    assert all(wider.holds(value) for value in values for wider in kind.ancestors())
    assert len({canonical(value) for value in values}) == len(values)


@each_kind
def test_what_is_drawn_is_of_the_hinted_type_and_has_a_literal(kind: Kind) -> None:
    origin = kind.hint.split("[")[0]
    for value in pool(kind)[:200]:
        assert type(value).__name__ == origin
        assert parse_value(format_value(value)) == value


@each_kind
def test_the_empty_value_is_in_the_domain(kind: Kind) -> None:
    assert kind.holds(kind.empty)


@each_kind
def test_a_value_of_another_type_is_not_in_the_domain(kind: Kind) -> None:
    for value in (None, 1.5, b"", {1}, [None], (1, 2, 3), object(), [[[]]]):
        assert not kind.holds(value)
    assert not kind.holds(True) or kind.name == "Flag"
    assert not kind.holds(10**10)


@each_kind
def test_a_kind_has_names_and_nouns_in_both_languages(kind: Kind) -> None:
    assert all(name.isidentifier() for name in kind.names)
    assert len(set(kind.names)) == len(kind.names) >= 1
    for language in ("en", "zh"):
        noun = kind.nouns[language]
        assert noun.one
        assert noun.many
        assert noun.full


@each_kind
def test_every_kind_is_exported_as_an_annotation(kind: Kind) -> None:
    annotation = getattr(kinds, kind.name)
    assert kind_of(annotation) is kind
    assert str(get_args(annotation)[0]).removeprefix("<class '").removesuffix("'>") == kind.hint


@each_kind
def test_the_order_of_kinds_is_a_forest(kind: Kind) -> None:
    line = kind.ancestors()
    assert len(set(line)) == len(line)
    for wider in line:
        assert kind.fits(wider)
        assert wider.hint == kind.hint
        assert meet(kind, wider) is kind
        assert join(kind, wider) is wider
        assert wider is kind or not wider.fits(kind)


@each_kind
def test_items_of_a_list_are_of_its_element_kind(kind: Kind) -> None:
    if kind.element is None:
        assert not kind.hint.startswith("list")
    else:
        assert all(kind.element.holds(item) for value in pool(kind) for item in value)


NEAR_MISSES = [
    (1,), (1, 2, 3), [1, 2], (3, 1), (1, True), (True, 1), (1, 2.0), (0, 10**9), (0, 10**9 + 1), (-(10**9) - 1, 0), (1, "a"), ("1", 2),
    ("a", 1, 1), ["a", 1], ("a", True), ("a", -1), ("a", 200), ("a", 201), ("\u00e9", 1), ("a\n", 1), ("a" * 200, 1), ("a" * 201, 1),
    (b"a", 1),
    "", "\u00e9", "a\tb", "a" * 200, "a" * 201, "A", "a b", b"a", True, 0, 1.0, -1, 10**9, 10**9 + 1, None, [], [0, "a"], ["a", 0], [True],
]  # fmt: skip
"""Values at the borders of domains, inside of some and outside of others."""
FREE = [kind for kind in ALL if kind.element and kind.name not in ("Digits", "Grid", "SortedIntegers")]
"""Kinds of lists that ask nothing but their items."""


@pytest.mark.parametrize("kind", FREE, ids=lambda kind: kind.name)
def test_a_list_is_in_its_domain_if_all_of_its_items_are_in_theirs(kind: Kind) -> None:
    assert kind.element is not None
    good = pool(kind.element)[:3]
    for item in [*NEAR_MISSES, *(value for other in ALL for value in pool(other)[:40])]:
        for values in ([item], [*good, item], [item, *good]):
            assert kind.holds(values) == kind.element.holds(item), item
    assert kind.holds([*good, good[0]] * 10)
    assert not kind.holds([good[0]] * (domains.MAX_ITEMS + 1))
    assert not kind.holds(tuple(good))


def test_counts_are_in_their_domain_if_all_entries_are_runs() -> None:
    entries = [entry for entry in [*NEAR_MISSES, *pool(kinds.RUN)[:40]] if type(entry) is tuple and len(entry) == 2]
    assert {kinds.RUN.holds(entry) for entry in entries} == {True, False}
    for entry in entries:
        assert kinds.COUNTS.holds({"x": 1} | dict([entry])) == kinds.RUN.holds(entry), entry
    assert not kinds.COUNTS.holds({str(number): 1 for number in range(domains.MAX_ITEMS + 1)})


def test_meet_and_join_of_strangers_are_nothing() -> None:
    assert meet(WORD, NATURAL) is None
    assert join(WORD, NATURAL) is None
    assert meet(LETTER, TEXT) is LETTER


def test_the_list_of_a_kind_asks_nothing_but_its_items() -> None:
    assert list_of(kinds.POSITIVE) is kinds.NATURALS
    assert list_of(kinds.INTEGER) is INTEGERS
    assert list_of(kinds.COUNTS) is None


def test_a_sorted_list_is_an_integer_list_but_not_every_integer_list_is_sorted() -> None:
    assert SORTED_INTEGERS.fits(INTEGERS)
    assert not SORTED_INTEGERS.holds([2, 1])


def test_kind_of_finds_kinds_in_signatures() -> None:
    def run_lengths(text: kinds.Word, count: int) -> kinds.Runs: ...

    hints = get_type_hints(run_lengths, include_extras=True)
    assert {name: kind_of(hint) for name, hint in hints.items()} == {"text": WORD, "count": None, "return": kinds.RUNS}
