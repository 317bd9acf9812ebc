"""Values of test cases as JSON, for graders that read arguments and results from it and call the function themselves.

JSON has no tuples, sets, bytes, complex or infinite numbers, and its keys are texts. Where a value would come back as another one
the row is refused; integers of any size come back as they are, since these graders are Python.
"""

from __future__ import annotations

import math

from synthgen.errors import LiteralError
from synthgen.literals import Value, parse_arguments, parse_value


def json_arguments(text: str) -> list[Value]:
    """Return the arguments of a call as JSON can hold them. Raises LiteralError with what it cannot hold."""
    values = parse_arguments(text)
    for value in values:
        problem = _unfit(value)
        if problem:
            raise LiteralError(f"an argument {problem}")
    return list(values)


def json_result(text: str) -> Value:
    """Return a result as JSON can hold it. Raises LiteralError with what it cannot hold.

    Graders turn a tuple that an answer returns into a list before they compare, so a tuple may be the whole result, but no part of it.
    """
    value = parse_value(text)
    if isinstance(value, tuple):
        value = list(value)
    problem = _unfit(value)
    if problem:
        raise LiteralError(f"a result {problem}")
    return value


def _unfit(value: Value) -> str:
    """Return what of a value JSON cannot hold; empty if it can hold all of it."""
    if isinstance(value, list):
        return next((problem for item in value if (problem := _unfit(item))), "")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            return "has a dict whose keys are no texts"
        return next((problem for item in value.values() if (problem := _unfit(item))), "")
    if isinstance(value, float) and not math.isfinite(value):
        return "has an infinite number"
    if value is None or isinstance(value, bool | int | float | str):
        return ""
    return f"has a {type(value).__name__}"
