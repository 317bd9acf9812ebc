"""OpenRLHF: prompts with a label that its reward function reads, for PromptDataset's default `input` key."""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.exporter import Exporter, ExportReason, Loader, Misfit, Place
from synthgen.dataset.export.truth import truth_of
from synthgen.dataset.export.whole_rows import SCORED
from synthgen.records import Sample

IMAGE = "<image>"
"""What PromptDataset cuts out of a prompt and puts an image in its place."""


@dataclass(frozen=True, slots=True)
class Row:
    """A prompt, the JSON that answers are measured against, and the name that figures are averaged under."""

    datasource: str
    input: str
    label: str
    id: str


def _convert(sample: Sample, place: Place) -> Row | Misfit:
    if IMAGE in sample.prompt:
        return Misfit(ExportReason.UNQUOTABLE, f"the prompt has the mark {IMAGE}, which OpenRLHF takes for a picture")
    return Row(f"synthgen/{sample.metadata.task_type}", sample.prompt, truth_of(sample), sample.metadata.id)


EXPORTER = Exporter(
    name="openrlhf",
    summary="OpenRLHF, --data.label_key label --reward.remote_url .../synthgen/adapters/openrlhf.py",
    takes="rows of the task types that have a scorer",
    record=Row,
    convert=_convert,
    task_types=SCORED,
    loader=Loader(columns=("input", "label")),
)
