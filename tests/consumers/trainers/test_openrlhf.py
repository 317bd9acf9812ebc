"""OpenRLHF reads its export and rewards answers to it: PromptDataset, then the executor that each rollout runs through.

vllm, ray and deepspeed are left out, so the engine is a stand-in that answers with given tokens; the rest is OpenRLHF's own.
"""

from __future__ import annotations

import asyncio
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from conftest import Export
from openrlhf.datasets.prompts_dataset import PromptDataset
from openrlhf.datasets.utils import blending_datasets
from openrlhf.utils.agent import SingleTurnAgentExecutor
from tiny import tiny_tokenizer

import synthgen.adapters.openrlhf

ADAPTER = synthgen.adapters.openrlhf.__file__


@pytest.fixture(scope="module")
def prompts(export: Export, tmp_path_factory: pytest.TempPathFactory) -> PromptDataset:
    """The export as `train_ppo_ray` reads it with --data.label_key label --data.apply_chat_template."""
    file = tmp_path_factory.mktemp("openrlhf") / "train.jsonl"
    file.write_bytes((export("openrlhf") / "train.jsonl").read_bytes())
    data = SimpleNamespace(input_key="input", label_key="label", apply_chat_template=True, image_key="images")
    strategy = SimpleNamespace(args=SimpleNamespace(data=data, use_ms=False), print=lambda *_: None, is_rank_0=lambda: False)
    return PromptDataset(blending_datasets(str(file), strategy=strategy), tiny_tokenizer(), strategy)


class Engine:
    """Answers each request with the tokens of a given text and the mark of its end."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    async def generate(self, prompt_token_ids: list[int], sampling: Any, multi_modal_data: Any = None) -> Any:
        tokenizer = tiny_tokenizer()
        tokens = [*tokenizer(self.answer)["input_ids"], tokenizer.eos_token_id]
        return SimpleNamespace(outputs=[SimpleNamespace(token_ids=tokens, finish_reason="stop", logprobs=None)])


def rollout(prompt: str, label: str, answer: str, length: int = 16384) -> dict[str, Any]:
    """Run one rollout, as a rollout actor does."""
    executor = SingleTurnAgentExecutor([ADAPTER])
    sampling = SimpleNamespace(max_tokens=4096, logprobs=None)
    found: dict[str, Any] = asyncio.run(executor.execute(prompt, label, sampling, length, tiny_tokenizer(), Engine(answer)))
    return found


@pytest.fixture(scope="module")
def scored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that the export holds."""
    return [row for row in rows if row["metadata"]["task_type"] != "code_explanation"]


def test_every_row_is_a_prompt_with_the_chat_template(prompts: PromptDataset, scored: list[dict[str, Any]]) -> None:
    assert [prompt for _, prompt, _, _ in prompts] == [
        f"<|im_start|>user\n{row['prompt']}<|im_end|>\n<|im_start|>assistant\n" for row in scored
    ]
    assert [source for source, *_ in prompts] == [f"synthgen/{row['metadata']['task_type']}" for row in scored]


def test_gold_earns_its_stored_reward_and_nothing_earns_nothing(prompts: PromptDataset, scored: list[dict[str, Any]]) -> None:
    for (_, prompt, label, _), row in zip(prompts, scored, strict=True):
        assert rollout(prompt, label, row["code"])["reward"].tolist() == [pytest.approx(row["reward"])]
        assert rollout(prompt, label, "")["scores"].tolist() == [0.0]


def test_a_prompt_that_was_cut_on_the_left_is_still_told_from_its_answer(prompts: PromptDataset, scored: list[dict[str, Any]]) -> None:
    _, prompt, label, _ = prompts[0]
    found = rollout(prompt, label, scored[0]["code"], length=4096 + 300)
    assert len(found["observation_tokens"]) < 300 + 4096
    assert found["reward"].tolist() == [pytest.approx(scored[0]["reward"])]


def test_rewards_have_the_form_that_experiences_are_made_of(
    prompts: PromptDataset, scored: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The module asks for ray and vllm when imported, and uses neither to make an experience."""
    for name in ("ray", "ray.util", "ray.util.placement_group", "ray.util.scheduling_strategies", "vllm", "vllm.inputs", "vllm.utils"):
        monkeypatch.setitem(sys.modules, name, MagicMock())
    from openrlhf.trainer.ppo_utils.samples_generator import SamplesGenerator

    _, prompt, label, _ = prompts[0]
    made = SamplesGenerator._process_response_into_experience(MagicMock(), rollout(prompt, label, scored[0]["code"]), max_len=16384)
    assert made.rewards.flatten().tolist() == made.scores.flatten().tolist() == [pytest.approx(scored[0]["reward"])]
    assert made.info["synthgen_reward"].tolist() == [pytest.approx(scored[0]["reward"])]
    assert made.labels == [label]


def test_a_label_that_is_none_leaves_no_reward(prompts: PromptDataset) -> None:
    """OpenRLHF swallows what a reward function raises, and says so in its log alone."""
    assert rollout(prompts[0][1], "{", "x = 1")["reward"] is None
