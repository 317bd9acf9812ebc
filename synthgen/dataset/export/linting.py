"""What breaks the loaders of data files, looked for row by row.

    for finding in lint("outputs/grpo/train.jsonl", to="ms-swift-grpo"):
        print(finding)                       # train.jsonl:7: metadata.date: iso_date: ...

The rules are those of `Rule`; which of them matter depends on how the consumer reads (`Loader`). Each is a fault that was seen to
break, or to change in silence, what `datasets`, Arrow or a trainer reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synthgen.dataset.export.exporter import Loader
from synthgen.dataset.export.findings import Finding, Findings, Rule
from synthgen.dataset.export.table_rules import Columns, schema_faults
from synthgen.errors import UsageError, unknown

MOST_INTEGER = 2**63
"""Integers from here on, and below its negative, become floats in `datasets` without a word."""


def lint(path: str | Path, to: str | None = None) -> list[Finding]:
    """Return what breaks loaders in a data file or in the data files of an export, at most one finding for each rule and column.

    `to` names the format whose consumer is meant to read it; without it a file is held to what `datasets` asks, and an
    export to what its own format does. Raises UsageError if there is no such file or format.
    """
    from synthgen.dataset.export.registry import EXPORTERS

    if to is not None and to not in EXPORTERS:
        raise UsageError(unknown("format", to, EXPORTERS))
    found: list[Finding] = []
    for file, name in _files(Path(path)):
        chosen = to or name
        found += lint_file(file, EXPORTERS[chosen].loader if chosen in EXPORTERS else Loader())
    return found


def lint_file(path: Path, loader: Loader) -> list[Finding]:
    """Return what breaks `loader` in one data file."""
    findings = Findings(path.name)
    columns = Columns(findings)
    keys: set[object] = set()
    if path.suffix == ".parquet":
        schema_faults(path, findings)
    line = 0
    for line, start, row in _rows(path, findings):
        _names(row, line, loader, findings)
        if loader.key:
            _key(row, line, loader.key, keys, findings)
        _values(row, "", line, loader.tables, findings)
        if loader.tables and path.suffix != ".parquet":
            columns.add(row, line, start)
    if not line:
        findings.add(Rule.NO_ROWS, 0, "", "the file has no rows")
    columns.close()
    return findings.sorted()


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the data files that a path means, each with the format that its manifest names."""
    if path.is_file():
        if not path.name.endswith((".jsonl", ".json", ".parquet")):
            raise UsageError(f"{path} is of no known format; give a file that ends in .jsonl, .json or .parquet, or an export")
        yield path, ""
        return
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        files = [path / name for name in manifest["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{path} is no file and no export; give a data file, or a directory that `synthgen export` wrote") from None
    yield from ((file, str(manifest.get("exporter", ""))) for file in files)


def _rows(path: Path, findings: Findings) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yield the rows of a file that can be read, with line and first byte; what cannot be read is a finding."""
    if path.suffix == ".parquet":
        yield from _table_rows(path, findings)
        return
    start = 0
    with path.open("rb") as handle:
        if path.suffix == ".json":
            yield from _array_rows(handle.read(), findings)
            return
        for line, raw in enumerate(handle, 1):
            row = _parsed(raw, line, findings)
            if isinstance(row, dict):
                yield line, start, row
            elif row is not None:
                findings.add(Rule.NOT_JSON, line, "", f"a row is a JSON object; found a {type(row).__name__}")
            start += len(raw)


def _array_rows(raw: bytes, findings: Findings) -> Iterator[tuple[int, int, dict[str, Any]]]:
    rows = _parsed(raw, 1, findings)
    if not isinstance(rows, list):
        if rows is not None:
            findings.add(Rule.NOT_JSON, 1, "", f"a .json file is one array of rows; found a {type(rows).__name__}")
        return
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict):
            yield number, number, row
        else:
            findings.add(Rule.NOT_JSON, number, "", f"a row is a JSON object; found a {type(row).__name__}")


def _table_rows(path: Path, findings: Findings) -> Iterator[tuple[int, int, dict[str, Any]]]:
    import pyarrow as pa
    from pyarrow import parquet

    number = 0
    try:
        with parquet.ParquetFile(path) as table:
            for batch in table.iter_batches(batch_size=200):
                for row in batch.to_pylist():
                    number += 1
                    yield number, number, row
    except pa.ArrowException as problem:
        findings.add(Rule.NOT_JSON, number + 1, "", f"no readable Parquet file: {str(problem).splitlines()[0]}")


def _parsed(raw: bytes, line: int, findings: Findings) -> Any:
    """Return the value of a text, None if there is none."""

    def not_finite(word: str) -> None:
        findings.add(Rule.NOT_FINITE, line, "", f"{word} is no JSON; only Python reads it")

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            findings.add(Rule.DUPLICATE_FIELD, line, twice, "an object has the field twice; most readers keep the last")
        return made

    if not raw.strip():
        findings.add(Rule.NOT_JSON, line, "", "an empty line")
        return None
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=not_finite, object_pairs_hook=object_of)
    except UnicodeDecodeError as problem:
        findings.add(Rule.NOT_JSON, line, "", f"byte {problem.start} is not UTF-8")
    except (ValueError, RecursionError) as problem:
        findings.add(Rule.NOT_JSON, line, "", f"no JSON: {str(problem)[:120]}")
    return None


def _names(row: Mapping[str, Any], line: int, loader: Loader, findings: Findings) -> None:
    for name in loader.columns:
        if name not in row:
            findings.add(Rule.MISSING_COLUMN, line, name, "the consumer needs it")
    for name, what in loader.taken.items():
        if name in row:
            findings.add(Rule.TAKEN_COLUMN, line, name, what)
    for names, what in loader.clashes.items():
        if all(name in row for name in names):
            findings.add(Rule.TAKEN_COLUMN, line, " + ".join(names), what)


def _key(row: Mapping[str, Any], line: int, key: str, keys: set[object], findings: Findings) -> None:
    value = row.get(key)
    name = json.dumps(value) if isinstance(value, list | dict) else value
    if key in row and name in keys:
        findings.add(Rule.DUPLICATE_ID, line, key, f"{name!r:.60} is the id of an earlier row")
    keys.add(name)


def _values(value: Any, path: str, line: int, tables: bool, findings: Findings) -> None:
    """Look for what no column may hold, however its type comes out."""
    if isinstance(value, dict):
        for name, item in value.items():
            _values(item, f"{path}.{name}" if path else name, line, tables, findings)
    elif isinstance(value, list):
        for item in value:
            _values(item, f"{path}[]", line, tables, findings)
    elif isinstance(value, str):
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            findings.add(Rule.LONE_SURROGATE, line, path, "half of a surrogate pair, which is no valid Unicode")
    elif isinstance(value, float):
        if value - value != 0:
            findings.add(Rule.NOT_FINITE, line, path, "a number beyond the range of floats")
    elif tables and type(value) is int and not -MOST_INTEGER <= value < MOST_INTEGER:
        findings.add(Rule.LARGE_INTEGER, line, path, "an integer beyond 64 bits becomes a float without a word")
