"""Answers that are whole programs, graded by the reward of `synthgen.reward` on a row's tests."""

from __future__ import annotations

from dataclasses import replace

from synthgen.dataset.tasks.bench import Bench, SandboxLost
from synthgen.records import Sample
from synthgen.reward import Scoring, grade

BINARY = Scoring(mode="binary")
"""All tests or nothing: for answers of which the prompt gives a part, so that giving it back is worth nothing."""


def graded(row: Sample, answer: str, bench: Bench, scoring: Scoring = BINARY) -> tuple[float, str]:
    """Return the reward of an answer that holds a program, and the program. Raises SandboxLost."""
    cases = [{"input": case.input, "output": case.output} for case in row.test_cases]
    scoring = replace(scoring, limits=scoring.limits or bench.limits)
    found = grade(answer, cases, row.metadata.entry_point, scoring=scoring, sandbox=bench.sandbox)
    if found.reward is None:
        raise SandboxLost(found.details[0])
    return found.reward, found.source
