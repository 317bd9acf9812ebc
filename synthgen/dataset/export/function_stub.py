"""A solution as HumanEval has it: a stub with the prompt as its docstring, and the text that completes it.

    prompt       imports, `def name(...):`, and a docstring
    completion   the body of the function, then what else the module defines

Prompt and completion together are the module again, but for the order: helpers stand behind the function that calls them, which is
the same once the function is called.
"""

from __future__ import annotations

import ast
import builtins
import textwrap
from dataclasses import dataclass

from synthgen.dataset.export.exporter import ExportReason, Misfit
from synthgen.records import Sample
from synthgen.syntax import parse_module

INDENT = "    "


@dataclass(frozen=True, slots=True)
class Stub:
    """Both halves of a solution."""

    prompt: str
    completion: str


def stub_of(sample: Sample, taken: frozenset[str]) -> Stub | Misfit:
    """Return the solution in two halves; `taken` are names that the consumer's own code gives to other things."""
    try:
        tree = parse_module(sample.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        return Misfit(ExportReason.NO_ENTRY_POINT, f"`code` is no Python: {problem}")
    entry = sample.metadata.entry_point
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == entry]
    if len(functions) != 1 or functions[0].decorator_list:
        return Misfit(ExportReason.NO_ENTRY_POINT, f"one plain function {entry!r} is wanted; found {len(functions)}, or a decorated one")
    function = functions[0]
    clash = _defined(tree) & taken
    if clash:
        return Misfit(ExportReason.NAME_TAKEN, f"`code` defines {sorted(clash)[0]!r}")
    before: list[ast.stmt] = [node for node in tree.body[: tree.body.index(function)] if isinstance(node, ast.Import | ast.ImportFrom)]
    unknown = _needed(function) - set(dir(builtins)) - _defined(ast.Module(before, []))
    if unknown:
        return Misfit(ExportReason.NO_ENTRY_POINT, f"the signature needs {sorted(unknown)[0]!r}, which is defined by no import before it")
    lines = sample.code.splitlines(keepends=True)
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    header = f"def {entry}({ast.unparse(function.args)}){returns}:"
    imports = "".join(f"{ast.unparse(node)}\n" for node in before)
    prompt = f"{imports}\n\n" if imports else ""
    prompt += f"{header}\n{docstring(sample.prompt)}"
    rest = [node for node in tree.body if node is not function and node not in before]
    completion = _body(function, lines) + "".join(f"\n\n{_text(node, lines)}" for node in rest)
    try:
        parse_module(prompt)
        parse_module(prompt + completion)
    except (SyntaxError, ValueError) as problem:
        return Misfit(ExportReason.UNQUOTABLE, f"the stub is no Python: {problem}")
    return Stub(prompt, completion)


def docstring(text: str) -> str:
    r'''Return a text as a docstring that is indented once and reads as the text.

    >>> print(docstring('Return "x".\n\nTwice.'), end="")
        """
        Return "x".
    <BLANKLINE>
        Twice.
        """
    '''
    quoted = text.strip("\n").replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return textwrap.indent(f'"""\n{quoted}\n"""\n', INDENT)


def _defined(tree: ast.Module) -> set[str]:
    """Return the names that a module defines or imports."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        else:
            names.update(part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store))
    return names


def _needed(function: ast.FunctionDef) -> set[str]:
    """Return the names that are looked up when the function is defined: those of hints and defaults."""
    parts: list[ast.AST] = [function.args, *([function.returns] if function.returns else [])]
    return {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}


def _body(function: ast.FunctionDef, lines: list[str]) -> str:
    """Return the body of a function without its docstring, indented once."""
    body = function.body[1:] if ast.get_docstring(function) is not None and len(function.body) > 1 else function.body
    first = body[0]
    if first.lineno == function.lineno or (first.col_offset and lines[first.lineno - 1][: first.col_offset].strip()):
        return textwrap.indent("\n".join(map(ast.unparse, body)), INDENT) + "\n"
    text = "".join(lines[first.lineno - 1 : function.end_lineno])
    text = text if text.endswith("\n") else text + "\n"
    own = lines[first.lineno - 1][: first.col_offset]
    if own == INDENT:
        return text
    return textwrap.indent("\n".join(map(ast.unparse, body)), INDENT) + "\n"


def _text(node: ast.stmt, lines: list[str]) -> str:
    """Return a top-level statement as it stands, with its decorators."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    text = "".join(lines[first - 1 : node.end_lineno])
    return text if text.endswith("\n") else text + "\n"
