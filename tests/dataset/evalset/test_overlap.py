"""What two files share, recomputed from their code: nothing for two sides of a policy, and every planted pair."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from both_sides import SALT, Sides

from synthgen.check.sides import Lots
from synthgen.dataset.evalset.overlap import overlap

Rows = list[dict[str, Any]]


def rows_of(path: Path) -> Rows:
    return [json.loads(line) for line in (path / "samples.jsonl").read_text().splitlines()]


@pytest.fixture
def planted(sides: Sides, tmp_path: Path) -> Callable[[Callable[[dict[str, Any]], None]], Path]:
    """Write training rows, one of them an evaluation item that was changed by a function."""

    def write(change: Callable[[dict[str, Any]], None]) -> Path:
        item = rows_of(sides.evaluation)[2]
        item["metadata"]["id"] = "planted"
        change(item)
        path = tmp_path / "planted.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in [*rows_of(sides.training)[:5], item]))
        return path

    return write


def test_two_sides_share_nothing_and_every_behaviour_is_what_its_row_says(sides: Sides) -> None:
    found = overlap(sides.evaluation, [sides.training], isolation="process", workers=1)
    assert (found.items, found.train, found.own, found.common, found.unlike, found.skipped) == (12, 60, [], [], [], 0)
    assert found.behaviours == 72
    assert found.is_clean


def test_the_sandbox_finds_the_same(sides: Sides, planted: Any) -> None:
    path = planted(lambda item: None)
    assert overlap(sides.evaluation, [path], workers=1) == overlap(sides.evaluation, [path], isolation="process", workers=1)


def test_an_item_that_was_copied_is_found_by_both_fingerprints(sides: Sides, planted: Any) -> None:
    id = rows_of(sides.evaluation)[2]["metadata"]["id"]
    found = overlap(sides.evaluation, [planted(lambda item: None)], isolation="process", workers=1)
    assert (found.own, found.common) == ([(id, "planted")], [(id, "planted")])
    assert not found.is_clean


def test_an_item_that_was_written_otherwise_is_found(sides: Sides, planted: Any) -> None:
    def rewrite(item: dict[str, Any]) -> None:
        item["code"] = item["reference_code"][0]
        item["prompt"], item["metadata"]["behaviour"] = "another prompt", ""

    found = overlap(sides.evaluation, [planted(rewrite)], isolation="process", workers=1)
    assert [pair[1] for pair in found.own] == ["planted"]


def test_a_row_whose_code_does_something_else_than_it_says_is_named(sides: Sides, planted: Any) -> None:
    def spoil(item: dict[str, Any]) -> None:
        entry = item["metadata"]["entry_point"]
        item["code"] += f"\n_inner = {entry}\n{item['metadata']['signature']}\n    _inner({names(item)})\n    return None\n"

    found = overlap(sides.evaluation, [planted(spoil)], isolation="process", workers=1)
    assert (found.unlike, found.own) == (["planted"], [])


def names(item: dict[str, Any]) -> str:
    inside = item["metadata"]["signature"].partition("(")[2].rpartition(") ->")[0]
    return ", ".join(part.partition(":")[0].strip() for part in inside.split(",") if ":" in part)


def test_a_row_that_cannot_be_compared_is_counted(sides: Sides, planted: Any) -> None:
    def untype(item: dict[str, Any]) -> None:
        item["metadata"]["parameter_kinds"] = []

    found = overlap(sides.evaluation, [planted(untype)], isolation="process", workers=1)
    assert (found.skipped, found.train) == (1, 6)
    assert not found.is_clean


def test_the_salt_tells_which_rows_are_not_on_their_side(sides: Sides, planted: Any) -> None:
    lots = Lots(SALT, 0.1)
    found = overlap(sides.evaluation, [sides.training], isolation="process", workers=1, lots=lots)
    assert (found.astray, found.is_clean) == ([], True)
    found = overlap(sides.evaluation, [planted(lambda item: None)], isolation="process", workers=1, lots=lots)
    assert found.astray == ["planted"]
    swapped = overlap(sides.training, [sides.evaluation], isolation="process", workers=1, lots=lots)
    assert len(swapped.astray) == 72
    other = overlap(sides.evaluation, [sides.training], isolation="process", workers=1, lots=Lots(SALT[::-1], 0.1))
    assert len(other.astray) > 20
