"""Scoring a file of completions against a file of samples: the work behind `synthgen score`."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from synthgen.errors import RecordError, unknown
from synthgen.marking import LOST, UNSCORED, Mark, Problem, mark, problem_of
from synthgen.reward import DEFAULT, Scoring, shared_sandbox

Progress = Callable[[int], None]
"""Called with the number of completions that are done."""


@dataclass(slots=True)
class ScoreSummary:
    """What a file of completions came to.

    verdicts       how many completions ended with each verdict
    rewards        mean reward by difficulty; completions without a reward are left out
    task_types     mean reward by task type; likewise
    pass_at_1      mean over the samples of the share of their completions that pass all tests, or earn all there is
    unattempted    samples without a completion that has a reward
    """

    completions: int = 0
    samples: int = 0
    unattempted: int = 0
    mean_reward: float = 0.0
    pass_at_1: float = 0.0
    verdicts: Counter[str] = field(default_factory=Counter)
    rewards: dict[str, float] = field(default_factory=dict)
    task_types: dict[str, float] = field(default_factory=dict)

    @property
    def unknown(self) -> int:
        """Completions without a reward, since the sandbox failed."""
        return self.verdicts[LOST]

    @property
    def unscored(self) -> int:
        """Completions without a reward, since their task type has no scorer."""
        return self.verdicts[UNSCORED]


def score_file(
    completions: Path,
    against: Path,
    out: Path | None = None,
    scoring: Scoring = DEFAULT,
    progress: Progress | None = None,
) -> ScoreSummary:
    """Score each row of `completions` (JSONL) against its sample of `against` and write a row for each to `out`.

    A row has its text under `completion`, or several under `completions`, and names its sample under `id`; without
    ids row n belongs to sample n. Each is scored by the scorer of its sample's task type. An output row has the id, the
    task type, the reward (null if the sandbox failed or the type has no scorer), and the verdict; for programs those of
    all tests and their details too. Raises RecordError that names file and line, before anything is scored if a sample
    is at fault.
    """
    problems = _read_samples(against)
    summary = ScoreSummary(samples=len(problems))
    passed: dict[str, list[bool]] = defaultdict(list)
    by_difficulty: dict[str, list[float]] = defaultdict(list)
    by_type: dict[str, list[float]] = defaultdict(list)
    box = shared_sandbox()
    marks = box.map(lambda job: (job[0], mark(*job, scoring, box)), _read_completions(completions, problems))
    writer = out.open("w", encoding="utf-8") if out else None
    try:
        for problem, one in marks:
            summary.completions += 1
            summary.verdicts[one.verdict] += 1
            if one.reward is not None:
                passed[problem.key].append(one.passed is True)
                by_difficulty[problem.difficulty].append(one.reward)
                by_type[problem.task_type].append(one.reward)
            if writer:
                writer.write(json.dumps(_row(problem, one)) + "\n")
            if progress:
                progress(summary.completions)
    finally:
        if writer:
            writer.close()
    everything = [reward for rewards in by_difficulty.values() for reward in rewards]
    summary.unattempted = len(problems) - len(passed)
    summary.mean_reward = _mean(everything)
    summary.rewards = {name: _mean(rewards) for name, rewards in sorted(by_difficulty.items())}
    summary.task_types = {name: _mean(rewards) for name, rewards in sorted(by_type.items())}
    summary.pass_at_1 = _mean([_mean([float(one) for one in flags]) for flags in passed.values()])
    return summary


def _read_samples(path: Path) -> dict[str, Problem]:
    problems: dict[str, Problem] = {}
    for number, row in _rows(path):
        try:
            problem = problem_of(row, number - 1)
        except RecordError as fault:
            raise RecordError(f"{path}:{number}: {fault}") from None
        if problem.key in problems:
            raise RecordError(f"{path}:{number}: the id {problem.key!r} stands there already; ids must differ")
        problems[problem.key] = problem
    return problems


def _read_completions(path: Path, problems: dict[str, Problem]) -> Iterator[tuple[Problem, str]]:
    order = list(problems)
    for number, row in _rows(path):
        texts = row.get("completions", [row["completion"]] if "completion" in row else None)
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            found = ", ".join(map(str, row)) or "nothing"
            raise RecordError(
                f"{path}:{number}: a row has its text under 'completion', or a list of texts under 'completions'; "
                f"it has: {found}"
            )
        if "id" in row:
            key = str(row["id"])
        elif number <= len(order):
            key = order[number - 1]
        else:
            raise RecordError(f"{path}:{number}: the row has no id, and there are only {len(order)} samples")
        if key not in problems:
            raise RecordError(f"{path}:{number}: {unknown('sample', key, order[:50])}")
        for text in texts:
            yield problems[key], text


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        file = path.open(encoding="utf-8")
    except OSError as problem:
        raise RecordError(f"cannot read {path}: {problem.strerror}") from None
    with file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as problem:
                raise RecordError(f"{path}:{number}: not JSON: {problem}") from None
            if not isinstance(row, dict):
                raise RecordError(f"{path}:{number}: a row is an object, found a {type(row).__name__}")
            yield number, row


def _row(problem: Problem, found: Mark) -> dict[str, object]:
    row: dict[str, object] = {"id": problem.key, "task_type": problem.task_type, "reward": found.reward, "verdict": found.verdict}
    grade = found.grade
    if grade is None:
        return row
    return {
        **row,
        "verdicts": list(grade.verdicts),
        "details": list(grade.details),
        "quality": grade.quality,
        "entry_point": grade.entry_point,
        "tier": grade.tier,
        "seconds": round(grade.seconds, 4),
    }


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
