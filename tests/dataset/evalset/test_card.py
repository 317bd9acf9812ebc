"""The card of a set: what it claims, what it does not, and that its figures are those of the set."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import yaml
from both_sides import CANARY, SALT, Sides

from synthgen.cli.app import run_app
from synthgen.dataset.evalset import EvalSet


def card_of(path: Path) -> str:
    return (path / "README.md").read_text(encoding="utf-8")


def test_it_says_what_is_claimed_and_what_is_not_with_the_commitment(sides: Sides) -> None:
    card, manifest = card_of(sides.evaluation), EvalSet(sides.evaluation).manifest
    assert re.findall("^## (.*)$", card, re.M) == ["What is claimed", "What is not claimed", "Figures", "The commitment", "How it was made"]
    for sentence in (
        "Nothing about undisclosed pretraining.",
        "The compositions are new, the skills are not.",
        "Evaluation gets 10.0% of\n  all behaviours, training 46.8%; 43.2% are on no side.",
        "no margin was computed, since no training run was given",
        "at least 16 different outputs",
    ):
        assert sentence in card
    for value in (manifest.root, manifest.policy, manifest.probes, manifest.salt, manifest.library, manifest.generator):
        assert value in card


def test_its_figures_are_those_of_the_set(sides: Sides) -> None:
    card, made = card_of(sides.evaluation), EvalSet(sides.evaluation)
    metadata = json.loads((sides.evaluation / "metadata.json").read_text())
    outputs = sorted(fact.distinct for fact in made.facts)
    assert f"| different outputs on the probe inputs, fewest and median | {outputs[0]}, {outputs[5]} |" in card
    assert f"| candidates tried | {metadata['funnel']['tried']:,} |" in card
    other = metadata["funnel"]["reasons"]["other_side"]
    assert f"| not taken: {other['meaning']} | {other['count']:,} |" in card


def test_its_head_is_read_by_hugging_face_as_a_test_split(sides: Sides) -> None:
    matter = yaml.safe_load(card_of(sides.evaluation).split("---\n")[1])
    assert matter["configs"] == [{"config_name": "default", "data_files": [{"split": "test", "path": "samples.jsonl"}]}]
    assert (matter["canary"], matter["pretty_name"]) == (CANARY, "synthgen: 12 evaluation tasks")


def test_its_first_command_makes_the_same_set(sides: Sides, tmp_path: Path) -> None:
    command = next(line for line in card_of(sides.evaluation).splitlines() if line.startswith("synthgen evalset --n"))
    (tmp_path / "salt").write_bytes(SALT)
    words = [
        {"policy.json": str(sides.evaluation / "policy.json"), "SALT": str(tmp_path / "salt")}.get(one, one) for one in shlex.split(command)
    ]
    assert run_app([*words[1:], "--out", str(tmp_path / "again"), "--workers", "1", "--quiet"]) == 0
    assert (tmp_path / "again" / "samples.jsonl").read_bytes() == (sides.evaluation / "samples.jsonl").read_bytes()
    assert EvalSet(tmp_path / "again").manifest.root == EvalSet(sides.evaluation).manifest.root
