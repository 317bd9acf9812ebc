"""What a worker remembers of candidates, in a fixed number of bytes: what came of probing plans, and which behaviours are claimed.

A long run meets half of its plans again. A plan's probe depends on the plan alone, so what is remembered, and what is forgotten,
changes the speed and nothing else. A plan that passed claimed its behaviour then, whatever came of it later, so that the second one
is a duplicate.
"""

from __future__ import annotations

from hashlib import blake2b

from synthgen.check.behaviour import BEHAVIOUR_BYTES
from synthgen.check.probe import Failure, Probe
from synthgen.run.table import Table

PLANS_KEPT = 1 << 18
"""Plans that a process remembers, 24 bytes each. In the first 460,000 candidates, those of 100,000 samples, one of two workers meets
165,000 different ones."""
CLAIMS_KEPT = 1 << 18
"""Claimed behaviours that a process remembers, 16 bytes each. The first 10,000 samples of a default run claim 10,734."""
_KEY_BYTES = 8
_MARK = b"failure:"
"""What stands for a failure begins so; of behaviours, one in 2**64 does."""


class Claims:
    """Behaviours that candidates claimed, `BEHAVIOUR_BYTES` each."""

    def __init__(self) -> None:
        self._table = Table(CLAIMS_KEPT, BEHAVIOUR_BYTES, 0)

    def __contains__(self, behaviour: bytes) -> bool:
        return behaviour in self._table

    def add(self, behaviours: bytes) -> None:
        """Note behaviours, one after the other."""
        for start in range(0, len(behaviours), BEHAVIOUR_BYTES):
            self._table.put(behaviours[start : start + BEHAVIOUR_BYTES])


class Probed:
    """By a plan's text: why it failed, or the behaviour that it claimed."""

    def __init__(self) -> None:
        self._outcomes = Table(PLANS_KEPT, _KEY_BYTES, BEHAVIOUR_BYTES)
        self._failures: list[Failure] = []
        """One of each; most plans fail as many others do."""
        self._places: dict[Failure, bytes] = {}

    def get(self, text: str) -> Failure | str | None:
        """Return what came of a plan; None if it is not known."""
        found = self._outcomes.get(_key(text))
        if found is None:
            return None
        return self._failures[int.from_bytes(found[len(_MARK) :], "little")] if found.startswith(_MARK) else found.hex()

    def noted(self, text: str, outcome: Failure | Probe) -> Failure | Probe:
        """Note what came of a plan and return it."""
        self._outcomes.put(_key(text), self._failure(outcome) if isinstance(outcome, Failure) else bytes.fromhex(outcome.behaviour))
        return outcome

    def _failure(self, failure: Failure) -> bytes:
        """Return what stands for a failure in the table."""
        if failure not in self._places:
            self._places[failure] = _MARK + len(self._failures).to_bytes(BEHAVIOUR_BYTES - len(_MARK), "little")
            self._failures.append(failure)
        return self._places[failure]


def _key(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=_KEY_BYTES).digest()
