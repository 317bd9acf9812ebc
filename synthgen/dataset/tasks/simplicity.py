"""How much there is to read in a program: one number, lower is simpler.

    effort = expressions + 2 * statements + 2 * (sum of the depths of all blocks)

`expressions` counts the nodes of expressions (names, constants, operators, calls ...), so that putting everything into
one line gains nothing; imports, docstrings and annotations are free. A block that stands inside of others is hard to
follow, so each block counts its depth in its function, as in cognitive complexity (Campbell, SonarSource 2018).
"""

from __future__ import annotations

import ast

from synthgen.syntax import parse_module

_BLOCKS = (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Match)
_FREE = (ast.Import, ast.ImportFrom, ast.Pass)


def effort(source: str) -> int:
    """Return the effort of reading `source`. Raises SyntaxError, ValueError, MemoryError or RecursionError if it cannot be parsed.

    >>> effort("def f(x: int) -> int:\\n    return x + 1\\n")
    7
    """
    total = 0
    stack: list[tuple[ast.AST, int]] = [(parse_module(source), 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, _FREE) or _is_text(node):
            continue
        if isinstance(node, ast.stmt):
            total += 2
        elif isinstance(node, ast.expr):
            total += 1
        inside = depth
        if isinstance(node, _BLOCKS):
            inside = depth + 1
            total += 2 * inside
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = 0
        stack += [(child, _depth(node, child, depth, inside)) for child in _children(node)]
    return total


def _depth(node: ast.AST, child: ast.AST, depth: int, inside: int) -> int:
    """Return the depth at which a child stands: an `elif` stands where its `if` stands."""
    is_elif = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
    return depth if is_elif else inside


def _children(node: ast.AST) -> list[ast.AST]:
    annotations = {id(getattr(node, name, None)) for name in ("annotation", "returns")}
    return [child for child in ast.iter_child_nodes(node) if id(child) not in annotations]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
