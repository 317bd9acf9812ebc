"""From the bytes that a program left to an outcome for each call, and from those to verdicts; all in the caller."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from functools import lru_cache

from synthgen.errors import LiteralError
from synthgen.literals import equal
from synthgen.sandbox.child import MAX_MESSAGE, OUTPUT_FULL
from synthgen.sandbox.decode import BadFormError, decode
from synthgen.sandbox.limits import Limits
from synthgen.sandbox.verdict import Outcome, Verdict
from synthgen.sandbox.worker import Ending

CACHED_REPORTS = 512
"""Many answers to one prompt are reported on alike."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a source's text says: which reading compiled, its entry point and its quality."""

    reading: int | None = None
    entry_point: str | None = None
    quality: float | None = None


def outcomes(ending: Ending, calls: int, limits: Limits) -> tuple[Outcome, ...]:
    """Return an outcome for each of `calls` calls: what the program wrote, and for the rest how it ended."""
    lines = ending.results.split(b"\n", calls + 2)
    complete = lines[:-1] if len(lines) <= calls + 2 else lines[: calls + 1]
    if complete and complete[0] != b"l ":
        return (_failed(complete[0]),) * calls
    found = [_read(line, limits) for line in complete[1 : calls + 1]]
    missing = calls - len(found)
    return (*found, *[_ended(ending, limits)] * missing)


def verdict(outcome: Outcome, expected: object) -> Verdict:
    """Return what `outcome` earns where `expected` is right."""
    if outcome.failure is not None:
        return outcome.failure
    try:
        return Verdict.PASS if equal(outcome.value, expected) else Verdict.WRONG
    except (LiteralError, RecursionError, ValueError, OverflowError):
        return Verdict.BAD_OUTPUT


def report(ending: Ending) -> Report:
    """Return what was read off the source before it ran; empty if it did not compile."""
    return _report(ending.report)


@lru_cache(maxsize=CACHED_REPORTS)
def _report(text: bytes) -> Report:
    if not text:
        return Report()
    try:
        return Report(**json.loads(text))
    except (ValueError, TypeError, RecursionError):  # only where no step but rlimits stands before the file
        return Report()


def _read(line: bytes, limits: Limits) -> Outcome:
    mark, _, text = line.partition(b" ")
    if mark not in (b"v0", b"v1"):
        return _failed(line)
    try:
        return Outcome(None, decode(text, limits.depth, limits.digits), modified=mark == b"v1")
    except BadFormError as problem:
        return Outcome(Verdict.BAD_OUTPUT, detail=str(problem))


def _failed(line: bytes) -> Outcome:
    mark, _, text = line.partition(b" ")
    if mark == b"m":
        return Outcome(Verdict.MEMORY, detail="MemoryError")
    failure = Verdict.EXCEPTION if mark == b"e" else Verdict.BAD_OUTPUT
    try:
        detail = json.loads(text)
    except (ValueError, RecursionError):
        detail = None
    if not isinstance(detail, str) or mark not in (b"e", b"b"):
        return Outcome(Verdict.BAD_OUTPUT, detail="bytes that are no result")
    return Outcome(failure, detail=detail[:MAX_MESSAGE].encode(errors="replace").decode())


def _ended(ending: Ending, limits: Limits) -> Outcome:
    """Return the outcome of a call that left no result, from how the process ended."""
    if ending.timed_out:
        return Outcome(Verdict.TIMEOUT, detail=f"not done after {limits.seconds:g} s")
    if os.WIFSIGNALED(ending.status):
        number = os.WTERMSIG(ending.status)
        # The limit counts whole ticks for whoever is found running, the usage what was really used: on a busy machine much less.
        if number == signal.SIGXCPU or (number == signal.SIGKILL and ending.cpu_seconds > limits.cpu / 2):
            return Outcome(Verdict.TIMEOUT, detail=f"not done after {limits.cpu} s of CPU time")
        if number == signal.SIGKILL:  # nobody but the kernel, short of memory, may do that
            return Outcome(Verdict.MEMORY, detail="killed, most likely for its memory")
        return Outcome(Verdict.CRASH, detail=f"ended by signal {number}")
    if os.waitstatus_to_exitcode(ending.status) == OUTPUT_FULL:
        return Outcome(Verdict.BAD_OUTPUT, detail=f"more results than {limits.output} bytes, or none could be written")
    return Outcome(Verdict.CRASH, detail=f"exited with code {os.waitstatus_to_exitcode(ending.status)}")
