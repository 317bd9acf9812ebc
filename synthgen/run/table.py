"""A table of a fixed size in bytes: a long run remembers no more than a short one, and forgets what is oldest."""

from __future__ import annotations

WAYS = 8
"""Entries of a bucket. Where three of five entries of a table are taken, it has forgotten one key in forty."""


class Table:
    """Values by key, both bytes of fixed width. Keys are hashes: their first bytes choose the bucket.

    A full bucket forgets its oldest entry for a new one.
    """

    def __init__(self, entries: int, key_width: int, value_width: int) -> None:
        """Make room for `entries`, a multiple of `WAYS`."""
        self._buckets = entries // WAYS
        self._key, self._width = key_width, key_width + value_width
        self._bytes = bytearray(self._buckets * WAYS * self._width)

    def get(self, key: bytes) -> bytes | None:
        """Return the value of a key, or None if it is not known."""
        place = self._place(key)
        return None if place < 0 else bytes(self._bytes[place + self._key : place + self._width])

    def __contains__(self, key: bytes) -> bool:
        return self._place(key) >= 0

    def put(self, key: bytes, value: bytes = b"") -> None:
        """Note the value of a key, in the place of the one that it had."""
        place = self._place(key)
        if place >= 0:
            self._bytes[place : place + self._width] = key + value
            return
        start, end = self._bucket(key)
        self._bytes[start:end] = key + value + self._bytes[start : end - self._width]

    def _bucket(self, key: bytes) -> tuple[int, int]:
        size = WAYS * self._width
        start = int.from_bytes(key[:8], "little") % self._buckets * size
        return start, start + size

    def _place(self, key: bytes) -> int:
        """Return where the entry of a key begins, or -1."""
        start, end = self._bucket(key)
        place = self._bytes.find(key, start, end)
        while place >= 0 and (place - start) % self._width:
            place = self._bytes.find(key, place + 1, end)
        return place
