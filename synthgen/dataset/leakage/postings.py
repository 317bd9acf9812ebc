"""An inverted index: which items have which features, and how much of each item stands in a document. Exact.

Containment of an item t in a document r is |F(t) & F(r)| / |F(t)|. A batch of documents is looked up at once: a table
by the first bits of a hash drops the features that no item has, and one count over all (document, item) pairs ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthgen.dataset.leakage.features import Features, Hashes, Numbers

Matrix = NDArray[np.int64]

TEMPLATE_SHARE, TEMPLATE_ITEMS = 0.02, 5
"""A feature in this share of all items, and in so many at least, is template: it says nothing of where an item comes from."""
_TABLE_BITS = 16
"""The table has 2**16 places at least, and 8 for each feature."""
_DENSE = 10
"""From so many items on, a template feature has a row of its own in a matrix, which is quicker than a list."""
_LANES = 8
"""Eight one-byte counts are added at once, as one 64-bit number; so at most 255 rows are added up before they are spread out."""
_MOST_ROWS = 255


@dataclass(frozen=True, slots=True)
class Counts:
    """How many features of each item (column) stand in each document (row): all of them, and those outside the template."""

    full: Matrix
    masked: Matrix


class Postings:
    """The features of a list of items: `hashes` ascend, and items `owners[offsets[i]:offsets[i + 1]]` have `hashes[i]`."""

    def __init__(self, hashes: Hashes, offsets: Numbers, owners: Numbers, items: int, fewest: int = 1) -> None:
        """Take over arrays as `build` makes them; an item with less than `fewest` features outside the template scores 0."""
        self.fewest = max(1, fewest)
        self.hashes, self.offsets, self.owners, self.items = hashes, offsets, owners, items
        spread = np.diff(offsets)
        self.template: NDArray[np.bool_] = spread >= max(TEMPLATE_ITEMS, TEMPLATE_SHARE * items)
        self.sizes = np.bincount(owners, minlength=items)
        self.own_sizes = np.bincount(owners[~np.repeat(self.template, spread)], minlength=items)
        self._table, self._shift = self._make_table()
        common = np.flatnonzero(self.template & (spread >= _DENSE))
        self._row = np.full(len(hashes), -1)
        self._row[common] = np.arange(len(common))
        dense = np.zeros((len(common), -(-items // _LANES) * _LANES), dtype=np.uint8)
        for row, place in enumerate(common):
            dense[row, owners[offsets[place] : offsets[place + 1]]] = 1
        self._dense = dense.view(np.uint64)

    @classmethod
    def build(cls, features: Features, items: int, fewest: int = 1) -> Postings:
        """Return the postings of the features of `items` documents."""
        order = np.lexsort((features.owners, features.hashes))
        hashes, owners = features.hashes[order], features.owners[order]
        if len(hashes):
            fresh = np.concatenate(([True], (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])))
            hashes, owners = hashes[fresh], owners[fresh]
        found, firsts = np.unique(hashes, return_index=True)
        return cls(found, np.append(firsts, len(hashes)).astype(np.int64), owners.astype(np.int64), items, fewest)

    def may_know(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Return for each hash whether some item may have it; False is certain."""
        return np.asarray(self._table[hashes >> self._shift] >= 0)

    def find(self, hashes: Hashes) -> Numbers:
        """Return the places of hashes in `self.hashes`, -1 for those that no item has."""
        places: Numbers = self._table[hashes >> self._shift].astype(np.int64)
        missed = np.flatnonzero((places >= 0) & (self.hashes[places] != hashes))
        if len(missed):  # the place is another feature's: search
            others = np.searchsorted(self.hashes, hashes[missed])
            others[others == len(self.hashes)] = 0
            places[missed] = np.where(self.hashes[others] == hashes[missed], others, -1)
        return places

    def of_item(self, item: int) -> set[int]:
        """Return the hashes of an item, those of the template left out."""
        places = np.repeat(np.arange(len(self.hashes)), np.diff(self.offsets))[self.owners == item]
        return set(self.hashes[places[~self.template[places]]].tolist())

    def count(self, features: Features, documents: int) -> Counts:
        """Return the counts of a batch of `documents` documents."""
        if not len(self.hashes):
            nothing = np.zeros((documents, self.items), dtype=np.int64)
            return Counts(nothing, nothing)
        places = self.find(features.hashes)
        pairs = np.sort((features.owners * len(self.hashes) + places)[places >= 0])
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        owners, places = np.divmod(pairs, len(self.hashes))
        rows = self._row[places]
        listed = rows < 0
        masked, full = self._expanded(owners[listed], places[listed], documents)
        full += masked
        self._add_dense(full, owners[~listed], rows[~listed])
        return Counts(full, masked)

    def shares(self, counts: Counts) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the containment of each item in each document: of all features, and of those outside the template."""
        return self.share_of(counts.full), self.masked_share_of(counts.masked)

    def share_of(self, counts: NDArray[Any]) -> NDArray[np.float64]:
        """Return counts, one for each item in the last axis, as shares of the features of each item."""
        return np.asarray(counts / np.maximum(self.sizes, 1), dtype=np.float64)

    def masked_share_of(self, counts: NDArray[Any]) -> NDArray[np.float64]:
        """Return counts as shares of the features outside the template."""
        return np.where(self.own_sizes >= self.fewest, counts / np.maximum(self.own_sizes, 1), 0.0)

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Whether each item has enough features outside the template to be judged."""
        return np.asarray(self.own_sizes >= self.fewest)

    def _expanded(self, owners: Numbers, places: Numbers, documents: int) -> tuple[Matrix, Matrix]:
        """Count (document, item) pairs by the lists of features: those outside the template, and those of it."""
        firsts = self.offsets[places]
        lengths = self.offsets[places + 1] - firsts
        starts = np.repeat(firsts - (np.cumsum(lengths) - lengths), lengths)
        rows = (owners + documents * self.template[places]) * self.items
        pairs = np.repeat(rows, lengths) + self.owners[starts + np.arange(len(starts))]
        counts = np.bincount(pairs, minlength=2 * documents * self.items).reshape(2, documents, self.items)
        return counts[0], counts[1]

    def _add_dense(self, counts: Matrix, owners: Numbers, rows: Numbers) -> None:
        """Add to `counts` the matrix rows of each document; `owners` ascend."""
        if not len(rows):
            return
        firsts = np.flatnonzero(np.diff(owners, prepend=-1) > 0)
        within = np.arange(len(rows)) - np.repeat(firsts, np.diff(firsts, append=len(rows)))
        firsts = np.flatnonzero(within % _MOST_ROWS == 0)
        sums = np.add.reduceat(self._dense[rows], firsts, axis=0).view(np.uint8)[:, : self.items]
        rest = within[firsts] > 0
        counts[owners[firsts[~rest]]] += sums[~rest]
        np.add.at(counts, owners[firsts[rest]], sums[rest])

    def _make_table(self) -> tuple[NDArray[np.int32], np.uint64]:
        """Return a table of places by the first bits of a hash, -1 where no item has such a one."""
        bits = max(_TABLE_BITS, int(8 * len(self.hashes)).bit_length())
        shift = np.uint64(64 - bits)
        table = np.full(1 << bits, -1, dtype=np.int32)
        table[self.hashes >> shift] = np.arange(len(self.hashes), dtype=np.int32)
        return table, shift
