"""OpenAI chat fine-tuning: one conversation a line, the prompt and the right answer.

The format is that of https://platform.openai.com/docs/guides/supervised-fine-tuning: a line is `{"messages": [...]}` with nothing
beside it, and a job takes at least ten lines.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.chat import EVERY, Message, answer, question
from synthgen.dataset.export.exporter import Exporter, Loader, Place
from synthgen.records import Sample


@dataclass(frozen=True, slots=True)
class Conversation:
    """A row: the user's message and the assistant's."""

    messages: list[Message]


def convert(sample: Sample, place: Place) -> Conversation:
    """Return the conversation of a sample."""
    return Conversation(question(sample) + answer(sample))


EXPORTER = Exporter(
    name="openai-chat",
    summary="chat fine-tuning at OpenAI: one conversation of user and assistant a line",
    takes="rows of every task type",
    record=Conversation,
    convert=convert,
    task_types=EVERY,
    loader=Loader(tables=False, columns=("messages",)),
)
