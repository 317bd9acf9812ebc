"""What the adapters share: reading a trainer's columns, and raising where None means nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthgen.errors import RecordError, SandboxError
from synthgen.records import TASK_TYPE


@dataclass(frozen=True, slots=True)
class Truth:
    """What a completion is measured against.

    `row` is the whole sample as a mapping for a task type of which the scorer reads more than the tests, else None.
    """

    test_cases: str | Iterable[Mapping[str, str]]
    entry_point: str | None = None
    references: tuple[str, ...] = ()
    row: Mapping[str, Any] | None = None


def text_of(completion: object) -> str:
    """Return a completion's text: itself, or the content of the last message of a chat.

    >>> text_of([{"role": "assistant", "content": "x = 1"}])
    'x = 1'
    """
    if isinstance(completion, str):
        return completion
    if isinstance(completion, Sequence) and completion:
        return text_of(completion[-1])
    content = completion.get("content") if isinstance(completion, Mapping) else None
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content if isinstance(part, Mapping))
    return content if isinstance(content, str) else ""


def truths(count: int, columns: Mapping[str, Any]) -> list[Truth]:
    """Return what each of `count` completions is measured against, from a trainer's columns of the six-field rows.

    `entry_point` may be a column of its own; `metadata` may be a dict or a JSON text. Raises RecordError if there is no
    column `test_cases`.
    """
    if "test_cases" not in columns:
        raise RecordError(f"the rows have no column 'test_cases', they have: {', '.join(sorted(columns)) or 'none'}")
    if len(columns["test_cases"]) != count:
        raise RecordError(f"{count} completions came with {len(columns['test_cases'])} sets of tests; give one of each per completion")
    lists = {name: values for name, values in columns.items() if isinstance(values, list | tuple) and len(values) == count}
    return [unpack({name: values[place] for name, values in lists.items()}) for place in range(count)]


def unpack(truth: object) -> Truth:
    """Return what a ground truth holds: a list of test cases, a mapping with `test_cases`, or either as a JSON text.

    Raises RecordError.
    """
    if isinstance(truth, str):
        try:
            truth = json.loads(truth)
        except ValueError as problem:
            raise RecordError(f"the ground truth is a text but not JSON: {problem}") from None
    if isinstance(truth, Mapping):
        if "test_cases" not in truth:
            raise RecordError(f"the ground truth has no 'test_cases', it has: {', '.join(map(str, truth))}")
        return _unpack(truth)
    if isinstance(truth, Iterable):
        return Truth(list(truth))
    raise RecordError(f"the ground truth is a {type(truth).__name__}; it takes test cases or a sample")


def known(reward: float | None) -> float:
    """Return `reward` where a trainer takes numbers only. Raises SandboxError if it is None."""
    if reward is None:
        raise SandboxError(
            "the reward of one completion is not known, since the sandbox failed twice or the row's task type has no scorer; "
            "0 would be wrong, so look at `synthgen sandbox` and leave such rows out"
        )
    return reward


def _unpack(row: Mapping[str, Any]) -> Truth:
    metadata = _mapping(row.get("metadata"))
    entry = row.get("entry_point") or metadata.get("entry_point")
    other = metadata.get("task_type", TASK_TYPE) != TASK_TYPE
    return Truth(
        row["test_cases"],
        entry if isinstance(entry, str) and entry else None,
        tuple(row.get("reference_code") or ()),
        {**row, "metadata": metadata} if other else None,
    )


def _mapping(metadata: object) -> Mapping[str, Any]:
    if isinstance(metadata, str):
        try:
            metadata = json.loads(metadata)
        except ValueError:
            return {}
    return metadata if isinstance(metadata, Mapping) else {}
