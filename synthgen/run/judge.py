"""Candidates against each other, in index order: what is new in the run stays, the rest is rejected.

The first candidate with a behaviour claims it, whether or not it is accepted in the end: so a candidate's fate depends on
lower indices alone. Beyond equal hashes, no two samples stay that have the same test cases, or whose solutions pass each
other's: candidates with equal answers to the core inputs are tried on each other's tests, unless their answers to the fixed inputs
of one signature tell already.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from synthgen.records import Reason, Rejection
from synthgen.run.alike import Row, alike
from synthgen.run.blocks import Accepted, Refused

Recall = Callable[[int], str]
"""Gives the row of an accepted sample, as JSON, by its number in the run."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a candidate without its row: its number among the accepted, and its answers to the fixed inputs."""

    number: int
    signature: str
    answers: bytes
    tests: bytes

    @classmethod
    def of(cls, number: int, outcome: Accepted) -> _Known:
        return cls(number, sys.intern(outcome.signature), bytes.fromhex(outcome.answers), bytes.fromhex(outcome.tests))

    def differs(self, other: _Known) -> bool:
        """Return whether a test of either is known to tell them apart: on one signature both answered all tests of both."""
        if self.signature != other.signature or not self.answers or not other.answers:
            return False
        own, others = self.answers, other.answers
        return any(own[place] != others[place] for place in (*other.tests, *self.tests))


class Judge:
    """Decides on the candidates of one run, which it must see in index order."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall
        self._accepted = 0
        self._behaviours: set[bytes] = set()
        self.claims: list[bytes] = []
        """The behaviours claimed so far, in order."""
        self._prompts: set[bytes] = set()
        self._tests: set[bytes] = set()
        self._cores: dict[bytes, list[_Known]] = {}

    def decide(self, outcome: Accepted | Refused) -> Accepted | Rejection:
        """Return the sample to write next, or the rejection."""
        if outcome.behaviour:
            behaviour = bytes.fromhex(outcome.behaviour)
            if behaviour in self._behaviours:
                return Rejection(outcome.index, Reason.DUPLICATE_BEHAVIOUR, "the same results", _plan(outcome), outcome.behaviour)
            self._behaviours.add(behaviour)
            self.claims.append(behaviour)
        if isinstance(outcome, Refused):
            return Rejection(outcome.index, Reason(outcome.reason), outcome.detail, outcome.plan, outcome.behaviour)
        prompt = blake2b(outcome.prompt.encode(), digest_size=16).digest()
        if prompt in self._prompts:
            return Rejection(outcome.index, Reason.DUPLICATE_PROMPT, "", _plan(outcome), outcome.behaviour)
        row = Row(outcome.text, outcome.signature)
        tests = _digest(row.tests)
        if tests in self._tests:
            return Rejection(outcome.index, Reason.DUPLICATE_BEHAVIOUR, "the same test cases", _plan(outcome), outcome.behaviour)
        twin = self._twin(outcome, row)
        if twin:
            detail = f"its solution and that of {twin} pass each other's tests"
            return Rejection(outcome.index, Reason.DUPLICATE_BEHAVIOUR, detail, _plan(outcome), outcome.behaviour)
        self._prompts.add(prompt)
        self._tests.add(tests)
        if outcome.core:
            self._cores.setdefault(bytes.fromhex(outcome.core), []).append(_Known.of(self._accepted, outcome))
        self._accepted += 1
        return outcome

    def _twin(self, outcome: Accepted, own: Row) -> str:
        """Return the id of an accepted sample that no test of either tells from `outcome`; empty if there is none."""
        known = self._cores.get(bytes.fromhex(outcome.core), ()) if outcome.core else ()
        mine = _Known.of(self._accepted, outcome)
        for one in known:
            if mine.differs(one):
                continue
            other = Row(self._recall(one.number), one.signature)
            if alike(own, other):
                return other.id
        return ""


def _digest(tests: Mapping[str, str]) -> bytes:
    cases = sorted(f"{given}\1{output}" for given, output in tests.items())
    return blake2b("\0".join(cases).encode(), digest_size=16).digest()


def _plan(outcome: Accepted | Refused) -> str:
    return outcome.plan if isinstance(outcome, Refused) else str(json.loads(outcome.text)["metadata"]["plan"])
