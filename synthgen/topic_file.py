"""A file of atoms, read into records.

An atom is a plain function in `<folder>/<topic>.py`; nothing wraps it and everything about it is read off the source:
kinds from the signature, words from the docstring, references from the `@reference(atom)` mark. The docstring reads

    Return <noun phrase that names every parameter in backticks>.      (a predicate: Return whether <clause>.)

    Sentences that settle ties, empty input and the like.

    中文：<the noun phrase, or the clause of a predicate>。<the rules>。      (optional for a user's own atoms)

    >>> at_least_two(doctests)
"""

from __future__ import annotations

import ast
import doctest
import hashlib
import importlib.util
import inspect
import re
import sys
import textwrap
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

from synthgen.atom import Atom, Example, Function, Implementation, Parameter, Words
from synthgen.errors import LibraryError
from synthgen.kinds import kind_of
from synthgen.syntax import parse_module

ALLOWED_IMPORTS = frozenset("bisect collections functools heapq itertools math operator re string".split())
"""Standard-library modules that an atom may use: pure, portable and the same in every supported Python."""
_PLUMBING = ("synthgen.", "__future__")
_BREAK = re.compile(r"(?<=[，。；：、]) ")
"""What a line break inside Chinese text has become; no space belongs there."""
_PARAMETER = re.compile(r"`([a-z_][a-z0-9_]*)`")


def read_topic(path: Path) -> Iterator[Atom | LibraryError]:
    """Yield the atoms of one file, in order, and an error in the place of each that cannot be read."""
    try:
        text, tree = _parse_file(path)
        imports = _imports(path, tree)
        module = _import_file(path)
    except LibraryError as problem:
        yield problem
        return
    nodes: dict[str, ast.FunctionDef] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            misfit = _misfit(path, node, nodes)
            if misfit is None:
                nodes[node.name] = node
            else:
                nodes.pop(node.name, None)
                yield misfit
    references: dict[str, list[Implementation]] = {}
    for name, node in nodes.items():
        target = getattr(module, name).__dict__.get("reference_of")
        if target is not None:
            implementation = _implementation(getattr(module, name), node, text, imports)
            references.setdefault(target.__name__, []).append(implementation)
    marked = {implementation.name for group in references.values() for implementation in group}
    for name, node in nodes.items():
        if name not in marked:
            try:
                yield _atom(path, getattr(module, name), node, text, imports, references.get(name, []))
            except LibraryError as problem:
                yield problem
            except (NameError, TypeError, ValueError, SyntaxError) as problem:
                yield LibraryError(f"{path}:{node.lineno}: atom {name!r}: cannot be read: {type(problem).__name__}: {problem}")


def _misfit(path: Path, node: ast.FunctionDef, earlier: Mapping[str, ast.FunctionDef]) -> LibraryError | None:
    """Return what is wrong with a function before its atom is read: a name used twice, or a decorator that wraps it."""
    where = f"{path}:{node.lineno}: atom {node.name!r}"
    if node.name in earlier:
        return LibraryError(f"{where}: is defined in line {earlier[node.name].lineno} already; rename one of the two")
    for decorator in node.decorator_list:
        if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "reference"):
            shown = f"is decorated with `@{ast.unparse(decorator)}`"
            return LibraryError(f"{where}: {shown}; nothing but `@reference(...)` may stand above a function")
    return None


def _parse_file(path: Path) -> tuple[str, ast.Module]:
    try:
        text = path.read_text(encoding="utf-8")
        return text, parse_module(text)
    except SyntaxError as problem:
        raise LibraryError(f"{path}:{problem.lineno}: syntax error: {problem.msg}") from None
    except (OSError, ValueError) as problem:
        raise LibraryError(f"{path}: cannot be read: {problem}") from None


def _import_file(path: Path) -> ModuleType:
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


def _imports(path: Path, tree: ast.Module) -> dict[str, str]:
    """Map each name that the file imports for its atoms to the import line that brings it."""
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


def _implementation(function: Function, node: ast.FunctionDef, text: str, imports: dict[str, str]) -> Implementation:
    source = "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno]) + "\n"
    used = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    needed = tuple(sorted({imports[name] for name in used if name in imports}))
    return Implementation(function.__name__, function, source, needed)


def _atom(
    path: Path,
    function: Function,
    node: ast.FunctionDef,
    text: str,
    imports: dict[str, str],
    references: list[Implementation],
) -> Atom:
    where = f"{path}:{node.lineno}: atom {node.name!r}"
    annotations = get_type_hints(function, include_extras=True)
    parameters = []
    for name in inspect.signature(function).parameters:
        kind = kind_of(annotations.get(name))
        if kind is None:
            raise LibraryError(f"{where}: parameter {name!r} has no kind as its type; see synthgen.kinds for the vocabulary")
        parameters.append(Parameter(name, kind))
    result = kind_of(annotations.get("return"))
    if result is None:
        raise LibraryError(f"{where}: the result has no kind as its type; see synthgen.kinds for the vocabulary")
    if not references:
        raise LibraryError(f"{where}: has no reference; add a second algorithm marked @reference({node.name})")
    return Atom(
        name=node.name,
        topic=path.stem,
        path=path.name,
        line=node.lineno,
        parameters=tuple(parameters),
        result=result,
        words=_words(where, inspect.getdoc(function) or "", [parameter.name for parameter in parameters]),
        examples=_examples(where, function),
        implementation=_implementation(function, node, text, imports),
        references=tuple(references),
    )


def _examples(where: str, function: Function) -> tuple[Example, ...]:
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(function) or "")
    if len(examples) < 2:
        raise LibraryError(f"{where}: has {len(examples)} doctests; at least two are needed, one of an edge case")
    return tuple(Example(example.source.strip(), example.want.strip()) for example in examples)


def _words(where: str, doc: str, names: list[str]) -> dict[str, Words]:
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", doc) if not part.lstrip().startswith(">>>")]
    if not paragraphs or not paragraphs[0].startswith("Return "):
        raise LibraryError(f"{where}: the docstring must start with 'Return ' and a noun phrase")
    first, *rest = _sentences(" ".join(part for part in paragraphs if not part.startswith("中文：")))
    phrase = first.removeprefix("Return ").removeprefix("whether ").removesuffix(".")
    words = {"en": Words(phrase, tuple(rest))}
    chinese = next((part.removeprefix("中文：") for part in paragraphs if part.startswith("中文：")), None)
    if chinese:
        chinese = _BREAK.sub("", chinese)
        head, *rules = [part.strip() for part in chinese.split("。") if part.strip()]
        words["zh"] = Words(head, tuple(f"{rule}。" for rule in rules))
    for language, text in words.items():
        missing = set(names) - set(_PARAMETER.findall(text.phrase))
        if missing:
            raise LibraryError(f"{where}: the first sentence ({language}) does not name `{'`, `'.join(sorted(missing))}`")
    return words


def _sentences(text: str) -> list[str]:
    """Split a paragraph at full stops that end a sentence; one inside backticks or before a lowercase word does not."""
    return [part for part in re.split(r"(?<=[.!?])\s+(?=[A-Z`])", textwrap.dedent(text).strip()) if part]
