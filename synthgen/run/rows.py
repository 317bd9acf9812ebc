"""Rows of a run's files as records, and the Arrow schema that both have: nothing about a column is ever guessed."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints, overload

from synthgen.errors import RecordError
from synthgen.records import Checks, ErrorExample, Features, Metadata, ModelUse, Reason, Rejection, Sample, TestCase

if TYPE_CHECKING:
    import pyarrow

Record = TypeVar("Record")


def sample_of(row: Mapping[str, Any]) -> Sample:
    """Return the sample that `Sample.row` wrote. Raises RecordError if a field is missing or unknown."""
    try:
        metadata = dict(row["metadata"])
        metadata["features"] = Features(**metadata["features"])
        metadata["checks"] = Checks(**metadata["checks"])
        metadata["model"] = ModelUse(**metadata["model"])
        metadata["errors"] = [ErrorExample(**error) for error in metadata["errors"]]
        cases = [TestCase(**case) for case in row["test_cases"]]
        return Sample(**{**row, "test_cases": cases, "metadata": Metadata(**metadata)})
    except (KeyError, TypeError, ValueError) as problem:
        raise RecordError(f"not a sample of this version of synthgen: {type(problem).__name__}: {problem}") from None


def rejection_of(row: Mapping[str, Any]) -> Rejection:
    """Return the rejection that `Rejection.row` wrote. Raises RecordError if a field is missing or unknown."""
    try:
        return Rejection(**{**row, "reason": Reason(row["reason"])})
    except (KeyError, TypeError, ValueError) as problem:
        raise RecordError(f"not a rejection of this version of synthgen: {type(problem).__name__}: {problem}") from None


class Rows(Sequence[Record], Generic[Record]):
    """The records of a JSON Lines file, each read when it is asked for. The file may be larger than memory."""

    def __init__(self, path: Path, read: Callable[[Mapping[str, Any]], Record], keeper: object = None) -> None:
        """Read the records of `path` with `read`; `keeper` lives as long as this object."""
        self.path = path
        self._keeper = keeper
        self._read = read
        self._starts: array[int] | None = None

    def __len__(self) -> int:
        return len(self._offsets())

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> list[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | list[Record]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        number = range(len(self))[place]
        with self.path.open("rb") as handle:
            handle.seek(self._offsets()[number])
            return self._record(number, handle.readline())

    def __iter__(self) -> Iterator[Record]:
        with self.path.open("rb") as handle:
            for number, line in enumerate(handle):
                yield self._record(number, line)

    def __repr__(self) -> str:
        return f"<{len(self)} records of {self.path}>"

    def _record(self, number: int, line: bytes) -> Record:
        try:
            return self._read(json.loads(line))
        except (ValueError, RecordError) as problem:
            raise RecordError(f"{self.path}:{number + 1}: {problem}") from None

    def _offsets(self) -> array[int]:
        if self._starts is None:
            self._starts = array("Q")
            start = 0
            with self.path.open("rb") as handle:
                for line in handle:
                    self._starts.append(start)
                    start += len(line)
        return self._starts


@cache
def arrow_schema(record: type = Sample) -> pyarrow.Schema:
    """Return the Arrow schema of a record's rows, column by column as its type hints say."""
    import pyarrow as pa

    return pa.schema([pa.field(name, kind) for name, kind in _arrow_fields(record)])


def arrow_batches(path: Path, rows: int = 1000) -> Iterator[pyarrow.RecordBatch]:
    """Yield the rows of a samples file as Arrow batches of the explicit schema."""
    import pyarrow as pa

    schema = arrow_schema()
    batch: list[dict[str, Any]] = []
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            batch.append(json.loads(line))
            if len(batch) == rows:
                yield pa.RecordBatch.from_pylist(batch, schema)
                batch = []
    if batch:
        yield pa.RecordBatch.from_pylist(batch, schema)


def _arrow_fields(record: type) -> list[tuple[str, pyarrow.DataType]]:
    hints = get_type_hints(record)
    return [(field.name.removesuffix("_"), _arrow_type(hints[field.name])) for field in fields(record)]


def _arrow_type(hint: Any) -> pyarrow.DataType:
    import pyarrow as pa

    if is_dataclass(hint):
        return pa.struct(_arrow_fields(hint))  # type: ignore[arg-type]
    if get_origin(hint) is list:
        return pa.list_(_arrow_type(get_args(hint)[0]))
    if get_origin(hint) is Literal:
        return pa.string()
    return {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}[hint]
