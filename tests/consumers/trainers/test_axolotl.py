"""axolotl loads its exports by the entries of `axolotl.yaml`, as `axolotl preprocess` does; its training needs GPU packages."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

os.environ.update({"AXOLOTL_DO_NOT_TRACK": "1", "DO_NOT_TRACK": "1"})

import yaml
from axolotl.cli.args import PreprocessCliArgs
from axolotl.cli.config import load_cfg
from axolotl.common.datasets import load_datasets
from conftest import Export
from tiny import saved, tiny_tokenizer

from synthgen.dataset.export.answer_text import answer_text
from synthgen.run.rows import sample_of


@pytest.mark.parametrize(
    ("form", "question", "ending"),
    [("alpaca", "### Instruction:\n{}\n\n### Response:", "<|im_end|>"), ("sharegpt", "<|im_start|>user\n{}<|im_end|>", "<|im_end|>")],
)
def test_every_row_is_loaded_and_the_answer_alone_is_learnt(
    form: str, question: str, ending: str, export: Export, rows: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = export(form)
    settings = yaml.safe_load((out / "axolotl.yaml").read_text(encoding="utf-8"))
    settings |= {
        "base_model": str(saved(tmp_path / "model")), "sequence_len": 8192, "output_dir": str(tmp_path / "run"), "val_set_size": 0,
        "dataset_prepared_path": str(tmp_path / "prepared"), "dataset_num_proc": 1, "micro_batch_size": 1, "num_epochs": 1,
        "gradient_accumulation_steps": 1, "learning_rate": 1e-3, "optimizer": "adamw_torch", "bf16": False, "fp16": False, "tf32": False,
        "special_tokens": {"pad_token": "<|endoftext|>"}, "chat_template": "tokenizer_default",
    }  # fmt: skip
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    monkeypatch.chdir(out)
    dataset = load_datasets(cfg=load_cfg(str(tmp_path / "config.yaml")), cli_args=PreprocessCliArgs()).train_dataset
    tokenizer = tiny_tokenizer()
    shown = [tokenizer.decode(row["input_ids"]) for row in dataset]
    learnt = [tokenizer.decode([label for label in row["labels"] if label != -100]) for row in dataset]
    answers = [answer_text(sample_of(row)) for row in rows]
    assert Counter(text.strip().removesuffix(ending).strip() for text in learnt) == Counter(text.strip() for text in answers)
    assert all(any(question.format(row["prompt"]) in text for text in shown) for row in rows)
