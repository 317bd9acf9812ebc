"""Tables of a fixed size: what they give is what was put last, and what they forget is what is oldest."""

from __future__ import annotations

import sys
from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from synthgen.run.table import WAYS, Table

KEYS = st.binary(min_size=8, max_size=8)


@given(st.lists(st.tuples(KEYS, st.binary(min_size=3, max_size=3))))
def test_what_it_gives_was_put_last_under_the_key(puts: list[tuple[bytes, bytes]]) -> None:
    table, known = Table(2 * WAYS, 8, 3), dict[bytes, bytes]()
    for key, value in puts:
        table.put(key, value)
        known[key] = value
        assert table.get(key) == value
    assert all(table.get(key) in (None, value) for key, value in known.items())


@given(st.lists(KEYS, max_size=WAYS, unique=True))
def test_a_bucket_that_is_not_full_forgets_nothing(keys: list[bytes]) -> None:
    table = Table(WAYS, 8, 0)
    for key in keys:
        table.put(key)
    assert all(key in table for key in keys)


def test_a_full_bucket_forgets_its_oldest_entry() -> None:
    table = Table(WAYS, 8, 1)
    keys = [bytes([number + 1] * 8) for number in range(WAYS + 3)]
    for key in keys:
        table.put(key, key[:1])
    assert [table.get(key) for key in keys] == [None] * 3 + [key[:1] for key in keys[3:]]


def test_bytes_across_two_entries_are_no_key() -> None:
    table = Table(WAYS, 8, 0)
    table.put(b"abcdefgh")
    table.put(b"ijklmnop")
    assert b"mnopabcd" not in table
    assert b"abcdefgh" in table


def test_nearly_nothing_is_forgotten_where_three_of_five_entries_are_taken() -> None:
    table, keys = Table(1 << 12, 8, 0), [blake2b(bytes([number >> 8, number & 255]), digest_size=8).digest() for number in range(2458)]
    for key in keys:
        table.put(key)
    assert sum(key in table for key in keys) > 0.97 * len(keys)


def test_it_takes_the_same_memory_full_as_empty() -> None:
    table = Table(1 << 10, 8, 16)
    before = sys.getsizeof(table._bytes)
    assert len(table._bytes) == (1 << 10) * 24
    for number in range(5000):
        table.put(number.to_bytes(8, "big"), bytes(16))
    assert sys.getsizeof(table._bytes) == before
