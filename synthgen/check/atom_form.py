"""Whether the source of an atom and of its references stands alone: plain parameters, and nothing from outside."""

from __future__ import annotations

import ast
import builtins
import inspect
import symtable
from collections.abc import Iterator
from typing import Any

from synthgen.atom import Atom, Implementation
from synthgen.syntax import parse_module

_FORBIDDEN = frozenset("print open input eval exec compile globals locals vars id hash breakpoint exit quit __import__".split())
"""Builtins with which a function reads or changes something besides its arguments."""


def form_problems(atom: Atom) -> Iterator[str]:
    """Yield what keeps the atom or a reference from standing alone, each as a sentence with what to do."""
    for implementation in (atom.implementation, *atom.references):
        prefix = who(atom, implementation.name)
        signature = inspect.signature(implementation.function)
        if len(signature.parameters) != len(atom.parameters):
            yield f"{prefix}takes {len(signature.parameters)} parameters, but {atom.name} takes {len(atom.parameters)}"
        for name, parameter in signature.parameters.items():
            if parameter.default is not parameter.empty or parameter.kind is not parameter.POSITIONAL_OR_KEYWORD:
                yield f"{prefix}has a default or a star at the parameter `{name}`; parameters are plain"
        names = _foreign_names(implementation)
        if names & _FORBIDDEN:
            yield f"{prefix}uses `{min(names & _FORBIDDEN)}`; a function of the library depends on its arguments alone"
        if names - _FORBIDDEN:
            name = min(names - _FORBIDDEN)
            advice = "a function of the library stands alone: write it inside"
            yield f"{prefix}uses `{name}`, which stands outside it; {advice}"
    bodies = {ast.dump(_body(implementation.source)): implementation.name for implementation in reversed(atom.references)}
    copied = bodies.get(ast.dump(_body(atom.source)))
    if copied:
        yield f"reference {copied!r} has the same code as the atom; a reference is another algorithm"


def _foreign_names(implementation: Implementation) -> set[str]:
    """Return the names that a function takes from outside: no builtins but forbidden ones, no imports, not itself."""
    imported = {name for line in implementation.imports for name in _imported_names(line)}
    known = (set(dir(builtins)) - _FORBIDDEN) | imported | {implementation.name}
    found: set[str] = set()
    tables: list[Any] = list(symtable.symtable(implementation.source, "<atom>", "exec").get_children())
    while tables:
        table = tables.pop()
        tables.extend(table.get_children())
        found |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()}
    return found - known


def _imported_names(line: str) -> Iterator[str]:
    for node in ast.walk(parse_module(line)):
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]


def _body(source: str) -> ast.Module:
    """Return the statements of a function without its docstring."""
    function = parse_module(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    start = 1 if ast.get_docstring(function) is not None else 0
    return ast.Module(function.body[start:], [])


def who(atom: Atom, name: str) -> str:
    """Return how a message starts that speaks of the function `name`: nothing for the atom itself."""
    return "" if name == atom.name else f"reference {name!r} "
