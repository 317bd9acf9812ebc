"""Grams of words, as the test leakage index (TLI) counts them.

XCoder (Wang et al., "How Do Your Code LLMs Perform? Empowering Code Instruction Tuning with High-Quality Data", 2024) defines
TLI as the mean over test items t of the maximum over train items r of |G(t) & G(r)| / |G(t)|. G is the set of the 4-grams and
5-grams of `text.split()`, padded on both sides with n - 1 marks, as `nltk.util.ngrams` does; `compute_TLI.py` in its repository.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from synthgen.dataset.leakage.features import Features, Hashes, Numbers, Powers, mixed, runs, spans

SIZES = (4, 5)
"""Lengths of the grams, in words."""
_PAD = max(SIZES) - 1
_START, _END = (mixed(np.array([mark], dtype=np.uint64))[0] for mark in (1, 2))
_SPACE = np.array([chr(byte).isspace() for byte in range(128)] + [False] * 128)
_SPACES = {number: " " for number in range(128, 0x3001) if chr(number).isspace()}
_powers = Powers()


def word_grams(texts: Sequence[str], known: Callable[[Hashes], NDArray[np.bool_]] | None = None) -> Features:
    """Return the grams of words of each text; with `known`, those alone that it may know, which is faster."""
    blobs = [_bytes(text) for text in texts]
    data = np.frombuffer(b"\n".join(blobs) + b"\n", dtype=np.uint8)
    is_word = np.concatenate(([False], ~_SPACE[data]))
    edges = np.flatnonzero(is_word[1:] != is_word[:-1])
    starts, ends = edges[::2], edges[1::2]
    borders = np.cumsum([0, *(len(blob) + 1 for blob in blobs)])
    counts = np.diff(np.searchsorted(starts, borders))
    return _padded(spans(data, starts, ends, _powers), counts, known)


def located_words(text: str) -> tuple[Features, Numbers, Numbers]:
    """Return the grams of one text with the places where each begins and ends there, in characters."""
    found = word_grams([text])
    words = [match.span() for match in re.finditer(r"\S+", text)]
    starts, ends = (np.array([word[side] for word in words], dtype=np.int64) for side in (0, 1))
    places = found.places - _PAD
    last = places + found.lengths - 1
    if not words:
        return found, places * 0, places * 0
    return found, starts[np.clip(places, 0, len(words) - 1)], ends[np.clip(last, 0, len(words) - 1)]


def _bytes(text: str) -> bytes:
    # str.split knows spaces beyond ASCII, which bytes do not show
    return text.encode() if text.isascii() else text.translate(_SPACES).encode("utf-8", "surrogatepass")


def _padded(words: Hashes, counts: Numbers, known: Callable[[Hashes], NDArray[np.bool_]] | None) -> Features:
    """Put marks around the words of each text and take the grams."""
    texts = np.arange(len(counts))
    owners = np.repeat(texts, counts + 2 * _PAD)
    firsts = np.cumsum(counts + 2 * _PAD) - counts - 2 * _PAD
    padded = np.full(len(owners), _END, dtype=np.uint64)
    padded[np.add.outer(firsts, np.arange(_PAD)).ravel()] = _START
    padded[np.arange(len(words)) + np.repeat(texts, counts) * 2 * _PAD + _PAD] = words
    may_start = np.ones(len(owners), dtype=bool)
    may_start[(np.add.outer(firsts + counts + 2 * _PAD, -1 - np.arange(_PAD))).ravel()] = False
    taken: list[tuple[Numbers, Hashes, int]] = []
    for size in SIZES:
        hashes = runs(padded, size)
        usable = may_start.copy()
        # with n - 1 marks on a side, no gram is of marks alone
        for spare in range(_PAD - size + 1):
            usable[firsts + spare] = False
        if known is not None:
            usable &= known(hashes)
        places = np.flatnonzero(usable)
        taken.append((places, hashes[places], size))
    places = np.concatenate([one[0] for one in taken])
    found = owners[places]
    lengths = np.concatenate([np.full(len(one[0]), one[2]) for one in taken])
    return Features(found, np.concatenate([one[1] for one in taken]), places - firsts[found], lengths)
