"""TRL GRPOTrainer: the prompt as a chat, so that the model's chat template is applied, and the columns that the reward reads.

The six-field rows load as they are, too; a string prompt is then given to the model without its template.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.chat import Message, question
from synthgen.dataset.export.exporter import Exporter, Loader, Place
from synthgen.dataset.export.whole_rows import SCORED
from synthgen.records import Metadata, Sample, TestCase


@dataclass(frozen=True, slots=True)
class Row:
    """The sample with its prompt as a chat; all other columns reach `synthgen.adapters.trl.reward`."""

    prompt: list[Message]
    code: str
    reference_code: list[str]
    test_cases: list[TestCase]
    reward: float
    difficulty: str
    metadata: Metadata


def _convert(sample: Sample, place: Place) -> Row:
    rest = (sample.code, sample.reference_code, sample.test_cases, sample.reward, sample.difficulty, sample.metadata)
    return Row(question(sample), *rest)


EXPORTER = Exporter(
    name="trl-grpo",
    summary="TRL, GRPOTrainer(reward_funcs=[synthgen.adapters.trl.reward])",
    takes="rows of the task types that have a scorer",
    record=Row,
    convert=_convert,
    task_types=SCORED,
    loader=Loader(columns=("prompt", "test_cases")),
)
