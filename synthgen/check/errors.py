"""The error example of a sample: its solution with one mutant of an atom written in the atom's place, and what it does on the tests.

The mutant first runs in the plan's graph, where fuel and kinds bound it; only if it ends on every test is its text written,
run for real, and compared with what the graph said.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from synthgen.check.adequacy import Suite
from synthgen.check.evaluate import runner
from synthgen.check.execute import compile_entry
from synthgen.check.mutants import AtomMutant
from synthgen.check.text import text_quality
from synthgen.literals import canonical, equal, format_value
from synthgen.plan.graph import Plan
from synthgen.plan.names import Names
from synthgen.records import ErrorExample, TestCase
from synthgen.reward import reward_of
from synthgen.weave.forms import Form, write_broken
from synthgen.weave.fuel import OutOfFuel

MOST_TRIES = 5
"""Mutants that are tried before a candidate is given up."""
MOST_LITERAL = 400
"""Longest wrong result that is shown, in characters."""


def error_example(
    plan: Plan,
    names: Names,
    doc: str | None,
    helpers: dict[str, str],
    form: Form,
    suite: Suite,
    tests: Sequence[int],
    cases: Sequence[TestCase],
    random: Random,
) -> ErrorExample | None:
    """Return a broken solution, or None if no mutant among those tried can be shown.

    One is enough: `synthgen derive` and `synthgen contrast` break a solution in more ways where they want some, and a second one
    for every sample took 5 % of the time of a run.
    """
    mutants = list({id(variant.atom_mutant): variant.atom_mutant for variant in suite.killed if variant.atom_mutant is not None}.values())
    for mutant in random.sample(mutants, min(len(mutants), MOST_TRIES)):
        expected = _outcomes(plan, mutant, suite, tests)
        if expected is None:
            continue
        source = write_broken(plan, names, doc, helpers, form.name, mutant.atom, mutant.source)
        if source is None or source == form.source:
            continue
        example = _shown(source, names.entry, mutant, suite, tests, cases, expected)
        if example is not None:
            return example
    return None


def _outcomes(plan: Plan, mutant: AtomMutant, suite: Suite, tests: Sequence[int]) -> list[tuple[str, Any]] | None:
    """Return ("value", v) or ("error", type name) for each test; None if the mutant does not end or leaves a kind on one.

    Only the steps with the mutant and those behind them run; the others give what the plan's do.
    """
    steps = []
    changed: set[int] = set()
    for index, step in plan.steps:
        if step.atom == mutant.atom or not changed.isdisjoint(step.arguments):
            changed.add(index)
            steps.append((index, runner(step, mutant.function if step.atom == mutant.atom else None), step.arguments, step.kind.holds))
    last = len(plan.nodes) - 1
    found: list[tuple[str, Any]] = []
    for row in tests:
        values = [column[row] for column in suite.table]
        try:
            for index, run, arguments, holds in steps:
                values[index] = run(*[values[place] for place in arguments])
                if index != last and not holds(values[index]):
                    return None
        except OutOfFuel:
            return None
        except Exception as problem:
            found.append(("error", type(problem).__name__))
            continue
        found.append(("value", values[-1]))
    return found


def _shown(
    source: str,
    entry: str,
    mutant: AtomMutant,
    suite: Suite,
    tests: Sequence[int],
    cases: Sequence[TestCase],
    expected: Sequence[tuple[str, Any]],
) -> ErrorExample | None:
    """Run a broken text on the tests and return it as an example, if it does what the graph said and fails a test."""
    function = compile_entry(source, entry)
    verdicts: list[str] = []
    shown: tuple[TestCase, str] | None = None
    for row, case, foretold in zip(tests, cases, expected, strict=True):
        try:
            outcome: tuple[str, Any] = ("value", function(*suite.rows[row]))
            canonical(outcome[1])
        except Exception as problem:
            outcome = ("error", type(problem).__name__)
        if outcome[0] != foretold[0] or not equal(outcome[1], foretold[1]):
            return None
        if outcome[0] == "error":
            verdicts.append("exception")
            got = outcome[1]
        elif equal(outcome[1], suite.outputs[row]):
            verdicts.append("pass")
            continue
        else:
            verdicts.append("wrong")
            got = format_value(outcome[1])
        if len(got) <= MOST_LITERAL and (shown is None or len(case.input) < len(shown[0].input)):
            shown = (case, got)
    if shown is None:
        return None
    reward = reward_of(verdicts, text_quality(source))
    case, got = shown
    return ErrorExample(source, mutant.operator, mutant.description, mutant.description_zh, case.input, case.output, got, reward)
