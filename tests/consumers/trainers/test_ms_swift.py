"""ms-swift trains on its export: `swift rlhf --rlhf_type grpo` on CPU with a tiny model, plugin and reward from the export."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

os.environ["MODELSCOPE_OFFLINE"] = "1"

from conftest import Export
from tiny import knowing, saved, tiny_tokenizer

import synthgen.adapters


def grpo(folder: Path, data: Path, plugin: Path, **more: Any) -> list[dict[str, Any]]:
    """Run GRPO as the command line does, two completions for each prompt, and return what each step logged."""
    from swift.arguments import RLHFArguments
    from swift.pipelines import rlhf_main

    settings = {
        "rlhf_type": "grpo", "model": str(saved(folder / "model")), "model_type": "qwen2", "template": "qwen2_5", "tuner_type": "full",
        "torch_dtype": "float32", "use_cpu": True, "dataset": [str(data)], "split_dataset_ratio": 0, "dataset_shuffle": False,
        "train_dataloader_shuffle": False, "dataset_num_proc": 1, "dataloader_num_workers": 0, "external_plugins": [str(plugin)],
        "reward_funcs": ["synthgen"], "per_device_train_batch_size": 2, "num_generations": 2, "max_completion_length": 16, "max_steps": 2,
        "max_length": 8192, "learning_rate": 1e-3, "logging_steps": 1, "save_strategy": "no", "report_to": "none", "seed": 0,
        "gradient_checkpointing": False, "output_dir": str(folder / "run"), **more,
    }  # fmt: skip
    done = rlhf_main(RLHFArguments(**settings))
    return [entry for entry in done["log_history"] if "rewards/SynthgenORM/mean" in entry]


def test_grpo_steps_of_a_random_model(export: Export, tmp_path: Path) -> None:
    out = export("ms-swift-grpo")
    logged = grpo(tmp_path, out / "train.jsonl", out / "synthgen_reward.py")
    assert [entry["rewards/SynthgenORM/mean"] for entry in logged] == [0.0, 0.0]


def test_gold_earns_its_stored_reward_and_nothing_earns_nothing(
    export: Export, rows: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step for each row of each type, of which one completion is right and one empty; the model learns from the contrast."""
    from transformers import Qwen2ForCausalLM

    out = export("ms-swift-grpo")
    exported = [json.loads(line) for line in (out / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    generate = knowing(tiny_tokenizer(), {row["prompt"]: row["code"] for row in rows})
    monkeypatch.setattr(Qwen2ForCausalLM, "generate", lambda _model, **given: generate(**given))
    logged = grpo(tmp_path, out / "train.jsonl", out / "synthgen_reward.py", max_steps=len(exported), max_completion_length=4096)
    assert [entry["rewards/SynthgenORM/mean"] for entry in logged] == [pytest.approx(row["reward"] / 2) for row in exported]
    assert all(entry["grad_norm"] > 0 for entry in logged)


def test_the_adapter_itself_is_a_plugin(export: Export, tmp_path: Path) -> None:
    """Its folder has a trl.py and a verl.py, which must not be taken for the packages of those names."""
    import sys

    folder = Path(synthgen.adapters.__file__).parent
    logged = grpo(tmp_path, export("ms-swift-grpo") / "train.jsonl", folder / "ms_swift.py", max_steps=1)
    assert [entry["rewards/SynthgenORM/mean"] for entry in logged] == [0.0]
    assert str(folder) not in sys.path
