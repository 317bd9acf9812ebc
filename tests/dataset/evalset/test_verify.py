"""A revealed set against its commitment: the set itself passes, and every planted fault is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from both_sides import CANARY, SALT, Sides

from synthgen.dataset.evalset.hashes import item_hashes
from synthgen.dataset.evalset.verify import committed_root, verify_evalset
from synthgen.errors import RunError, UsageError

Rows = list[dict[str, Any]]


@pytest.fixture
def revealed(sides: Sides, tmp_path: Path) -> Path:
    """A copy of the set that may be spoiled."""
    copy = tmp_path / "set"
    shutil.copytree(sides.evaluation, copy)
    return copy


def spoil(directory: Path, change: Callable[[Rows], Any]) -> None:
    path = directory / "samples.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    change(rows)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def differences(directory: Path, root: str, salt: bytes = SALT) -> list[tuple[str, str, str]]:
    return [(one.where, one.asked, one.found) for one in verify_evalset(directory, salt, root)]


def name(directory: Path, place: int) -> str:
    row = json.loads((directory / "samples.jsonl").read_text().splitlines()[place])
    return f"samples.jsonl:{place + 1} ({row['metadata']['id']})"


def test_the_set_itself_has_no_difference(revealed: Path) -> None:
    assert differences(revealed, committed_root(revealed)) == []


def test_a_changed_test_case_is_named(revealed: Path) -> None:
    root = committed_root(revealed)
    spoil(revealed, lambda rows: rows[3]["test_cases"][2].update(output="'planted'"))
    assert differences(revealed, root) == [(f"{name(revealed, 3)}: test_cases", "what was committed to as item 4", "something else")]


def test_a_changed_prompt_is_named_to_the_last_space(revealed: Path) -> None:
    root = committed_root(revealed)
    spoil(revealed, lambda rows: rows[0].update(prompt=rows[0]["prompt"] + " "))
    assert differences(revealed, root) == [(f"{name(revealed, 0)}: prompt", "what was committed to as item 1", "something else")]


def test_items_that_changed_places_are_named(revealed: Path) -> None:
    root = committed_root(revealed)
    spoil(revealed, lambda rows: rows.insert(2, rows.pop(7)))
    found = differences(revealed, root)
    assert found[0] == (name(revealed, 2), "item 3 in this place", "item 8")
    assert [one[0] for one in found] == [name(revealed, place) for place in range(2, 8)]


def test_an_item_that_was_swapped_for_another_is_named_with_the_other(revealed: Path, sides: Sides) -> None:
    root = committed_root(revealed)
    stranger = json.loads((sides.training / "samples.jsonl").read_text().splitlines()[0])
    stranger["metadata"]["canary"] = CANARY
    spoil(revealed, lambda rows: rows.__setitem__(5, stranger))
    assert differences(revealed, root) == [
        ("item 6", "the item that was committed to", "it nowhere in the set"),
        (name(revealed, 5), "an item that was committed to", "one that was not"),
    ]


def test_a_removed_item_is_named_and_the_others_are_not(revealed: Path) -> None:
    root = committed_root(revealed)
    spoil(revealed, lambda rows: rows.pop(4))
    assert differences(revealed, root) == [("item 5", "the item that was committed to", "it nowhere in the set")]


def test_an_added_row_is_named(revealed: Path, sides: Sides) -> None:
    root = committed_root(revealed)
    stranger = json.loads((sides.training / "samples.jsonl").read_text().splitlines()[0])
    stranger["metadata"]["canary"] = CANARY
    spoil(revealed, lambda rows: rows.insert(1, stranger))
    assert differences(revealed, root) == [(name(revealed, 1), "an item that was committed to", "one that was not")]


def test_a_row_that_stands_there_twice_is_named(revealed: Path) -> None:
    root = committed_root(revealed)
    spoil(revealed, lambda rows: rows.append(rows[0]))
    assert ("an item that was committed to", "one that was not") in [one[1:] for one in differences(revealed, root)]


def test_a_field_that_was_added_to_a_row_is_named(revealed: Path) -> None:
    root = committed_root(revealed)
    spoil(revealed, lambda rows: rows[6].update(hint="look here"))
    assert differences(revealed, root) == [(f"{name(revealed, 6)}: further fields", "what was committed to as item 7", "something else")]


def test_another_salt_is_named(revealed: Path) -> None:
    found = differences(revealed, committed_root(revealed), b"another salt that is long enough")
    assert [one[0] for one in found] == ["the salt"]


def test_another_root_is_named(revealed: Path) -> None:
    found = differences(revealed, "ab" * 32)
    assert found == [("manifest.json", f"the hashes whose root is {'ab' * 32}", f"hashes whose root is {committed_root(revealed)}")]


def test_a_manifest_that_was_changed_along_with_an_item_does_not_pass(revealed: Path) -> None:
    root = committed_root(revealed)
    spoil(revealed, lambda rows: rows[3].update(prompt="another"))
    path = revealed / "manifest.json"
    manifest = json.loads(path.read_text())
    rows = [json.loads(line) for line in (revealed / "samples.jsonl").read_text().splitlines()]
    manifest["hashes"][3] = item_hashes(SALT, rows[3])
    path.write_text(json.dumps(manifest))
    assert [one[0] for one in differences(revealed, root)] == ["manifest.json"]
    with pytest.raises(RunError, match="was changed: its root is"):
        committed_root(revealed)


@pytest.mark.parametrize("field", ["canary", "generator", "library", "policy", "probes", "salt", "config", "items"])
def test_every_field_of_the_head_is_under_the_root(revealed: Path, field: str) -> None:
    root = committed_root(revealed)
    path = revealed / "manifest.json"
    manifest = json.loads(path.read_text())
    value = manifest[field]
    manifest[field] = value + 1 if isinstance(value, int) else value[:-1] + ("0" if value[-1] != "0" else "1")
    path.write_text(json.dumps(manifest))
    assert "manifest.json" in [one[0] for one in differences(revealed, root)]


def test_other_settings_and_another_policy_are_named(revealed: Path) -> None:
    root = committed_root(revealed)
    config = json.loads((revealed / "config.json").read_text())
    config["settings"]["seed"] += 1
    (revealed / "config.json").write_text(json.dumps(config))
    policy = json.loads((revealed / "policy.json").read_text())
    policy["held_out"]["atoms"] = ["total"]
    (revealed / "policy.json").write_text(json.dumps(policy))
    assert [one[0] for one in differences(revealed, root)] == ["config.json", "policy.json"]


def test_a_record_or_a_card_without_the_canary_is_named(revealed: Path) -> None:
    root = committed_root(revealed)
    spoil(revealed, lambda rows: rows[1]["metadata"].update(canary=""))
    card = revealed / "README.md"
    card.write_text(card.read_text().replace(CANARY, ""))
    assert [one[0] for one in differences(revealed, root)] == [
        f"{name(revealed, 1)}: metadata", f"{name(revealed, 1)}: metadata.canary", "README.md",
    ]  # fmt: skip


def test_a_root_that_is_none_and_a_directory_that_is_no_set_are_told(revealed: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="64 hexadecimal digits"):
        verify_evalset(revealed, SALT, "xyz")
    with pytest.raises(RunError, match="no evaluation set in"):
        verify_evalset(tmp_path, SALT, "ab" * 32)
    (revealed / "samples.jsonl").write_text("{no json\n")
    with pytest.raises(RunError, match="no JSON"):
        verify_evalset(revealed, SALT, "ab" * 32)
