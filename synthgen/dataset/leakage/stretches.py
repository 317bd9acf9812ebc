"""Stretches of text: every 50 characters in a row, white space left out, so that a copy is found whatever its layout.

GPT-4's report (OpenAI, 2023, appendix C) looks for three random substrings of 50 characters of each item; here all are looked
for. A quarter of them is kept, by their own hash and so the same in every text, which takes a quarter of the room.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synthgen.dataset.leakage.features import Features, Powers, spans

LENGTH = 50
"""Characters (bytes of UTF-8) of a stretch."""
KEPT = np.uint64(3)
"""Stretches are kept whose hash ends in two zero bits."""
_powers = Powers()


def stretches(texts: Sequence[str]) -> Features:
    """Return the hashes of the stretches of each text that are kept."""
    blobs = [squeezed(text) for text in texts]
    sizes = np.array([len(blob) for blob in blobs], dtype=np.int64)
    data = np.frombuffer(b"".join(blobs), dtype=np.uint8)
    owners = np.repeat(np.arange(len(blobs)), sizes)
    within = np.arange(len(data)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    starts = np.flatnonzero(within <= sizes[owners] - LENGTH)
    hashes = spans(data, starts, starts + LENGTH, _powers)
    kept = (hashes & KEPT) == 0
    places = starts[kept]
    return Features(owners[places], hashes[kept], within[places], np.full(len(places), LENGTH))


def squeezed(text: str) -> bytes:
    """Return a text without white space."""
    return "".join(text.split()).encode("utf-8", "surrogatepass")
