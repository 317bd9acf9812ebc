"""TRL SFTTrainer, whole chats in `messages`: the loss is on every turn unless `assistant_only_loss=True`."""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.chat import EVERY, Message, answer, question
from synthgen.dataset.export.exporter import Exporter, Loader, Place
from synthgen.records import Sample


@dataclass(frozen=True, slots=True)
class Row:
    """A chat of a question and the right answer; `id` and `task_type` are for the reader."""

    messages: list[Message]
    id: str
    task_type: str


def _convert(sample: Sample, place: Place) -> Row:
    return Row(question(sample) + answer(sample), sample.metadata.id, sample.metadata.task_type)


EXPORTER = Exporter(
    name="trl-sft-messages",
    summary="TRL, SFTTrainer and others that read `messages`; set assistant_only_loss=True",
    takes="rows of every task type",
    record=Row,
    convert=_convert,
    task_types=EVERY,
    loader=Loader(columns=("messages",), taken={"text": "the whole training text"}),
)
