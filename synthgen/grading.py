"""One completion against its test cases: run it, once or twice, and sum up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from synthgen.answer import readings

if TYPE_CHECKING:
    from synthgen.reward import Scoring
    from synthgen.sandbox import Cases, Limits, Sandbox, Verdict

MAX_SOURCE = 200_000
"""Characters of code that are run; more counts as an exception. The longest solutions of models are far shorter."""


@dataclass(frozen=True, slots=True)
class Grade:
    """A completion's reward and where it comes from.

    reward      in 0..1; None if the sandbox itself failed, which says nothing about the completion
    verdicts    one per test that was run, in the order of running; details likewise
    source      the code that was taken from the completion
    """

    reward: float | None
    verdict: Verdict
    verdicts: tuple[Verdict, ...]
    details: tuple[str, ...]
    source: str
    entry_point: str | None
    quality: float
    tier: str
    seconds: float

    @property
    def passed(self) -> int:
        """The number of tests that passed."""
        return sum(verdict == "pass" for verdict in self.verdicts)


def grade_one(completion: str, cases: Cases, entry_point: str | None, scoring: Scoring, box: Sandbox) -> Grade:
    """Return the grade of one completion; whatever it is or does is a grade, never an exception."""
    from synthgen.sandbox import Verdict

    completion = completion if isinstance(completion, str) else ""
    texts = (completion,) if scoring.verbatim else readings(completion)
    texts = tuple(text for text in texts if len(text) <= MAX_SOURCE)
    limits = scoring.limits or box.limits
    if scoring.total_seconds is not None:
        limits = replace(limits, seconds=min(limits.seconds, max(0.01, scoring.total_seconds)))
    chosen = cases.pick(scoring.places(len(cases)))
    if not texts:
        verdicts: tuple[Verdict, ...] = (Verdict.EXCEPTION,) * len(chosen)
        problem = f"code of more than {MAX_SOURCE} characters"
        return _summary(verdicts, (problem,) * len(chosen), "", None, 0.0, "", 0.0, scoring)
    begun = time.monotonic()
    with_quality = scoring.mode in ("graded", "scheduled")
    trial = box.run(texts, chosen, entry_point, hash_seed=scoring.hash_seed, limits=limits, with_quality=with_quality)
    verdicts = trial.verdicts
    if scoring.second_seed is not None and trial.execution.reading is not None:
        left = limits.seconds - (time.monotonic() - begun)
        again = _again(texts, chosen, entry_point, scoring.second_seed, replace(limits, seconds=max(0.01, left)), box)
        verdicts = tuple(other if one is Verdict.PASS else one for one, other in zip(verdicts, again, strict=True))
    ran = trial.execution
    source = texts[-1 if ran.reading is None else ran.reading]
    details = tuple(outcome.detail for outcome in ran.outcomes)
    took = time.monotonic() - begun
    return _summary(verdicts, details, source, ran.entry_point, ran.quality or 0.0, ran.tier, took, scoring)


def _again(
    texts: Sequence[str], cases: Cases, entry_point: str | None, hash_seed: int, limits: Limits, box: Sandbox
) -> tuple[Verdict, ...]:
    backwards = range(len(cases) - 1, -1, -1)
    trial = box.run(texts, cases.pick(backwards), entry_point, hash_seed=hash_seed, limits=limits)
    return trial.verdicts[::-1]


def _summary(
    verdicts: tuple[Verdict, ...],
    details: tuple[str, ...],
    source: str,
    entry_point: str | None,
    quality: float,
    tier: str,
    seconds: float,
    scoring: Scoring,
) -> Grade:
    from synthgen.sandbox import Verdict

    lost = Verdict.INFRASTRUCTURE in verdicts
    reward = None if lost else scoring.reward(verdicts, quality)
    first = next((one for one in verdicts if one is not Verdict.PASS), Verdict.PASS)
    return Grade(reward, first, verdicts, details, source, entry_point, quality, tier, seconds)
