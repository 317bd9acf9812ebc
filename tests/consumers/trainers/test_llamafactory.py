"""LLaMA-Factory trains on its exports, found by their `dataset_info.json`: its own loader, then SFT steps of a tiny model on CPU.

It imports torchaudio for sounds, whose packages are built for torch with CUDA; an empty module stands in for it.
"""

from __future__ import annotations

import json
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

if "torchaudio" not in sys.modules:
    sys.modules["torchaudio"] = ModuleType("torchaudio")
    sys.modules["torchaudio"].__spec__ = ModuleSpec("torchaudio", None)

from conftest import Export
from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
from llamafactory.hparams import get_train_args
from llamafactory.model import load_tokenizer
from llamafactory.train.tuner import run_exp
from tiny import saved

from synthgen.dataset.export.answer_text import answer_text
from synthgen.run.rows import sample_of

FORMS = pytest.mark.parametrize("form", ["alpaca", "sharegpt"])


def arguments(form: str, out: Path, folder: Path) -> dict[str, Any]:
    """What `llamafactory-cli train` is given."""
    return {
        "stage": "sft", "do_train": True, "model_name_or_path": str(saved(folder / "model")), "finetuning_type": "full",
        "dataset_dir": str(out), "dataset": f"synthgen_{form}_train", "template": "chatml", "cutoff_len": 8192,
        "output_dir": str(folder / "run"), "max_steps": 2, "per_device_train_batch_size": 2, "learning_rate": 1e-3, "logging_steps": 1,
        "save_strategy": "no", "report_to": "none", "use_cpu": True, "bf16": False, "fp16": False, "overwrite_cache": True,
        "preprocessing_num_workers": 1, "gradient_checkpointing": False, "seed": 0,
    }  # fmt: skip


@FORMS
def test_the_loader_masks_the_prompt_and_keeps_every_answer(
    form: str, export: Export, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    model_args, data_args, training_args, finetuning_args, _ = get_train_args(arguments(form, export(form), tmp_path))
    module = load_tokenizer(model_args)
    template = get_template_and_fix_tokenizer(module["tokenizer"], data_args)
    dataset = get_dataset(template, model_args, data_args, training_args, finetuning_args.stage, **module)["train_dataset"]
    assert len(dataset) == len(rows)
    for given, row in zip(dataset, rows, strict=True):
        text = module["tokenizer"].decode(given["input_ids"])
        learnt = module["tokenizer"].decode([label for label in given["labels"] if label != -100])
        assert f"user\n{row['prompt']}<|im_end|>" in text
        assert learnt == f"{answer_text(sample_of(row))}<|im_end|>\n"


@FORMS
def test_sft_steps(form: str, export: Export, tmp_path: Path) -> None:
    run_exp(arguments(form, export(form), tmp_path))
    log = [json.loads(line) for line in (tmp_path / "run/trainer_log.jsonl").read_text(encoding="utf-8").splitlines()]
    losses = [entry["loss"] for entry in log if "loss" in entry]
    assert len(losses) == 2
    assert 5.0 < losses[0] < 6.5, "a random model over 259 tokens starts at ln(259) = 5.56"
