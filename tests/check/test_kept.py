"""What is remembered of steps from plan to plan: no more than said, and nothing that changes what comes out."""

from __future__ import annotations

import pytest
from handmade import mutants, plan_of

from synthgen.check import kept
from synthgen.check.adequacy import Suite, choose_tests
from synthgen.check.kept import first_steps
from synthgen.check.probe import Probe, probe
from synthgen.plan.graph import Plan

FIRST, SECOND = ("running_totals", "pairwise_differences", "distinct_numbers"), ("total", "largest_subarray_sum")
PLANS = [plan_of("Integers", f"{first} 0", f"{second} 1") for first in FIRST for second in SECOND]


def suite_of(plan: Plan) -> Suite:
    probed = probe(plan)
    assert isinstance(probed, Probe)
    suite = choose_tests(probed, mutants())
    assert isinstance(suite, Suite)
    return suite


def known() -> int:
    return sum(step.wrong_values() for step in kept._steps.values())


def test_wrong_values_beyond_the_limit_are_forgotten_with_the_steps_met_least_lately(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_steps", type(kept._steps)())
    monkeypatch.setattr(kept, "_learned", 0)
    suite_of(PLANS[0])
    of_one = known()
    assert of_one > 20
    monkeypatch.setattr(kept, "WRONG_KEPT", 3 * of_one)
    for plan in PLANS:
        suite_of(plan)
    first_steps(PLANS[-1])
    assert 0 < known() <= 3 * of_one
    atoms = [key[4].name for key in kept._steps]  # type: ignore[index]
    assert "running_totals" not in atoms
    assert atoms[-1] == "distinct_numbers"


def test_suites_are_the_same_however_much_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = [suite_of(plan) for plan in PLANS for _ in range(2)]
    monkeypatch.setattr(kept, "WRONG_KEPT", 0)
    forgotten = [suite_of(plan) for plan in PLANS for _ in range(2)]
    assert [suite.tests for suite in remembered] == [suite.tests for suite in forgotten]
    assert [suite.killed_twice for suite in remembered] == [suite.killed_twice for suite in forgotten]
