"""TRL trains on its exports: GRPO and SFT steps of a tiny model on CPU, and gold answers through the trainer's own reward."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
import torch
from conftest import Export
from datasets import Dataset, load_dataset
from tiny import knowing, tiny_model, tiny_tokenizer
from trl import GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer

from synthgen.adapters.trl import make_reward, reward
from synthgen.dataset.export.answer_text import answer_text
from synthgen.reward import Scoring
from synthgen.run.rows import sample_of

STEPS = 2


def loaded(folder: Path) -> Dataset:
    return load_dataset("json", data_files=str(folder / "train.jsonl"), cache_dir=str(folder / "cache"))["train"]


def grpo(model: Any, tokenizer: Any, dataset: Dataset, folder: Path, rewarding: Any = reward, **more: Any) -> GRPOTrainer:
    settings = {
        "output_dir": str(folder), "use_cpu": True, "bf16": False, "report_to": "none", "save_strategy": "no", "logging_steps": 1,
        "max_steps": STEPS, "per_device_train_batch_size": 4, "num_generations": 2, "max_completion_length": 16,
        "learning_rate": 1e-3, "seed": 0, "shuffle_dataset": False, **more,
    }  # fmt: skip
    args = GRPOConfig(**settings)
    return GRPOTrainer(model=model, reward_funcs=[rewarding], args=args, train_dataset=dataset, processing_class=tokenizer)


def rewards_logged(trainer: GRPOTrainer) -> list[float]:
    """The mean reward of each step, as the trainer logs it."""
    return [entry["rewards/synthgen/mean"] for entry in trainer.state.log_history if "rewards/synthgen/mean" in entry]


def changed(model: Any, before: dict[str, torch.Tensor]) -> bool:
    return any(not torch.equal(value, before[name]) for name, value in model.state_dict().items())


def copied(model: Any) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def test_grpo_steps_of_a_random_model(export: Export, tmp_path: Path) -> None:
    tokenizer = tiny_tokenizer()
    trainer = grpo(tiny_model(tokenizer), tokenizer, loaded(export("trl-grpo")), tmp_path)
    trainer.train()
    assert rewards_logged(trainer) == [0.0] * STEPS, "16 random bytes solve nothing"


def test_grpo_steps_of_a_model_that_knows_every_other_answer(export: Export, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """Half of each group is right: the logged reward is half of what the rows store, and the model learns from the contrast."""
    dataset = loaded(export("trl-grpo"))
    tokenizer = tiny_tokenizer()
    model = tiny_model(tokenizer)
    model.generate = knowing(tokenizer, {row["prompt"]: row["code"] for row in rows})
    before = copied(model)
    trainer = grpo(model, tokenizer, dataset, tmp_path, max_completion_length=4096)
    trainer.train()
    assert rewards_logged(trainer) == [pytest.approx(fmean(dataset["reward"][2 * step : 2 * step + 2]) / 2) for step in range(STEPS)]
    assert changed(model, before)


def test_a_scheduled_reward_with_fresh_tests_follows_the_trainer(export: Export, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """At half of the training it is half of the way from the stored reward to all or nothing."""
    dataset = loaded(export("trl-grpo", "code_generation"))
    tokenizer = tiny_tokenizer()
    model = tiny_model(tokenizer)
    model.generate = knowing(tokenizer, {row["prompt"]: row["code"] for row in rows})
    rewarding = make_reward(Scoring("scheduled", fresh=2), name="synthgen")
    trainer = grpo(model, tokenizer, dataset, tmp_path, rewarding, max_completion_length=4096)
    trainer.train()
    stored = [fmean(dataset["reward"][:2]), fmean(dataset["reward"][2:4])]
    assert max(stored) < 1.0
    assert rewards_logged(trainer) == [pytest.approx(stored[0] / 2), pytest.approx((stored[1] / 2 + 0.5) / 2)]


def test_gold_earns_its_stored_reward_and_nothing_earns_nothing(export: Export, tmp_path: Path) -> None:
    """Every row of every type, through the method by which the trainer calls rewards."""
    dataset = loaded(export("trl-grpo"))
    tokenizer = tiny_tokenizer()
    trainer = grpo(tiny_model(tokenizer), tokenizer, dataset, tmp_path)
    inputs = [dict(row) for row in dataset]
    prompts = [row["prompt"] for row in inputs]
    for texts, wanted in (([row["code"] for row in inputs], dataset["reward"]), ([""] * len(inputs), [0.0] * len(inputs))):
        completions = [[{"role": "assistant", "content": text}] for text in texts]
        found = trainer._calculate_rewards(inputs, prompts, completions, [[0]] * len(inputs))
        assert found[:, 0].tolist() == pytest.approx(list(wanted))


def test_the_six_field_rows_load_as_they_are(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    dataset = loaded(tmp_path)
    tokenizer = tiny_tokenizer()
    model = tiny_model(tokenizer)
    model.generate = knowing(tokenizer, {row["prompt"]: row["code"] for row in rows})
    trainer = grpo(model, tokenizer, dataset, tmp_path, max_completion_length=4096, max_steps=1)
    trainer.train()
    assert rewards_logged(trainer) == [pytest.approx(fmean(dataset["reward"][:2]) / 2)]


@pytest.mark.parametrize(
    ("name", "settings", "trained"),
    [
        ("trl-sft", {}, "{answer}<|im_end|>\n"),
        ("trl-sft-text", {}, "{code}<|im_end|>"),
        ("trl-sft-messages", {"assistant_only_loss": True}, "{answer}<|im_end|>"),
        ("trl-sft-messages", {}, "<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n{answer}<|im_end|>\n"),
    ],
)
def test_sft_steps(name: str, settings: dict[str, Any], trained: str, export: Export, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """The model learns, and the tokens that the loss counts are those of the answer."""
    tokenizer = tiny_tokenizer()
    model = tiny_model(tokenizer)
    before = copied(model)
    args = SFTConfig(
        output_dir=str(tmp_path), use_cpu=True, bf16=False, report_to="none", save_strategy="no", logging_steps=1, max_steps=STEPS,
        per_device_train_batch_size=2, learning_rate=1e-3, max_length=None, seed=0, **settings,
    )  # fmt: skip
    trainer = SFTTrainer(model=model, args=args, train_dataset=loaded(export(name)), processing_class=tokenizer)
    batch = trainer.data_collator([trainer.train_dataset[0]])
    counted = tokenizer.decode([token for token, label in zip(batch["input_ids"][0], batch["labels"][0], strict=True) if label != -100])
    told = {"code": rows[0]["code"], "answer": answer_text(sample_of(rows[0])), "prompt": rows[0]["prompt"]}
    assert counted == trained.format(**told)
    assert len(trainer.train_dataset) == len(rows)
    trainer.train()
    assert changed(model, before)


def test_sft_refuses_the_six_field_rows(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """Why there is an export: the trainer looks for a column `completion`."""
    (tmp_path / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    tokenizer = tiny_tokenizer()
    args = SFTConfig(output_dir=str(tmp_path), use_cpu=True, bf16=False, report_to="none")
    with pytest.raises(KeyError, match="completion"):
        SFTTrainer(model=tiny_model(tokenizer), args=args, train_dataset=loaded(tmp_path), processing_class=tokenizer)
