"""A server that fails three requests in ten, in every way that the scripted server knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from threading import Lock
from typing import Any

from scripted import FAILURES, Oracle, attacks, program, question, unfaithful, wrong
from server import Reply

from synthgen.records import Sample
from synthgen.streams import stream

SHARE = 0.3
"""The share of requests that fail."""


class Chaos(Oracle):
    """Right answers, but for `SHARE` of the requests; which fail hangs on the words and on how often they came."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        super().__init__(samples)
        self._came: Counter[str] = Counter()
        self._guard = Lock()
        self.failed: Counter[str] = Counter()

    def __call__(self, body: dict[str, Any]) -> Reply:
        role, text = question(body)
        words = str(body["messages"])
        with self._guard:
            self._came[words] += 1
            random = stream(0, "chaos", words, self._came[words])
        sample = self.sample(text)
        if random.random() >= SHARE:
            # Who reads a wrong wording writes what it says.
            by_words = "gives 7" in text and role == "solve"
            return program(f"def {sample.metadata.entry_point}(*arguments):\n    return 7") if by_words else self.right(role, text)
        ways: dict[str, Any] = {name: [make()] for name, make in FAILURES.items()}
        ways["slow"] = [Reply("late", seconds=0.05, trickle=True)]
        if role == "paraphrase":
            ways["unfaithful"] = [unfaithful(sample)]
        if role in ("solve", "solve_explained"):
            ways["wrong"] = [program(source) for source in wrong(sample)]
            ways["attack"] = [program(source) for source in attacks(sample) if "while True" not in source]
        way = random.choice(sorted(ways))
        with self._guard:
            self.failed[way] += 1
        return random.choice(ways[way])  # type: ignore[no-any-return]
