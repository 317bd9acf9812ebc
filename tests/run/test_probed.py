"""Probes that are remembered: the same outcome as probing again, and no more kept than said."""

from __future__ import annotations

import pytest
from handmade import plan_of

from synthgen.check.probe import Failure, Probe, probe
from synthgen.records import Reason, Rejection
from synthgen.run import candidate, probed
from synthgen.run.candidate import Made, Maker
from synthgen.run.config import library_of, make_config
from synthgen.run.probed import Probed

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
    monkeypatch.setattr(probed, "PLANS_KEPT", 3)
    known = Probed()
    for number in range(5):
        known.noted(str(number), LAZY)
    assert [number for number in range(5) if known.get(str(number))] == [2, 3, 4]


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
