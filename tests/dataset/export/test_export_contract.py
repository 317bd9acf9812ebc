"""What every exporter keeps: rows are exported or refused with a reason, counts reconcile, loaders find nothing to break, bytes repeat."""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pytest

import synthgen.dataset.export
from synthgen.dataset.export import EXPLANATIONS, EXPORTERS, Exporter, ExportReason, export, lint
from synthgen.dataset.tasks import TASK_TYPES
from synthgen.errors import UsageError

FORMATS = pytest.mark.parametrize("name", sorted(EXPORTERS))


def rows_of(path: Path) -> list[Any]:
    """Return the rows of a data file of any form."""
    if path.suffix == ".parquet":
        from pyarrow import parquet

        rows: list[Any] = parquet.read_table(path).to_pylist()
        return rows
    text = path.read_text(encoding="utf-8")
    return list(json.loads(text)) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@FORMATS
def test_each_row_is_exported_or_refused_with_its_id_and_a_reason(name: str, every_type: Path, tmp_path: Path) -> None:
    exporter = EXPORTERS[name]
    done = export(every_type, name, tmp_path / "out")
    refused = rows_of(tmp_path / "out/refused.jsonl")
    sources = [json.loads(line) for line in every_type.read_text(encoding="utf-8").splitlines()]
    types = {row["metadata"]["id"]: row["metadata"]["task_type"] for row in sources[:-1]}
    assert set(types.values()) >= exporter.task_types
    assert done.counts.exported > 0
    assert done.counts.rows == len(sources) == done.counts.exported + len(refused)
    assert done.counts.exported == len(rows_of(done.files["train"]))
    assert dict(done.counts.refused) == Counter(row["reason"] for row in refused)
    wrong_type = {row["id"] for row in refused if row["reason"] == "task_type"}
    assert wrong_type == {key for key, task_type in types.items() if task_type not in exporter.task_types}
    assert refused[-1] == {
        "file": "every_type.jsonl", "line": len(sources), "id": "", "reason": "schema",
        "detail": "prompt: Input should be a valid string; found 5 (int)",
    }  # fmt: skip
    for row in refused:
        assert row["reason"] in set(ExportReason)
        assert row["reason"] == "schema" or row["id"] == sources[row["line"] - 1]["metadata"]["id"]


@FORMATS
def test_the_lint_finds_nothing_in_an_export(name: str, every_type: Path, tmp_path: Path) -> None:
    assert export(every_type, name, tmp_path / "out").findings == []
    assert lint(tmp_path / "out") == []


@FORMATS
def test_the_same_rows_give_the_same_bytes(name: str, every_type: Path, tmp_path: Path) -> None:
    export(every_type, name, tmp_path / "one")
    export(every_type, name, tmp_path / "two")
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


@FORMATS
def test_the_manifest_says_what_is_there(name: str, every_type: Path, tmp_path: Path) -> None:
    done = export(every_type, name, tmp_path / "out", limit=3)
    manifest, found = done.manifest, digests(tmp_path / "out")
    assert (manifest["exporter"], manifest["limit"], manifest["counts"]) == (name, 3, done.counts.row())
    assert {file: one["sha256"] for file, one in manifest["files"].items()} == {file: found[file] for file in manifest["files"]}
    assert manifest["sources"][0]["sha256"] == hashlib.sha256(every_type.read_bytes()).hexdigest()
    counts = manifest["counts"]
    assert counts["exported"] <= 3
    assert counts["rows"] == counts["exported"] + counts["left"] + sum(counts["refused"].values())
    assert set(found) >= {"manifest.json", "refused.jsonl", EXPORTERS[name].data}


@FORMATS
def test_a_parquet_twin_has_the_rows_of_the_data_file(name: str, every_type: Path, tmp_path: Path) -> None:
    exporter = EXPORTERS[name]
    try:
        done = export(every_type, name, tmp_path / "out", parquet=True)
    except UsageError as problem:
        assert "leave --parquet out" in str(problem)  # noqa: PT017
        assert not exporter.loader.tables
        assert not (tmp_path / "out").exists()
        return
    file = done.files["train"]
    assert rows_of(file.with_suffix(".parquet")) == rows_of(file)
    assert done.findings == []


@FORMATS
def test_a_format_says_what_it_is(name: str) -> None:
    exporter = EXPORTERS[name]
    assert exporter.name == name
    for text in (exporter.summary, exporter.takes):
        assert 20 < len(text) < 120
        assert "\n" not in text
    assert exporter.task_types
    assert exporter.task_types <= set(TASK_TYPES)
    assert is_dataclass(exporter.record)
    assert exporter.data.endswith((".jsonl", ".json", ".parquet"))


def exporters_of_modules() -> Iterator[Exporter]:
    for module in pkgutil.iter_modules(synthgen.dataset.export.__path__, "synthgen.dataset.export."):
        exporter = getattr(importlib.import_module(module.name), "EXPORTER", None)
        if exporter is not None:
            yield exporter


def test_every_format_that_is_written_is_registered() -> None:
    assert sorted(one.name for one in exporters_of_modules()) == sorted(EXPORTERS)


def test_every_reason_is_explained() -> None:
    assert set(EXPLANATIONS) == set(ExportReason)
