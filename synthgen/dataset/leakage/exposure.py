"""Exposure: how many of an item's atoms, and of its pairs of atoms, a training set has shown, in whatever programs.

Both are read off metadata of our own rows and believed as they stand there; other rows have none and get no figure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

from synthgen.dataset.leakage.documents import Document
from synthgen.dataset.leakage.features import Features, Numbers
from synthgen.dataset.leakage.postings import Postings

EXPOSURES = ("atom exposure", "pair exposure")


def exposed(documents: Sequence[Document], what: str) -> Features:
    """Return the atoms, or the pairs of atoms, of each document as features."""
    owners: list[int] = []
    hashes: list[int] = []
    for place, one in enumerate(documents):
        names = one.atoms if what == EXPOSURES[0] else one.pairs
        owners += [place] * len(names)
        hashes += map(_hash, names)
    zeros: Numbers = np.zeros(len(owners), dtype=np.int64)
    return Features(np.array(owners, dtype=np.int64), np.array(hashes, dtype=np.uint64), zeros, zeros)


class Exposure:
    """What a training set has shown so far of the atoms, or pairs, of the items."""

    def __init__(self, postings: Postings) -> None:
        """Start with nothing shown."""
        self._postings = postings
        self._seen = np.zeros(len(postings.hashes), dtype=bool)

    def show(self, features: Features) -> None:
        """Note the atoms or pairs of a batch of training rows."""
        if len(self._seen):
            places = self._postings.find(features.hashes)
            self._seen[places[places >= 0]] = True

    def shares(self) -> list[float | None]:
        """Return for each item the share of its atoms or pairs that were shown; None if it has none."""
        seen = np.repeat(self._seen, np.diff(self._postings.offsets))
        shown = np.bincount(self._postings.owners[seen], minlength=self._postings.items)
        return [int(some) / int(all_) if all_ else None for some, all_ in zip(shown, self._postings.sizes, strict=True)]


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")


def known_to(postings: Iterable[Postings]) -> bool:
    """Return whether any item has atoms or pairs."""
    return any(one.sizes.any() for one in postings)
