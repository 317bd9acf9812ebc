"""Chats of one question and one answer, which formats for training hold."""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.answer_text import answer_text
from synthgen.dataset.tasks import TASK_TYPES
from synthgen.records import Sample

EVERY = frozenset(TASK_TYPES)
"""All task types: what formats for fine-tuning hold."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn, as OpenAI's chats have it."""

    role: str
    content: str


def question(sample: Sample) -> list[Message]:
    """Return the prompt as a chat of one turn."""
    return [Message("user", sample.prompt)]


def answer(sample: Sample) -> list[Message]:
    """Return the right answer as the turn that follows."""
    return [Message("assistant", answer_text(sample))]
