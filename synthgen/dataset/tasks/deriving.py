"""From a verified sample to a row of another type, to its proof, and to the reward of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from synthgen.dataset.tasks import (
    code_completion,
    code_debugging,
    code_explanation,
    code_generation,
    code_refactoring,
    doc_generation,
    input_prediction,
    output_prediction,
    test_generation,
)
from synthgen.dataset.tasks.answers import PROBLEMS
from synthgen.dataset.tasks.bench import Bench, SandboxLost, bench_of
from synthgen.dataset.tasks.task_type import Draft, Failure, Refusal, RefusalReason, Source, TaskType
from synthgen.errors import LiteralError, UsageError, unknown
from synthgen.library import Library
from synthgen.records import TASK_TYPE, Sample
from synthgen.run.rows import sample_of
from synthgen.sandbox import Sandbox
from synthgen.streams import stream
from synthgen.syntax import parse_module

TASK_TYPES: dict[str, TaskType] = {
    module.TYPE.name: module.TYPE
    for module in (
        code_generation,
        code_completion,
        code_debugging,
        code_refactoring,
        code_explanation,
        test_generation,
        doc_generation,
        output_prediction,
        input_prediction,
    )
}
"""Every task type by name."""

FULL = 1.0
"""What the right answer of a derived row earns; that of a type without a scorer has nothing to earn and counts the same."""


def derive(
    sample: Sample, task_type: str, seed: int = 0, *, sandbox: Sandbox | None = None, library: Library | None = None
) -> Sample | Refusal:
    """Return the row of `task_type` that `sample` and `seed` make, proved by execution, or why there is none.

    The same sample, type and seed give the same row. `library` is the one that the sample was made from, by default
    the one that ships. Raises UsageError for a type that does not exist, and SandboxError if this machine has no
    sandbox.
    """
    kind = _task_type(task_type)
    bench = bench_of(sandbox, library)
    key = sample.metadata.id
    if sample.metadata.task_type != TASK_TYPE:
        return Refusal(key, kind.name, RefusalReason.NOT_A_SOURCE, f"it is a row of {sample.metadata.task_type}")
    try:
        parse_module(sample.code)
        draft = kind.derive(Source(sample, bench), stream(seed, key, kind.name))
        if isinstance(draft, Failure):
            return Refusal(key, kind.name, draft.reason, draft.detail)
        row = _row(sample, kind, draft)
        problem = _problem(row, kind, bench)
    except SandboxLost as lost:
        return Refusal(key, kind.name, RefusalReason.SANDBOX_FAILED, str(lost))
    except (LiteralError, *PROBLEMS) as fault:
        return Refusal(key, kind.name, RefusalReason.UNVERIFIED, f"{type(fault).__name__}: {fault}")
    return Refusal(key, kind.name, RefusalReason.UNVERIFIED, problem) if problem else row


def derive_all(
    samples: Iterable[Sample],
    task_types: Sequence[str] | None = None,
    seed: int = 0,
    *,
    sandbox: Sandbox | None = None,
    library: Library | None = None,
) -> Iterator[Sample | Refusal]:
    """Yield, for each sample in order, its row or refusal of each of `task_types` (all, if none is named), in order."""
    names = [_task_type(name).name for name in (TASK_TYPES if task_types is None else task_types)]
    bench = bench_of(sandbox, library)
    jobs = ((sample, name) for sample in samples for name in names)
    return bench.sandbox.map(lambda job: derive(*job, seed, sandbox=bench.sandbox, library=bench.library), jobs)


def score_task(row: Sample | Mapping[str, Any], answer: str, *, sandbox: Sandbox | None = None) -> float | None:
    """Return the reward of `answer` to the task of `row`, in 0..1, by the scorer of its type.

    Whatever the answer is makes a reward, never an exception. None if the type has no scorer, or the sandbox itself
    failed. Raises RecordError if the row is no sample, and UsageError for a type that does not exist.
    """
    sample = row if isinstance(row, Sample) else sample_of(row)
    return score_answer(sample, answer, replace(bench_of(sandbox, None), patient=False))


def score_answer(sample: Sample, answer: str, bench: Bench) -> float | None:
    """Return what `score_task` returns, with a bench of one's own."""
    score = _task_type(sample.metadata.task_type).score
    if score is None:
        return None
    if not isinstance(answer, str) or not answer.strip():
        return 0.0
    try:
        return score(sample, answer, bench)
    except SandboxLost:
        return None


def verify_task(
    row: Sample | Mapping[str, Any], *, sandbox: Sandbox | None = None, library: Library | None = None
) -> str:
    """Return what is wrong with a row of any type, found by running it; empty if nothing is.

    Its programs pass its tests, its answer stands the verification of its type, and earns the stored reward. Raises
    RecordError if the row is no sample, and SandboxError if the sandbox fails.
    """
    sample = row if isinstance(row, Sample) else sample_of(row)
    return _problem(sample, _task_type(sample.metadata.task_type), bench_of(sandbox, library))


def _problem(row: Sample, kind: TaskType, bench: Bench) -> str:
    if not row.reference_code or not row.test_cases:
        return "the row has no reference_code or no test_cases"
    try:
        problem = bench.fault(row.reference_code, row.metadata.entry_point, row.test_cases) or kind.verify(row, bench)
        if problem:
            return problem
        if row.metadata.task_type != TASK_TYPE and row.reward != FULL:
            return f"the right answer of a derived row earns {FULL}, the row says {row.reward:.4f}"
        earned = kind.score(row, row.code, bench) if kind.score else FULL
    except (LiteralError, *PROBLEMS) as fault:
        return f"{type(fault).__name__}: {fault}"
    return "" if abs(earned - row.reward) < 1e-9 else f"the answer earns {earned:.4f}, the row says {row.reward:.4f}"


def _row(sample: Sample, kind: TaskType, draft: Draft) -> Sample:
    if kind.name == TASK_TYPE:
        return sample
    metadata = replace(
        sample.metadata,
        id=f"{sample.metadata.id}-{kind.name}",
        task_type=kind.name,
        reference_forms=[form for form, _ in draft.programs],
        errors=list(draft.errors or sample.metadata.errors),
    )
    return replace(
        sample,
        prompt=draft.prompt,
        code=draft.answer,
        reward=FULL,
        reference_code=[program for _, program in draft.programs],
        test_cases=list(draft.cases),
        metadata=metadata,
    )


def _task_type(name: str) -> TaskType:
    if name not in TASK_TYPES:
        raise UsageError(unknown("task type", name, TASK_TYPES))
    return TASK_TYPES[name]
