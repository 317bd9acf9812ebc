"""TRL SFTTrainer, prompt and completion as texts, for base models without a chat template: the loss is on the completion."""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.chat import EVERY
from synthgen.dataset.export.exporter import Exporter, Loader, Place
from synthgen.records import Sample


@dataclass(frozen=True, slots=True)
class Row:
    """A prompt that ends its line, and the right answer; `id` and `task_type` are for the reader."""

    prompt: str
    completion: str
    id: str
    task_type: str


def _convert(sample: Sample, place: Place) -> Row:
    # The two are joined as they stand, and each must be made of whole tokens: no token has a line's end and what follows.
    return Row(sample.prompt.rstrip() + "\n\n", sample.code, sample.metadata.id, sample.metadata.task_type)


EXPORTER = Exporter(
    name="trl-sft-text",
    summary="TRL, SFTTrainer with a base model: prompt and completion as plain texts",
    takes="rows of every task type",
    record=Row,
    convert=_convert,
    task_types=EVERY,
    loader=Loader(columns=("prompt", "completion"), clashes={("prompt", "messages"): "the messages are trained on, the completion is not"}),
)
