"""A file of functions of the library: parsed, imported, and cut into implementations."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from synthgen.atom import Function, Implementation
from synthgen.errors import LibraryError
from synthgen.syntax import parse_module

ALLOWED_IMPORTS = frozenset("bisect collections functools heapq itertools math operator re string".split())
"""Standard-library modules that a function of the library may use: pure, portable and the same in every supported Python."""
_PLUMBING = ("synthgen.", "__future__")


def misfit(path: Path, node: ast.FunctionDef, earlier: Mapping[str, ast.FunctionDef], mark: str) -> LibraryError | None:
    """Return what is wrong with a function before it is read: a name used twice, or a decorator other than `mark`."""
    where = f"{path}:{node.lineno}: {'atom' if mark == 'reference' else mark} {node.name!r}"
    if node.name in earlier:
        return LibraryError(f"{where}: is defined in line {earlier[node.name].lineno} already; rename one of the two")
    for decorator in node.decorator_list:
        if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == mark):
            shown = f"is decorated with `@{ast.unparse(decorator)}`"
            return LibraryError(f"{where}: {shown}; nothing but `@{mark}(...)` may stand above a function")
    return None


def parse_file(path: Path) -> tuple[str, ast.Module]:
    """Return the text of a file and its tree. Raises LibraryError."""
    try:
        text = path.read_text(encoding="utf-8")
        return text, parse_module(text)
    except SyntaxError as problem:
        raise LibraryError(f"{path}:{problem.lineno}: syntax error: {problem.msg}") from None
    except (OSError, ValueError) as problem:
        raise LibraryError(f"{path}: cannot be read: {problem}") from None


def import_file(path: Path) -> ModuleType:
    """Run a file as a module of its own. Raises LibraryError, with the line."""
    name = f"synthgen_atoms_{hashlib.blake2b(str(path.resolve()).encode(), digest_size=4).hexdigest()}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise LibraryError(f"{path}: cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as problem:
        frames = [frame.lineno for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == str(path)]
        where = f"{path}:{frames[-1]}" if frames else f"{path}"
        raise LibraryError(f"{where}: cannot be imported: {type(problem).__name__}: {problem}") from None
    return module


def imports_of(path: Path, tree: ast.Module) -> dict[str, str]:
    """Map each name that a file imports for its functions to the import line that brings it. Raises LibraryError if it may not be."""
    lines: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                _allow(path, node, alias.name)
                lines[alias.asname or alias.name] = ast.unparse(ast.Import([alias]))
        elif isinstance(node, ast.ImportFrom) and not f"{node.module}.".startswith(_PLUMBING):
            _allow(path, node, node.module or "")
            for alias in node.names:
                lines[alias.asname or alias.name] = ast.unparse(ast.ImportFrom(node.module, [alias], 0))
    return lines


def _allow(path: Path, node: ast.stmt, module: str) -> None:
    if module.split(".")[0] not in ALLOWED_IMPORTS:
        allowed = ", ".join(sorted(ALLOWED_IMPORTS))
        raise LibraryError(f"{path}:{node.lineno}: atoms may not import {module!r}; allowed are {allowed}")


def implementation_of(function: Function, node: ast.FunctionDef, lines: Sequence[str], imports: Mapping[str, str]) -> Implementation:
    """Return a function of a file, whose `lines` and `imports` are given, as an implementation."""
    source = "\n".join(lines[node.lineno - 1 : node.end_lineno]) + "\n"
    maybe = [name for name in imports if name in source]  # most have none, and to go through the tree takes long
    used = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)} if maybe else set()
    needed = tuple(sorted({imports[name] for name in maybe if name in used}))
    return Implementation(function.__name__, function, source, needed)
