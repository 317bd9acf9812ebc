"""Two samples on each other's tests: quickly where a test on an input of the solver's own kinds tells, with bounds elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from synthgen.run import alike as looking
from synthgen.run.alike import Row, alike

DOUBLE = "def f(x):\n    return 2 * x\n"
COUNTED = "def g(x):\n    total = 0\n    while x != 0:\n        total += 2\n        x -= 1\n    return total\n"


def row(code: str, tests: Mapping[int, int], kind: str, prompt: str = "") -> Row:
    cases = [{"input": str(given), "output": str(result)} for given, result in tests.items()]
    fields = {"prompt": prompt, "code": code, "test_cases": cases, "metadata": {"id": f"{kind} {code[4]}", "entry_point": code[4]}}
    return Row(json.dumps(fields, separators=(",", ":")), kind)


def test_solutions_that_give_the_same_pass_each_others_tests() -> None:
    double, counted = row(DOUBLE, {-3: -6, 1: 2}, "Integer"), row(COUNTED, {0: 0, 5: 10}, "Natural")
    assert double.passes(counted)
    assert not counted.passes(double), "it does not end on -3, which is none of its inputs"
    assert counted.passes(row(DOUBLE, {1: 2, 4: 8}, "Integer"))


def test_a_test_on_an_input_of_its_own_kind_tells_without_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "passes", lambda *arguments: pytest.fail("it ran with bounds"))
    assert row(DOUBLE, {1: 2}, "Natural").fails(row(COUNTED, {3: 7}, "Natural"))
    assert row(DOUBLE, {1: 2}, "Natural").fails(row(COUNTED, {1: 3}, "Integer")), "both test 1"
    fails = "def h(x):\n    return 1 // (x - 3)\n"
    assert row(fails, {4: 1}, "Natural").fails(row(COUNTED, {3: 6}, "Natural"))
    assert not row(DOUBLE, {1: 2}, "Natural").fails(row(COUNTED, {-3: 7}, "Integer")), "-3 is none of its inputs"


def test_two_samples_are_alike_if_no_test_of_either_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    double, counted, longer = row(DOUBLE, {-3: -6, 1: 2}, "Integer"), row(COUNTED, {0: 0, 5: 10}, "Natural"), row(DOUBLE, {4: 8}, "Integer")
    assert alike(counted, longer)
    assert alike(longer, double)
    assert not alike(double, counted), "the second does not end on -3"
    monkeypatch.setattr(looking, "passes", lambda *arguments: pytest.fail("it ran with bounds"))
    off = row("def h(x):\n    return 2 * x if x > 0 else 1\n", {-1: 1}, "Integer")
    assert not alike(counted, off), "the second quickly fails on 0"
    assert not alike(off, counted)


def test_fields_are_found_whatever_stands_in_the_prompt() -> None:
    told = row(DOUBLE, {1: 2}, "Natural", prompt='Return {"code": 1, "test_cases":[], "id":"none"} twice.')
    assert (told.tests, told.id) == ({"1": "2"}, "Natural f")
    assert told.passes(row(COUNTED, {3: 6}, "Natural"))


def test_a_row_without_a_field_is_told_as_such() -> None:
    with pytest.raises(ValueError, match="without the field test_cases"):
        _ = Row("{}", "").tests
