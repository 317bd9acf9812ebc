"""APPS: problems with call-based tests in `input_output`, as the APPS metric and the many data sets of its form read them.

The form is that of https://github.com/hendrycks/apps. Each result stands in a list of its own, as most results of APPS do: the metric
takes an answer that equals the result or its first element, so that a bare `[1, 2]` would make 1 a right answer. The metric also turns
dicts whose keys look like integers into dicts of integers, so rows with such dicts are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthgen.dataset.export.exporter import CODE, Exporter, ExportReason, Loader, Misfit, Place
from synthgen.dataset.export.functional import calls_of, dumps, starter_of
from synthgen.literals import Value
from synthgen.records import Difficulty, Sample

DIFFICULTIES: dict[Difficulty, str] = {"easy": "introductory", "medium": "interview", "hard": "competition"}
"""What APPS calls our difficulties."""


@dataclass(frozen=True, slots=True)
class AppsProblem:
    """The columns of APPS; `solutions` and `input_output` are JSON texts."""

    problem_id: str
    question: str
    solutions: str
    input_output: str
    difficulty: str
    url: str
    starter_code: str
    canary: str


def convert(sample: Sample, place: Place) -> AppsProblem | Misfit:
    """Return the problem of a sample."""
    calls = calls_of(sample)
    if isinstance(calls, Misfit):
        return calls
    for arguments, result in calls:
        problem = _mistaken(arguments, result)
        if problem:
            return Misfit(ExportReason.NOT_JSON, problem)
    tests = {"fn_name": sample.metadata.entry_point, "inputs": [one for one, _ in calls], "outputs": [[one] for _, one in calls]}
    return AppsProblem(
        problem_id=sample.metadata.id,
        question=sample.prompt,
        solutions=dumps([sample.code, *sample.reference_code]),
        input_output=dumps(tests),
        difficulty=DIFFICULTIES[sample.difficulty],
        url="",
        starter_code=starter_of(sample),
        canary=sample.metadata.canary,
    )


def _mistaken(arguments: Sequence[Value], result: Value) -> str:
    """Return what of a call the metric would take for something else; empty if nothing."""
    first = arguments[0]
    if isinstance(first, dict) and _integers(first) and (first or len(arguments) > 1):
        return "the metric makes integers of the keys of the first argument, and drops the other arguments"
    if isinstance(result, dict) and result and _integers(result):
        return "the metric makes integers of the keys of the result"
    return ""


def _integers(keys: dict[Value, Value]) -> bool:
    """Return whether `int` takes every key."""
    try:
        return all(int(str(key)) is not None for key in keys)
    except ValueError:
        return False


EXPORTER = Exporter(
    name="apps",
    summary="APPS-style problems with call-based tests, as the APPS metric and its kin read them",
    takes="code_generation rows whose arguments and results JSON can hold",
    record=AppsProblem,
    convert=convert,
    task_types=CODE,
    data="test.jsonl",
    loader=Loader(key="problem_id", columns=("problem_id", "question", "input_output", "starter_code")),
)
