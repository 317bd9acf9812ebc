"""The structure of a program: its syntax tree without names, hints and docstrings, so that renaming makes no new solution."""

from __future__ import annotations

import ast
import builtins
import hashlib

from synthgen.syntax import parse_module

_BUILTINS = frozenset(dir(builtins))


def structure_of(source: str) -> str:
    """Return a hash of a program's structure. Raises SyntaxError as `ast.parse` does.

    >>> structure_of("def f(a):\\n    b = a + 1\\n    return b") == structure_of("def g(x: int) -> int:\\n    y = x + 1\\n    return y")
    True
    >>> structure_of("def f(a):\\n    return a + 1") == structure_of("def f(a):\\n    return 1 + a")
    False
    """
    tree = _Nameless().visit(parse_module(source))
    return hashlib.blake2b(ast.dump(tree).encode(), digest_size=12).hexdigest()


class _Nameless(ast.NodeTransformer):
    """Gives names numbers in the order of their first use; builtins and what is imported keep theirs."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}
        self._kept = set(_BUILTINS)

    def _number(self, name: str) -> str:
        return name if name in self._kept else self._numbers.setdefault(name, f"name{len(self._numbers)}")

    def visit_Import(self, node: ast.Import) -> ast.AST:
        self._kept |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        self._kept |= {alias.asname or alias.name for alias in node.names}
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._number(node.name)
        node.returns = None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._number(node.arg)
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return self.visit(ast.copy_location(ast.Assign([node.target], node.value), node))  # type: ignore[no-any-return]

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._number(node.id)
        return node
