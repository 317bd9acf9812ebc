"""Continue a program that breaks off between two statements of its entry point.

The row's `code` is the rest, and `reference_code[0]` the whole program, so that the part that the prompt shows is what
stands before the rest. An answer may repeat that part; it may not define the entry point anew.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from random import Random

from synthgen.answer import readings
from synthgen.dataset.tasks.answers import PROBLEMS
from synthgen.dataset.tasks.bench import MOST_SOURCE, Bench
from synthgen.dataset.tasks.task_type import Draft, Failure, RefusalReason, Source, TaskType
from synthgen.dataset.tasks.words import quotable, write
from synthgen.records import Sample
from synthgen.syntax import parse_module

FEWEST_LEFT = 0.25
"""Smallest part of the entry point's body, in lines, that is left to write."""


def cuts(code: str, entry: str) -> list[int]:
    """Return the lines, counted from 0, before which `code` may be cut: statements of its entry point but the docstring.

    At least a quarter of the body is left. A program whose last function is not `entry` has none.
    """
    function = parse_module(code).body[-1]
    if not isinstance(function, ast.FunctionDef) or function.name != entry or function.end_lineno is None:
        return []
    statements = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not statements:
        return []
    first, last = statements[0].lineno, function.end_lineno
    lines = {node.lineno for statement in statements for node in ast.walk(statement) if isinstance(node, ast.stmt)}
    return [line - 1 for line in sorted(lines) if last - line + 1 >= FEWEST_LEFT * (last - first + 1)]


def _derive(source: Source, random: Random) -> Draft | Failure:
    form, code = source.solution
    places = cuts(code, source.entry)
    if not places:
        return Failure(RefusalReason.NO_CUT, "the entry point is not the last function")
    if not quotable(code):
        return Failure(RefusalReason.UNQUOTABLE)
    lines = code.splitlines(keepends=True)
    place = random.choice(places)
    start, rest = "".join(lines[:place]), "".join(lines[place:])
    prompt = write("code_completion", source.language, task=source.sample.prompt, start=start, entry=source.entry)
    return Draft(prompt, rest, ((form, code),), tuple(source.sample.test_cases))


def _verify(row: Sample, bench: Bench) -> str:
    start = _start(row)
    if not start or start.rstrip("\n") not in row.prompt:
        return "the prompt and the completion are not the two parts of the program"
    passes = bench.passes(start, row.metadata.entry_point, row.test_cases)
    return "the tests pass without the completion" if passes else ""


def _score(row: Sample, answer: str, bench: Bench) -> float:
    """1.0 if the program that begins as the prompt shows and goes on as the answer says passes all tests, else 0.0."""
    programs = [program for program in _programs(row, answer) if _defines_once(program, row.metadata.entry_point)]
    if not programs or not _start(row) or not answer.strip():
        return 0.0
    return float(bench.passes(programs, row.metadata.entry_point, row.test_cases))


def _start(row: Sample) -> str:
    whole = row.reference_code[0]
    return whole[: -len(row.code)] if row.code and whole.endswith(row.code) else ""


def _programs(row: Sample, answer: str) -> Iterator[str]:
    """Yield what an answer may mean, most likely first: the whole, the rest as it is, or the rest whose indent was lost."""
    start = _start(row)
    first = _indent(row.code)
    least = min((_indent(line) for line in row.code.splitlines() if line.strip()), key=len, default="")
    for text in readings(answer[:MOST_SOURCE]):
        if text.lstrip("\n").startswith(start.strip("\n")):
            yield text
        yield start + text
        yield start + textwrap.indent(textwrap.dedent(text), least)
        yield start + first + text.lstrip()


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _defines_once(program: str, entry: str) -> bool:
    try:
        body = parse_module(program).body
    except PROBLEMS:
        return False
    return sum(isinstance(node, ast.FunctionDef) and node.name == entry for node in body) == 1


TYPE = TaskType("code_completion", _derive, _verify, _score)
