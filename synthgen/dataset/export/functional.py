"""Tests of a function as JSON, in the ways of APPS and of LiveCodeBench, and the start of an answer that both show."""

from __future__ import annotations

import json

from synthgen.dataset.export.exporter import ExportReason, Misfit
from synthgen.dataset.export.json_values import json_arguments, json_result
from synthgen.errors import LiteralError
from synthgen.literals import Value
from synthgen.records import Sample

Call = tuple[list[Value], Value]
"""The arguments of a call and its result."""
CLASS = "class Solution"
"""Where this stands in an answer, graders look for the function in that class."""


def calls_of(sample: Sample) -> list[Call] | Misfit:
    """Return the test cases of a sample as JSON can hold them, or why it cannot."""
    if not sample.metadata.signature:
        return Misfit(ExportReason.NO_ENTRY_POINT, "`code` defines no function at its top")
    if CLASS in sample.code:
        return Misfit(ExportReason.NAME_TAKEN, f"`code` holds {CLASS!r}, in which graders would look for the function")
    try:
        calls = [(json_arguments(case.input), json_result(case.output)) for case in sample.test_cases]
    except LiteralError as problem:
        return Misfit(ExportReason.NOT_JSON, str(problem))
    if not all(arguments for arguments, _ in calls):
        return Misfit(ExportReason.NOT_JSON, "a call without arguments has no line of JSON")
    return calls


def starter_of(sample: Sample) -> str:
    """Return the first line of an answer."""
    return f"{sample.metadata.signature}\n    "


def dumps(value: Value) -> str:
    """Return the JSON of a value, on one line."""
    return json.dumps(value, ensure_ascii=False)
