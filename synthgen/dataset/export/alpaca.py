"""Alpaca: instruction, input, output, for LLaMA-Factory and axolotl."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synthgen.dataset.export.answer_text import answer_text
from synthgen.dataset.export.chat import EVERY
from synthgen.dataset.export.dataset_info import companions
from synthgen.dataset.export.exporter import Exported, Exporter, Loader, Place
from synthgen.records import Sample

COLUMNS = {"prompt": "instruction", "query": "input", "response": "output"}
"""LLaMA-Factory's words and ours. All are named: where some are, it forgets its defaults of the others."""


@dataclass(frozen=True, slots=True)
class Row:
    """An instruction with the right answer. `input` is always there and empty: the prompt is one text."""

    instruction: str
    input: str
    output: str
    id: str


def _convert(sample: Sample, place: Place) -> Row:
    return Row(sample.prompt, "", answer_text(sample), sample.metadata.id)


def _companions(exported: Exported) -> Mapping[str, str]:
    return companions(exported, "alpaca", {"columns": COLUMNS}, {"type": "alpaca"})


EXPORTER = Exporter(
    name="alpaca",
    summary="LLaMA-Factory and axolotl, instruction/input/output with dataset_info.json",
    takes="rows of every task type",
    record=Row,
    convert=_convert,
    task_types=EVERY,
    companions=_companions,
    loader=Loader(columns=("instruction", "input", "output")),
)
