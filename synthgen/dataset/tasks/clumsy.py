"""Clumsy forms: a program made longer by what beginners write, its behaviour kept.

Each habit is a rewriting of the syntax tree: a result that is bound before it is returned, a condition that is bound
and compared to True, a choice in four lines, a comprehension or a sum as a loop, every part of a call bound to a name
of its own, a loop over positions, `+=` spelt out. Comments are lost. That the behaviour is kept is not taken on trust:
who uses a clumsy form runs it.
"""

from __future__ import annotations

import ast
from random import Random

from synthgen.syntax import parse_module

HABITS = ("bound result", "compared condition", "long choice", "loop", "named parts", "positions", "spelt out")
"""The names of the habits, in the order of drawing."""
FEWEST_HABITS = 4


def clumsy_form(source: str, random: Random) -> str:
    """Return `source` with at least `FEWEST_HABITS` habits at work, all of them as often as they apply."""
    habits = frozenset(random.sample(HABITS, random.randint(FEWEST_HABITS, len(HABITS))))
    tree = parse_module(source)
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    taken |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    parts = [ast.unparse(ast.fix_missing_locations(_Clumsy(habits, taken).visit(node))) for node in tree.body]
    text = ""
    for part, node in zip(parts, tree.body, strict=True):
        gap = "\n\n\n" if isinstance(node, ast.FunctionDef) else "\n"
        text += gap + part if text else part
    return text + "\n"


class _Clumsy(ast.NodeTransformer):
    """Applies habits to the statements of functions."""

    def __init__(self, habits: frozenset[str], taken: set[str]) -> None:
        self.habits = habits
        self.taken = taken
        self.sequences: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        hints = [(argument.arg, ast.unparse(argument.annotation)) for argument in node.args.args if argument.annotation]
        bound = {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
        self.sequences = {name for name, hint in hints if hint.startswith(("list", "str")) and name not in bound}
        return self.generic_visit(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST | list[ast.stmt]:
        if node.value is None or isinstance(node.value, ast.Name | ast.Constant):
            return node
        long = isinstance(node.value, ast.IfExp | ast.ListComp) or _summed(node.value) is not None
        if "bound result" not in self.habits and not long:
            return node
        name = self._name("result")
        return [*self._assigned(name, node.value), ast.Return(ast.Name(name, ast.Load()))]

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.stmt]:
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            return self._assigned(node.targets[0].id, node.value)
        return node

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        if "compared condition" not in self.habits:
            return node
        name = self._name("condition")
        asked: ast.expr = node.test
        if not isinstance(asked, ast.Compare):
            asked = ast.Call(ast.Name("bool", ast.Load()), [asked], [])
        node.test = ast.Compare(ast.Name(name, ast.Load()), [ast.Is()], [ast.Constant(True)])
        return [_bound(name, asked), node]

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        walked = node.iter
        if "positions" in self.habits and isinstance(walked, ast.Name) and walked.id in self.sequences:
            place = self._name("index")
            item = ast.Subscript(ast.Name(walked.id, ast.Load()), ast.Name(place, ast.Load()), ast.Load())
            node.body.insert(0, ast.Assign([node.target], item, lineno=0))
            node.target = ast.Name(place, ast.Store())
            node.iter = ast.Call(ast.Name("range", ast.Load()), [ast.Call(ast.Name("len", ast.Load()), [walked], [])], [])
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        if "spelt out" in self.habits and isinstance(node.target, ast.Name) and isinstance(node.value, ast.Constant):
            return _bound(node.target.id, ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value))
        return node

    def _assigned(self, name: str, value: ast.expr) -> list[ast.stmt]:
        """Return the statements that bind `name` to `value`."""
        if isinstance(value, ast.IfExp) and "long choice" in self.habits:
            return [ast.If(value.test, self._assigned(name, value.body), self._assigned(name, value.orelse))]
        mentioned = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
        if "loop" in self.habits and name not in mentioned:
            summed = _summed(value)
            if isinstance(value, ast.ListComp):
                add = ast.Call(ast.Attribute(ast.Name(name, ast.Load()), "append", ast.Load()), [value.elt], [])
                return [_bound(name, ast.List([], ast.Load())), self._looped(value.generators, ast.Expr(add))]
            if summed is not None:
                add_up = ast.AugAssign(ast.Name(name, ast.Store()), ast.Add(), summed.elt)
                return [_bound(name, ast.Constant(0)), self._looped(summed.generators, add_up)]
        parts: list[ast.stmt] = []
        if "named parts" in self.habits and isinstance(value, ast.Call):
            for place, argument in enumerate(value.args):
                if isinstance(argument, ast.Call | ast.Subscript | ast.BinOp):
                    part = self._name("value")
                    parts += self._assigned(part, argument)
                    value.args[place] = ast.Name(part, ast.Load())
        return [*parts, _bound(name, value)]

    def _looped(self, clauses: list[ast.comprehension], inner: ast.stmt) -> ast.stmt:
        for clause in reversed(clauses):
            for test in reversed(clause.ifs):
                inner = ast.If(test, [inner], [])
            inner = ast.For(clause.target, clause.iter, [inner], [], lineno=0)
        return inner

    def _name(self, base: str) -> str:
        options = [base, *(f"{base}_{number}" for number in range(2, 1000))]
        name = next(option for option in options if option not in self.taken)
        self.taken.add(name)
        return name


def _bound(name: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], value, lineno=0)


def _summed(value: ast.expr) -> ast.GeneratorExp | None:
    """Return what a `sum` of a generator goes through, None if `value` is none."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "sum" and len(value.args) == 1:
        return value.args[0] if isinstance(value.args[0], ast.GeneratorExp) else None
    return None
