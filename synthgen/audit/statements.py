"""Mutation operators on statements: deletion, conditions, loops and returns."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from synthgen.audit.expressions import other_orders
from synthgen.audit.hints import DEFAULTS
from synthgen.syntax import parse_expression

Blocks = Iterator[list[ast.stmt]]
StatementOperator = Callable[[ast.stmt, ast.FunctionDef], Blocks]


def deletion(node: ast.stmt, function: ast.FunctionDef) -> Blocks:
    """Leave a statement out; of one with a body, leave out the head and keep the body where that makes sense."""
    if isinstance(node, ast.Pass | ast.FunctionDef | ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return
    yield [ast.Pass()]
    if isinstance(node, ast.If):
        yield node.body
        if node.orelse:
            yield node.orelse


def condition(node: ast.stmt, function: ast.FunctionDef) -> Blocks:
    """Negate the condition of an `if` or a `while`, or make it constant."""
    if isinstance(node, ast.If | ast.While):
        for test in (ast.UnaryOp(ast.Not(), node.test), ast.Constant(True), ast.Constant(False)):
            yield [type(node)(test, node.body, node.orelse)]


def loop(node: ast.stmt, function: ast.FunctionDef) -> Blocks:
    """Run the body of a loop once at most, or over other items: without the first, without the last, backwards."""
    if isinstance(node, ast.While):
        yield [ast.While(node.test, [*node.body, ast.Break()], node.orelse)]
    elif isinstance(node, ast.For):
        yield [ast.For(node.target, node.iter, [*node.body, ast.Break()], node.orelse, None)]
        for items in other_orders(node.iter):
            yield [ast.For(node.target, items, node.body, node.orelse, None)]


def jump(node: ast.stmt, function: ast.FunctionDef) -> Blocks:
    """Replace `break` by `continue` and the other way."""
    if isinstance(node, ast.Break):
        yield [ast.Continue()]
    elif isinstance(node, ast.Continue):
        yield [ast.Break()]


def update(node: ast.stmt, function: ast.FunctionDef) -> Blocks:
    """Replace `+=` by `=`, and by the opposite operation."""
    if isinstance(node, ast.AugAssign):
        yield [ast.Assign([node.target], node.value)]
        opposite: dict[type[ast.operator], ast.operator] = {
            ast.Add: ast.Sub(), ast.Sub: ast.Add(), ast.Mult: ast.Add(), ast.FloorDiv: ast.Mod(),
        }  # fmt: skip
        if type(node.op) in opposite:
            yield [ast.AugAssign(node.target, opposite[type(node.op)], node.value)]


def result(node: ast.stmt, function: ast.FunctionDef) -> Blocks:
    """Return the default value of the result's type."""
    if isinstance(node, ast.Return) and node.value is not None and function.returns is not None:
        default = DEFAULTS.get(ast.unparse(function.returns).partition("[")[0])
        if default is not None:
            yield [ast.Return(parse_expression(default))]


def order(node: ast.stmt, function: ast.FunctionDef) -> Blocks:
    """Swap the two sides of a parallel assignment's right-hand side."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
        yield [ast.Assign(node.targets, ast.Tuple(node.value.elts[::-1], ast.Load()))]


STATEMENT_OPERATORS: dict[str, StatementOperator] = {
    "deletion": deletion,
    "condition": condition,
    "loop": loop,
    "jump": jump,
    "update": update,
    "result": result,
    "order": order,
}
"""The operators on statements by name."""
