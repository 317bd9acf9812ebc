"""What is particular about the trainers' formats: ground truths, answers, the files beside the rows, and what they refuse."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from synthgen.adapters.common import unpack
from synthgen.dataset.export import EXPORTERS, ExportReason, Misfit, export, lint
from synthgen.dataset.export.exporter import Exported, Place
from synthgen.dataset.export.rows_files import columns_of
from synthgen.dataset.export.truth import truth_of
from synthgen.dataset.tasks import TASK_TYPES, score_task
from synthgen.dataset.tasks.reading import read_sample
from synthgen.records import TASK_TYPE, Sample
from tests.dataset.mixture_rows import foreign, sample, write

PLACE = Place("train", 3)
RL = ("trl-grpo", "ms-swift-grpo", "verl", "openrlhf", "verifiers")
ANSWERS: dict[str, Callable[[Any], str]] = {
    "trl-sft": lambda row: row["completion"][0]["content"],
    "trl-sft-text": lambda row: row["completion"],
    "trl-sft-messages": lambda row: row["messages"][1]["content"],
    "alpaca": lambda row: row["output"],
    "sharegpt": lambda row: row["conversations"][1]["value"],
}
"""Where the answer of a row stands."""


@pytest.fixture(scope="module")
def samples(every_type: Path) -> list[Sample]:
    """Samples and rows of every type."""
    return [read_sample(json.loads(line)) for line in every_type.read_text(encoding="utf-8").splitlines()[:-1]]


def record(name: str, given: Sample) -> Any:
    """Return the columns of a sample's row."""
    made = EXPORTERS[name].convert(given, PLACE)
    assert not isinstance(made, Misfit)
    return columns_of(made)


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_learnt_earns_what_the_row_says(name: str, samples: list[Sample]) -> None:
    assert {one.metadata.task_type for one in samples} == set(TASK_TYPES)
    for one in samples:
        answer = ANSWERS[name](record(name, one))
        assert score_task(one, answer) == (pytest.approx(one.reward) if TASK_TYPES[one.metadata.task_type].score else None)


def test_formats_for_reinforcement_learning_hold_what_can_be_rewarded() -> None:
    for name in RL:
        assert EXPORTERS[name].task_types == set(TASK_TYPES) - {"code_explanation"}
    for name in ANSWERS:
        assert EXPORTERS[name].task_types == set(TASK_TYPES)


def test_a_ground_truth_says_what_the_scorer_needs_and_no_more(samples: list[Sample]) -> None:
    for one in samples:
        truth, text = unpack(truth_of(one)), truth_of(one)
        assert truth.test_cases == [{"input": case.input, "output": case.output} for case in one.test_cases]
        assert truth.entry_point == one.metadata.entry_point
        assert (truth.row is None) == (one.metadata.task_type == TASK_TYPE) == ('"reference_code"' not in text)


def test_verl_rows_say_where_they_stand() -> None:
    row = record("verl", sample(1))
    assert row["data_source"] == "synthgen/code_generation"
    assert row["prompt"] == [{"role": "user", "content": "Write `add_1`, which adds 1."}]
    assert row["extra_info"] == {"split": "train", "index": 3, "id": "test-1", "task_type": "code_generation", "difficulty": "medium"}
    assert row["reward_model"]["style"] == "rule"


def test_openrlhf_refuses_a_mark_that_it_takes_for_a_picture(tmp_path: Path) -> None:
    marked = sample(1, prompt="Count the marks <image> in `text`.")
    done = export(write(tmp_path / "rows.jsonl", [marked, sample(2)]), "openrlhf", tmp_path / "out")
    assert (done.counts.exported, done.counts.refused) == (1, {ExportReason.UNQUOTABLE: 1})
    (refused,) = [json.loads(line) for line in (tmp_path / "out/refused.jsonl").read_text().splitlines()]
    assert (refused["id"], refused["detail"]) == ("test-1", "the prompt has the mark <image>, which OpenRLHF takes for a picture")


@pytest.mark.parametrize(
    ("name", "change", "wanted"),
    [
        ("ms-swift-grpo", {"solution": "x"}, "taken_column: the answer"),
        ("ms-swift-grpo", {"input": "x", "output": "y"}, "taken_column: .*the prompt is dropped"),
        ("trl-sft", {"messages": []}, "taken_column: .*the completion is not"),
        ("verl", {}, "missing_column"),
    ],
)
def test_the_lint_knows_what_trainers_take_for_something_else(name: str, change: dict[str, Any], wanted: str, tmp_path: Path) -> None:
    found = [str(one) for one in lint(write(tmp_path / "rows.jsonl", [foreign(1, completion="x", **change)]), name)]
    assert any(re.search(wanted, one) for one in found), found
    clean = [str(one) for one in lint(write(tmp_path / "clean.jsonl", [foreign(1, completion="x")]), name)]
    assert name == "verl" or not any(re.search(wanted, one) for one in clean)


@pytest.mark.parametrize("form", ["alpaca", "sharegpt"])
def test_each_set_has_its_entry_for_llamafactory_and_axolotl(form: str) -> None:
    companions = EXPORTERS[form].companions
    assert companions is not None
    made = companions(Exported({"train": "train.jsonl", "validation": "validation.jsonl"}, {"train": 2, "validation": 1}))
    info = json.loads(made["dataset_info.json"])
    assert {name: entry["file_name"] for name, entry in info.items()} == {
        f"synthgen_{form}_train": "train.jsonl", f"synthgen_{form}_validation": "validation.jsonl"
    }  # fmt: skip
    columns = set(record(form, sample(1)))
    assert all(column in columns for entry in info.values() for column in entry["columns"].values())
    assert [entry["path"] for entry in yaml.safe_load(made["axolotl.yaml"])["datasets"]] == ["train.jsonl", "validation.jsonl"]


def test_the_package_for_verifiers_has_every_set(tmp_path: Path) -> None:
    companions = EXPORTERS["verifiers"].companions
    assert companions is not None
    made = companions(Exported({"train": "synthgen_tasks/train.jsonl", "validation": "synthgen_tasks/validation.jsonl"}, {}))
    assert tomllib.loads(made["pyproject.toml"])["tool"]["setuptools"]["package-data"] == {"synthgen_tasks": ["*.jsonl"]}
    module = made["synthgen_tasks/__init__.py"]
    compile(module, "synthgen_tasks", "exec")
    assert '"train": HERE / "train.jsonl",\n        "validation": HERE / "validation.jsonl",\n' in module


def test_the_plugin_for_ms_swift_names_the_rows(tmp_path: Path) -> None:
    done = export(write(tmp_path / "rows.jsonl", [sample(1)]), "ms-swift-grpo", tmp_path / "out")
    plugin = (done.path / "synthgen_reward.py").read_text(encoding="utf-8")
    compile(plugin, "synthgen_reward", "exec")
    assert "--dataset train.jsonl --external_plugins synthgen_reward.py --reward_funcs synthgen" in plugin
