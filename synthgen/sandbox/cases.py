"""Test cases made ready to run: arguments that can be sent, expected values that stay here."""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from synthgen.errors import LiteralError, RecordError
from synthgen.literals import parse_arguments, parse_value

CACHED_SETS = 512
"""A trainer scores several completions of a prompt in a row, all against the same tests."""
CACHED_CALLS, LONGEST_CACHED = 4096, 500
"""The same for single calls of at most so many characters."""


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Test cases in order: `calls` are marshalled arguments, `expected` the values that only the caller knows."""

    calls: tuple[bytes, ...]
    expected: tuple[object, ...]

    def __len__(self) -> int:
        """Return the number of test cases."""
        return len(self.calls)

    def __add__(self, other: Cases) -> Cases:
        """Return these cases and then the others."""
        return Cases(self.calls + other.calls, self.expected + other.expected)

    def pick(self, places: Sequence[int]) -> Cases:
        """Return the cases at `places`, in that order."""
        return Cases(tuple(self.calls[place] for place in places), tuple(self.expected[place] for place in places))


def prepare(test_cases: str | Iterable[Mapping[str, str]]) -> Cases:
    """Return `test_cases`, a list of `{"input": ..., "output": ...}` or its JSON text, ready to run.

    Raises RecordError if they are anything else, or hold what is no literal.
    """
    if isinstance(test_cases, str):
        try:
            test_cases = json.loads(test_cases)
        except (ValueError, RecursionError) as problem:
            raise RecordError(f"the test cases are a text but not JSON: {str(problem)[:100]}") from None
    if isinstance(test_cases, Mapping | str) or not isinstance(test_cases, Iterable):
        raise RecordError(f"test cases are a list of {{'input', 'output'}}, found a {type(test_cases).__name__}")
    pairs = tuple(_pair(place, case) for place, case in enumerate(test_cases))
    if not pairs:
        raise RecordError("a solution needs at least one test case, found an empty list")
    return _prepare(pairs)


def pack_call(text: str) -> bytes:
    """Return the arguments that `text` stands for as a program receives them. Raises LiteralError."""
    return _pack_short(text) if len(text) <= LONGEST_CACHED else _pack(text)


def _pack(text: str) -> bytes:
    return marshal.dumps(parse_arguments(text))  # type: ignore[arg-type]


_pack_short = lru_cache(maxsize=CACHED_CALLS)(_pack)


def _pair(place: int, case: object) -> tuple[str, str]:
    if isinstance(case, Mapping):
        given, wanted = case.get("input"), case.get("output")
        if isinstance(given, str) and isinstance(wanted, str):
            return given, wanted
    raise RecordError(f"test case {place} has no texts under 'input' and 'output': {str(case)[:80]!r}")


@lru_cache(maxsize=CACHED_SETS)
def _prepare(pairs: tuple[tuple[str, str], ...]) -> Cases:
    calls, expected = [], []
    for place, (given, wanted) in enumerate(pairs):
        try:
            calls.append(pack_call(given))
            expected.append(parse_value(wanted))
        except LiteralError as problem:
            raise RecordError(f"test case {place}: {problem}") from None
    return Cases(tuple(calls), tuple(expected))
