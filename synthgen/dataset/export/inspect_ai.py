"""inspect_ai: a data set of samples and a file with a task for each set, scored by synthgen.

Checked against inspect_ai 0.3.285: `inspect eval synthgen_task.py --model ...`. The scorer runs in inspect's own process and calls
synthgen's sandbox, so synthgen must be installed beside it; no Docker is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synthgen.dataset.export.answer_text import answer_text
from synthgen.dataset.export.exporter import Exported, Exporter, Loader, Place
from synthgen.dataset.export.whole_rows import SCORED, rendered, sample_text
from synthgen.records import Sample


@dataclass(frozen=True, slots=True)
class InspectMetadata:
    """What inspect's logs can be grouped by, and the whole sample for the scorer."""

    task_type: str
    difficulty: str
    language: str
    depth: int
    canary: str
    sample: str


@dataclass(frozen=True, slots=True)
class InspectSample:
    """The fields of inspect_ai's `Sample`."""

    id: str
    input: str
    target: str
    metadata: InspectMetadata


def convert(sample: Sample, place: Place) -> InspectSample:
    """Return the sample as inspect has it."""
    about = sample.metadata
    metadata = InspectMetadata(about.task_type, sample.difficulty, about.language, about.depth, about.canary, sample_text(sample))
    return InspectSample(about.id, sample.prompt, answer_text(sample), metadata)


def companions(exported: Exported) -> Mapping[str, str]:
    """Return the file of tasks."""
    return {"synthgen_task.py": rendered("inspect_task.py.j2", exported.files)}


EXPORTER = Exporter(
    name="inspect-ai",
    summary="inspect_ai: a data set, and a file with its task, scored by synthgen",
    takes="rows of every task type that has a scorer",
    record=InspectSample,
    convert=convert,
    task_types=SCORED,
    data="test.jsonl",
    companions=companions,
    loader=Loader(key="id", columns=("id", "input", "target", "metadata")),
)
