"""A run on one side of a split: what it takes and refuses, and that the salt stays where it is."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synthgen.check.probe import Failure, probe
from synthgen.errors import RunError, UsageError
from synthgen.library import load_library
from synthgen.plan.graph import parse_plan
from synthgen.records import Reason, Rejection
from synthgen.run.candidate import Maker
from synthgen.run.config import library_of, make_config
from synthgen.run.flow import run
from synthgen.run.split import HeldOut, Side, Split
from synthgen.run.split_policy import HeldOutFile, SplitPolicy, commitment, probes_hash, read_policy, read_salt, train_split

SALT = b"3b0c1d9e8f7a6b5c4d3e2f1a0b9c8d7e"
DIGIT_SUM = '[["input","Naturals"],["map","Naturals","digit_sum",[0],[0]]]'


def policy(**held_out: Any) -> SplitPolicy:
    return SplitPolicy(fraction=0.25, held_out=HeldOutFile(**held_out), probes=probes_hash(), salt=commitment(SALT), salt_file="salt")


def sides(**held_out: Any) -> tuple[Split, Split]:
    return policy(**held_out).split("train", SALT), policy(**held_out).split("eval", SALT)


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    (tmp_path / "salt").write_bytes(SALT)
    path = tmp_path / "policy.json"
    path.write_text(policy().text())
    return path


def outcomes(split: Split | None, candidates: int = 250) -> list[Any]:
    config = make_config(n=1, seed=8, topics="lists,sorting", depth=(2, 3), split_policy=split)
    maker = Maker(config, library_of(config))
    return [maker.make(index) for index in range(candidates)]


def test_no_candidate_is_on_both_sides_and_all_others_say_why() -> None:
    train, evaluation = sides()
    plain, trained, evaluated = (outcomes(split) for split in (None, train, evaluation))
    made = Counter[tuple[bool, bool]]()
    for ours, left, right in zip(plain, trained, evaluated, strict=True):
        if hasattr(ours, "sample"):
            made[hasattr(left, "sample"), hasattr(right, "sample")] += 1
            assert {one.reason for one in (left, right) if not hasattr(one, "sample")} <= {Reason.OTHER_SIDE}
        else:
            assert ours.reason in (left.reason, Reason.DUPLICATE_BEHAVIOUR) or left.reason is Reason.OTHER_SIDE
    assert made[True, True] == 0
    assert made[True, False] > 5
    assert made[False, True] > 5
    assert made[False, False] > 5


def test_samples_say_which_side_they_are_of_and_are_the_same_otherwise() -> None:
    train, evaluation = sides()
    plain = [one.sample for one in outcomes(None) if hasattr(one, "sample")]
    by_id = {sample.metadata.id: sample for sample in plain}
    for split, canary in ((train, ""), (replace(evaluation, canary="a canary"), "a canary")):
        for one in outcomes(split):
            if hasattr(one, "sample"):
                metadata = one.sample.metadata
                assert (metadata.split, metadata.canary) == (split.side, canary)
                as_plain = replace(one.sample, metadata=replace(metadata, split="", canary=""))
                assert as_plain == by_id[metadata.id]


def test_the_ledger_of_training_does_not_spell_out_the_tasks_of_evaluation() -> None:
    train, evaluation = sides()
    for reason in Reason:
        rejection = Rejection(3, reason, "", DIGIT_SUM, "ab")
        hidden = reason in (Reason.OTHER_SIDE, Reason.HELD_OUT, Reason.DUPLICATE_BEHAVIOUR)
        assert train.hide(rejection).plan == ("" if hidden else DIGIT_SUM)
        assert evaluation.hide(rejection).plan == ("" if reason is Reason.NOT_HELD_OUT else DIGIT_SUM)


HELD_OUT = {
    "atoms": ({"atoms": ("digit_sum",)}, ["atom:digit_sum"]),
    "pairs": ({"pairs": (("running_sums", "digit_sum"),)}, ["pair:digit_sum+running_sums"]),
    "combinators": ({"combinators": ("map",)}, ["combinator:map"]),
    "depth": ({"deeper_than": 2}, ["depth"]),
    "any of them": ({"atoms": ("digit_sum",), "combinators": ("fold", "map")}, ["atom:digit_sum", "combinator:map"]),
}


@pytest.mark.parametrize(("held_out", "tags"), HELD_OUT.values(), ids=HELD_OUT.keys())
def test_what_is_held_out_is_refused_by_training_and_asked_for_by_evaluation(held_out: dict[str, Any], tags: list[str]) -> None:
    library = load_library()
    atom = next(name for name in ("running_sums", "prefix_sums", "running_totals") if name in library.atoms)
    held_out = json.loads(json.dumps(held_out).replace("running_sums", atom))
    tags = [tag.replace("running_sums", atom) for tag in tags]
    plan = parse_plan(f'[["input","Naturals"],["map","Naturals","digit_sum",[0],[0]],["apply","Integers","{atom}",[],[1]]]', library)
    plain = parse_plan('[["input","Naturals"],["length","Size","",[],[0]]]', library)
    train, evaluation = sides(**held_out)
    assert train.held_out.of(plan) == tags
    assert Side(train, library).refuses_plan(plan) == Failure(Reason.HELD_OUT, ", ".join(tags))
    assert Side(train, library).refuses_plan(plain) is None
    assert Side(evaluation, library).refuses_plan(plain) is None
    asking = Side(replace(evaluation, required=True), library)
    assert asking.refuses_plan(plain) == Failure(Reason.NOT_HELD_OUT, "")
    assert asking.refuses_plan(plan) is None


def test_evaluation_grows_its_plans_from_held_out_atoms_if_it_must_have_them() -> None:
    library = load_library()
    split = replace(sides(atoms=("total", "digit_sum"))[1], required=True)
    assert Side(split, library).focus == [name for name in library.atoms if name in ("total", "digit_sum")]
    assert Side(replace(split, required=False), library).focus == []
    assert HeldOut(atoms=("total",), combinators=("map",)).focus() == []
    assert HeldOut(pairs=(("digit_sum", "total"),)).focus() == ["digit_sum", "total"]


def test_an_item_with_few_outputs_is_none() -> None:
    library = load_library()
    plan = parse_plan('[["input","Naturals"],["length","Size","",[],[0]]]', library)
    probed = probe(plan)
    assert not isinstance(probed, Failure)
    found = []
    for number in range(40):
        split = replace(sides()[1], salt=SALT + bytes([number]), distinct=probed.distinct + 1)
        found.append(Side(split, library).refuses(plan, probed))
    assert {one.reason for one in found if one} == {Reason.OTHER_SIDE, Reason.FEW_OUTPUTS}
    assert Failure(Reason.FEW_OUTPUTS, f"{probed.distinct} different results") in found


def test_same_bytes_for_any_workers_and_after_a_kill(policy_file: Path, tmp_path: Path) -> None:
    config = make_config(n=40, seed=2, topics="lists", split_policy=policy_file)
    run(config, tmp_path / "one", workers=1)
    run(config, tmp_path / "two", workers=2)

    class Killed(Exception):
        pass

    def stop(progress: Any) -> None:
        if progress.accepted > 10:
            raise Killed

    with pytest.raises(Killed):
        run(config, tmp_path / "three", workers=2, watch=stop)
    run(config, tmp_path / "three", workers=1, resume=True)
    refused = [json.loads(line) for line in (tmp_path / "one" / "rejected.jsonl").read_text().splitlines()]
    assert {row["plan"] for row in refused if row["reason"] == "other_side"} == {""}
    for name in ("samples.jsonl", "rejected.jsonl", "README.md", "config.json"):
        first, *others = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two", "three"))
        assert [other == first for other in others] == [True, True], name
    with pytest.raises(RunError, match="not as when it was started: split_policy"):
        run(make_config(n=40, seed=2, topics="lists"), tmp_path / "one", resume=True)


def test_the_salt_is_in_no_file_of_the_run_and_in_no_text_of_the_config(policy_file: Path, tmp_path: Path) -> None:
    config = make_config(n=5, seed=2, topics="lists", split_policy=policy_file)
    run(config, tmp_path / "run", workers=1)
    for path in (tmp_path / "run").iterdir():
        assert SALT not in path.read_bytes(), path.name
    assert SALT.decode() not in repr(config)
    assert SALT.decode() not in config.model_dump_json()
    stored = json.loads((tmp_path / "run" / "config.json").read_text())
    assert stored["settings"]["split_policy"] == {"policy": policy().digest(), "side": "train"}
    assert "--split-policy FILE" in (tmp_path / "run" / "README.md").read_text()


def test_the_hash_of_a_policy_hangs_on_everything_but_where_the_salt_is() -> None:
    one = policy()
    assert one.model_copy(update={"salt_file": None}).digest() == one.digest()
    others = [
        one.model_copy(update=change)
        for change in ({"fraction": 0.3}, {"held_out": HeldOutFile(atoms=("total",))}, {"probes": "0" * 64}, {"salt": "1" * 64})
    ]
    assert len({other.digest() for other in [one, *others]}) == 5


def test_a_policy_that_cannot_be_followed_is_told_in_one_sentence(policy_file: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read the split policy .*synthgen evalset policy --out"):
        make_config(n=1, split_policy=tmp_path / "nowhere.json")
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    with pytest.raises(UsageError, match=r"broken.json is no split policy: fraction: Field required"):
        read_policy(broken)
    (tmp_path / "short").write_text("too short")
    with pytest.raises(UsageError, match="has 9 bytes; it takes 16 or more"):
        read_salt(tmp_path / "short")
    (tmp_path / "salt").write_text("another salt than that of the policy")
    with pytest.raises(UsageError, match="not the one that the split policy was made with"):
        train_split(policy_file)
    policy_file.write_text(policy().model_copy(update={"salt_file": None}).text())
    with pytest.raises(UsageError, match="does not say where its salt is; name it with --salt-file"):
        train_split(policy_file)
    with pytest.raises(UsageError, match="made for other probe inputs"):
        policy().model_copy(update={"probes": "0" * 64}).split("train", SALT)


def test_a_policy_finds_its_salt_beside_it_wherever_it_is_read_from(policy_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(os.sep)
    assert train_split(policy_file).salt == SALT
