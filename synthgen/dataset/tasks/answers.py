"""What an answer in words says: its last stated value, or the calls that it asserts. Nothing of it is run here."""

from __future__ import annotations

import ast
import re

from synthgen.answer import last_block, readings
from synthgen.dataset.tasks.bench import MOST_SOURCE
from synthgen.errors import LiteralError
from synthgen.literals import format_arguments, format_value, parse_arguments, parse_value
from synthgen.records import TestCase
from synthgen.syntax import parse_module

MOST_STATED = 20_000
"""Characters of a stated value that are read."""
PROBLEMS = (SyntaxError, ValueError, MemoryError, RecursionError)
"""What Python's own parser raises on a hostile text."""
LABELS = {"en": "Answer: ", "zh": "答案："}
"""What stands before the result in a right answer, by language; scorers take either."""
_STATED = re.compile(r"(?:answer|答案)[\s*_`]{0,4}?[:：][ \t*]*(\S.*)", re.IGNORECASE)


def stated(answer: str) -> str:
    """Return the last value that an answer states: behind "Answer:" or "答案：", else its last block or last line.

    >>> stated("First 1.\\nAnswer: `[1, 2]`")
    '[1, 2]'
    >>> stated("答案：3")
    '3'
    """
    found = _STATED.findall(answer[-MOST_SOURCE:])
    text = found[-1] if found else (last_block(answer) or answer)
    lines = text.strip().splitlines()
    line = lines[-1].strip().strip("*").strip() if lines else ""
    if len(line) > 1 and line[0] == line[-1] == "`":
        line = line.strip("`")
    return line[:MOST_STATED]


def asserted(answer: str, entry: str, most: int) -> list[TestCase]:
    """Return the first `most` cases that an answer asserts: `assert entry(literals) == literal`, wherever they stand.

    Any other statement is no test. Empty if the answer is no Python.
    """
    cases: list[TestCase] = []
    for text in readings(answer[:MOST_SOURCE]):
        try:
            tree = parse_module(text)
        except PROBLEMS:
            continue
        asserts = sorted((node for node in ast.walk(tree) if isinstance(node, ast.Assert)), key=lambda node: node.lineno)
        for node in asserts:
            case = _case(node.test, entry)
            if case is not None and case not in cases:
                cases.append(case)
        break
    return cases[:most]


def called(text: str, entry: str) -> TestCase | None:
    """Return the arguments of a call `entry(literals)`, or of literals alone, as a case without output; None for neither."""
    inside = text.strip()
    if inside.startswith(f"{entry}(") and inside.endswith(")"):
        inside = inside[len(entry) + 1 : -1]
    try:
        return TestCase(format_arguments(parse_arguments(inside)), "")
    except LiteralError:
        return None


def _case(test: ast.expr, entry: str) -> TestCase | None:
    wanted: ast.expr = ast.Constant(True)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, wanted = test.operand, ast.Constant(False)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq | ast.Is):
        wanted, test = test.comparators[0], test.left
    if not isinstance(test, ast.Call) or not isinstance(test.func, ast.Name) or test.func.id != entry or test.keywords:
        return None
    try:
        arguments = ", ".join(map(ast.unparse, test.args))
        return TestCase(format_arguments(parse_arguments(arguments)), format_value(parse_value(ast.unparse(wanted))))
    except (LiteralError, *PROBLEMS):
        return None
