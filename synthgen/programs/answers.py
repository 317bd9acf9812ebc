"""Running one program on calls, in this process or in the sandbox: the same answers either way."""

from __future__ import annotations

import ast
import io
import marshal
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Literal, Protocol

from synthgen.errors import LiteralError, SandboxError
from synthgen.literals import equal, format_value, parse_arguments
from synthgen.syntax import parse_module

if TYPE_CHECKING:
    from synthgen.sandbox import Limits, Sandbox

Isolation = Literal["sandbox", "process"]
"""Where solutions run: in the sandbox, or, if they are trusted to do no harm, in plain worker processes."""
MAX_MESSAGE = 160
"""Longest text of an exception that is passed on, in characters."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call came to: a value, or the failure in words; and whether it changed its arguments."""

    value: object
    failure: str = ""
    modified: bool = False

    def gives(self, expected: object) -> bool:
        """Return whether this is the answer `expected`."""
        return not self.failure and equal(self.value, expected)

    def same_as(self, other: Answer) -> bool:
        """Return whether two answers are the same; all failures are alike."""
        return bool(other.failure) if self.failure else other.gives(self.value)


@lru_cache(maxsize=64)
def tree_of(source: str) -> ast.Module | str:
    """Return the syntax tree of a source, or why it does not parse. Treat it as read-only."""
    try:
        return parse_module(source)
    except _REFUSALS as problem:
        return _refused(problem)


@lru_cache(maxsize=64)
def code_of(source: str) -> CodeType | str:
    """Return the bytecode of a source, or why it does not compile."""
    try:
        return compile(source, "<solution>", "exec", dont_inherit=True)
    except _REFUSALS as problem:
        return _refused(problem)


_REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)


def _refused(problem: Exception) -> str:
    if isinstance(problem, SyntaxError):
        return f"SyntaxError: line {problem.lineno}: {problem.msg}"
    return f"{type(problem).__name__}: {problem}"[:MAX_MESSAGE]


class Run(Protocol):
    """Runs programs. Answers come lazily where the program runs here, so that a caller may stop early."""

    def __call__(self, source: str, entry: str, calls: Sequence[str], hash_seed: int = 0) -> Iterator[Answer]:
        """Yield the answer of each of `calls`, texts that stand between a call's parentheses, in order."""
        ...


def run_here(source: str, entry: str, calls: Sequence[str], hash_seed: int = 0) -> Iterator[Answer]:
    """Yield answers from this very process, whatever its hash seed is: for trusted text only."""
    function: Callable[..., object] | None = None
    program = code_of(source)
    problem = program if isinstance(program, str) else ""
    if not isinstance(program, str):
        namespace: dict[str, object] = {"__name__": "solution"}
        try:
            with redirect_stdout(io.StringIO()):
                exec(program, namespace)
            found = namespace.get(entry)
            function = found if callable(found) else None
            problem = "" if function else f"it defines no function {entry}"
        except KeyboardInterrupt:
            raise
        except BaseException as raised:
            problem = _told(raised)
    for call in calls:
        yield Answer(None, problem) if function is None else _answer(function, packed(call))


_packed: dict[str, bytes] = {}


def packed(call: str) -> bytes:
    """Return a call's arguments in a form from which fresh values are made quickly."""
    if call not in _packed:
        if len(_packed) > 20_000:
            _packed.clear()
        _packed[call] = marshal.dumps(parse_arguments(call), 2)  # type: ignore[arg-type]
    return _packed[call]


def _answer(function: Callable[..., object], arguments: bytes) -> Answer:
    given: tuple[object, ...] = marshal.loads(arguments)
    try:
        value = function(*given)
        format_value(value)
    except LiteralError as problem:
        return Answer(None, str(problem))
    except KeyboardInterrupt:
        raise
    except BaseException as raised:
        return Answer(None, _told(raised))
    return Answer(value, modified=_modified(given, arguments))


def _modified(given: tuple[object, ...], arguments: bytes) -> bool:
    try:
        if marshal.dumps(given, 2) == arguments:  # type: ignore[arg-type]
            return False
    except ValueError:
        return True
    return not equal(given, marshal.loads(arguments))


def _told(raised: BaseException) -> str:
    return f"{type(raised).__name__}: {raised}"[:MAX_MESSAGE]


class SandboxRun:
    """Runs programs in the sandbox, all calls of a program in one process of its own."""

    def __init__(self, sandbox: Sandbox, limits: Limits | None = None) -> None:
        self.sandbox = sandbox
        self.limits = limits

    def __call__(self, source: str, entry: str, calls: Sequence[str], hash_seed: int = 0) -> Iterator[Answer]:
        """Yield the answer of each call. Raises SandboxError if the sandbox itself failed."""
        execution = self.sandbox.execute(source, calls, entry, hash_seed=hash_seed, limits=self.limits, with_changes=True)
        for outcome in execution.outcomes:
            if outcome.failure is not None and outcome.failure.value == "infrastructure error":
                raise SandboxError(
                    f"the sandbox failed, which says nothing about the program: {outcome.detail}; run `synthgen sandbox doctor`"
                )
            failure = "" if outcome.failure is None else f"{outcome.failure.value}: {outcome.detail}"
            yield Answer(outcome.value, failure, outcome.modified)
