"""Write the docstring of a program's entry point, with doctests that run.

`reference_code[0]` is the program without that docstring, `code` the docstring as a literal. What a docstring says in
prose cannot be proved; that it names every parameter and that its examples are true can.
"""

from __future__ import annotations

import ast
import doctest
from random import Random

from synthgen.answer import readings
from synthgen.dataset.tasks.answers import PROBLEMS, called
from synthgen.dataset.tasks.bench import MOST_SOURCE, Bench
from synthgen.dataset.tasks.examples import telling
from synthgen.dataset.tasks.opening import opening
from synthgen.dataset.tasks.task_type import Draft, Failure, RefusalReason, Source, TaskType
from synthgen.dataset.tasks.words import quotable, write
from synthgen.errors import LibraryError, LiteralError, RecordError
from synthgen.literals import format_value, parse_value
from synthgen.plan.graph import Input
from synthgen.prompt.describe import describe
from synthgen.prompt.layout import spaced
from synthgen.records import Sample, TestCase
from synthgen.syntax import parse_module

WANTED = 2
"""Examples that a docstring needs for full marks."""
MOST_EXAMPLES = 10
"""Examples of an answer that are run."""
LONGEST = 120
"""Longest call and result of an example, in characters together."""


def _derive(source: Source, random: Random) -> Draft | Failure:
    form, code = source.solution
    bare = without_docstring(code, source.entry)
    cases = [case for case in source.sample.test_cases if len(case.input) + len(case.output) <= LONGEST and _is_repr(case.output)]
    chosen = [case for case in cases if case in telling(cases)[:1]] + random.sample(cases, min(WANTED + 1, len(cases)))
    examples = list(dict.fromkeys(chosen))[: WANTED + 1]
    if len(examples) < WANTED:
        return Failure(RefusalReason.NO_CASE, f"{len(examples)} of {WANTED} short examples")
    try:
        plan, names = source.plan, source.names
    except (RecordError, LibraryError) as problem:
        return Failure(RefusalReason.NO_PLAN, str(problem))
    said = describe(plan, names, source.language, "return")
    parameters = [(names.nodes[place], node.kind) for place, node in enumerate(plan.nodes) if isinstance(node, Input)]
    inputs = [(name, kind.nouns[source.language].full) for name, kind in parameters]
    first = opening(source)
    is_whole = first == (spaced(said.result.text) if source.language == "zh" else said.result.text)
    prose = write(
        "doc_generation.answer", source.language,
        opening=first, is_whole=is_whole, steps=said.steps, result=said.result, inputs=inputs,
    )  # fmt: skip
    answer = _literal(prose + "".join(f"\n>>> {source.entry}({case.input})\n{case.output}" for case in examples) + "\n")
    if answer.count('"""') != 2 or not quotable(bare, answer):
        return Failure(RefusalReason.UNQUOTABLE)
    prompt = write("doc_generation", source.language, code=bare, entry=source.entry, wanted=WANTED)
    return Draft(prompt, answer, ((f"{form} without docstring", bare),), tuple(examples))


def _literal(text: str) -> str:
    """Return a docstring as it is written, raw if it holds a backslash."""
    return f'r"""{text}"""\n' if "\\" in text else f'"""{text}"""\n'


def without_docstring(code: str, entry: str) -> str:
    """Return `code` without the docstring of its function `entry`."""
    for node in parse_module(code).body:
        if isinstance(node, ast.FunctionDef) and node.name == entry and ast.get_docstring(node) is not None:
            lines = code.splitlines(keepends=True)
            return "".join(lines[: node.body[0].lineno - 1] + lines[node.body[0].end_lineno :])
    return code


def _verify(row: Sample, bench: Bench) -> str:
    docstring = _docstring(row.code, row.metadata.entry_point)
    examples = _examples(docstring, row.metadata.entry_point)
    if examples is None or examples != row.test_cases:
        return "the docstring's examples are not the row's test cases"
    shown = row.reference_code[0].rstrip("\n") in row.prompt
    return "" if shown else "the prompt does not show the program"


def _score(row: Sample, answer: str, bench: Bench) -> float:
    """Half for two true examples of different inputs, half for the share of parameters that the prose names in backticks.

    0.0 without prose, without an example, or with an example that is false or no call on literals.
    """
    entry = row.metadata.entry_point
    docstring = _docstring(answer, entry)
    examples = _examples(docstring, entry)
    prose = "\n".join(part for part in doctest.DocTestParser().parse(docstring) if isinstance(part, str)) if examples else ""
    if not examples or len(examples) > MOST_EXAMPLES or not prose.split() or not bench.passes(row.reference_code[0], entry, examples):
        return 0.0
    named = [f"`{name}`" in prose for name in _parameters(row.reference_code[0], entry)]
    distinct = len({example.input for example in examples})
    return 0.5 * min(1.0, distinct / WANTED) + 0.5 * (sum(named) / len(named) if named else 1.0)


def _parameters(code: str, entry: str) -> list[str]:
    functions = [node for node in parse_module(code).body if isinstance(node, ast.FunctionDef) and node.name == entry]
    return [argument.arg for function in functions for argument in function.args.args]


def _docstring(answer: str, entry: str) -> str:
    """Return the docstring of an answer: that of `entry`, else a literal on its own, else the text itself."""
    for text in readings(answer[:MOST_SOURCE]):
        try:
            body = parse_module(text.strip()).body
        except PROBLEMS:
            continue
        for node in body:
            if isinstance(node, ast.FunctionDef) and node.name == entry:
                return ast.get_docstring(node) or ""
        first = body[0] if body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            return first.value.value
    return readings(answer[:MOST_SOURCE])[-1].strip().strip('"')


def _examples(docstring: str, entry: str) -> list[TestCase] | None:
    """Return the doctests of a docstring as cases; None if one is no call of `entry` on literals with a literal result."""
    try:
        found = doctest.DocTestParser().get_examples(docstring)
        cases = []
        for one in found:
            call = called(one.source, entry) if one.source.startswith(f"{entry}(") else None
            if call is None:
                return None
            cases.append(TestCase(call.input, format_value(parse_value(one.want))))
    except (LiteralError, *PROBLEMS):
        return None
    return cases


def _is_repr(output: str) -> bool:
    """Return whether doctest, which compares text, takes a literal for the value that it stands for."""
    return repr(parse_value(output)) == output and "\\" not in output


TYPE = TaskType("doc_generation", _derive, _verify, _score)
