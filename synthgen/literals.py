"""The codec of test cases: Python literals as text, and the comparison of values.

A test case is `{"input": "[3, 1, 2], 2", "output": "[1, 2]"}`: `input` is what stands between the parentheses of
a call, `output` the literal of the result. Every part of synthgen that reads, writes or compares these does it
here. The types are those of `ast.literal_eval`: None, bool, int, float, complex, str, bytes, list, tuple, dict and set.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence

from synthgen.errors import LiteralError
from synthgen.syntax import parse_expression

Value = object
"""A value that has a literal form; which types these are is this module's business."""

SCALARS = (bool, int, str, bytes, type(None))
RELATIVE_TOLERANCE = 1e-9
"""Floats closer than this, relative to the larger, are equal; the default of `math.isclose`."""
ABSOLUTE_TOLERANCE = 1e-12
"""Floats closer than this are equal whatever their size, so that 1e-17 may stand for 0.0."""
_PROBLEMS = (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, OverflowError)


def parse_value(text: str) -> Value:
    """Return the value that the literal `text` stands for.

    Raises LiteralError if `text` is anything but one Python literal.

    >>> parse_value("{'a': (1, 2.5)}")
    {'a': (1, 2.5)}
    """
    try:
        return ast.literal_eval(parse_expression(text.strip()))
    except _PROBLEMS as problem:
        raise LiteralError(f"{_excerpt(text)} is not a Python literal: {_reason(problem)}") from None


def parse_arguments(text: str) -> tuple[Value, ...]:
    """Return the values of `text`, the positional arguments of a call without its parentheses.

    Raises LiteralError if one is no literal, or is passed by keyword or with a star.

    >>> parse_arguments("[3, 1, 2], 2")
    ([3, 1, 2], 2)
    >>> parse_arguments("")
    ()
    """
    try:
        call = parse_expression(f"f({text}\n)")
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords:
            raise LiteralError(f"{_excerpt(text)} is not a list of positional arguments")
        return tuple(ast.literal_eval(argument) for argument in call.args)
    except _PROBLEMS as problem:
        raise LiteralError(f"{_excerpt(text)} is not a list of literals: {_reason(problem)}") from None


def format_value(value: Value) -> str:
    """Return the literal of `value`: its `repr`, with dict keys kept in order and infinity as `1e999`.

    Raises LiteralError if `value` holds NaN or anything that no literal can say.

    >>> format_value({"b": [True, (1,)]})
    "{'b': [True, (1,)]}"
    """
    try:
        return _format(value)
    except _PROBLEMS as problem:
        raise LiteralError(f"a {type(value).__name__} has no literal form: {_reason(problem)}") from None


def format_arguments(arguments: Sequence[Value]) -> str:
    """Return `arguments` as the text between the parentheses of a call.

    >>> format_arguments(([1], "a"))
    "[1], 'a'"
    """
    return ", ".join(format_value(argument) for argument in arguments)


def equal(left: Value, right: Value) -> bool:
    """Return whether two values are the same answer.

    Types must match (True is not 1, a list is no tuple); floats compare by `math.isclose` and NaN equals NaN; dicts
    compare by key whatever their order. Anything that is not of a literal's exact type equals nothing, so that
    an object with a lying `__eq__` cannot pass.
    """
    kind = type(left)
    if kind is not type(right):
        return False
    if kind in SCALARS:
        return left == right
    if isinstance(left, float) and isinstance(right, float) and kind is float:
        both_nan = math.isnan(left) and math.isnan(right)
        return both_nan or math.isclose(left, right, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple) and kind in (list, tuple):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict) and kind is dict:
        return _equal_dicts(left, right)
    if isinstance(left, set | frozenset) and isinstance(right, set | frozenset) and kind in (set, frozenset):
        return sorted(map(canonical, left)) == sorted(map(canonical, right))
    if isinstance(left, complex) and isinstance(right, complex) and kind is complex:
        return equal(left.real, right.real) and equal(left.imag, right.imag)
    return False


def canonical(value: Value) -> str:
    """Return a text that is the same for equal values and different for others: types told apart, dicts sorted.

    It is for hashing and ordering; floats enter by their exact `repr`.

    >>> canonical({"b": 1, "a": True}) == canonical({"a": True, "b": 1})
    True
    >>> canonical(True) == canonical(1)
    False
    """
    kind = type(value)
    if kind in SCALARS:
        return repr(value)
    if isinstance(value, list) and kind is list:
        return "[" + _canonical_items(value) + "]"
    if isinstance(value, tuple) and kind is tuple:
        return "(" + _canonical_items(value) + ")"
    if isinstance(value, dict) and kind is dict:
        return "{" + ",".join(sorted(f"{canonical(key)}:{canonical(item)}" for key, item in value.items())) + "}"
    if isinstance(value, set | frozenset):
        return kind.__name__ + "{" + ",".join(sorted(map(canonical, value))) + "}"
    if kind in (float, complex):
        return repr(value)
    raise LiteralError(f"a {kind.__name__} has no literal form")


def _canonical_items(values: Sequence[Value]) -> str:
    return ",".join([repr(value) if type(value) in SCALARS else canonical(value) for value in values])


def _equal_dicts(left: dict[Value, Value], right: dict[Value, Value]) -> bool:
    if len(left) != len(right):
        return False
    others = {canonical(key): item for key, item in right.items()}
    return all((name := canonical(key)) in others and equal(item, others[name]) for key, item in left.items())


def _format(value: Value) -> str:
    kind = type(value)
    if kind in SCALARS:
        return repr(value)
    if isinstance(value, list) and kind is list:
        return "[" + ", ".join(map(_format, value)) + "]"
    if isinstance(value, tuple) and kind is tuple:
        return "(" + ", ".join(map(_format, value)) + (",)" if len(value) == 1 else ")")
    if isinstance(value, dict) and kind is dict:
        return "{" + ", ".join(f"{_format(key)}: {_format(item)}" for key, item in value.items()) + "}"
    if isinstance(value, set) and kind is set:
        return "{" + ", ".join(map(_format, sorted(value, key=canonical))) + "}" if value else "set()"
    if isinstance(value, float) and kind is float:
        if math.isnan(value):
            raise ValueError("NaN has no literal")
        return repr(value).replace("inf", "1e999")
    if isinstance(value, complex) and kind is complex:
        if math.isnan(value.real) or math.isnan(value.imag):
            raise ValueError("NaN has no literal")
        return repr(value).replace("inf", "1e999")
    raise TypeError(f"{kind.__name__} is not a literal's type")


def _excerpt(text: object) -> str:
    shown = repr(text)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def _reason(problem: BaseException) -> str:
    if isinstance(problem, RecursionError | MemoryError):
        return "it is nested too deeply"
    return str(problem).split("\n")[0][:120]
