"""Whether a program may depend on the hash seed, told by its code: it needs a hash, or a set with texts in it whose order shows.

Only texts are hashed with the seed, so a set of numbers is in the same order under all. Dicts keep the order of insertion; the
difference of two of their views is a set. In doubt a program may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import CO_VARARGS, CO_VARKEYWORDS
from opcode import opmap
from types import CodeType

SEED, SET, VIEW, ALGEBRA, TEXT = 1, 2, 4, 8, 16
"""What is found in code: a hash; a set; a view of a dict that can become a set; what combines such views; a text, or what makes one."""
_NAMES = {
    **dict.fromkeys(("hash", "id", "__hash__"), SEED),
    **dict.fromkeys(("set", "frozenset", "keys"), SET),
    "items": VIEW,
    **dict.fromkeys(("sub", "and_", "or_", "xor"), ALGEBRA),
    **dict.fromkeys(("str", "repr", "ascii", "chr", "format", "bin", "oct", "hex", "bytes", "bytearray"), TEXT),
    **dict.fromkeys(("__name__", "__qualname__", "__doc__", "__class__", "__dict__", "__annotations__", "eval", "exec", "input"), TEXT),
}
_OPCODES = {
    **dict.fromkeys((opmap[name] for name in ("BUILD_SET", "SET_ADD", "SET_UPDATE")), SET),
    opmap["BINARY_OP"]: ALGEBRA,
    **{code: TEXT for name, code in opmap.items() if name.startswith(("FORMAT_", "CONVERT_")) or name == "BUILD_STRING"},
}
_IMPORT, _STARRED = opmap["IMPORT_NAME"], opmap["CALL_FUNCTION_EX"]
"""What imports a module; a call with `*`, which has its keywords one by one among the constants."""
_TEXTLESS = frozenset({"bisect", "collections", "functools", "heapq", "itertools", "math", "operator"})
"""Modules that make no texts of anything else."""
_KEYWORDS = frozenset({"default", "fillvalue", "func", "initial", "key", "repeat", "reverse", "start", "strict"})
"""Keywords of functions that make no texts; any other call has a tuple of them among its constants."""
_HINT = re.compile(r"return|(?:int|bool|float|list|dict|tuple|set|None)(?:int|bool|float|list|dict|tuple|set|None|[][, ])*")
"""A hint without texts, as a constant where a function is defined; `return` stands before that of the result."""


def traces(code: CodeType) -> int:
    """Return the traces of a hash, a set or a text in `code` and the functions in it: a sum of `SEED`, `SET`, `VIEW`, ..."""
    found = 0
    for name in code.co_names:
        found |= _NAMES.get(name, 0)
    opcodes = set(code.co_code[::2])
    for opcode in opcodes:
        found |= _OPCODES.get(opcode, 0)
    if _IMPORT in opcodes:
        pairs = zip(code.co_code[::2], code.co_code[1::2], strict=True)
        if not {code.co_names[place] for opcode, place in pairs if opcode == _IMPORT} <= _TEXTLESS:
            found |= TEXT
    functions = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    for function in functions:
        found |= traces(function)
    texts = set(_texts(code))
    arguments = {name for function in functions for name in function.co_varnames[: function.co_argcount + function.co_kwonlyargcount]}
    harmless = arguments | (_KEYWORDS if _STARRED in opcodes else set())
    if not all(text in harmless or (functions and _HINT.fullmatch(text)) for text in texts):
        found |= TEXT
    if code.co_name == "<module>" and not (arguments <= texts and all(map(_is_plain, functions))):
        found |= TEXT  # what has no hint may be a text
    if any(isinstance(constant, frozenset) for constant in code.co_consts):
        found |= SET
    return found


def _texts(code: CodeType) -> Iterator[str]:
    """Yield the texts among the constants of code, but for its docstring, keywords and the names that it imports from a module."""
    has_docstring = not code.co_name.startswith("<") and isinstance(code.co_consts[0], str)
    named = set(code.co_names) if code.co_name == "<module>" else _KEYWORDS
    waiting: list[object] = list(code.co_consts[has_docstring:])
    while waiting:
        constant = waiting.pop()
        if isinstance(constant, (str, bytes)):
            yield str(constant)
        elif isinstance(constant, frozenset) or (isinstance(constant, tuple) and not named.issuperset(constant)):
            waiting.extend(constant)


def _is_plain(function: CodeType) -> bool:
    """Return whether a function takes nothing but what its hints name."""
    return not function.co_flags & (CO_VARARGS | CO_VARKEYWORDS)


def may_hash(found: int) -> bool:
    """Return whether a program with these traces, those of all its parts together, may depend on the hash seed."""
    has_set = found & SET or found & (VIEW | ALGEBRA) == VIEW | ALGEBRA
    return bool(found & SEED or (has_set and found & TEXT))
