"""Broken forms of a solution, with what they do on its test cases: from execution, in the sandbox.

A mutant may never end, and a clock would say so at another place each time. So mutants run with ticks (see
`synthgen.weave.fuel`) of which every call may take `MOST_TICKS`; one that needs more on any test is left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from synthgen.dataset.tasks.bench import Bench, judged, reward
from synthgen.errors import LiteralError
from synthgen.literals import format_value
from synthgen.quality import static_quality
from synthgen.records import ErrorExample, TestCase
from synthgen.sandbox import Outcome, Verdict
from synthgen.weave.fuel import MOST_BITS
from synthgen.weave.mutate import Mutant, mutants
from synthgen.weave.ticks import BURN, DEEP, POWER, PRODUCT, TICKS, instrumented

MOST_TICKS = 50_000
"""Turns of loops in one call: several times what a solution needs on its test cases, and a few milliseconds."""
MOST_GOT = 400
"""Longest wrong result that is shown, in characters."""
_SPENT, _ENTRY = "_spent_", "_entry_"
_PRELUDE = f"""
class {_SPENT}(BaseException):
    pass
def {DEEP}():
    raise {_SPENT}({_SPENT!r})
class _tank_:
    def __init__(self):
        self.left = {MOST_TICKS}
    def __iter__(self):
        return self
    def __next__(self):
        self.left -= 1
        if self.left < 0:
            {DEEP}()
        return True
def {BURN}(numbers):
    {TICKS}.left -= len(numbers)
    return numbers
def {PRODUCT}(left, right):
    if type(left) is int and type(right) is int and left.bit_length() + right.bit_length() > {MOST_BITS}:
        {DEEP}()
    return left * right
def {POWER}(base, exponent):
    if type(base) is int and type(exponent) is int and base.bit_length() * exponent > {MOST_BITS}:
        {DEEP}()
    return base ** exponent
"""
_CODE = re.compile(r"`([^`]+)`")
_SPACE = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class Broken:
    """A mutant that ends on every test case and fails at least one."""

    mutant: Mutant
    outcomes: tuple[Outcome, ...]
    verdicts: tuple[Verdict, ...]
    quality: float

    @property
    def reward(self) -> float:
        """What it earns: the stored reward of a solution with these verdicts."""
        return reward(self.verdicts, self.quality)

    def example(self, cases: Sequence[TestCase]) -> ErrorExample | None:
        """Return it as an error example with the shortest test that shows it, or None if none can be shown."""
        for case, outcome, verdict in sorted(zip(cases, self.outcomes, self.verdicts, strict=True), key=lambda entry: len(entry[0].input)):
            if verdict is Verdict.PASS:
                continue
            got = shown(outcome)
            if len(got) <= MOST_GOT:
                one = self.mutant
                words = (one.operator, one.description, one.description_zh)
                return ErrorExample(one.source, *words, case.input, case.output, got, self.reward)
        return None


def broken_forms(
    bench: Bench, code: str, entry: str, cases: Sequence[TestCase], random: Random, most_tried: int
) -> Iterator[Broken]:
    """Yield broken forms of `code`, in random order, trying at most `most_tried` mutants; all behave differently."""
    made = list(_mutants(code))
    seen: set[str] = set()
    for mutant in random.sample(made, min(most_tried, len(made))):
        outcomes = fuelled(bench, mutant.source, entry, cases)
        if outcomes is None:
            continue
        verdicts = judged(outcomes, cases)
        behaviour = "\n".join(map(shown, outcomes))
        if behaviour not in seen and any(verdict is not Verdict.PASS for verdict in verdicts):
            seen.add(behaviour)
            yield Broken(mutant, outcomes, verdicts, static_quality(mutant.source))


def fuelled(bench: Bench, source: str, entry: str, cases: Sequence[TestCase]) -> tuple[Outcome, ...] | None:
    """Return what a program does on the inputs of `cases`; None if it runs out of ticks, or beyond the sandbox's limits."""
    program = with_ticks(source, entry)
    outcomes = bench.outcomes(program, _ENTRY, [case.input for case in cases])
    spent = any(outcome.failure is not None and _is_spent(outcome) for outcome in outcomes)
    return None if spent else outcomes


@lru_cache(maxsize=1024)
def with_ticks(source: str, entry: str) -> str:
    """Return a program whose function `_entry_` is the function `entry` of `source`, each call with a full tank."""
    call = f"def {_ENTRY}(*arguments):\n    global {TICKS}\n    {TICKS} = _tank_()\n    return {entry}(*arguments)\n"
    return f"{_PRELUDE}\n{ast.unparse(instrumented(source))}\n\n{call}"


def described(description: str, *programs: str) -> bool:
    """Return whether all code that a description quotes stands in one of `programs`, whatever the line breaks."""
    texts = [_SPACE.sub("", program) for program in programs]
    return all(any(_SPACE.sub("", code) in text for text in texts) for code in _CODE.findall(description))


def shown(outcome: Outcome) -> str:
    """Return a result as a literal, a failure as the name of its exception or as its verdict."""
    if outcome.failure is Verdict.EXCEPTION:
        return outcome.detail.split(":")[0].split("(")[0] or "Exception"
    if outcome.failure is not None:
        return outcome.failure.value
    try:
        return format_value(outcome.value)
    except LiteralError:
        return Verdict.BAD_OUTPUT.value


def _is_spent(outcome: Outcome) -> bool:
    beyond = outcome.failure in (Verdict.TIMEOUT, Verdict.MEMORY, Verdict.CRASH, Verdict.BAD_OUTPUT)
    return beyond or _SPENT in outcome.detail


@lru_cache(maxsize=64)
def _mutants(code: str) -> tuple[Mutant, ...]:
    return tuple(mutants(code))
