"""What a plan does, seen from outside: a hash for equality, and the cheap reasons to refuse it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from synthgen.check.evaluate import Column
from synthgen.kinds import Kind
from synthgen.literals import canonical

BEHAVIOUR_BYTES = 16
"""Length of a behaviour hash."""


def behaviour(signature: Sequence[Kind], result: Kind, outputs: Column) -> str:
    """Return the hash of a signature and of the outputs on its fixed probe inputs; equal hashes mean equal tasks.

    32 hexadecimal digits (128 bits of BLAKE2b): a collision among 10**9 plans has a chance below 10**-20.
    """
    state = hashlib.blake2b(digest_size=BEHAVIOUR_BYTES)
    state.update(",".join(kind.name for kind in signature).encode())
    state.update(b"->" + result.hint.encode())
    for text in map(canonical if "str" in result.hint else _numbers, outputs):
        state.update(b"\0" + text.encode())
    return state.hexdigest()


def _numbers(value: object) -> str:
    """Return what `canonical` does of numbers, truth values, and lists and pairs of them, in a quarter of the time."""
    return repr(value).replace(" ", "")
