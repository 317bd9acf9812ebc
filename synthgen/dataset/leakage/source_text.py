"""Programs and texts brought to one form, so that layout, comments and docstrings neither hide a copy nor make one."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from synthgen.syntax import parse_module

_COMMENT = re.compile(r"#[^\n]*")


@lru_cache(maxsize=4096)
def tree_of_code(code: str) -> ast.Module | None:
    """Return the syntax tree of a program without docstrings and hints, or None if it does not parse. Treat it as read-only."""
    try:
        tree = parse_module(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            node.body = [part for part in node.body if not _is_text(part)] or [ast.Pass()]
        if isinstance(node, ast.Module):
            node.body = [part for part in node.body if not isinstance(part, ast.Import | ast.ImportFrom)] or [ast.Pass()]
    return tree


@lru_cache(maxsize=4096)
def plain_code(code: str) -> str:
    """Return a program without comments, docstrings and imports, laid out in one way; what does not parse loses its comments."""
    tree = tree_of_code(code)
    if tree is not None:
        try:
            return ast.unparse(tree)
        except (RecursionError, ValueError):
            pass
    return _COMMENT.sub("", code)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
