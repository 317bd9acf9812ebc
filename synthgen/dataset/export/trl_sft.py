"""TRL SFTTrainer, prompt and completion as chats: the template is applied, and the loss is on the completion alone."""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.chat import EVERY, Message, answer, question
from synthgen.dataset.export.exporter import Exporter, Loader, Place
from synthgen.records import Sample


@dataclass(frozen=True, slots=True)
class Row:
    """A question and the right answer; `id` and `task_type` are for the reader, the trainer leaves them alone."""

    prompt: list[Message]
    completion: list[Message]
    id: str
    task_type: str


def _convert(sample: Sample, place: Place) -> Row:
    return Row(question(sample), answer(sample), sample.metadata.id, sample.metadata.task_type)


EXPORTER = Exporter(
    name="trl-sft",
    summary="TRL, SFTTrainer with a chat model: prompt and completion as messages",
    takes="rows of every task type",
    record=Row,
    convert=_convert,
    task_types=EVERY,
    loader=Loader(columns=("prompt", "completion"), clashes={("prompt", "messages"): "the messages are trained on, the completion is not"}),
)
