"""Running emitted text: a module is compiled, its entry point called on fresh inputs, its results compared.

This is for text that synthgen itself wove, which is trusted to end and to do no harm. Anyone else's code runs in
`synthgen.sandbox`. Values travel as marshal's format 0, which has neither references nor interning: equal bytes mean equal
values of equal types. Different bytes may still be equal dicts in another order, so those are compared by key.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap
from types import CodeType
from typing import Any

from synthgen.check.hashing import may_hash, traces
from synthgen.check.text import HELPERS_KEPT, LAST_KEPT, blocks
from synthgen.literals import canonical

FORMAT = 0
"""Version of marshal's format; later ones share equal objects and so are no fingerprint."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What texts did: whether they gave the results that they should, and whether they left their inputs as they were."""

    agrees: bool
    kept_inputs: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A module's source, ready to run: the text of its helpers, which are compiled once, and the code of its last function.

    `hashing` says whether its results may depend on the hash seed. It can be pickled: another process is spared the compiling.
    What it loads is what it would have compiled, sets among the constants included: they are made anew, under its own hash seed.
    """

    helpers: tuple[str, ...]
    last: CodeType
    hashing: bool

    @staticmethod
    def of(source: str) -> Program:
        """Return the program of a source. Raises SyntaxError."""
        return _program(source)

    def __reduce__(self) -> tuple[Callable[..., Program], tuple[object, ...]]:
        return _loaded, (self.helpers, marshal.dumps(self.last), self.hashing)

    def function(self, name: str) -> Callable[..., Any]:
        """Run the module in a namespace of its own and return its function called `name`."""
        namespace: dict[str, Any] = {"__name__": "solution"}
        for helper in self.helpers:
            exec(_compiled_helper(helper)[0], namespace)
        exec(self.last, namespace)
        function: Callable[..., Any] = namespace[name]
        return function


@lru_cache(maxsize=LAST_KEPT)
def _program(source: str) -> Program:
    *helpers, last = blocks(source)
    code = compiled_last(last)
    found = traces(code)
    for helper in helpers:
        found |= _compiled_helper(helper)[1]
    return Program(tuple(helpers), code, may_hash(found))


def _loaded(helpers: tuple[str, ...], code: bytes, hashing: bool) -> Program:
    return Program(helpers, marshal.loads(code), hashing)


def _compiled(block: str) -> CodeType:
    """Return the code of one block. Its hints are not evaluated, no more than this module's own: they are built-in types."""
    return compile(block, "<solution>", "exec")


def _compiled_with_traces(block: str) -> tuple[CodeType, int]:
    code = _compiled(block)
    return code, traces(code)


_compiled_helper = lru_cache(maxsize=HELPERS_KEPT)(_compiled_with_traces)
compiled_last = lru_cache(maxsize=LAST_KEPT)(_compiled)


def frozen(values: Any) -> bytes:
    """Return built-in values as bytes, from which `thawed` makes fresh copies."""
    return marshal.dumps(values, FORMAT)


def thawed(values: bytes) -> Any:
    """Return fresh copies of the values of `frozen`."""
    return marshal.loads(values)


def compile_entry(source: str, entry: str) -> Callable[..., Any]:
    """Return the entry point of a module's source. Raises SyntaxError, and KeyError if there is none of the name."""
    return Program.of(source).function(entry)


def run_programs(programs: Iterable[Program], entry: str, rows: bytes, expected: bytes) -> Outcome:
    """Run the entry point of each program on frozen input rows and compare the results with the frozen ones that it should give.

    The outcome is that of the first program that does anything wrong. An exception is part of it, also one that is raised
    while `programs` are made. Each program gets the inputs of the one before it, which is seen to have left them as they were.
    """
    inputs = thawed(rows)
    try:
        for program in programs:
            function = program.function(entry)
            outputs = list(starmap(function, inputs))
            outcome = Outcome(same_results(outputs, expected), _is(inputs, rows))
            if not (outcome.agrees and outcome.kept_inputs):
                return outcome
    except Exception as problem:
        return Outcome(False, _is(inputs, rows), f"{type(problem).__name__}: {problem}")
    return Outcome(True, True)


def _is(values: Any, expected: bytes) -> bool:
    """Return whether values are the frozen ones, order of dicts included."""
    try:
        return frozen(values) == expected
    except ValueError:
        return False


def same_results(outputs: Sequence[Any], expected: bytes) -> bool:
    """Return whether results are those of `expected`, types told apart. Raises LiteralError for what has no literal."""
    try:
        if frozen(outputs) == expected:
            return True
    except ValueError:
        return False
    wanted = thawed(expected)
    return len(outputs) == len(wanted) and all(canonical(left) == canonical(right) for left, right in zip(outputs, wanted, strict=True))
