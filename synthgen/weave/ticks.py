"""Ticks: a source rewritten so that every turn of a loop takes one from a tank. What the names mean is fuel's business.

Loops and functions that call themselves take a tick at their head; comprehensions only where what they go through may
be long (a `range`, an iterator without an end), as most go through a list that is there. A product of two values that
both grow from turn to turn is guarded, since squaring forty times in a row outlasts any count of turns.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from synthgen.syntax import parse_module

TICKS, BURN, DEEP, DEPTH, PRODUCT, POWER = "_ticks_", "_burn_", "_too_deep_", "_depth_", "_product_", "_power_"
"""Names that the rewritten source uses; no program of the library has names like these."""
MOST_DEPTH = 500
"""Deepest recursion of a function that calls itself: above the 200 characters of the longest string, and far enough
below the interpreter's 1000 that the answer does not depend on who calls."""

_GUARDS: dict[type[ast.operator], str] = {ast.Mult: PRODUCT, ast.Pow: POWER}
_ENDLESS = frozenset({"count", "cycle", "repeat", "takewhile", "dropwhile", "iter"})
"""Names that mean an iterator without an end may be about: then every comprehension and lambda takes ticks."""
_FINITE = frozenset("enumerate zip sorted reversed list tuple set dict len map str min max".split())
"""Calls whose result is no longer than their arguments, so that a comprehension over them ends."""
_CONSUMERS = frozenset({"sum", "list", "tuple", "set", "sorted", "max", "min", "dict", "frozenset", "deque", "prod"})
"""Calls that go through a `range` to its end without running Python code."""


def instrumented(source: str) -> ast.Module:
    """Return the tree of `source` with ticks, without annotations."""
    tree = parse_module(source)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    _Instrument(everywhere=bool(names & _ENDLESS), multiplies="*" in source).visit(tree)
    return ast.fix_missing_locations(tree)


class _Instrument(ast.NodeTransformer):
    """Put ticks into loops, recursive functions and the comprehensions that may be long."""

    def __init__(self, everywhere: bool, multiplies: bool) -> None:
        self.everywhere = everywhere
        self.multiplies = multiplies
        self.growing: frozenset[str] = frozenset()
        self.kept = False
        self.ranges: frozenset[str] = frozenset()
        self.lazy: frozenset[str] = frozenset()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        outer = self.growing, self.ranges, self.lazy
        self.growing = frozenset(_growing(node) if self.multiplies else ())
        bound = list(_bound(node))
        self.ranges |= {name for name, value in bound if self._is_range(value)}
        self.lazy |= {name for name, value in bound if not self._is_finite(value)}
        self.generic_visit(node)
        self.growing, self.ranges, self.lazy = outer
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            argument.annotation = None
        node.returns = None
        if _calls(node, node.name):
            node.body.insert(0, ast.Expr(_tick()))
            if not node.decorator_list:
                _limit_depth(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        return ast.copy_location(ast.Assign([node.target], node.value), node) if node.value else ast.Pass()

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_tick()))
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_tick()))
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        if self.everywhere:
            node.body = ast.BoolOp(ast.And(), [_tick(), node.body])
        return node

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        self.generic_visit(node)
        for clause in node.generators:
            if self.everywhere or not self._is_finite(clause.iter):
                clause.ifs.insert(0, _tick())
        return node

    def _eager(self, node: ast.ListComp | ast.SetComp | ast.DictComp) -> ast.AST:
        self.generic_visit(node)
        for clause in node.generators:
            if self._is_range(clause.iter) and not self.everywhere:
                clause.iter = _burning(clause.iter)
            elif self.everywhere or not self._is_finite(clause.iter):
                clause.ifs.insert(0, _tick())
        return node

    def _is_finite(self, values: ast.expr) -> bool:
        """Whether going through `values` ends soon: nothing in it makes an iterator but functions of what is there."""
        nodes = list(ast.walk(values))
        called = [node.func for node in nodes if isinstance(node, ast.Call)]
        known = all(isinstance(name, ast.Attribute) or (isinstance(name, ast.Name) and name.id in _FINITE) for name in called)
        return known and not any(isinstance(node, ast.Name) and node.id in self.lazy for node in nodes)

    def _is_range(self, values: ast.expr) -> bool:
        if isinstance(values, ast.Name):
            return values.id in self.ranges
        return isinstance(values, ast.Call) and isinstance(values.func, ast.Name) and values.func.id == "range"

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        return self._eager(node)

    def visit_SetComp(self, node: ast.SetComp) -> ast.AST:
        return self._eager(node)

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        return self._eager(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in _CONSUMERS:
            node.args = [_burning(argument) if self._is_range(argument) else argument for argument in node.args]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Let a product of values that all grow in a loop be too big at some size, as ticks do not see it coming."""
        self.generic_visit(node)
        guard = _GUARDS.get(type(node.op))
        if guard is None or not self.kept or not _names(node.left) & self.growing:
            return node
        if guard == PRODUCT and not _names(node.right) & self.growing:
            return node
        return ast.Call(ast.Name(guard, ast.Load()), [node.left, node.right], [])

    def _keep(self, node: ast.Assign | ast.Return) -> ast.AST:
        """Only a product that is kept for the next turn can grow."""
        self.kept = True
        self.generic_visit(node)
        self.kept = False
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        return self._keep(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        return self._keep(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.target, ast.Name) and type(node.op) in _GUARDS:
            self.kept = True
            value = self.visit_BinOp(ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value))
            self.kept = False
            if isinstance(value, ast.Call):
                return ast.Assign([node.target], value)
        return node


def _growing(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the names that loops of `function` assign to, and its own name if it calls itself."""
    if _calls(function, function.name):
        yield function.name
    for loop in ast.walk(function):
        if isinstance(loop, ast.For | ast.While):
            for node in (child for statement in loop.body for child in ast.walk(statement)):
                if isinstance(node, ast.Assign):
                    yield from (name for target in node.targets for name in _names(target))
                elif isinstance(node, ast.AugAssign):
                    yield from _names(node.target)


def _bound(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that `function` binds to single values, with the values."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, node.value


def _calls(function: ast.FunctionDef, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(function))


def _limit_depth(function: ast.FunctionDef) -> None:
    """Hand the depth of the recursion down as one more parameter, and stop at `MOST_DEPTH`."""
    depth = ast.Name(DEPTH, ast.Load())
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function.name:
            node.keywords.append(ast.keyword(DEPTH, ast.BinOp(depth, ast.Add(), ast.Constant(1))))
    function.args.kwonlyargs.append(ast.arg(DEPTH))
    function.args.kw_defaults.append(ast.Constant(0))
    stop = ast.Expr(ast.Call(ast.Name(DEEP, ast.Load()), [], []))
    function.body.insert(0, ast.If(ast.Compare(depth, [ast.Gt()], [ast.Constant(MOST_DEPTH)]), [stop], []))


def _burning(values: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(BURN, ast.Load()), [values], [])


def _tick() -> ast.expr:
    return ast.Call(ast.Name("next", ast.Load()), [ast.Name(TICKS, ast.Load())], [])


def _names(node: ast.AST) -> set[str]:
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
