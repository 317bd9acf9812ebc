"""Features of a batch of documents: 64-bit hashes of what two texts can have in common, with the document of each.

Hashes depend on the text alone, never on the process, so that an index that is saved compares anywhere. Runs of tokens are
hashed for a whole batch at once: the hash of a token is a difference of two sums, as in Rabin and Karp's search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]

RADIX = np.uint64(0x9E3779B97F4A7C15)
"""The base of the polynomials; odd, so that it has an inverse modulo 2**64. 2**64 divided by the golden ratio, as Knuth has it."""
INVERSE = np.uint64(pow(int(RADIX), -1, 1 << 64))
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))  # the finaliser of MurmurHash3
_SHIFT = np.uint64(33)


@dataclass(frozen=True, slots=True)
class Features:
    """`hashes[i]` is a feature of document `owners[i]` of the batch; one may stand there several times.

    `places` and `lengths` say where it stands, in units of the detector: words, tokens, characters.
    """

    owners: Numbers
    hashes: Hashes
    places: Numbers
    lengths: Numbers


def mixed(values: Hashes) -> Hashes:
    """Return hashes of which every bit depends on every bit of `values`."""
    values = (values ^ (values >> _SHIFT)) * _MIX[0]
    values = (values ^ (values >> _SHIFT)) * _MIX[1]
    return values ^ (values >> _SHIFT)


class Powers:
    """The powers of the radix and of its inverse, as many as were asked for so far."""

    def __init__(self) -> None:
        self._up, self._down = powers_of(RADIX, 1), powers_of(INVERSE, 1)

    def take(self, count: int) -> tuple[Hashes, Hashes]:
        """Return the first `count` powers of the radix, and of its inverse."""
        if count > len(self._up):
            size = 1 << (count - 1).bit_length()
            self._up, self._down = powers_of(RADIX, size), powers_of(INVERSE, size)
        return self._up[:count], self._down[:count]


def powers_of(base: np.uint64, count: int) -> Hashes:
    """Return base**0 to base**(count - 1), modulo 2**64."""
    found = np.full(count, base, dtype=np.uint64)
    found[0] = 1
    return np.multiply.accumulate(found)


def spans(data: NDArray[np.uint8], starts: Numbers, ends: Numbers, powers: Powers) -> Hashes:
    """Return the hash of each `data[start:end]`, whatever stands around it."""
    up, down = powers.take(len(data) + 1)
    sums = np.zeros(len(data) + 1, dtype=np.uint64)
    np.cumsum((data.astype(np.uint64) + np.uint64(1)) * up[1:], out=sums[1:])
    return mixed((sums[ends] - sums[starts]) * down[starts])


def runs(values: Hashes, length: int) -> Hashes:
    """Return the hash of each run of `length` neighbours, by its first place; the last `length - 1` places wrap around."""
    found = values.copy()
    for place in range(1, length):
        found = found * RADIX + np.roll(values, -place)
    return mixed(found + np.uint64(length))
