"""Running emitted text: a module is compiled, its entry point called on fresh inputs, its results compared.

This is for text that synthgen itself wove, which is trusted to end and to do no harm. Anyone else's code runs in
`synthgen.sandbox`. Values travel as marshal's format 0, which has neither references nor interning: equal bytes mean equal
values of equal types. Different bytes may still be equal dicts in another order, so those are compared by key.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from synthgen.check.text import HELPERS_KEPT, blocks
from synthgen.literals import canonical

FORMAT = 0
"""Version of marshal's format; later ones share equal objects and so are no fingerprint."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a text did: whether it gave the results that it should, and whether it left its inputs as they were."""

    agrees: bool
    kept_inputs: bool
    error: str = ""


def frozen(values: Any) -> bytes:
    """Return built-in values as bytes, from which `thawed` makes fresh copies."""
    return marshal.dumps(values, FORMAT)


def thawed(values: bytes) -> Any:
    """Return fresh copies of the values of `frozen`."""
    return marshal.loads(values)


def compile_entry(source: str, entry: str) -> Callable[..., Any]:
    """Return the entry point of a module's source. Helpers that were met before are not compiled again."""
    namespace: dict[str, Any] = {"__name__": "solution"}
    *helpers, last = blocks(source)
    for helper in helpers:
        exec(_compiled(helper), namespace)
    exec(compile(last, "<solution>", "exec"), namespace)
    function: Callable[..., Any] = namespace[entry]
    return function


@lru_cache(maxsize=HELPERS_KEPT)
def _compiled(block: str) -> CodeType:
    return compile(block, "<solution>", "exec")


def run_text(source: str, entry: str, rows: bytes, expected: bytes) -> Outcome:
    """Run a module's entry point on frozen input rows and compare its results with the frozen ones that it should give.

    An exception is part of the outcome.
    """
    inputs = thawed(rows)
    try:
        function = compile_entry(source, entry)
        outputs = [function(*row) for row in inputs]
        agrees = same_results(outputs, expected)
    except Exception as problem:
        return Outcome(False, frozen(inputs) == rows, f"{type(problem).__name__}: {problem}")
    return Outcome(agrees, frozen(inputs) == rows)


def same_results(outputs: Sequence[Any], expected: bytes) -> bool:
    """Return whether results are those of `expected`, types told apart. Raises LiteralError for what has no literal."""
    try:
        if frozen(outputs) == expected:
            return True
    except ValueError:
        return False
    wanted = thawed(expected)
    return len(outputs) == len(wanted) and all(canonical(left) == canonical(right) for left, right in zip(outputs, wanted, strict=True))
