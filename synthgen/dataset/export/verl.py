"""verl: Parquet with the columns that its RLHFDataset and reward managers read.

Set `data.max_prompt_length` (512 tokens by default) by what the prompts need: longer ones stop the training or, with
`data.filter_overlong_prompts`, are dropped with a line in the log.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.chat import Message, question
from synthgen.dataset.export.exporter import Exporter, Loader, Place
from synthgen.dataset.export.truth import truth_of
from synthgen.dataset.export.whole_rows import SCORED
from synthgen.records import Sample


@dataclass(frozen=True, slots=True)
class Truth:
    """`ground_truth` is the JSON of what the scorer needs; `style` is verl's word for a reward that is computed."""

    style: str
    ground_truth: str


@dataclass(frozen=True, slots=True)
class Extra:
    """What reaches the reward and the logs beside the ground truth."""

    split: str
    index: int
    id: str
    task_type: str
    difficulty: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of verl's; figures of a validation are averaged for each `data_source`."""

    data_source: str
    prompt: list[Message]
    ability: str
    reward_model: Truth
    extra_info: Extra


def _convert(sample: Sample, place: Place) -> Row:
    metadata = sample.metadata
    extra = Extra(place.set, place.index, metadata.id, metadata.task_type, sample.difficulty)
    return Row(f"synthgen/{metadata.task_type}", question(sample), "code", Truth("rule", truth_of(sample)), extra)


EXPORTER = Exporter(
    name="verl",
    summary="verl, Parquet for RLHFDataset, rewarded by synthgen.adapters.verl.compute_score",
    takes="rows of the task types that have a scorer",
    record=Row,
    convert=_convert,
    task_types=SCORED,
    data="train.parquet",
    loader=Loader(columns=("data_source", "prompt", "reward_model", "extra_info")),
)
