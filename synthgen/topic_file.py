"""A file of atoms, read into records.

An atom is a plain function in `<folder>/<topic>.py`; nothing wraps it and everything about it is read off the source:
kinds from the signature, words from the docstring, references from the `@reference(atom)` mark; typical wrong programs
stand in a file beside it (`synthgen.mistakes_file`). The docstring reads

    Return <noun phrase that names every parameter in backticks>.      (a predicate: Return whether <clause>.)

    Sentences that settle ties, empty input and the like.

    中文：<the noun phrase, or the clause of a predicate>。<the rules>。      (optional for a user's own atoms)

    >>> at_least_two(doctests)
"""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_type_hints

from synthgen.atom import Atom, Example, Function, Implementation, Mistake, Parameter, Words
from synthgen.errors import LibraryError
from synthgen.function_file import implementation_of, import_file, imports_of, misfit, parse_file
from synthgen.kinds import kind_of
from synthgen.mistakes_file import mistakes_path, read_mistakes

_BREAK = re.compile(r"(?<=[，。；：、]) ")
"""What a line break inside Chinese text has become; no space belongs there."""
_PARAMETER = re.compile(r"`([a-z_][a-z0-9_]*)`")


def read_topic(path: Path) -> Iterator[Atom | LibraryError]:
    """Yield the atoms of one file, in order, and an error in the place of each that cannot be read."""
    try:
        text, tree = parse_file(path)
        imports = imports_of(path, tree)
        module = import_file(path)
        mistakes = read_mistakes(mistakes_path(path))
    except LibraryError as problem:
        yield problem
        return
    lines = text.splitlines()
    nodes: dict[str, ast.FunctionDef] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            wrong = misfit(path, node, nodes, "reference")
            if wrong is None:
                nodes[node.name] = node
            else:
                nodes.pop(node.name, None)
                yield wrong
    references: dict[str, list[Implementation]] = {}
    for name, node in nodes.items():
        target = getattr(module, name).__dict__.get("reference_of")
        if target is not None:
            implementation = implementation_of(getattr(module, name), node, lines, imports)
            references.setdefault(target.__name__, []).append(implementation)
    marked = {implementation.name for group in references.values() for implementation in group}
    for name, node in nodes.items():
        if name not in marked:
            try:
                yield _atom(path, getattr(module, name), node, lines, imports, references.get(name, []), mistakes.pop(name, []))
            except LibraryError as problem:
                yield problem
            except (NameError, TypeError, ValueError, SyntaxError) as problem:
                yield LibraryError(f"{path}:{node.lineno}: atom {name!r}: cannot be read: {type(problem).__name__}: {problem}")
    for name, left in mistakes.items():
        yield LibraryError(f"{mistakes_path(path)}:{left[0].line}: mistake {left[0].name!r}: there is no atom {name!r}")


def _atom(
    path: Path,
    function: Function,
    node: ast.FunctionDef,
    lines: Sequence[str],
    imports: dict[str, str],
    references: list[Implementation],
    mistakes: Sequence[Mistake],
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
    names = [parameter.name for parameter in parameters]
    for mistake in mistakes:
        if list(mistake.parameters) != names:
            which = f"{mistakes_path(path)}:{mistake.line}: mistake {mistake.name!r}"
            raise LibraryError(f"{which}: takes other parameters than its atom {node.name!r}, which takes {', '.join(names)}")
    return Atom(
        name=node.name,
        topic=path.stem,
        path=path.name,
        line=node.lineno,
        parameters=tuple(parameters),
        result=result,
        words=_words(where, inspect.getdoc(function) or "", names),
        examples=_examples(where, function),
        implementation=implementation_of(function, node, lines, imports),
        references=tuple(references),
        mistakes=tuple(mistakes),
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
