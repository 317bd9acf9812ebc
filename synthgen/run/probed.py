"""What came of probing plans, remembered: a long run meets half of its plans again.

A plan's probe depends on the plan alone, so what is remembered changes the speed and nothing else. A plan that passed claimed its
behaviour then, whatever came of it later, so that the second one is a duplicate.
"""

from __future__ import annotations

from hashlib import blake2b

from synthgen.check.probe import Failure, Probe

PLANS_KEPT = 150_000
"""Plans that a process remembers, the latest that were new, some 200 bytes each."""


class Probed:
    """By a plan's text: why it failed, or the behaviour that it claimed."""

    def __init__(self) -> None:
        self._outcomes: dict[bytes, Failure | str] = {}
        self._failures: dict[Failure, Failure] = {}
        """One of each; most plans fail as many others do."""

    def get(self, text: str) -> Failure | str | None:
        """Return what came of a plan; None if it is not known."""
        return self._outcomes.get(_key(text))

    def noted(self, text: str, outcome: Failure | Probe) -> Failure | Probe:
        """Note what came of a plan and return it."""
        if len(self._outcomes) >= PLANS_KEPT and _key(text) not in self._outcomes:
            del self._outcomes[next(iter(self._outcomes))]
        known = self._failures.setdefault(outcome, outcome) if isinstance(outcome, Failure) else outcome.behaviour
        self._outcomes[_key(text)] = known
        return outcome


def _key(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()
