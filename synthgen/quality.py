"""How well a piece of source is written, from its syntax tree alone: a figure in 0..1, in a fraction of a millisecond.

Eight features, each worth its weight; a clean and careful solution scores 1.0 and text that does not parse 0.0:

    docstrings   0.15   share of the public functions that have one
    hints        0.15   share of their parameters and results that are annotated
    names used   0.15   no import, variable or private function that nothing reads (`_` and `_x` variables are free)
    complexity   0.15   every function has a cyclomatic complexity (McCabe 1976) of at most 10
    nesting      0.10   no block stands deeper than 4 inside its function
    line length  0.10   no line is longer than 100 characters
    naming       0.10   functions, parameters and variables in snake_case, classes in CapWords, constants in CAPS
    hygiene      0.10   no bare except, eval, exec, global, star import, mutable default or comparison to None by ==

It says nothing about what the source computes; `synthgen.reward` joins it with the tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from synthgen.syntax import parse_module

MAX_LINE = 100
MAX_NESTING = 4
MAX_COMPLEXITY = 10
"""McCabe's own recommendation: "A Complexity Measure", IEEE Transactions on Software Engineering, 1976."""

WEIGHTS = {
    "docstrings": 0.15,
    "hints": 0.15,
    "names used": 0.15,
    "complexity": 0.15,
    "nesting": 0.10,
    "line length": 0.10,
    "naming": 0.10,
    "hygiene": 0.10,
}

_SNAKE = re.compile(r"_{0,2}[a-z0-9][a-z0-9_]*$|_+$")
_CAPS = re.compile(r"_?[A-Z][A-Z0-9_]*$")
_CAPWORDS = re.compile(r"_?[A-Z][A-Za-z0-9]*$")
_BLOCKS = frozenset({ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith})
_BRANCHES = frozenset({ast.If, ast.For, ast.While, ast.IfExp, ast.ExceptHandler, ast.match_case, ast.AsyncFor})
_DECIDING = _BRANCHES | {ast.BoolOp, ast.comprehension}
_FUNCTIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda})
_HYGIENIC = frozenset({
    ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.ExceptHandler, ast.Attribute, ast.Compare,
})  # fmt: skip
"""What hygiene and the use of names look at; the parser makes no subclasses, so a type is looked up and not asked for its bases."""
_LEAVES = frozenset({
    "ctx", "op", "ops", "id", "attr", "arg", "asname", "module", "level", "kind", "type_comment", "conversion", "simple",
    "is_async",
})  # fmt: skip
"""Fields of syntax trees that hold texts, numbers, and nodes that have no fields themselves; `name` is not among them, as
a `type` statement's is a node."""
_CHILDREN = {
    kind: tuple(name for name in kind._fields if name not in _LEAVES and kind is not ast.Constant)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of each type of nodes that hold others."""
_FORBIDDEN_CALLS = frozenset({"eval", "exec", "__import__", "globals", "compile"})
_MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def static_quality(source: str) -> float:
    """Return how well `source` is written, in 0..1; 0.0 if it does not parse.

    >>> static_quality('def double(x: int) -> int:\\n    \"\"\"Return twice `x`.\"\"\"\\n    return 2 * x\\n')
    1.0
    >>> static_quality("def Double(x): return eval('2*x')")
    0.5
    >>> static_quality("def")
    0.0
    """
    try:
        tree = parse_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0.0
    return tree_quality(tree, source)


def tree_quality(tree: ast.Module, source: str) -> float:
    """Return the quality of `source` when its syntax tree is at hand; see `static_quality`."""
    return quality_of([Part.of(tree, source)])


@dataclass(frozen=True, slots=True)
class Part:
    """What is found in a module, or in some of its statements; the parts of a module make up the module's quality."""

    stored: frozenset[str]
    loaded: frozenset[str]
    documented: tuple[bool, ...]
    annotated: tuple[bool, ...]
    complexity: int
    """The largest of a function."""
    decisions: int
    """Decision points of all functions together."""
    nesting: int
    longest_line: int
    well_named: bool
    hygienic: bool

    @classmethod
    def of(cls, tree: ast.Module, source: str) -> Part:
        """Return what is found in `source`."""
        seen = _Survey()
        seen.read(tree)
        public = [node for node in tree.body if isinstance(node, Function) and not node.name.startswith("_")]
        return cls(
            frozenset(seen.stored),
            frozenset(seen.loaded),
            tuple(map(_has_docstring, public)),
            tuple(annotated for node in public for annotated in _annotations(node)),
            max(seen.complexity, default=1),
            sum(seen.complexity) - len(seen.complexity),
            seen.nesting,
            max(map(len, source.splitlines()), default=0),
            seen.well_named,
            seen.hygienic,
        )


def quality_of(parts: Sequence[Part]) -> float:
    """Return the quality of the module that consists of `parts`; see `static_quality`."""
    stored = frozenset[str]().union(*(part.stored for part in parts))
    loaded = frozenset[str]().union(*(part.loaded for part in parts))
    features = {
        "docstrings": _share([flag for part in parts for flag in part.documented]),
        "hints": _share([flag for part in parts for flag in part.annotated]),
        "names used": float(stored <= loaded),
        "complexity": float(max(part.complexity for part in parts) <= MAX_COMPLEXITY),
        "nesting": float(max(part.nesting for part in parts) <= MAX_NESTING),
        "line length": float(max(part.longest_line for part in parts) <= MAX_LINE),
        "naming": float(all(part.well_named for part in parts)),
        "hygiene": float(all(part.hygienic for part in parts)),
    }
    return round(sum(WEIGHTS[name] * value for name, value in features.items()), 4)


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _has_docstring(node: Function) -> bool:
    first = node.body[0]
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)


def _annotations(node: Function) -> list[bool]:
    """Return for each parameter of `node`, and for its result, whether it is annotated."""
    listed = node.args
    named = [*listed.posonlyargs, *listed.args, *listed.kwonlyargs]
    named += [star for star in (listed.vararg, listed.kwarg) if star is not None]
    return [one.annotation is not None for one in named] + [node.returns is not None]


@dataclass(slots=True)
class _Survey:
    """What one pass over a tree collects; a stack instead of recursion, since a hostile tree may be deep."""

    top: set[int] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)
    complexity: list[int] = field(default_factory=list)
    nesting: int = 0
    well_named: bool = True
    hygienic: bool = True

    def read(self, tree: ast.Module) -> None:
        """Walk `tree` once; each entry of the stack is a node, its block depth and the index of its function."""
        self.top = set(map(id, tree.body))
        stack: list[tuple[ast.AST, int, int]] = [(tree, 0, -1)]
        while stack:
            node, depth, owner = stack.pop()
            kind = type(node)
            if kind is ast.Name:
                self._name(node, owner)  # type: ignore[arg-type]
                continue
            inside = depth
            if kind in _BLOCKS:
                inside = depth + 1
                self.nesting = max(self.nesting, inside)
            elif kind in _FUNCTIONS:
                if kind is not ast.Lambda:
                    self._function(node, owner)  # type: ignore[arg-type]
                    owner = len(self.complexity)
                    self.complexity.append(1)
                    inside = 0
                self._parameters(node.args)  # type: ignore[attr-defined]
            elif kind is ast.ClassDef:
                self.well_named &= bool(_CAPWORDS.match(node.name))  # type: ignore[attr-defined]
            elif kind in _HYGIENIC:
                self._hygiene(node)
            if owner >= 0 and kind in _DECIDING:
                self.complexity[owner] += _decisions(node)
            chain = kind is ast.If and len(node.orelse) == 1 and type(node.orelse[0]) is ast.If  # type: ignore[attr-defined]
            for name in _CHILDREN[kind]:
                child = getattr(node, name, None)
                if type(child) is list:
                    if child:
                        level = depth if chain and name == "orelse" else inside
                        stack += [(item, level, owner) for item in child if isinstance(item, ast.AST)]
                elif isinstance(child, ast.AST):
                    stack.append((child, inside, owner))

    def _name(self, node: ast.Name, owner: int) -> None:
        name = node.id
        if type(node.ctx) is ast.Load:
            self.loaded.add(name)
            self.hygienic &= name not in _FORBIDDEN_CALLS
            return
        if not name.startswith("_"):
            self.stored.add(name)
        fits = _SNAKE.match(name) or (owner < 0 and (_CAPS.match(name) or _CAPWORDS.match(name)))
        self.well_named &= bool(fits)

    def _function(self, node: Function, owner: int) -> None:
        self.well_named &= bool(_SNAKE.match(node.name))
        if owner >= 0 or (node.name.startswith("_") and id(node) in self.top):
            self.stored.add(node.name)

    def _parameters(self, listed: ast.arguments) -> None:
        for one in (*listed.posonlyargs, *listed.args, *listed.kwonlyargs):
            self.well_named &= bool(_SNAKE.match(one.arg))
        for default in (*listed.defaults, *listed.kw_defaults):
            self.hygienic &= not isinstance(default, _MUTABLE)

    def _hygiene(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.name == "*":
                    self.hygienic = False
                elif getattr(node, "module", None) != "__future__":
                    self.stored.add(alias.asname or alias.name.partition(".")[0])
        elif isinstance(node, ast.Global | ast.Nonlocal):
            self.hygienic &= isinstance(node, ast.Nonlocal)
            self.loaded.update(node.names)
        elif isinstance(node, ast.ExceptHandler):
            self.hygienic &= node.type is not None
        elif isinstance(node, ast.Attribute):
            self.loaded.add(node.attr)
        elif isinstance(node, ast.Compare):
            for operator, value in zip(node.ops, node.comparators, strict=True):
                none = isinstance(value, ast.Constant) and value.value is None
                self.hygienic &= not (none and isinstance(operator, ast.Eq | ast.NotEq))


def _decisions(node: ast.AST) -> int:
    """Return how many independent paths `node` adds to its function."""
    if type(node) in _BRANCHES:
        return 1
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return 0
