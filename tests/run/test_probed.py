"""Probes that are remembered: the same outcome as probing again, and no more kept than said."""

from __future__ import annotations

import pytest
from handmade import plan_of

from synthgen.check.probe import Failure, Probe, probe
from synthgen.records import Reason, Rejection
from synthgen.run import candidate, probed
from synthgen.run.candidate import Made, Maker
from synthgen.run.config import library_of, make_config
from synthgen.run.probed import Claims, Probed
from synthgen.run.table import WAYS

LAZY = Failure(Reason.CONSTANT, "one result on 12 inputs")


def test_a_failure_is_given_again_and_a_behaviour_once_it_is_claimed() -> None:
    known = Probed()
    plan = plan_of("Natural", "digit_sum 0")
    found = known.noted(plan.to_text(), probe(plan))
    assert isinstance(found, Probe)
    assert known.get(plan.to_text()) == found.behaviour
    assert known.get("other") is None
    assert known.noted("other", LAZY) is LAZY
    assert known.get("other") == LAZY


def test_the_oldest_plans_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probed, "PLANS_KEPT", WAYS)
    known = Probed()
    for number in range(WAYS + 2):
        known.noted(str(number), LAZY)
    assert [number for number in range(WAYS + 2) if known.get(str(number))] == list(range(2, WAYS + 2))


def test_failures_are_told_apart() -> None:
    known = Probed()
    failures = [Failure(reason, str(number)) for reason in (Reason.CONSTANT, Reason.PROJECTION) for number in range(300)]
    for failure in (*failures, *failures):
        known.noted(repr(failure), failure)
    assert [known.get(repr(failure)) for failure in failures] == failures


def test_claims_are_known_one_by_one() -> None:
    claims = Claims()
    claims.add(bytes(range(16)) + bytes(range(16, 32)))
    assert bytes(range(16)) in claims
    assert bytes(range(16, 32)) in claims
    assert bytes(range(8, 24)) not in claims


def test_a_maker_that_met_a_plan_before_says_the_same_without_probing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    config = make_config(n=1, topics="lists")
    fresh, used = (Maker(config, library_of(config)) for _ in range(2))
    first = [used.make(index) for index in range(40)]
    monkeypatch.setattr(candidate, "probe", None)
    again = [used.make(index) for index in range(40)]
    monkeypatch.undo()
    for index, (before, after) in enumerate(zip(first, again, strict=True)):
        assert isinstance(after, Rejection)
        if isinstance(before, Made):
            assert (after.reason, after.behaviour) == (Reason.DUPLICATE_BEHAVIOUR, before.sample.metadata.behaviour)
        elif not before.behaviour:
            assert after == before == fresh.make(index)
