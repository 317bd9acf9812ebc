"""From a solution's text to its mutants: each the same text with one operator applied at one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from synthgen.audit.expressions import EXPRESSION_OPERATORS
from synthgen.audit.hints import Hints, hints_of
from synthgen.audit.statements import STATEMENT_OPERATORS
from synthgen.syntax import parse_module

OPERATORS = (*STATEMENT_OPERATORS, *EXPRESSION_OPERATORS)
"""The names of all operators, in the order of reports."""


@dataclass(frozen=True, slots=True)
class SourceMutant:
    """A mutated text: what was done, in which line of the original, and the changed code before and after."""

    operator: str
    line: int
    before: str
    after: str
    source: str


def source_mutants(source: str) -> list[SourceMutant]:
    """Return all mutants of `source` whose texts differ from it and from each other.

    Annotations, docstrings and imports stay as they are. Raises SyntaxError if `source` does not parse.
    """
    tree = parse_module(source)
    seen = {ast.unparse(tree)}
    found: list[SourceMutant] = []
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        hints = hints_of(function)
        for operator, line, before, after in _edits(function, function, hints):
            text = _written(tree)
            if text is not None and text not in seen:
                seen.add(text)
                found.append(SourceMutant(operator, line, before, after, text))
    return found


def _written(tree: ast.Module) -> str | None:
    """Return the text of the tree as it stands, or None if that is no program."""
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
        compile(text, "<mutant>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    return text


def _edits(node: ast.AST, function: ast.FunctionDef, hints: Hints) -> Iterator[tuple[str, int, str, str]]:
    """Apply each edit below `node` in turn, yield while it is in place, and undo it."""
    for name, value in list(ast.iter_fields(node)):
        if name in ("annotation", "returns", "decorator_list", "args") and isinstance(node, ast.FunctionDef | ast.AnnAssign | ast.arg):
            continue
        if isinstance(value, list):
            for place, child in enumerate(value):
                if isinstance(child, ast.stmt):
                    yield from _statement_edits(value, place, function, hints)
                elif isinstance(child, ast.expr):
                    yield from _expression_edits(value, place, child, function, hints)
                elif isinstance(child, ast.AST):
                    yield from _edits(child, function, hints)
        elif isinstance(value, ast.expr):
            yield from _expression_edits(node, name, value, function, hints)
        elif isinstance(value, ast.AST):
            yield from _edits(value, function, hints)


def _statement_edits(block: list[Any], place: int, function: ast.FunctionDef, hints: Hints) -> Iterator[tuple[str, int, str, str]]:
    node: ast.stmt = block[place]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    saved = list(block)
    for operator, apply in STATEMENT_OPERATORS.items():
        for others in apply(node, function):
            block[place : place + 1] = others
            yield operator, node.lineno, _shown(node), "; ".join(map(_shown, others))
            block[:] = saved
    yield from _edits(node, function, hints)


def _expression_edits(
    holder: Any, key: Any, node: ast.expr, function: ast.FunctionDef, hints: Hints
) -> Iterator[tuple[str, int, str, str]]:
    if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
        if isinstance(node, ast.Subscript):
            yield from _edits(node, function, hints)
        return
    if isinstance(node, ast.JoinedStr):
        return
    for operator, apply in EXPRESSION_OPERATORS.items():
        for other in apply(node, hints):
            _put(holder, key, other)
            yield operator, node.lineno, _shown(node), _shown(other)
    _put(holder, key, node)
    yield from _edits(node, function, hints)


def _put(holder: Any, key: Any, node: ast.expr) -> None:
    if isinstance(holder, list):
        holder[key] = node
    else:
        setattr(holder, key, node)


def _shown(node: ast.AST) -> str:
    """Return the first line of a node's text."""
    lines = ast.unparse(ast.fix_missing_locations(node)).split("\n")
    return lines[0] if len(lines) == 1 else lines[0] + " ..."
