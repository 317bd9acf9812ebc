"""Mutation operators on expressions: each names itself and yields what may stand in an expression's place.

The classes of operators are those of the literature on mutation testing (King and Offutt's Mothra, mutmut, cosmic-ray)
and of DeepMutation: constants, relational, arithmetic and logical operators, unary insertion, calls and their arguments,
slices, comprehension filters, variables.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from synthgen.audit.hints import Hints, hint_of
from synthgen.syntax import parse_expression

Expressions = Iterator[ast.expr]
ExpressionOperator = Callable[[ast.expr, Hints], Expressions]

_RELATIONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt, ast.NotEq),
    ast.LtE: (ast.Lt, ast.GtE, ast.Eq),
    ast.Gt: (ast.GtE, ast.Lt, ast.NotEq),
    ast.GtE: (ast.Gt, ast.LtE, ast.Eq),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.FloorDiv),
    ast.FloorDiv: (ast.Mod, ast.Mult),
    ast.Mod: (ast.FloorDiv, ast.Add),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
}
_TWINS = {
    "min": "max", "max": "min", "any": "all", "all": "any", "lower": "upper", "upper": "lower", "lstrip": "rstrip",
    "rstrip": "lstrip", "strip": "lstrip", "startswith": "endswith", "endswith": "startswith", "find": "rfind",
    "rfind": "find", "bisect_left": "bisect_right", "bisect_right": "bisect_left", "isalpha": "isalnum", "isdigit": "isalnum",
    "isupper": "islower", "islower": "isupper", "keys": "values", "values": "keys", "append": "extend", "popleft": "pop",
    "union": "intersection", "intersection": "union", "ceil": "floor", "permutations": "combinations",
}  # fmt: skip
_MEASURES = frozenset({"len", "isinstance", "range", "zip", "enumerate", "print", "map", "filter", "dict", "Counter", "ord", "chr", "int"})
"""Functions whose first argument could not stand in place of the call."""


def constant(node: ast.expr, hints: Hints) -> Expressions:
    """Replace a literal: a number by its neighbours, a text by another one, a truth value by the other."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, str):
        yield ast.Constant("" if value else "X")
        if value:
            yield ast.Constant(f"X{value}X")


def relation(node: ast.expr, hints: Hints) -> Expressions:
    """Replace a relational operator."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in _RELATIONS[type(operator)]:
                yield ast.Compare(node.left, [*node.ops[:place], other(), *node.ops[place + 1 :]], node.comparators)


def arithmetic(node: ast.expr, hints: Hints) -> Expressions:
    """Replace an arithmetic or bit operator; of numbers only, as others would only raise."""
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        texts = [hint_of(part, hints) for part in (node.left, node.right)]
        if all(hint in (None, "int") for hint in texts):
            for other in _ARITHMETIC[type(node.op)]:
                yield ast.BinOp(node.left, other(), node.right)


def operand(node: ast.expr, hints: Hints) -> Expressions:
    """Keep one side of an operation, or swap the sides."""
    if isinstance(node, ast.BinOp):
        yield node.left
        yield node.right
        if not isinstance(node.op, ast.Add | ast.Mult) or hint_of(node, hints) != "int":
            yield ast.BinOp(node.right, node.op, node.left)


def logical(node: ast.expr, hints: Hints) -> Expressions:
    """Replace `and` by `or` and the other way, leave a part out, leave a `not` out."""
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for place in range(len(node.values)):
            rest = node.values[:place] + node.values[place + 1 :]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand


def unary(node: ast.expr, hints: Hints) -> Expressions:
    """Put a sign, an absolute value or an off-by-one on a number that is computed or read."""
    if isinstance(node, ast.Name | ast.Call | ast.Subscript) and hint_of(node, hints) == "int":
        yield ast.UnaryOp(ast.USub(), node)
        yield ast.Call(ast.Name("abs", ast.Load()), [node], [])
        yield ast.BinOp(node, ast.Add(), ast.Constant(1))
        yield ast.BinOp(node, ast.Sub(), ast.Constant(1))


def choice(node: ast.expr, hints: Hints) -> Expressions:
    """Take always one side of a conditional expression, or the wrong one."""
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
        yield ast.IfExp(node.test, node.orelse, node.body)


def arguments(node: ast.expr, hints: Hints) -> Expressions:
    """Drop an argument of a call, or swap two neighbours."""
    if not isinstance(node, ast.Call):
        return
    for place in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, node.keywords[:place] + node.keywords[place + 1 :])
    if len(node.args) > 1:
        for place in range(len(node.args)):
            yield ast.Call(node.func, node.args[:place] + node.args[place + 1 :], node.keywords)
        for place in range(len(node.args) - 1):
            first, second = node.args[place : place + 2]
            yield ast.Call(node.func, [*node.args[:place], second, first, *node.args[place + 2 :]], node.keywords)


def call(node: ast.expr, hints: Hints) -> Expressions:
    """Put a call's argument or its object in the call's place, or call the function that is its counterpart."""
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Name):
        if node.args and node.func.id not in _MEASURES and not isinstance(node.args[0], ast.GeneratorExp | ast.Starred):
            yield node.args[0]
        if node.func.id in _TWINS:
            yield ast.Call(ast.Name(_TWINS[node.func.id], ast.Load()), node.args, node.keywords)
    elif isinstance(node.func, ast.Attribute):
        if hint_of(node.func.value, hints) == "str" and hint_of(node, hints) == "str":
            yield node.func.value
        if node.func.attr in _TWINS:
            yield ast.Call(ast.Attribute(node.func.value, _TWINS[node.func.attr], ast.Load()), node.args, node.keywords)


def bound(node: ast.expr, hints: Hints) -> Expressions:
    """Remove or shift a bound of a slice, or take the slice's whole."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
        return
    cut = node.slice
    for lower, upper, step in _bounds(cut):
        yield ast.Subscript(node.value, ast.Slice(lower, upper, step), node.ctx)


def _bounds(cut: ast.Slice) -> Iterator[tuple[ast.expr | None, ast.expr | None, ast.expr | None]]:
    if cut.lower is not None:
        yield None, cut.upper, cut.step
    if cut.upper is not None:
        yield cut.lower, None, cut.step
    if cut.step is not None:
        yield cut.lower, cut.upper, None
    if cut.lower is not None and not isinstance(cut.lower, ast.Constant):
        yield ast.BinOp(cut.lower, ast.Add(), ast.Constant(1)), cut.upper, cut.step
    if cut.upper is not None and not isinstance(cut.upper, ast.Constant):
        yield cut.lower, ast.BinOp(cut.upper, ast.Add(), ast.Constant(1)), cut.step


def comprehension(node: ast.expr, hints: Hints) -> Expressions:
    """Drop or negate a filter of a comprehension, skip its first or last item, or go through it backwards."""
    if not isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return
    for place, clause in enumerate(node.generators):
        for number, test in enumerate(clause.ifs):
            others = clause.ifs[:number] + clause.ifs[number + 1 :]
            yield _with_clause(node, place, clause.iter, others)
            yield _with_clause(node, place, clause.iter, [*others, ast.UnaryOp(ast.Not(), test)])
        for source in other_orders(clause.iter):
            yield _with_clause(node, place, source, clause.ifs)


def other_orders(iterable: ast.expr) -> Expressions:
    """Yield an iterable without its first item, without its last, and reversed."""
    for text in ("list({})[1:]", "list({})[:-1]", "list({})[::-1]"):
        yield parse_expression(text.format(ast.unparse(iterable)))


def variable(node: ast.expr, hints: Hints) -> Expressions:
    """Read another variable of the same type, the two that come next in order of appearance."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in hints:
        alike = [name for name, hint in hints.items() if hint == hints[node.id]]
        place = alike.index(node.id)
        for name in dict.fromkeys((alike[place - 1], alike[(place + 1) % len(alike)])):
            if name != node.id:
                yield ast.Name(name, ast.Load())


def _with_clause(node: ast.expr, place: int, iterable: ast.expr, ifs: list[ast.expr]) -> ast.expr:
    assert isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp)
    old = node.generators[place]
    generators = [*node.generators]
    generators[place] = ast.comprehension(old.target, iterable, ifs, old.is_async)
    if isinstance(node, ast.DictComp):
        return ast.DictComp(node.key, node.value, generators)
    return type(node)(node.elt, generators)


EXPRESSION_OPERATORS: dict[str, ExpressionOperator] = {
    "constant": constant,
    "relation": relation,
    "arithmetic": arithmetic,
    "operand": operand,
    "logical": logical,
    "unary": unary,
    "choice": choice,
    "arguments": arguments,
    "call": call,
    "bound": bound,
    "comprehension": comprehension,
    "variable": variable,
}
"""The operators on expressions by name."""
