"""What can be said against a row by running it in the sandbox: its solutions fail its tests, or its tests leave branches out."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from itertools import count as count_from
from typing import Any

from synthgen.check.branches import mark
from synthgen.dataset.static_rules import programs
from synthgen.errors import LiteralError, RecordError
from synthgen.sandbox import Sandbox, Verdict
from synthgen.sandbox.child import find_entry_point
from synthgen.syntax import parse_module

Row = Mapping[str, Any]
_REPORT = "synthgen_ways"
_TAIL = f"""
def {_REPORT}(*arguments):
    _seen.clear()
    try:
        {{entry}}(*arguments)
    except Exception:
        pass
    return sorted(_seen)
"""
_HEAD = """
_seen = set()
def _mark(number, value):
    _seen.add((number, bool(value)))
    return value
"""


def entry_of(row: Row) -> str | None:
    """Return the entry point that metadata names, or None to let it be found."""
    named = (row.get("metadata") or {}).get("entry_point")
    return named if isinstance(named, str) and named else None


def failing(row: Row, sandbox: Sandbox) -> str:
    """Say which solution fails which test. Raises SandboxError if there is no sandbox here."""
    for place, source in enumerate(programs(row)):
        try:
            trial = sandbox.run(source, row["test_cases"], entry_of(row))
        except (RecordError, LiteralError) as problem:
            return str(problem)
        for number, (verdict, outcome) in enumerate(zip(trial.verdicts, trial.execution.outcomes, strict=True)):
            if verdict is not Verdict.PASS:
                return f"solution {place}, test {number}: {verdict.value}{': ' + outcome.detail if outcome.detail else ''}"
    return ""


def uncovered(row: Row, sandbox: Sandbox, least: float) -> str:
    """Say whether the tests go fewer than the share `least` of the ways that the conditions of `code` have.

    Each condition (`if`, `while`, conditional expression, filter of a comprehension) has two ways; constant `while` tests and
    short circuits inside a condition count for none. Code without conditions is covered. The program reports the ways itself:
    one that lies about them fools this rule, and nothing else.
    """
    try:
        tree = parse_module(programs(row)[0])
        entry = entry_of(row) or find_entry_point(tree)
        count = mark(tree, count_from(1))
        if not count or entry is None:
            return ""
        source = _instrumented(tree, entry)
        outcomes = sandbox.execute(source, [case["input"] for case in row["test_cases"]], _REPORT).outcomes
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        return f"the code cannot be marked: {type(problem).__name__}"
    except LiteralError as problem:
        return str(problem)
    said = [way for outcome in outcomes if isinstance(outcome.value, list) for way in outcome.value]
    covered = [way for number in range(1, count + 1) for way in ((number, True), (number, False)) if way in said]
    share = len(covered) / (2 * count)
    return "" if share >= least else f"{len(covered)} of {2 * count} ways covered, less than {least:.0%}"


def _instrumented(tree: ast.Module, entry: str) -> str:
    """Return a marked program that answers a call by the ways it goes; the marks stand after docstring and `__future__` imports."""
    first = 0
    for node in tree.body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_docstring and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            break
        first += 1
    tree.body[first:first] = parse_module(_HEAD).body
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n" + _TAIL.format(entry=entry)
