"""Files of rows: JSON lines, one JSON array, or Parquet with an explicit schema; rows are written as they come."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import fields, is_dataclass
from typing import IO, TYPE_CHECKING, Any

from synthgen.errors import UsageError
from synthgen.run.directory import RunDirectory

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetWriter

BATCH = 1000
"""Rows of a row group of Parquet."""


def columns_of(record: object) -> Any:
    """Return a record as plain dicts and lists; a trailing underscore of a field's name is dropped."""
    if is_dataclass(record) and not isinstance(record, type):
        return {field.name.removesuffix("_"): columns_of(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, list | tuple):
        return [columns_of(item) for item in record]
    return record


class JsonRows:
    """JSON, one object a line; between brackets and with commas if it is to be one array."""

    def __init__(self, handle: IO[bytes], array: bool) -> None:
        self._handle = handle
        self._array = array
        self._rows = 0

    def add(self, row: Any) -> None:
        """Write a row. Raises UnicodeEncodeError for lone surrogates and ValueError for what JSON has no word for."""
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
        before = (b",\n" if self._rows else b"[\n") if self._array else b""
        self._handle.write(before + text + (b"" if self._array else b"\n"))
        self._rows += 1

    def close(self) -> None:
        """Write what ends the file."""
        if self._array:
            self._handle.write(b"\n]\n" if self._rows else b"[]\n")

    def abandon(self) -> None:
        """Let go of a file that will not be finished."""


class ParquetRows:
    """Parquet of the schema that the record's type hints say; no column's type is guessed."""

    def __init__(self, handle: IO[bytes], record: type) -> None:
        from pyarrow import parquet

        self._schema = schema_of(record)
        self._writer: ParquetWriter = parquet.ParquetWriter(handle, self._schema, compression="zstd")
        self._batch: list[Any] = []

    def add(self, row: Any) -> None:
        """Write a row, in groups. Raises UnicodeEncodeError for lone surrogates."""
        json.dumps(row, ensure_ascii=False).encode("utf-8")
        self._batch.append(row)
        if len(self._batch) == BATCH:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the footer."""
        self._flush()
        self._writer.close()

    def abandon(self) -> None:
        """Let go of a file that will not be finished."""
        with suppress(OSError):
            self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._batch:
            self._writer.write_batch(pa.RecordBatch.from_pylist(self._batch, self._schema))
            self._batch = []


def schema_of(record: type) -> Any:
    """Return the Arrow schema of a record. Raises UsageError if one of its fields has no type of its own."""
    from synthgen.run.rows import arrow_schema

    try:
        return arrow_schema(record)
    except (KeyError, TypeError):
        raise UsageError("Parquet cannot hold this format, which has values of several types in a column; leave --parquet out") from None


@contextmanager
def rows_file(directory: RunDirectory, name: str, record: type) -> Iterator[JsonRows | ParquetRows]:
    """Give something to add rows to; the file gets its name when the block ends without an error."""
    (directory.path / name).parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        handle = stack.enter_context(directory.whole_binary(name))
        rows = ParquetRows(handle, record) if name.endswith(".parquet") else JsonRows(handle, name.endswith(".json"))
        try:
            yield rows
            rows.close()
        except BaseException:
            rows.abandon()
            raise


def digest_of(directory: RunDirectory, name: str) -> str:
    """Return the SHA-256 of a file."""
    with (directory.path / name).open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
