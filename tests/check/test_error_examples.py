"""The error example: a broken solution that runs, fails the test that it shows, and earns what it claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from handmade import mutants, plan_of

from synthgen.check import errors
from synthgen.check.adequacy import Suite, choose_tests
from synthgen.check.errors import error_example
from synthgen.check.probe import Probe, probe
from synthgen.literals import equal, format_arguments, format_value, parse_arguments, parse_value
from synthgen.plan.graph import Plan
from synthgen.plan.names import Names, name_plan
from synthgen.prompt import helper_docs
from synthgen.quality import static_quality
from synthgen.records import ErrorExample, TestCase
from synthgen.reward import reward_of
from synthgen.weave.forms import Form, write_forms

PLANS = [
    ("Text", "run_lengths 0", "compact_code 1"),
    ("Integers", "sorted_numbers 0", "pairwise_differences 1", "total 1", "rotated_list 2 3"),
    ("Naturals", "filter is_prime 0", "total 1"),
]


def material(lines: Sequence[str]) -> tuple[Plan, Names, list[Form], Suite, list[TestCase]]:
    probed = probe(plan_of(*lines))
    assert isinstance(probed, Probe)
    suite = choose_tests(probed, mutants())
    assert isinstance(suite, Suite)
    names = name_plan(probed.plan)
    forms = write_forms(probed.plan, names, None, helper_docs(probed.plan, "en"), 4)
    cases = [TestCase(format_arguments(suite.rows[row]), format_value(suite.outputs[row])) for row in suite.tests]
    return probed.plan, names, forms, suite, cases


def example_of(lines: Sequence[str], seed: int = 1) -> tuple[ErrorExample | None, list[TestCase], Form, str]:
    plan, names, forms, suite, cases = material(lines)
    docs = helper_docs(plan, "en")
    found = error_example(plan, names, None, docs, forms[0], suite, suite.tests, cases, Random(seed))
    return found, cases, forms[0], names.entry


@pytest.mark.parametrize("lines", PLANS, ids=lambda lines: lines[-1])
def test_an_example_runs_as_it_says_and_fails_the_test_that_it_shows(lines: Sequence[str]) -> None:
    shown = 0
    for seed in range(6):
        example, cases, form, entry = example_of(lines, seed)
        if example is None:
            continue
        shown += 1
        assert example.code != form.source
        assert TestCase(example.input, example.expected) in cases
        namespace: dict[str, object] = {}
        exec(example.code, namespace)
        function = namespace[entry]
        assert callable(function)
        verdicts = []
        for case in cases:
            try:
                value = function(*parse_arguments(case.input))
            except Exception as problem:
                verdicts.append("exception")
                got = type(problem).__name__
            else:
                verdicts.append("pass" if equal(value, parse_value(case.output)) else "wrong")
                got = format_value(value)
            if case.input == example.input:
                assert verdicts[-1] != "pass"
                assert got == example.got
        assert example.reward == reward_of(verdicts, static_quality(example.code)) < 1
    assert shown >= 4


def test_the_same_stream_shows_the_same_example() -> None:
    assert example_of(PLANS[0], 3) == example_of(PLANS[0], 3)
    assert any(example_of(PLANS[0], 3)[0] != example_of(PLANS[0], seed)[0] for seed in range(4, 9))


def test_a_broken_text_that_does_other_than_the_graph_said_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    plan, names, forms, suite, cases = material(PLANS[0])
    honest = error_example(plan, names, None, helper_docs(plan, "en"), forms[0], suite, suite.tests, cases, Random(1))
    assert honest
    monkeypatch.setattr(errors, "_outcomes", lambda plan, mutant, suite, tests: [("value", "something else")] * len(tests))
    assert error_example(plan, names, None, helper_docs(plan, "en"), forms[0], suite, suite.tests, cases, Random(1)) is None


def test_a_suite_that_kills_no_mutant_of_an_atom_has_no_example() -> None:
    plan, names, forms, suite, cases = material(PLANS[0])
    none = replace(suite, killed=tuple(variant for variant in suite.killed if variant.atom_mutant is None))
    assert error_example(plan, names, None, helper_docs(plan, "en"), forms[0], none, suite.tests, cases, Random(1)) is None
