"""An eval set as evaluation needs it: its tasks in order, the groups that each belongs to, and a digest of the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthgen.errors import RecordError, UsageError
from synthgen.marking import Problem, problem_of
from synthgen.verify.files import Raw, file_of, rows_of

DIMENSIONS = ("difficulty", "depth", "topic", "combinator", "split", "language", "style", "task_type")
"""What results are broken down by, in this order. A task of several topics or combinators counts in each of them."""
_FIELDS = {"topic": "topics", "combinator": "combinators"}
"""Fields of the metadata that are called otherwise than their dimension."""
NONE = "(none)"
"""The group of tasks whose split has no name."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task of an eval set.

    cluster  what hangs together: tasks of the same behaviour, one derived from the other say; the task itself if it has none
    groups   pairs of a dimension and a value
    canary   the mark of the set, by which a text that holds its tasks can be found; empty if it has none
    """

    problem: Problem
    prompt: str
    cluster: str
    groups: tuple[tuple[str, str], ...]
    canary: str = ""

    @property
    def key(self) -> str:
        """The task's id."""
        return self.problem.key


@dataclass(frozen=True, slots=True)
class EvalSet:
    """The tasks of a file by id, in its order. `name` is the file's or its directory's; `digest` is SHA-256 of its bytes."""

    name: str
    digest: str
    tasks: dict[str, Task]

    @property
    def canaries(self) -> list[str]:
        """The marks that stand in the tasks, each once: mostly one, or none."""
        return sorted({task.canary for task in self.tasks.values()} - {""})


def read_evalset(path: Path) -> EvalSet:
    """Return the tasks of an eval set: a run or eval set directory, or a file of samples (.jsonl, .jsonl.gz, .parquet).

    Raises UsageError if there is no such file or nothing in it, and RecordError that names file and line for a broken row.
    """
    file = file_of(path)
    tasks: dict[str, Task] = {}
    for number, row in rows_in(file):
        try:
            task = _task(row, number)
        except RecordError as problem:
            raise RecordError(f"{file}:{number}: {problem}") from None
        if task.key in tasks:
            raise RecordError(f"{file}:{number}: the id {task.key!r} stands there already; ids must differ")
        tasks[task.key] = task
    if not tasks:
        raise UsageError(f"{file} holds no tasks; give a file or directory with at least one sample")
    name = path.resolve().name if path.is_dir() else path.name
    return EvalSet(name, hashlib.sha256(file.read_bytes()).hexdigest(), tasks)


def rows_in(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a file with their line numbers, from 1. Raises RecordError for the first that is no JSON object."""
    for number, raw in rows_of(file):
        row = _row(raw)
        if isinstance(row, dict):
            yield number, row
        elif row:
            raise RecordError(f"{file}:{number}: {row}")


def _row(raw: Raw) -> dict[str, Any] | str:
    """Return a row, or what is wrong with it; an empty text for an empty line."""
    if not isinstance(raw, bytes):
        return raw
    if not raw.strip():
        return "" if raw else "the line is too long for a sample"
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError) as problem:
        return f"not JSON: {problem}"
    return row if isinstance(row, dict) else f"a row is an object, found a {type(row).__name__}"


def _task(row: Mapping[str, Any], number: int) -> Task:
    problem = problem_of(row, number - 1)
    metadata = row.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    prompt = row.get("prompt")
    if not isinstance(prompt, str):
        raise RecordError(f"the prompt is a text; found a {type(prompt).__name__}")
    groups = [("difficulty", problem.difficulty)]
    for dimension in DIMENSIONS[1:-1]:
        value = metadata.get(_FIELDS.get(dimension, dimension))
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                groups.append((dimension, str(one) or NONE))
    groups.append(("task_type", problem.task_type))
    cluster = metadata.get("behaviour")
    name = str(cluster) if cluster else f"task {problem.key}"
    return Task(problem, prompt, name, tuple(dict.fromkeys(groups)), str(metadata.get("canary") or ""))
