"""What is exported: runs, mixtures, files of samples and saved datasets, as sets of samples read one at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from synthgen import __version__
from synthgen.dataset.export.exporter import ExportReason, Misfit
from synthgen.dataset.foreign import completed
from synthgen.dataset.recipe import SourcePlan
from synthgen.dataset.rows_index import is_full
from synthgen.dataset.split import behaviour_of
from synthgen.dataset.tasks.reading import read_sample
from synthgen.errors import RecordError, UsageError
from synthgen.records import TASK_TYPE, Sample
from synthgen.streams import digest
from synthgen.verify.files import Raw
from synthgen.verify.schema import read


class OnDisk(Protocol):
    """A run or a mixture: something that stands at a path."""

    @property
    def path(self) -> Path:
        """Where it stands."""


Source = str | Path | OnDisk | Mapping[str, Any]
"""A path, a run or a mixture, or a mapping `{path, split, columns}` as in a recipe."""
ONE_SET = ""
"""The name of the only set of sources that have no sets of their own."""


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row of a source: where it stands, its id (empty if it is no sample), and the sample or why there is none."""

    file: str
    line: int
    id: str
    sample: Sample | Misfit


def sets_of(sources: Source | Sequence[Source]) -> dict[str, list[SourcePlan]]:
    """Return the sets of the sources by name, each with where its rows come from.

    A mixture has the sets that its manifest names and a DatasetDict those of its splits; all other sources together are one set.
    Raises UsageError if there are no sources, or some have sets and some have none.
    """
    listed = list(sources) if isinstance(sources, Sequence) and not isinstance(sources, str) else [sources]
    if not listed:
        raise UsageError("no source was given; give a run, a mixture, a file of samples or a saved dataset")
    found: dict[str, list[SourcePlan]] = {}
    for source in listed:
        plan = _plan(source)
        for name in _set_names(plan):
            found.setdefault(name, []).append(_set_plan(plan, name))
    if ONE_SET in found and len(found) > 1:
        names = ", ".join(name for name in found if name)
        raise UsageError(f"some of the sources have sets ({names}) and some have none; export them one after the other")
    return found


def read_row(file: str, line: int, raw: Raw) -> RowRead:
    """Return a row of a source with its sample; a row of the six fields alone is completed as in a mixture."""
    row, problems = read(raw)
    if row is None:
        name, asked, found = problems[0]
        return RowRead(file, line, "", Misfit(ExportReason.SCHEMA, f"{name or 'line'}: {asked}; found {found}"))
    content = row.model_dump(exclude_none=True)
    metadata = row.metadata or {}
    task_type = metadata.get("task_type", TASK_TYPE)
    try:
        if is_full(row.metadata):
            sample = read_sample(content)
        elif task_type != TASK_TYPE:
            raise RecordError(f"a row of {task_type!r:.40} is wanted with all the metadata that synthgen {__version__} writes")
        else:
            tests = [(case.input, case.output) for case in row.test_cases]
            key = digest("row", row.prompt, row.code, tests).to_bytes(16, "big")[:8]
            sample = completed(content, Path(file).name.split(".")[0], key, behaviour_of(row.metadata, row.code, tests))
    except RecordError as problem:
        return RowRead(file, line, str(metadata.get("id") or ""), Misfit(ExportReason.SCHEMA, str(problem)))
    return RowRead(file, line, sample.metadata.id, sample)


def _plan(source: Source) -> SourcePlan:
    value = source if isinstance(source, str | Path | Mapping) else source.path
    try:
        plan = SourcePlan.model_validate(value)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        raise UsageError(f"a source is a path, or a mapping of path, split and columns; {first['loc'][0]}: {first['msg']}") from None
    if plan.path is None:
        raise UsageError("a source has no path; give a run, a mixture, a file of samples or a saved dataset")
    return plan


def _set_names(plan: SourcePlan) -> list[str]:
    assert plan.path is not None
    if plan.split is None:
        for file, field in (("manifest.json", "sets"), ("dataset_dict.json", "splits")):
            content = _content(plan.path / file)
            if "exporter" in content:
                raise UsageError(f"{plan.path} is an export already; export what it was made from")
            if content.get(field):
                return list(content[field])
    return [ONE_SET]


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _set_plan(plan: SourcePlan, name: str) -> SourcePlan:
    assert plan.path is not None
    if name == ONE_SET:
        return plan
    if (plan.path / "dataset_dict.json").is_file():
        return plan.model_copy(update={"split": name})
    return plan.model_copy(update={"path": plan.path / f"{name}.jsonl"})
