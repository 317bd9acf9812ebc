"""Where the programs of task types run: a sandbox, and the library that plans are read with."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from synthgen.library import Library, load_library
from synthgen.literals import equal, parse_value
from synthgen.records import TestCase
from synthgen.reward import reward_of, shared_sandbox
from synthgen.sandbox import Limits, Outcome, Sandbox, Verdict

MOST_SOURCE = 200_000
"""Characters of an answer that are read; the longest answers of models are far shorter."""

PATIENCE = 12
"""How many times longer than its limit a program may take by the clock, if it gets no processor; CPU time ends an endless one."""

MOST_SECONDS = 86_400.0
"""The longest wall time that a sandbox takes."""


_loading = threading.Lock()
"""Scores are asked for from threads. Several that read the library at once do the work several times, and Python 3.11's parser
then raises SystemError now and then (https://github.com/python/cpython/issues/106905)."""


class SandboxLost(Exception):
    """The sandbox itself failed, so that nothing is known of the program; told as a refusal, or as no reward."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Runs programs on calls, each in a process of its own, and compares outside of it.

    patient  end a program by its CPU time and hardly by the clock, so that a busy machine does not change what is written; a trainer,
             who waits for a reward, wants the clock
    """

    sandbox: Sandbox
    library: Library
    patient: bool = True

    @property
    def limits(self) -> Limits:
        """The limits of the sandbox, with a longer wall time where the bench is patient."""
        given = self.sandbox.limits
        if not self.patient:
            return given
        return replace(given, seconds=min(given.seconds * PATIENCE, MOST_SECONDS), cpu_seconds=given.cpu)

    def outcomes(self, source: str | Sequence[str], entry: str, calls: Sequence[str], limits: Limits | None = None) -> tuple[Outcome, ...]:
        """Return what each of `calls` came to; of several readings of a source the first that compiles runs.

        Raises SandboxLost if the sandbox failed, and LiteralError if a call is no list of literals.
        """
        outcomes = self.sandbox.execute(source, list(calls), entry, limits=limits or self.limits).outcomes
        if any(outcome.failure is Verdict.INFRASTRUCTURE for outcome in outcomes):
            raise SandboxLost(outcomes[0].detail)
        return outcomes

    def verdicts(self, source: str | Sequence[str], entry: str, cases: Sequence[TestCase]) -> tuple[Verdict, ...]:
        """Return the verdict of a program on each test case."""
        return judged(self.outcomes(source, entry, [case.input for case in cases]), cases)

    def passes(self, source: str | Sequence[str], entry: str, cases: Sequence[TestCase]) -> bool:
        """Return whether a program passes all test cases."""
        return all(verdict is Verdict.PASS for verdict in self.verdicts(source, entry, cases))

    def fault(self, programs: Sequence[str], entry: str, cases: Sequence[TestCase]) -> str:
        """Return which of `programs` fails which test case; empty if all pass all."""
        for place, program in enumerate(programs):
            for case, verdict in zip(cases, self.verdicts(program, entry, cases), strict=True):
                if verdict is not Verdict.PASS:
                    return f"program {place} on {entry}({case.input}): {verdict.value}"
        return ""


def bench_of(sandbox: Sandbox | None, library: Library | None) -> Bench:
    """Return a bench with `sandbox` and `library`, by default the sandbox that all share and the library that ships."""
    if library is None:
        with _loading:
            library = load_library()
    return Bench(sandbox or shared_sandbox(), library)


def judged(outcomes: Sequence[Outcome], cases: Sequence[TestCase]) -> tuple[Verdict, ...]:
    """Return the verdicts of `outcomes`, compared with what the cases say."""
    return tuple(_verdict(outcome, case) for outcome, case in zip(outcomes, cases, strict=True))


def reward(verdicts: Sequence[Verdict], quality: float) -> float:
    """Return the stored reward of a program with these verdicts; see `synthgen.reward.reward_of`."""
    return reward_of([verdict.value for verdict in verdicts], quality)


def _verdict(outcome: Outcome, case: TestCase) -> Verdict:
    if outcome.failure is not None:
        return outcome.failure
    return Verdict.PASS if equal(outcome.value, parse_value(case.output)) else Verdict.WRONG
