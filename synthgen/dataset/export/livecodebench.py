"""LiveCodeBench: functional tests, public ones as JSON and private ones packed, as `code_generation_lite` has them.

Checked against the grader in lighteval 0.13, which is LiveCodeBench's. There is no contest: `contest_date` is the start of the Unix
epoch (with milliseconds, since Arrow would make a time stamp of it otherwise), and the platform is `leetcode`, the format's name for
problems that are solved by a function.
"""

from __future__ import annotations

import base64
import pickle
import zlib
from dataclasses import dataclass

from synthgen.dataset.export.exporter import CODE, Exporter, Loader, Misfit, Place
from synthgen.dataset.export.functional import Call, calls_of, dumps, starter_of
from synthgen.records import Sample

PUBLIC = 2
"""Test cases that count as public, at most; one at least is private if there are two."""
NO_DATE = "1970-01-01T00:00:00.000"
PICKLE = 4
"""A protocol that every Python since 3.4 reads."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The columns of LiveCodeBench's code generation problems."""

    question_title: str
    question_content: str
    platform: str
    question_id: str
    contest_id: str
    contest_date: str
    starter_code: str
    difficulty: str
    public_test_cases: str
    private_test_cases: str
    metadata: str


def convert(sample: Sample, place: Place) -> Problem | Misfit:
    """Return the problem of a sample."""
    calls = calls_of(sample)
    if isinstance(calls, Misfit):
        return calls
    public = min(PUBLIC, max(1, len(calls) - 1))
    return Problem(
        question_title=sample.metadata.entry_point,
        question_content=sample.prompt,
        platform="leetcode",
        question_id=sample.metadata.id,
        contest_id="synthgen",
        contest_date=NO_DATE,
        starter_code=starter_of(sample),
        difficulty=sample.difficulty,
        public_test_cases=_tests(calls[:public]),
        private_test_cases=_packed(_tests(calls[public:])),
        metadata=dumps({"func_name": sample.metadata.entry_point, "canary": sample.metadata.canary}),
    )


def _tests(calls: list[Call]) -> str:
    """Return tests as JSON: a line for each argument."""
    return dumps(
        [{"input": "\n".join(map(dumps, arguments)), "output": dumps(result), "testtype": "functional"} for arguments, result in calls]
    )


def _packed(text: str) -> str:
    """Return a text as LiveCodeBench packs its private tests: pickled, compressed, base64."""
    return base64.b64encode(zlib.compress(pickle.dumps(text, protocol=PICKLE), 9)).decode("ascii")


EXPORTER = Exporter(
    name="livecodebench",
    summary="LiveCodeBench-style problems with public and private functional tests",
    takes="code_generation rows whose arguments and results JSON can hold",
    record=Problem,
    convert=convert,
    task_types=CODE,
    data="test.jsonl",
    loader=Loader(key="question_id", columns=("question_content", "starter_code", "public_test_cases", "private_test_cases", "metadata")),
)
