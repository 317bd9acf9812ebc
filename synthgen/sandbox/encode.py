"""How results leave a program: tagged JSON, one line a call. Used inside the program's process only.

Numbers, strings, booleans, None and lists are themselves; anything else is an object with one key, its tag:

    {"t": [...]}  tuple     {"s": [...]}  set       {"d": [[k, v], ...]}  dict       {"b": "00ff"}   bytes
    {"z": [...]}  frozenset {"c": [re, im]}  complex {"u": "3dd80000"}   a string with lone surrogates, as UTF-32

Only the exact types of literals have a form: an object of any other type, a subclass included, has none. This side is
not trusted: `synthgen.sandbox.decode` reads what comes as if an enemy had written it.
"""

from __future__ import annotations

import json
import json.encoder
from collections.abc import Callable
from typing import Any

quoted: Callable[[str], str] = json.encoder.encode_basestring_ascii
"""A text as JSON."""
_encoder = json.JSONEncoder(check_circular=False, separators=(",", ":"))
_make_encoder: Callable[..., Callable[[object, int], tuple[str, ...]]] | None = getattr(json.encoder, "c_make_encoder", None)
_chunks = _make_encoder and _make_encoder(None, _encoder.default, quoted, None, ":", ",", False, False, True)
"""What `_encoder` makes for each value anew, where CPython has it in C."""
_BITS_PER_DIGIT = 3.3219280948873626  # log2(10)


class UnspeakableError(Exception):
    """A result that no literal can say, or one beyond the limits."""


def encode(value: object, depth: int, digits: int) -> str:
    """Return `value` as tagged JSON without a line break. Raises UnspeakableError."""
    try:
        return _dumps(_encode(value, depth, int(digits * _BITS_PER_DIGIT) + 1))
    except (ValueError, OverflowError) as problem:
        raise UnspeakableError(str(problem)[:100]) from None


def _dumps(value: object) -> str:
    return "".join(_chunks(value, 0)) if _chunks else _encoder.encode(value)


def _encode(value: Any, depth: int, bits: int) -> object:
    kind = type(value)
    if kind is str:
        return value if value.isascii() else _text(value)
    if kind is int:
        if value.bit_length() > bits:
            raise UnspeakableError("an int with too many digits")
        return value
    if value is None or kind is bool or kind is float:
        return value
    if depth <= 0:
        raise UnspeakableError("a value nested too deeply")
    if kind is list:
        return [_encode(item, depth - 1, bits) for item in value]
    if kind is tuple:
        return {"t": [_encode(item, depth - 1, bits) for item in value]}
    if kind is dict:
        return {"d": [[_encode(key, depth - 1, bits), _encode(item, depth - 1, bits)] for key, item in value.items()]}
    if kind is set:
        return {"s": [_encode(item, depth - 1, bits) for item in value]}
    if kind is frozenset:
        return {"z": [_encode(item, depth - 1, bits) for item in value]}
    if kind is bytes:
        return {"b": value.hex()}
    if kind is complex:
        return {"c": [value.real, value.imag]}
    raise UnspeakableError(f"a {kind.__name__}, which is no literal"[:100])


def _text(value: str) -> object:
    try:
        value.encode()
    except UnicodeEncodeError:
        return {"u": value.encode("utf-32-le", "surrogatepass").hex()}
    return value
