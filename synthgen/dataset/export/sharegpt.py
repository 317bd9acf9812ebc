"""ShareGPT: `conversations` of turns with `from` and `value`, for LLaMA-Factory and axolotl."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synthgen.dataset.export.answer_text import answer_text
from synthgen.dataset.export.chat import EVERY
from synthgen.dataset.export.dataset_info import companions
from synthgen.dataset.export.exporter import Exported, Exporter, Loader, Place
from synthgen.records import Sample

INFO = {
    "formatting": "sharegpt",
    "columns": {"messages": "conversations"},
    "tags": {"role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt"},
}
"""What LLaMA-Factory must know. All tags are named: where some are, it forgets its defaults of the others."""
AXOLOTL = {
    "type": "chat_template",
    "field_messages": "conversations",
    "message_property_mappings": {"role": "from", "content": "value"},
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn: `human` asks, `gpt` answers."""

    from_: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """A chat of a question and the right answer."""

    conversations: list[Turn]
    id: str


def _convert(sample: Sample, place: Place) -> Row:
    return Row([Turn("human", sample.prompt), Turn("gpt", answer_text(sample))], sample.metadata.id)


def _companions(exported: Exported) -> Mapping[str, str]:
    return companions(exported, "sharegpt", INFO, AXOLOTL)


EXPORTER = Exporter(
    name="sharegpt",
    summary="LLaMA-Factory and axolotl, conversations of human and gpt with dataset_info.json",
    takes="rows of every task type",
    record=Row,
    convert=_convert,
    task_types=EVERY,
    companions=_companions,
    loader=Loader(columns=("conversations",)),
)
