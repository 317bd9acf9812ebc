"""Making a set: what is asked of every item, the same bytes again, and what may be published of it."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from both_sides import CANARY, SALT, TOPICS, Sides, policy

from synthgen.check.sides import Lots, common_behaviour
from synthgen.dataset.evalset import EvalSet, make_evalset, make_policy
from synthgen.dataset.evalset.make import seed_of
from synthgen.errors import RunError, UsageError
from synthgen.library import load_library
from synthgen.plan.graph import parse_plan
from synthgen.run.opened import open_run
from synthgen.verify import verify_files

QUICK: dict[str, Any] = {"n": 3, "workers": 1, **TOPICS}


def test_every_item_is_on_the_side_of_evaluation_under_the_salt(sides: Sides) -> None:
    lots, library = Lots(SALT, 0.1), load_library()
    for item in EvalSet(sides.evaluation).items:
        assert lots.own(bytes.fromhex(item.metadata.behaviour)) == "eval"
        assert lots.common(common_behaviour(parse_plan(item.metadata.plan, library)) or b"") == "eval"
    for sample in open_run(sides.training).samples:
        assert lots.own(bytes.fromhex(sample.metadata.behaviour)) == "train"
        assert lots.common(common_behaviour(parse_plan(sample.metadata.plan, library)) or b"") == "train"


def test_every_record_and_the_card_bear_the_canary_and_every_item_has_its_facts(sides: Sides) -> None:
    made = EvalSet(sides.evaluation)
    assert {(item.metadata.canary, item.metadata.split) for item in made.items} == {(CANARY, "eval")}
    assert (sides.evaluation / "README.md").read_text().count(CANARY) >= 2
    assert [fact.id for fact in made.facts] == [item.metadata.id for item in made.items]
    assert [fact.distinct for fact in made.facts] == [item.metadata.checks.distinct_outputs for item in made.items]
    assert min(fact.distinct for fact in made.facts) >= 16
    assert len(made) == len(made.manifest.hashes) == 12


def test_a_set_is_a_run_that_verifies(sides: Sides) -> None:
    assert len(open_run(sides.evaluation)) == 12
    assert verify_files([sides.evaluation], isolation="process", workers=1).exit_status == 0


def test_the_same_canary_gives_the_same_bytes_for_any_workers_and_after_a_kill(tmp_path: Path) -> None:
    class Killed(Exception):
        pass

    def stop(progress: Any) -> None:
        raise Killed

    asked = {**QUICK, "canary": CANARY}
    make_evalset(policy(), SALT, tmp_path / "one", **asked)
    make_evalset(policy(), SALT, tmp_path / "two", **{**asked, "workers": 2})
    with pytest.raises(Killed):
        make_evalset(policy(), SALT, tmp_path / "three", **asked, watch=stop)
    assert not (tmp_path / "three" / "manifest.json").exists()
    make_evalset(policy(), SALT, tmp_path / "three", **{**QUICK}, resume=True)
    (tmp_path / "two" / "manifest.json").unlink()  # killed at the very end
    make_evalset(policy(), SALT, tmp_path / "two", **asked, resume=True)
    for path in (tmp_path / "one").iterdir():
        if path.name != "metadata.json":  # it says how long it took
            others = [(tmp_path / folder / path.name).read_bytes() for folder in ("two", "three")]
            assert others == [path.read_bytes()] * 2, path.name


def test_without_a_canary_each_set_has_a_new_one(tmp_path: Path) -> None:
    found = {make_evalset(policy(), SALT, tmp_path / name, **{**QUICK, "n": 1}).manifest.canary for name in ("one", "two")}
    assert len(found) == 2
    assert {uuid.UUID(canary).version for canary in found} == {4}


def test_what_may_be_published_tells_neither_the_items_nor_the_seed_nor_the_salt(sides: Sides) -> None:
    manifest = (sides.evaluation / "manifest.json").read_text()
    for item in EvalSet(sides.evaluation).items:
        for secret in (item.metadata.id, item.metadata.behaviour, item.metadata.entry_point, item.prompt[:20]):
            assert secret not in manifest
    assert set(json.loads(manifest)) == {
        "format", "canary", "items", "generator", "library", "policy", "probes", "salt", "config", "hashes", "root",
    }  # fmt: skip
    for path in sides.evaluation.iterdir():
        assert SALT not in path.read_bytes(), path.name


def test_the_seed_of_a_set_is_drawn_from_the_salt() -> None:
    assert seed_of(SALT) != seed_of(SALT + b"1")
    assert 0 <= seed_of(SALT) < 2**63


def test_held_out_features_are_in_every_item_or_tagged(tmp_path: Path) -> None:
    held = make_policy(SALT, 0.4, atoms=["total"], deeper_than=2)
    asked: dict[str, Any] = {"workers": 1, "topics": "lists,sorting", "shallow": 1}
    required = make_evalset(held, SALT, tmp_path / "required", n=6, **asked)
    tagged = make_evalset(held, SALT, tmp_path / "tagged", n=12, only_held_out=False, depth="2-3", **asked)
    assert all(fact.held_out for fact in required.facts)
    assert {bool(fact.held_out) for fact in tagged.facts} == {True, False}
    for made in (required, tagged):
        for item, fact in zip(made.items, made.facts, strict=True):
            tags = [*(["atom:total"] if "total" in item.metadata.atoms else []), *(["depth"] if item.metadata.depth > 2 else [])]
            assert fact.held_out == tags
    assert {item.metadata.depth for item in required.items} <= {2, 3, 4}
    card = (required.path / "README.md").read_text()
    assert "**Held out of training:** the atoms total; plans deeper than 2. Every item has one of these." in card
    assert "Items may have some of these" in (tagged.path / "README.md").read_text()


def test_a_directory_that_is_taken_and_numbers_that_make_no_sense_are_told(sides: Sides, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="it is not empty: choose another --out"):
        make_evalset(policy(), SALT, sides.evaluation, **QUICK)
    with pytest.raises(UsageError, match="distinct takes 1 to 64"):
        make_evalset(policy(), SALT, tmp_path / "set", distinct=65, **QUICK)
    with pytest.raises(UsageError, match="the salt is not the one"):
        make_evalset(policy(), SALT + b"x", tmp_path / "set", **QUICK)
