"""What the lint found: rules, and one finding for each rule and column with how often it occurred."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What the lint looks for; closed, and each explained in `docs/exports.md`."""

    NO_ROWS = "no_rows"
    NOT_JSON = "not_json"
    NOT_FINITE = "not_finite"
    DUPLICATE_FIELD = "duplicate_field"
    DUPLICATE_ID = "duplicate_id"
    LONE_SURROGATE = "lone_surrogate"
    LARGE_INTEGER = "large_integer"
    ISO_DATE = "iso_date"
    LATE_VALUE = "late_value"
    EMPTY_COLUMN = "empty_column"
    EMPTY_STRUCT = "empty_struct"
    MIXED_TYPES = "mixed_types"
    MISSING_COLUMN = "missing_column"
    TAKEN_COLUMN = "taken_column"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a file: the rule, the first line (0 if it is no line's), the column, what is wrong, and in how many rows or values."""

    file: str
    line: int
    column: str
    rule: Rule
    detail: str
    count: int

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        times = f" ({self.count} times)" if self.count > 1 else ""
        return ": ".join(part for part in (place, self.column, str(self.rule), self.detail) if part) + times

    def row(self) -> dict[str, str | int]:
        """Return the finding as a JSON object."""
        return {
            "file": self.file, "line": self.line, "column": self.column, "rule": self.rule.value, "detail": self.detail,
            "count": self.count,
        }  # fmt: skip


class Findings:
    """The findings of one file, gathered."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._first: dict[tuple[Rule, str], tuple[int, str]] = {}
        self._counts: dict[tuple[Rule, str], int] = {}

    def add(self, rule: Rule, line: int, column: str, detail: str) -> None:
        """Note a fault; the first of a rule and column is the one that is told."""
        key = (rule, column)
        self._first.setdefault(key, (line, detail))
        self._counts[key] = self._counts.get(key, 0) + 1

    def sorted(self) -> list[Finding]:
        """Return the findings by line."""
        made = [
            Finding(self._file, line, column, rule, detail, self._counts[rule, column])
            for (rule, column), (line, detail) in self._first.items()
        ]
        return sorted(made, key=lambda one: (one.line, one.column, one.rule))
