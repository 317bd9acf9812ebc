"""Anyone's row in the shape of ours, so that a mixture has one Arrow schema whatever it is made of."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from synthgen.records import TASK_TYPE, Checks, Features, Metadata, Sample, TestCase
from synthgen.sandbox.child import find_entry_point
from synthgen.syntax import parse_module

FOREIGN = "foreign"
"""The `form` of a solution that no plan was written as."""


def completed(row: Mapping[str, Any], source: str, key: bytes, behaviour: bytes) -> Sample:
    """Return a row of the six fields as a sample: what its metadata says where the type fits, else neutral values.

    Neutral are empty texts, empty lists, False and 0: the zeros of `checks` say that nothing was checked, and depth 0 that it is
    unknown. `id` is the row's own, its `task_id`, or made from the text; `source` names where the row came from.
    """
    said: Mapping[str, Any] = row.get("metadata") or {}
    entry = said.get("entry_point")
    name, signature = _entry(row["code"], entry if isinstance(entry, str) else None)
    known: dict[str, Any] = {
        "id": str(said.get("id") or said.get("task_id") or f"{source}-{key.hex()}"),
        "task_type": TASK_TYPE,
        "entry_point": name,
        "signature": signature,
        "behaviour": behaviour.hex(),
        "form": FOREIGN,
        "source": source,
    }
    values = {field: known.get(field, neutral) for field, neutral in _NEUTRAL.items()}
    for field, neutral in _NEUTRAL.items():
        value = said.get(field)
        if field not in ("id", "behaviour", "entry_point", "signature", "errors") and type(value) is type(neutral) and _texts(value):
            values[field] = value
    metadata = Metadata(**values, features=Features(0, 0, 0, 0, 0, 0, 0, 0.0), checks=Checks(*[0] * len(fields(Checks))))
    cases = [TestCase(case["input"], case["output"]) for case in row["test_cases"]]
    return Sample(row["prompt"], row["code"], list(row["reference_code"]), cases, float(row["reward"]), row["difficulty"], metadata)


_NEUTRAL: dict[str, Any] = {
    "id": "", "task_type": "", "language": "", "style": "", "entry_point": "", "signature": "", "parameter_kinds": [],
    "result_kind": "", "topics": [], "atoms": [], "combinators": [], "depth": 0, "chain": False, "plan": "", "behaviour": "", "form": "",
    "reference_forms": [], "errors": [], "seed": 0, "index": 0, "generator": "", "library": "", "source": "", "licence": "",
}  # fmt: skip


def _texts(value: object) -> bool:
    return not isinstance(value, list) or all(isinstance(item, str) for item in value)


def _entry(code: str, named: str | None) -> tuple[str, str]:
    """Return the name of the function that is called and its first line; both empty if the code has none."""
    try:
        tree = parse_module(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return named or "", ""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    name = named if named in functions else find_entry_point(tree)
    if name is None:
        return named or "", ""
    function = functions[name]
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return name, f"def {name}({ast.unparse(function.args)}){returns}:"
