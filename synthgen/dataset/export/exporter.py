"""The records of exports: what a format is, and why a row may not fit into it.

A format is one module of this package that ends in `EXPORTER = Exporter(...)`. It turns a sample into a record, a frozen
dataclass whose fields are the columns that the consumer reads; how rows become files is the business of `exporting`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from synthgen.records import Sample

CODE = frozenset({"code_generation"})
"""Task types of a format whose consumer calls the function that the answer defines."""


class ExportReason(StrEnum):
    """Why a row is not in an export; closed, so that a ledger can be counted."""

    SCHEMA = "schema"
    TASK_TYPE = "task_type"
    SAME_ID = "same_id"
    NO_ENTRY_POINT = "no_entry_point"
    NAME_TAKEN = "name_taken"
    NOT_JSON = "not_json"
    UNORDERED = "unordered"
    NOT_TEXT = "not_text"
    UNQUOTABLE = "unquotable"


EXPLANATIONS: dict[ExportReason, str] = {
    ExportReason.SCHEMA: "the row is no sample of the schema",
    ExportReason.TASK_TYPE: "the format is for tasks of other types",
    ExportReason.SAME_ID: "an earlier row has the same id, and the consumer tells rows apart by it",
    ExportReason.NO_ENTRY_POINT: "`code` defines no function that the consumer can call",
    ExportReason.NAME_TAKEN: "`code` defines a name that means something else to the consumer",
    ExportReason.NOT_JSON: "a value of a test has no form in JSON that means the same",
    ExportReason.UNORDERED: "a result has no order of its own, and the consumer compares texts",
    ExportReason.NOT_TEXT: "a text is not valid Unicode, so no file can hold it",
    ExportReason.UNQUOTABLE: "a text holds the marks that quote it",
}
"""One sentence for each reason."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a row does not fit into a format, before it is known which row."""

    reason: ExportReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row goes: the set that it belongs to (`train` by default), and its place among the exported rows of the set."""

    set: str
    index: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What the companions of the data files are made from: the file of each set by name, and how many rows it has."""

    files: Mapping[str, str]
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Loader:
    """How the consumer reads a data file, which decides what the lint looks for.

    tables   through Arrow (`datasets`, Parquet), so that every column must have one type; else row by row as JSON
    key      the column by which rows are told apart; empty if nothing is
    columns  columns without which the consumer fails
    taken    columns that the consumer takes for something else, with what for
    clashes  columns that may not stand side by side, with what comes of it
    """

    tables: bool = True
    key: str = ""
    columns: tuple[str, ...] = ()
    taken: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[tuple[str, ...], str] = field(default_factory=dict)


Convert = Callable[[Sample, Place], object]
"""A sample and its place to the record of its row, or to a `Misfit`."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format.

    summary     one line for `synthgen export --list`: who reads it, and for what
    takes       one line on which rows it holds
    record      the dataclass of a row; a trailing underscore of a field's name is not part of the column's (`from_`)
    convert     a sample to such a record, or to a `Misfit`
    task_types  the types of tasks that it holds; rows of others are refused
    data        the file of the rows; its ending (.jsonl, .json for one array, .parquet) decides its form. The sets of a mixture or
                of a DatasetDict go to files of their own, named after them
    companions  the other files by name, made when the rows are written; None if there are none
    loader      how the consumer reads the data file
    """

    name: str
    summary: str
    takes: str
    record: type
    convert: Convert
    task_types: frozenset[str]
    data: str = "train.jsonl"
    companions: Callable[[Exported], Mapping[str, str]] | None = None
    loader: Loader = Loader()
