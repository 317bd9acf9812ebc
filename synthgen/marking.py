"""An answer to a row of any task type, marked: its reward, whether it passes, and why not.

`synthgen score` and `synthgen evaluate` are built on it. A `code_generation` row needs nothing but its test cases, so that anyone's
rows can be marked; rows of the other types must be whole samples, since their scorers read other fields too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthgen.errors import RecordError, unknown
from synthgen.grading import Grade
from synthgen.records import TASK_TYPE, Sample
from synthgen.reward import DEFAULT, Scoring, grade, shared_sandbox

if TYPE_CHECKING:
    from synthgen.sandbox import Sandbox

PASS, WRONG, LOST = "pass", "wrong", "infrastructure error"
"""Texts of `synthgen.sandbox.Verdict` that stand here without loading the sandbox."""
PARTIAL = "partial"
"""The verdict of an answer that earns something but not all, where a type is scored by degrees."""
UNSCORED = "not scored"
"""The verdict of an answer to a type that has no scorer."""
FULL = 1.0 - 1e-9
"""What a right answer to a derived row earns, but for rounding."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row as far as marking needs it. `sample` is the row itself where the type is another than `code_generation`."""

    key: str
    task_type: str
    difficulty: str
    entry_point: str | None
    test_cases: Any
    sample: Sample | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer came to.

    reward   in 0..1; None if the sandbox itself failed or the type has no scorer: nothing is known, and it must not become a zero
    verdict  a text of `synthgen.sandbox.Verdict`, `partial` or `not scored`; a program's first verdict that is no pass
    grade    the program's grade, test by test; None for other types than `code_generation`
    """

    reward: float | None
    verdict: str
    grade: Grade | None = None

    @property
    def passed(self) -> bool | None:
        """Whether a program passes all tests, or another answer earns all there is; None if nothing is known."""
        return None if self.reward is None else self.verdict == PASS

    @property
    def detail(self) -> str:
        """What happened on the first test that did not pass, as far as there is more to say than the verdict."""
        if self.grade is None:
            return ""
        return next((text for one, text in zip(self.grade.verdicts, self.grade.details, strict=True) if one != PASS), "")


def problem_of(row: Mapping[str, Any], number: int) -> Problem:
    """Return the problem of a row; `number` (from 0) is its key if it has no id. Raises RecordError if it is none."""
    from synthgen.sandbox import prepare

    metadata = row.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    task_type = str(metadata.get("task_type") or TASK_TYPE)
    if "test_cases" not in row:
        raise RecordError(f"a sample has its tests under 'test_cases'; it has: {', '.join(map(str, row)) or 'nothing'}")
    prepare(row["test_cases"])
    sample = None
    if task_type != TASK_TYPE:
        from synthgen.dataset.tasks import TASK_TYPES
        from synthgen.dataset.tasks.reading import read_sample

        if task_type not in TASK_TYPES:
            raise RecordError(unknown("task type", task_type, TASK_TYPES))
        sample = read_sample(row)
    entry_point = metadata.get("entry_point") or row.get("entry_point")
    key = str(metadata.get("id", number))
    return Problem(key, task_type, str(row.get("difficulty", "unknown")), entry_point, row["test_cases"], sample)


def mark(problem: Problem, answer: str, scoring: Scoring = DEFAULT, sandbox: Sandbox | None = None) -> Mark:
    """Return what `answer` comes to; whatever it is makes a mark, never an exception.

    `scoring` is about programs; of it the other types know the mode `binary` only, in which less than everything is nothing.
    """
    box = sandbox or shared_sandbox()
    if problem.sample is None:
        found = grade(answer, problem.test_cases, problem.entry_point, scoring=scoring, sandbox=box)
        return Mark(found.reward, found.verdict.value, found)
    from synthgen.dataset.tasks import TASK_TYPES
    from synthgen.dataset.tasks.bench import bench_of
    from synthgen.dataset.tasks.deriving import score_answer

    if TASK_TYPES[problem.task_type].score is None:
        return Mark(None, UNSCORED)
    reward = score_answer(problem.sample, answer, bench_of(box, None))
    if reward is None:
        return Mark(None, LOST)
    verdict = PASS if reward >= FULL else PARTIAL if reward > 0 else WRONG
    return Mark(float(verdict == PASS) if scoring.mode == "binary" else reward, verdict)
