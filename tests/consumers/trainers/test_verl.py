"""verl reads its export and rewards answers to it: RLHFDataset, the reward loop in Ray workers, and the older reward managers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ray
import torch
import verl.trainer.config
from conftest import Export
from hydra import compose, initialize_config_dir
from omegaconf import DictConfig
from tiny import saved, tiny_tokenizer
from torch.utils.data import DataLoader
from verl import DataProto
from verl.experimental.reward_loop.reward_loop import RewardLoopManager, migrate_legacy_reward_impl
from verl.trainer.ppo.reward import get_custom_reward_fn
from verl.utils.dataset.rl_dataset import RLHFDataset, collate_fn
from verl.workers.reward_manager import get_reward_manager_cls

import synthgen.adapters.verl

ADAPTER = Path(synthgen.adapters.verl.__file__)
LONGEST = 8192
"""Tokens of a prompt, of which ours are bytes."""


@pytest.fixture(scope="module")
def folder(export: Export) -> Path:
    return export("verl")


def config_of(folder: Path, *more: str) -> DictConfig:
    """The settings of `python -m verl.trainer.main_ppo` with the flags that the docs name."""
    flags = [
        f"data.train_files={folder}/train.parquet", f"data.max_prompt_length={LONGEST}", f"+data.cache_dir={folder}/cache",
        f"actor_rollout_ref.model.path={saved(folder / 'model')}", "reward.num_workers=2",
        f"reward.custom_reward_function.path={ADAPTER}", "reward.custom_reward_function.name=compute_score", *more,
    ]  # fmt: skip
    with initialize_config_dir(config_dir=str(Path(verl.trainer.config.__file__).parent), version_base=None):
        return migrate_legacy_reward_impl(compose("ppo_trainer", overrides=flags))


def batch_of(dataset: RLHFDataset, answers: list[str]) -> DataProto:
    """What a rollout hands to the reward: the rows with tokens of prompts, padded left, and of answers, padded right."""
    tokenizer = tiny_tokenizer()
    rows = next(iter(DataLoader(dataset, batch_size=len(dataset), collate_fn=collate_fn)))
    prompts = [tokenizer.apply_chat_template(list(chat), add_generation_prompt=True)["input_ids"] for chat in rows["raw_prompt"]]
    ends = [[*tokenizer(answer)["input_ids"], tokenizer.eos_token_id] for answer in answers]
    width, length, pad = max(map(len, prompts)), max(map(len, ends)), tokenizer.pad_token_id
    data = DataProto.from_single_dict(rows)
    data.batch["prompts"] = torch.tensor([[pad] * (width - len(one)) + one for one in prompts])
    data.batch["responses"] = torch.tensor([one + [pad] * (length - len(one)) for one in ends])
    before = [[0] * (width - len(one)) + [1] * len(one) for one in prompts]
    after = [[1] * len(one) + [0] * (length - len(one)) for one in ends]
    data.batch["attention_mask"] = torch.tensor([left + right for left, right in zip(before, after, strict=True)])
    return data


@pytest.fixture(scope="module")
def scored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that the export holds."""
    return [row for row in rows if row["metadata"]["task_type"] != "code_explanation"]


def gold_and_nothing(scored: list[dict[str, Any]]) -> list[tuple[list[str], list[float]]]:
    """Answers to all rows, and what each earns."""
    return [([row["code"] for row in scored], [row["reward"] for row in scored]), ([""] * len(scored), [0.0] * len(scored))]


@pytest.fixture(scope="module")
def workers() -> Iterator[None]:
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


def test_the_dataset_has_every_row_as_a_chat(folder: Path, scored: list[dict[str, Any]]) -> None:
    dataset = RLHFDataset(f"{folder}/train.parquet", tiny_tokenizer(), config_of(folder).data)
    assert [row["raw_prompt"] for row in dataset] == [[{"role": "user", "content": row["prompt"]}] for row in scored]
    assert [row["index"] for row in dataset] == list(range(len(scored)))
    assert {row["data_source"] for row in dataset} == {f"synthgen/{row['metadata']['task_type']}" for row in scored}


@pytest.mark.parametrize("manager", ["naive", "dapo"])
@pytest.mark.usefixtures("workers")
def test_the_reward_loop_in_ray_workers(manager: str, folder: Path, scored: list[dict[str, Any]]) -> None:
    config = config_of(folder, f"reward.reward_manager.name={manager}")
    dataset = RLHFDataset(f"{folder}/train.parquet", tiny_tokenizer(), config.data)
    loop = RewardLoopManager(config)
    for answers, wanted in gold_and_nothing(scored):
        done = loop.compute_rm_score(batch_of(dataset, answers))
        assert done.batch["rm_scores"].sum(dim=1).tolist() == pytest.approx(wanted)
        assert done.non_tensor_batch["acc"].tolist() == pytest.approx(wanted)
    for worker in loop.reward_loop_workers:
        ray.kill(worker)


def test_the_older_naive_manager(folder: Path, scored: list[dict[str, Any]]) -> None:
    config = config_of(folder)
    dataset = RLHFDataset(f"{folder}/train.parquet", tiny_tokenizer(), config.data)
    manager = get_reward_manager_cls("naive")(tiny_tokenizer(), num_examine=0, compute_score=get_custom_reward_fn(config))
    for answers, wanted in gold_and_nothing(scored):
        assert manager(batch_of(dataset, answers)).sum(dim=1).tolist() == pytest.approx(wanted)


def test_the_way_of_scoring_is_a_setting(folder: Path, scored: list[dict[str, Any]]) -> None:
    config = config_of(folder, "+reward.custom_reward_function.reward_kwargs.mode=binary")
    row = RLHFDataset(f"{folder}/train.parquet", tiny_tokenizer(), config.data)[0]
    assert scored[0]["reward"] < 1.0
    given = {"data_source": row["data_source"], "ground_truth": row["reward_model"]["ground_truth"], "extra_info": row["extra_info"]}
    assert get_custom_reward_fn(config)(solution_str=scored[0]["code"], **given) == 1.0


def test_long_prompts_are_dropped_where_that_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A trap that the docs name: the only sign is a line in the log."""
    config = config_of(folder, "data.max_prompt_length=64", "data.filter_overlong_prompts=True")
    assert len(RLHFDataset(f"{folder}/train.parquet", tiny_tokenizer(), config.data)) == 0
    assert "filter dataset len: 0" in capsys.readouterr().out
