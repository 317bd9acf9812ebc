"""The stage's own files in a run's directory, and what they come to in counts.

    composed.jsonl       the samples as they were composed: every stage starts from these
    llm.jsonl            every attempt of every model, in the order of the samples
    explanations.jsonl   proved explanations as rows of the explanation task; there if that role worked
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from synthgen.llm.outcomes import EXPLANATIONS, Attempt, Outcome
from synthgen.llm.settings import ModelSettings

COMPOSED, LEDGER, EXPLAINED = "composed.jsonl", "llm.jsonl", "explanations.jsonl"


@dataclass(slots=True)
class Counts:
    """What the attempts of a stage came to. Tokens and dollars are those of the answers, whoever paid for them and when."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    answers: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    unknown: int = 0
    usd: float = 0.0
    unpriced: int = 0

    def add(self, attempt: Attempt) -> None:
        """Count one attempt."""
        self.outcomes.setdefault(attempt.role, Counter())[attempt.outcome.value] += 1
        self.answers += attempt.answers
        if attempt.input_tokens is None or attempt.output_tokens is None:
            self.unknown += 1
        else:
            self.input_tokens += attempt.input_tokens
            self.output_tokens += attempt.output_tokens
        self.usd += attempt.usd or 0.0
        self.unpriced += attempt.usd is None

    def of(self, role: str, outcome: Outcome) -> int:
        """Return how many attempts of a role ended so."""
        return self.outcomes.get(role, Counter())[outcome.value]

    def figures(self, settings: ModelSettings) -> dict[str, Any]:
        """Return the counts as JSON; of each role the outcomes add up to the attempts."""
        roles: dict[str, Any] = {}
        for role in settings.roles:
            counter = self.outcomes.get(role, Counter())
            outcomes = {name: {"count": count, "meaning": EXPLANATIONS[Outcome(name)]} for name, count in sorted(counter.items())}
            roles[role] = {"model": settings.model_for(role), "attempts": counter.total(), "outcomes": outcomes}
        return {
            "settings": settings.deciding(),
            "roles": roles,
            "answers": self.answers,
            "input_tokens": None if self.unknown else self.input_tokens,
            "output_tokens": None if self.unknown else self.output_tokens,
            "usd": None if self.unpriced else round(self.usd, 6),
        }


class Ledger:
    """Writes attempts and counts them."""

    def __init__(self, handle: IO[str]) -> None:
        self._handle = handle
        self.counts = Counts()

    def write(self, attempts: Iterable[Attempt]) -> None:
        """Add attempts."""
        for attempt in attempts:
            self._handle.write(line(attempt.row()))
            self.counts.add(attempt)


def line(row: Mapping[str, Any]) -> str:
    """Return a row as a line of a file."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
