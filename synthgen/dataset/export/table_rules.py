"""What keeps rows from becoming a table: columns, however deep, whose types Arrow cannot see, or sees too late, or takes for others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from synthgen.dataset.export.findings import Findings, Rule

FIRST_BLOCK = 10 << 20
"""Bytes from which `datasets` takes the types of all columns (`JsonConfig.chunksize` of datasets 5.2)."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d(?::\d\d(?::\d\d)?)?(?:Z|[+-]\d\d(?::\d\d)?)?)?")
"""What Arrow's JSON reader makes a time stamp of, if all values of a column are of this form and days that exist."""


@dataclass(slots=True)
class _Column:
    """What is known of a column: the types of its values with the line of each, and whether its first block had a value."""

    types: dict[str, int] = field(default_factory=dict)
    seen: int = 0
    dates: bool = True
    fields: bool = False
    in_first_block: bool = False
    late: int = 0


class Columns:
    """The columns of a file of JSON rows, by path."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._columns: dict[str, _Column] = {}

    def add(self, row: Mapping[str, Any], line: int, start: int) -> None:
        """Take up a row that starts at byte `start`."""
        for name, value in row.items():
            self._take(name, value, line, start < FIRST_BLOCK)

    def close(self) -> None:
        """Tell what the columns came to."""
        for path, column in self._columns.items():
            kinds = {kind: line for kind, line in column.types.items() if kind != "null"}
            if not kinds:
                self._findings.add(Rule.EMPTY_COLUMN, column.seen, path, "no row has a value, so the column has no type")
            elif len(kinds) > 1:
                several = ", ".join(sorted(kinds))
                self._findings.add(Rule.MIXED_TYPES, max(kinds.values()), path, f"the values are of several types: {several}")
            if "object" in kinds and not column.fields:
                self._findings.add(Rule.EMPTY_STRUCT, kinds["object"], path, "an object without fields, which Parquet cannot hold")
            if "text" in kinds and column.dates:
                self._findings.add(Rule.ISO_DATE, kinds["text"], path, "every value looks like a date, so the column becomes a time stamp")
            if column.late:
                self._findings.add(Rule.LATE_VALUE, column.late, path, "no value in the first 10 MB, which decide the types")

    def _take(self, path: str, value: Any, line: int, first: bool) -> None:
        column = self._columns.setdefault(path, _Column())
        column.seen = column.seen or line
        kind = _kind(value)
        column.types.setdefault(kind, line)
        if kind != "null":
            column.in_first_block |= first
            if not column.in_first_block and not column.late:
                column.late = line
        if kind == "text":
            column.dates = column.dates and _is_date(value)
        elif kind == "object":
            column.fields |= bool(value)
            for name, item in value.items():
                self._take(f"{path}.{name}", item, line, first)
        elif kind == "list":
            for item in value:
                self._take(f"{path}[]", item, line, first)
            if not value:
                self._columns.setdefault(f"{path}[]", _Column(types={"null": line}, seen=line))


def schema_faults(path: Path, findings: Findings) -> None:
    """Tell what is wrong with the columns of a Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet

    def walk(name: str, kind: Any) -> None:
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            findings.add(Rule.ISO_DATE, 0, name, f"the column is of type {kind}; text was probably taken for dates")
        elif pa.types.is_null(kind):
            findings.add(Rule.EMPTY_COLUMN, 0, name, "no row has a value, so the column has no type")
        elif pa.types.is_struct(kind):
            if kind.num_fields == 0:
                findings.add(Rule.EMPTY_STRUCT, 0, name, "an object without fields")
            for place in range(kind.num_fields):
                walk(f"{name}.{kind.field(place).name}", kind.field(place).type)
        elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
            walk(f"{name}[]", kind.value_type)

    try:
        schema = parquet.read_schema(path)
    except pa.ArrowException:
        return  # the rows cannot be read either, and that is told
    for one in schema:
        walk(one.name, one.type)


def _is_date(text: str) -> bool:
    if _DATE.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, list) else "object"
