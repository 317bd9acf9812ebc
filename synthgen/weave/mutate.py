"""Mutants: a source with one planted bug, of the kind that programs really have.

    mutants("def total(numbers): ...")    -> the mutants of one function, or of every function of a module

Each mutant says what was broken, in English and Chinese. Which of them behave differently is found out by running
them (`synthgen.check.mutants`); here they only compile and differ as text.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst

from synthgen.weave import (
    call_operators,
    operators,
    reading_operators,
    sequence_operators,
    spots,
    statement_operators,
)
from synthgen.weave.changes import Change
from synthgen.weave.spots import Spot

Operator = Callable[[Spot], Iterator[Change]]
OPERATORS: tuple[Operator, ...] = (
    *operators.EXPRESSION_OPERATORS,
    *sequence_operators.SEQUENCE_OPERATORS,
    *call_operators.CALL_OPERATORS,
    *statement_operators.STATEMENT_OPERATORS,
    *reading_operators.READING_OPERATORS,
)
"""Every mutation operator, in the order in which they are tried at a spot."""
_FILTERING = threading.Lock()
"""Held while the filters of warnings are changed, which all threads share."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source with one bug. `line` is the first line of it that differs from the original; `reading` marks a bug that is another way to
    read the task: ties, ends, case, order, empty input. `where` is an expression of the parameters that holds wherever the bug makes a
    difference; empty if none is known.
    """

    operator: str
    description: str
    description_zh: str
    source: str
    line: int
    reading: bool
    where: str = ""


def mutants(source: str, name: str | None = None) -> list[Mutant]:
    """Return the mutants of `source`, a module as text, in the order of the text and of the operators.

    With `name` only that top-level function is broken, else every one. All sources are distinct, differ from the
    original and compile; docstrings and annotations stay as they are.
    """
    module = cst.parse_module(source)
    pieces = [module.code_for_node(statement) for statement in module.body]
    joined = "".join(pieces)
    start = module.code.index(joined)
    head, tail = module.code[:start], module.code[start + len(joined) :]
    imports = _imports_end(module)
    seen = {source}
    found = []
    for index, statement in enumerate(module.body):
        if not isinstance(statement, cst.FunctionDef) or name not in (None, statement.name.value):
            continue
        for operator, change, function in _changed(statement):
            parts = [*pieces[:index], module.code_for_node(function), *pieces[index + 1 :]]
            line = _first_difference(source, head + "".join(parts) + tail)
            if change.needs and change.needs not in source:
                parts.insert(imports, f"{change.needs}\n")
                line += 1
            mutated = head + "".join(parts) + tail
            if mutated not in seen and _compiles(mutated):
                seen.add(mutated)
                found.append(Mutant(operator, change.en, change.zh, mutated, line, change.reading, change.where))
    return found


def _imports_end(module: cst.Module) -> int:
    """Return the index of the statement after the last import."""
    imports = [
        index
        for index, statement in enumerate(module.body)
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.Import | cst.ImportFrom)
    ]
    return imports[-1] + 1 if imports else 0


def _changed(function: cst.FunctionDef) -> Iterator[tuple[str, Change, cst.CSTNode]]:
    """Yield each changed form of `function` with the operator's name."""
    for spot in spots.spots(function):
        for operator in OPERATORS:
            for change in operator(spot):
                yield operator.__name__, change, spot.rebuilt(change.node)


def _compiles(source: str) -> bool:
    """Whether `source` compiles without a warning, such as that of a number that is called."""
    try:
        with _FILTERING, warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)
            compile(source, "<mutant>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _first_difference(source: str, mutated: str) -> int:
    old, new = source.splitlines(), mutated.splitlines()
    differ = (number for number, pair in enumerate(zip(old, new, strict=False), 1) if pair[0] != pair[1])
    return next(differ, min(len(old), len(new)))
