"""Atoms and references taken apart by libcst into pieces: parsed, their names looked up, parameters and locals made holes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import libcst as cst
from libcst import matchers as m

from synthgen.atom import Atom, Implementation
from synthgen.weave.pieces import CLOSE, OPEN, Piece, Template, signature

_BRACKETED: tuple[type[cst.BaseExpression], ...] = (
    cst.Name, cst.Call, cst.Subscript, cst.Attribute, cst.List, cst.Dict, cst.Set, cst.ListComp, cst.DictComp, cst.SetComp,
    cst.SimpleString, cst.Integer,
)  # fmt: skip
"""Expressions that need no parentheses wherever they stand."""


def piece_of(implementation: Implementation, atom: Atom) -> Piece:
    """Return the piece of one implementation of `atom`."""
    function = cst.ensure_type(cst.parse_module(implementation.source).body[0], cst.FunctionDef)
    statements = [statement for statement in _statements(function) if not _is_docstring(statement)]
    parameters = tuple(parameter.name for parameter in atom.parameters)
    names = _NameCollector()
    for statement in statements:
        statement.visit(names)
    local = tuple(name for name in names.bound if name not in parameters)
    body = _code(cst.IndentedBlock(statements), implementation.name, atom.name)
    block, value, tight = _woven(statements, body, parameters, local, names, implementation.name)
    hints = [f"{parameter.name}: {parameter.kind.hint}" for parameter in atom.parameters]
    return Piece(
        imports=implementation.imports,
        parameters=parameters,
        locals=local,
        inner=frozenset(names.inner) - set(names.outer),
        free=frozenset(names.read) - set(names.bound) - set(parameters),
        header=signature(atom.name, hints, atom.result.hint),
        body=body,
        block=block,
        value=value,
        is_tight=tight,
        used={name: names.read.count(name) for name in parameters},
    )


def _statements(function: cst.FunctionDef) -> list[cst.BaseStatement]:
    return list(cst.ensure_type(function.body, cst.IndentedBlock).body)


def _is_docstring(statement: cst.BaseStatement) -> bool:
    return m.matches(statement, m.SimpleStatementLine(body=[m.Expr(m.SimpleString() | m.ConcatenatedString())]))


def _code(block: cst.IndentedBlock, own_name: str, atom_name: str) -> str:
    """Return a body as text, indented by four; calls of the function to itself get the atom's name."""
    if own_name != atom_name:
        renamed = block.visit(_Renamer({own_name: atom_name}))
        block = cst.ensure_type(renamed, cst.IndentedBlock)
    return cst.Module([cst.FunctionDef(cst.Name("f"), cst.Parameters(), block)]).code.split("\n", 1)[1].rstrip("\n")


class _NameCollector(cst.CSTVisitor):
    """Collects the names that are read and those that are bound, in order of appearance."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.bound: list[str] = []
        self.outer: list[str] = []
        self.inner: list[str] = []
        self.nested = False
        self.ends = 0
        """Returns and yields."""

    def visit_Return(self, node: cst.Return) -> None:
        self.ends += 1

    def visit_Yield(self, node: cst.Yield) -> None:
        self.ends += 1

    def visit_Name(self, node: cst.Name) -> None:
        self.read.append(node.value)

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        node.value.visit(self)
        return False

    def visit_Arg(self, node: cst.Arg) -> bool:
        node.value.visit(self)
        return False

    def visit_Annotation(self, node: cst.Annotation) -> bool:
        return False

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._bind(node.target)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._bind(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._bind(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._bind(node.target)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self._bind(node.target, inside=True)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._bind(node.target)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self.nested = True

    def visit_Lambda(self, node: cst.Lambda) -> None:
        for parameter in node.params.params:
            self._bind(parameter.name, inside=True)

    def _bind(self, target: cst.BaseExpression, inside: bool = False) -> None:
        if isinstance(target, cst.Name):
            (self.inner if inside else self.outer).append(target.value)
            if target.value not in self.bound:
                self.bound.append(target.value)
        elif isinstance(target, cst.Tuple | cst.List):
            for element in target.elements:
                self._bind(element.value, inside)
        elif isinstance(target, cst.StarredElement):
            self._bind(target.value, inside)


class _Renamer(cst.CSTTransformer):
    """Renames variables, but no attributes and no keywords of calls."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        new = self.names.get(original_node.value)
        return updated_node if new is None else updated_node.with_changes(value=new)

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)


def _woven(
    statements: list[cst.BaseStatement], body: str, parameters: tuple[str, ...], local: tuple[str, ...], names: _NameCollector, own: str
) -> tuple[tuple[Template, ...], Template | None, bool]:
    """Return block, value and tightness of statements that end in their only return, and have the text `body`; else no value."""
    closed: tuple[tuple[Template, ...], None, bool] = ((), None, False)
    last = statements[-1]
    returned = last.body[0].value if isinstance(last, cst.SimpleStatementLine) and isinstance(last.body[0], cst.Return) else None
    if returned is None or names.ends != 1 or names.nested or own in names.read or set(parameters) & set(names.bound):
        return closed
    if any(not _stands_alone(line) for line in body.splitlines()):
        return closed
    holes = {name: f"{OPEN}{name}{CLOSE}" for name in (*parameters, *local)}
    renamed = [cst.ensure_type(statement.visit(_Renamer(holes)), type(statement)) for statement in statements]
    lines = textwrap.dedent(_code(cst.IndentedBlock(renamed), "", "")).splitlines()
    value = Template.parse(lines[-1].removeprefix("return "))
    return tuple(map(Template.parse, lines[:-1])), value, isinstance(returned, _BRACKETED)


def _stands_alone(line: str) -> bool:
    """Return whether a line is a whole statement or a block's head, so that it can be indented deeper as it is."""
    text = line.strip()
    if not text or text.startswith("#"):
        return False
    return not text.startswith((")", "]", "}")) and not text.endswith(("(", "[", "{", ","))
