"""The reward of a solution: run it in the sandbox, compare outside, and make one number of it.

    score("```python\\ndef double(x):\\n    return 2 * x\\n```", [{"input": "3", "output": "6"}])

The stored reward of a sample, `reward_of`, is the mean credit of its tests, an error counting against it, scaled by how
well the source is written. `score` gives that same figure to any completion; `Scoring` has the other ways.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from synthgen.errors import UsageError, unknown
from synthgen.grading import Grade, grade_one
from synthgen.streams import stream

if TYPE_CHECKING:
    from synthgen.sandbox import Cases, Limits, Sandbox

CREDIT = {
    "pass": 1.0,
    "wrong": 0.0,
    "exception": -0.5,
    "timeout": -0.5,
    "memory": -0.5,
    "crash": -0.5,
    "bad output": -0.5,
}
"""What one test contributes by its verdict; an error is worth less than a wrong answer."""

QUALITY_SHARE = 0.2
"""The part of the reward that the way of writing decides; the rest is for what the tests say."""

MODES = ("graded", "fraction", "binary", "scheduled")

_shared: Sandbox | None = None
_sharing = threading.Lock()


def reward_of(verdicts: Sequence[str], quality: float) -> float:
    """Return the stored reward, in 0..1: the tests' mean credit, not below 0, times (0.8 + 0.2 * `quality`),
    rounded to six decimals.

    `verdicts` are values of `synthgen.sandbox.Verdict` or their texts, one per test; `quality` is in 0..1.
    Raises UsageError if there is no verdict, or one that earns no credit, such as an infrastructure error.

    >>> reward_of(["pass", "pass"], 1.0)
    1.0
    >>> reward_of(["pass", "wrong"], 0.5)
    0.45
    >>> reward_of(["exception", "wrong"], 1.0)
    0.0
    """
    if not verdicts:
        raise UsageError("a reward needs at least one verdict, found none; give the solution a test case")
    for verdict in verdicts:
        if verdict not in CREDIT:
            raise UsageError(unknown("verdict with a credit", str(verdict), CREDIT))
    mean = sum(CREDIT[verdict] for verdict in verdicts) / len(verdicts)
    return round(max(0.0, mean) * (1 - QUALITY_SHARE + QUALITY_SHARE * quality), 6)


@dataclass(frozen=True, slots=True)
class Scoring:
    """How completions are scored; the default gives the stored reward of a sample.

    mode           graded: `reward_of`; fraction: share of tests passed; binary: 1.0 if all pass, else 0.0;
                   scheduled: from graded to binary as `progress` goes from 0 to 1
    progress       share of the training that is done, for the mode scheduled; `at` sets it
    max_tests      so many tests at most, drawn anew by `shuffle`, else the first; None for all
    shuffle        a seed by which the tests are put in another order; None keeps the order
    fresh          so many new tests beside the given ones, made from the references that come with the call; they
                   change with `fresh_seed` (the training step, say), so that no answer can be learnt by heart
    verbatim       take a completion as it stands, and look for no fenced block in it
    hash_seed      PYTHONHASHSEED of the run
    second_seed    run again under this hash seed, in reverse order; a test counts as passed if it passes both times
    total_seconds  wall time of one completion, both runs together; None for the limits' own
    limits         what a completion may use; None for `synthgen.sandbox.Limits()`

    Raises UsageError if a value is out of range.
    """

    mode: Literal["graded", "fraction", "binary", "scheduled"] = "graded"
    progress: float = 0.0
    max_tests: int | None = None
    shuffle: int | None = None
    fresh: int = 0
    fresh_seed: int = 0
    verbatim: bool = False
    hash_seed: int = 0
    second_seed: int | None = None
    total_seconds: float | None = None
    limits: Limits | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        if self.mode not in MODES:
            raise UsageError(unknown("scoring mode", str(self.mode), MODES))
        if not 0.0 <= self.progress <= 1.0:
            raise UsageError(f"the training progress is {self.progress!r}; it goes from 0 to 1")
        if self.max_tests is not None and self.max_tests < 1:
            raise UsageError(f"at most {self.max_tests} tests were asked for; it takes at least 1")
        if self.fresh < 0:
            raise UsageError(f"{self.fresh} fresh tests were asked for; it takes 0 or more")
        if self.total_seconds is not None and not self.total_seconds > 0:
            raise UsageError(f"a total of {self.total_seconds} seconds was asked for; it takes more than 0")

    def reward(self, verdicts: Sequence[str], quality: float) -> float:
        """Return the reward in 0..1 of a solution with these verdicts."""
        graded = reward_of(verdicts, quality)
        passed = sum(verdict == "pass" for verdict in verdicts)
        every = float(passed == len(verdicts))
        if self.mode == "graded":
            return graded
        if self.mode == "fraction":
            return passed / len(verdicts)
        if self.mode == "binary":
            return every
        return (1 - self.progress) * graded + self.progress * every

    def at(self, progress: float) -> Scoring:
        """Return the same scoring at another point of the training, 0 to 1."""
        return replace(self, progress=progress)

    def places(self, tests: int) -> Sequence[int]:
        """Return which of `tests` test cases are run, in their order of running."""
        most = tests if self.max_tests is None else min(tests, self.max_tests)
        if self.shuffle is None:
            return range(most)
        return stream(self.shuffle, "test order").sample(range(tests), most)


DEFAULT = Scoring()


def score(
    completion: str,
    test_cases: str | Iterable[Mapping[str, str]],
    entry_point: str | None = None,
    *,
    references: Sequence[str] = (),
    scoring: Scoring = DEFAULT,
    sandbox: Sandbox | None = None,
) -> float | None:
    """Return the reward of a model's answer, in 0..1; None only if the sandbox itself failed.

    `completion` is raw text: see `synthgen.answer`. Without an `entry_point` the last top-level function that no other
    one mentions is called. `references` are right solutions, needed for fresh tests only. Whatever the completion is
    or does makes a reward, never an exception. Raises RecordError if the test cases are none, and SandboxError if this
    machine has no sandbox.
    """
    return grade(completion, test_cases, entry_point, references=references, scoring=scoring, sandbox=sandbox).reward


def grade(
    completion: str,
    test_cases: str | Iterable[Mapping[str, str]],
    entry_point: str | None = None,
    *,
    references: Sequence[str] = (),
    scoring: Scoring = DEFAULT,
    sandbox: Sandbox | None = None,
) -> Grade:
    """Return the reward of a model's answer with its details; see `score`."""
    box = sandbox or shared_sandbox()
    return grade_one(completion, _cases(test_cases, references, entry_point, scoring, box), entry_point, scoring, box)


def score_batch(
    completions: Sequence[str],
    test_cases: Sequence[str | Iterable[Mapping[str, str]]],
    entry_points: Sequence[str | None] | None = None,
    *,
    references: Sequence[Sequence[str]] | None = None,
    scoring: Scoring = DEFAULT,
    sandbox: Sandbox | None = None,
) -> list[float | None]:
    """Return the reward of each completion against the tests at its place, in order, with all workers busy.

    Raises UsageError if the lengths differ, and what `score` raises.
    """
    options = {"references": references, "scoring": scoring, "sandbox": sandbox}
    return [one.reward for one in grade_batch(completions, test_cases, entry_points, **options)]  # type: ignore[arg-type]


def grade_batch(
    completions: Sequence[str],
    test_cases: Sequence[str | Iterable[Mapping[str, str]]],
    entry_points: Sequence[str | None] | None = None,
    *,
    references: Sequence[Sequence[str]] | None = None,
    scoring: Scoring = DEFAULT,
    sandbox: Sandbox | None = None,
) -> Iterator[Grade]:
    """Return the grade of each completion, in order, as `score_batch` counts them; they are made as they are taken.

    All test cases are read before the first completion runs, so that a bad row is told at once.
    """
    count = len(completions)
    names = [None] * count if entry_points is None else entry_points
    helps: Sequence[Sequence[str]] = [()] * count if references is None else references
    if not count == len(test_cases) == len(names) == len(helps):
        raise UsageError(
            f"a batch of {count} completions came with {len(test_cases)} sets of tests, {len(names)} entry points and "
            f"{len(helps)} sets of references; give one of each per completion"
        )
    box = sandbox or shared_sandbox()
    ready = [_cases(*one, scoring, box) for one in zip(test_cases, helps, names, strict=True)]
    jobs = zip(completions, ready, names, strict=True)
    return box.map(lambda job: grade_one(*job, scoring, box), jobs)


def shared_sandbox() -> Sandbox:
    """Return the sandbox that all callers share who bring none of their own; it ends with the interpreter."""
    global _shared
    with _sharing:
        if _shared is None:
            from synthgen.sandbox import Sandbox

            _shared = Sandbox()
        return _shared


def use_sandbox(sandbox: Sandbox) -> None:
    """Let all callers share `sandbox` from now on: with other limits or workers, or with `allow_weak=True`."""
    global _shared
    with _sharing:
        _shared = sandbox


def _cases(
    test_cases: str | Iterable[Mapping[str, str]],
    references: Sequence[str],
    entry_point: str | None,
    scoring: Scoring,
    box: Sandbox,
) -> Cases:
    from synthgen.sandbox import prepare

    cases = prepare(test_cases)
    if not scoring.fresh:
        return cases
    from synthgen.fresh import fresh_cases

    return cases + fresh_cases(cases, tuple(references), entry_point, scoring.fresh, scoring.fresh_seed, box)
