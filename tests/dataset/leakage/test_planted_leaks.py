"""Planted leaks: each disguise keeps or breaks what it says, and the self-test at a small size finds what it must."""

from __future__ import annotations

import json
from typing import Any

import pytest
from shared_run import Finished

from synthgen.dataset.leakage.planted import PLANTS
from synthgen.dataset.leakage.selftest import SelfTest, selftest
from synthgen.dataset.leakage.syntax import nodes_of, tokens_of
from synthgen.errors import UsageError
from synthgen.programs import crosswise
from synthgen.programs.answers import run_here
from synthgen.streams import stream

ROWS = 12


@pytest.fixture(scope="module")
def rows(finished: Finished) -> list[dict[str, Any]]:
    lines = (finished.path / "samples.jsonl").read_text(encoding="utf-8").splitlines()[:ROWS]
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def result(rows: list[dict[str, Any]]) -> SelfTest:
    return selftest(rows, seed=3, isolation="process", workers=1)


def passes(row: dict[str, Any], code: str, entry: str) -> bool:
    """A changed constant may make a program endless, so it runs with bounds."""
    return crosswise.passes(code, entry, [(case["input"], case["output"]) for case in row["test_cases"]], run_here)


@pytest.mark.parametrize("plant", [name for name in PLANTS if name != "one constant changed"])
def test_a_disguise_solves_the_same_task(plant: str, rows: list[dict[str, Any]]) -> None:
    made = [(row, PLANTS[plant](row, stream(1, plant, number))) for number, row in enumerate(rows)]
    leaks = [(row, leak) for row, leak in made if leak is not None]
    assert len(leaks) >= ROWS // 2
    for row, leak in leaks:
        assert passes(row, leak["code"], leak["metadata"]["entry_point"])


def test_each_disguise_is_one(rows: list[dict[str, Any]]) -> None:
    row = rows[0]
    made = {name: plant(row, stream(1, name)) for name, plant in PLANTS.items()}
    codes = {name: leak["code"] for name, leak in made.items() if leak is not None}
    assert codes["exact"] == row["code"]
    assert set(tokens_of(codes["renamed"])).isdisjoint({row["metadata"]["entry_point"]})
    assert [kind for kind, _ in nodes_of(codes["renamed"])] == [kind for kind, _ in nodes_of(row["code"])]
    assert tokens_of(codes["reformatted"]) == tokens_of(row["code"])
    assert codes["reformatted"] != row["code"]
    assert codes["paraphrased"] in row["reference_code"]


def test_a_changed_constant_makes_another_task_of_most(finished: Finished) -> None:
    rows = [json.loads(line) for line in (finished.path / "samples.jsonl").read_text(encoding="utf-8").splitlines()]
    plant = PLANTS["one constant changed"]
    changed = [(row, plant(row, stream(1, "changed", number))) for number, row in enumerate(rows)]
    others = [(row, leak) for row, leak in changed if leak is not None]
    share = sum(not passes(row, leak["code"], leak["metadata"]["entry_point"]) for row, leak in others) / len(others)
    assert share >= 0.5, f"{share}: the others change what an empty list gives where none comes"


def test_the_self_test_finds_every_copy_and_equal_behaviour_every_disguise(result: SelfTest) -> None:
    assert (result.items, result.unrelated) == (ROWS // 2, ROWS // 2)
    for plant in ("exact", "reformatted", "renamed"):
        assert result.recall[plant]["equal behaviour"] == 1.0
        assert result.recall[plant]["code tokens"] == 1.0
    assert result.recall["exact"]["tli"] == result.recall["exact"]["substring"] == 1.0
    for plant in ("paraphrased", "recomposed from other atoms"):
        assert (result.recall[plant]["equal behaviour"] or 0) >= 0.75


def test_the_self_test_shows_where_a_detector_is_wrong(result: SelfTest) -> None:
    assert result.false_positives["equal behaviour"] == 0.0
    assert (result.recall["one constant changed"]["equal behaviour"] or 0) <= 0.5
    assert (result.recall["one constant changed"]["tli"] or 0) == 1.0
    assert result.row()["recall"]["exact"]["tli"] == 1.0


def test_too_few_rows_are_one_sentence(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(UsageError, match="3 rows were given for the self-test; it takes at least 4"):
        selftest(rows[:3])
