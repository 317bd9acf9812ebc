"""Bounding a program by counting, as text: every turn of a loop and every call takes a tick, and ticks run out.

The result is again plain source, so that the same bound holds in a worker process and in the sandbox, and the same call
stops at the same place on every machine.
"""

from __future__ import annotations

import ast

from synthgen.syntax import parse_module

ENTRY = "audited_call"
"""The function of a bounded source that stands for the entry point."""
TURNS, SURPLUS = 8, 2_000
"""A mutant may take this many times the ticks of the original's longest call, and so many more."""
AMPLE = 2_000_000
"""Ticks that an original may take for one call: about a second."""
MOST_BITS = 20_000
"""Largest product of two integers, in bits, and longest repetition of a sequence, in items."""

_PRELUDE = f"""
class _OutOfTicks(BaseException):
    pass
_ticks = [0]
def _tick():
    _ticks[0] -= 1
    if _ticks[0] < 0:
        raise _OutOfTicks
def _ticked(items):
    for item in items:
        _tick()
        yield item
def _times(left, right):
    if isinstance(left, int) and isinstance(right, int):
        if left.bit_length() + right.bit_length() > {MOST_BITS}:
            raise _OutOfTicks
    elif (isinstance(left, int) and hasattr(right, '__len__') and left * len(right) > {MOST_BITS}) or (
            isinstance(right, int) and hasattr(left, '__len__') and right * len(left) > {MOST_BITS}):
        raise _OutOfTicks
    return left * right
def _power(base, exponent):
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * exponent > {MOST_BITS}:
        raise _OutOfTicks
    return base ** exponent
"""


def bounded(source: str, entry: str, ticks: int, counted: bool = False) -> str:
    """Return `source` with a function `ENTRY` that calls `entry` with at most `ticks` ticks for each call.

    If `counted`, its result is a pair of the result and the ticks that it took. Raises SyntaxError as `ast.parse` does.
    """
    tree = _Ticking().visit(parse_module(source))
    first = next((place for place, node in enumerate(tree.body) if not _stays_first(node)), len(tree.body))
    tree.body[first:first] = parse_module(_PRELUDE).body
    result = f"({entry}(*arguments), {ticks} - _ticks[0])" if counted else f"{entry}(*arguments)"
    tree.body += parse_module(f"def {ENTRY}(*arguments):\n    _ticks[0] = {ticks}\n    return {result}").body
    return ast.unparse(tree)


def _stays_first(node: ast.stmt) -> bool:
    """Return whether a statement must stand before all others: the docstring, an import from the future."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


class _Ticking(ast.NodeTransformer):
    """Puts a tick wherever something may go on for ever."""

    def _with_tick(self, node: ast.For | ast.While | ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_call("_tick")))
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._with_tick(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._with_tick(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._with_tick(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        node.body = ast.Subscript(ast.Tuple([_call("_tick"), node.body], ast.Load()), ast.Constant(1), ast.Load())
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.iter = _call("_ticked", node.iter)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Mult):
            return _call("_times", node.left, node.right)
        if isinstance(node.op, ast.Pow):
            return _call("_power", node.left, node.right)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        names = {ast.Mult: "_times", ast.Pow: "_power"}
        if isinstance(node.target, ast.Name) and type(node.op) in names:
            now = ast.Name(node.target.id, ast.Load())
            return ast.copy_location(ast.Assign([node.target], _call(names[type(node.op)], now, node.value)), node)
        return node
