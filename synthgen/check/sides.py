"""The side of a behaviour: training, evaluation or neither, as a private salt decides.

A task has two fingerprints. Its *own* one is its behaviour hash: the kinds of its signature and its outputs on the probe inputs of
these kinds. Its *common* one are the types of its signature and its outputs on inputs that every kind of these types holds, the
same whatever the kinds are called and in whatever order the parameters stand. Either alone lets equal programs through: two
tasks on different kinds (words and strings) have no probe inputs in common, and two that differ seldom may differ on the common
inputs alone. So a keyed hash gives each fingerprint to a side, and a task belongs to a side only if both do: what
shares either fingerprint with a task of the other side is on no side at all.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, permutations
from typing import Any, Literal

from synthgen.check.core import core_calls
from synthgen.check.evaluate import OutOfKind, columns
from synthgen.kinds import LETTER
from synthgen.literals import canonical
from synthgen.plan.graph import Plan

SideName = Literal["train", "eval"]
_SCALE = 1 << 64
"""Eight bytes of a keyed hash are a number below this."""
Order = tuple[int, ...]
"""A permutation: where each place takes its item from."""


def in_order(hints: Sequence[str]) -> Order:
    """Return the places of parameters in the order in which common inputs have them: sorted by type hint."""
    return tuple(sorted(range(len(hints)), key=lambda place: (hints[place], place)))


@lru_cache(maxsize=1024)
def common_calls(hints: tuple[str, ...]) -> tuple[tuple[Any, ...], ...] | None:
    """Return the common inputs of parameters with these hints, in the order of `hints`; None if a hint is not of the vocabulary.

    They are the core inputs of the sorted hints with, for each, all that come of it by exchanging arguments of one type.
    """
    order = in_order(hints)
    ordered = tuple(hints[place] for place in order)
    calls = core_calls(ordered)
    if calls is None:
        return None
    closed = {canonical(row): row for call in calls for swap in _swaps(ordered) for row in [tuple(call[place] for place in swap)]}
    back = sorted(range(len(order)), key=order.__getitem__)
    return tuple(tuple(row[place] for place in back) for row in closed.values())


@lru_cache(maxsize=1024)
def _swaps(ordered: tuple[str, ...]) -> tuple[Order, ...]:
    """Return the permutations of places that leave the hints as they are, the identity first."""
    places = range(len(ordered))
    return tuple(swap for swap in permutations(places) if all(ordered[place] == ordered[swap[place]] for place in places))


@lru_cache(maxsize=1024)
def _reorderings(hints: tuple[str, ...]) -> tuple[Order, ...]:
    """Return, for each exchange of parameters of one type, where the outputs on the common inputs move."""
    order = in_order(hints)
    ordered = tuple(hints[place] for place in order)
    rows = [tuple(row[place] for place in order) for row in common_calls(hints) or ()]
    where = {canonical(row): number for number, row in enumerate(rows)}
    return tuple(tuple(where[canonical(tuple(row[place] for place in swap))] for row in rows) for swap in _swaps(ordered))


def common_fingerprint(hints: tuple[str, ...], result: str, outputs: Sequence[str]) -> bytes:
    """Return the common fingerprint of a program from its canonical outputs on `common_calls(hints)`.

    It is the same for programs that differ in the order of their parameters alone.
    """
    head = f"{','.join(sorted(hints))}->{result}".encode()

    def digest(places: Order) -> bytes:
        return hashlib.blake2b(b"\0".join([head, *(outputs[place].encode() for place in places)]), digest_size=16).digest()

    return min(map(digest, _reorderings(hints)))


def common_behaviour(plan: Plan) -> bytes | None:
    """Return the common fingerprint of a plan, or None if it has none.

    That is: it takes a single letter, which no other kind of string is bound to be, or a step leaves its kind on a common input.
    """
    hints = tuple(kind.hint for kind in plan.inputs)
    calls = common_calls(hints)
    if calls is None or LETTER in plan.inputs:
        return None
    try:
        outputs = columns(plan, calls)[-1]
    except OutOfKind:
        return None
    return common_fingerprint(hints, plan.result.hint, list(map(canonical, outputs)))


class Lots:
    """Which side a fingerprint falls to, under a salt.

    `fraction` is the share of behaviours that both fingerprints give to evaluation; each by itself does so with its square
    root, the two being independent, and training gets what neither gives: (1 - sqrt(fraction)) ** 2.
    """

    def __init__(self, salt: bytes, fraction: float) -> None:
        self._salt = salt
        self._limit = int(math.sqrt(fraction) * _SCALE)

    def own(self, behaviour: bytes) -> SideName:
        """Return the side of a behaviour hash."""
        return self._side(b"own", behaviour)

    def common(self, fingerprint: bytes) -> SideName:
        """Return the side of a common fingerprint."""
        return self._side(b"common", fingerprint)

    def _side(self, what: bytes, fingerprint: bytes) -> SideName:
        drawn = hmac.digest(self._salt, b"synthgen split\0" + what + b"\0" + fingerprint, "sha256")
        return "eval" if int.from_bytes(drawn[:8], "big") < self._limit else "train"


def shares(fraction: float) -> tuple[float, float, float]:
    """Return the shares of behaviours that evaluation, training and neither get."""
    root = math.sqrt(fraction)
    return fraction, (1 - root) ** 2, 1 - fraction - (1 - root) ** 2


def probed_content() -> Iterator[str]:
    """Yield all that sides are drawn from, as text: the probe inputs of every kind and the common inputs of every type."""
    from synthgen.check.inputs import probe_inputs
    from synthgen.kinds import KINDS

    for kind in KINDS.values():
        yield f"{kind.name}:{kind.hint}:{canonical(list(probe_inputs((kind,))))}"
    kinds = list(KINDS.values())
    for left, right in pairwise(kinds):
        yield canonical(list(probe_inputs((left, right))))
    for hint in sorted({kind.hint for kind in kinds}):
        yield f"{hint}:{canonical(list(common_calls((hint,)) or ()))}:{canonical(list(common_calls((hint, 'int', hint)) or ()))}"
