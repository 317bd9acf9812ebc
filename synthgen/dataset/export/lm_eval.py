"""lm-evaluation-harness: a YAML task for each set, its data, and the functions that the YAML names, scored by synthgen.

Checked against lm_eval 0.4.13: `lm-eval run --include_path DIR --tasks synthgen --model ...`. Scores are made by synthgen's sandbox, so
synthgen must be installed beside it; the harness's own switch for unsafe code is not needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synthgen.dataset.export.answer_text import answer_text
from synthgen.dataset.export.exporter import Exported, Exporter, Loader, Place
from synthgen.dataset.export.whole_rows import SCORED, rendered, sample_text
from synthgen.records import Sample


@dataclass(frozen=True, slots=True)
class Document:
    """A row; the whole sample rides along as JSON for the scorer."""

    id: str
    prompt: str
    answer: str
    task_type: str
    difficulty: str
    canary: str
    sample: str


def convert(sample: Sample, place: Place) -> Document:
    """Return the row of a sample."""
    about = sample.metadata
    return Document(
        about.id, sample.prompt, answer_text(sample), about.task_type, sample.difficulty, about.canary, sample_text(sample)
    )


def companions(exported: Exported) -> Mapping[str, str]:
    """Return a YAML file for each set, and the functions that they name."""
    made = {"synthgen_functions.py": rendered("lm_eval_functions.py.j2", exported.files)}
    for name, file in exported.files.items():
        task = "synthgen" if len(exported.files) == 1 else f"synthgen_{name}"
        made[f"{task}.yaml"] = rendered("lm_eval_task.yaml.j2", {task: file})
    return made


EXPORTER = Exporter(
    name="lm-eval",
    summary="lm-evaluation-harness: a YAML task, its data and its functions, scored by synthgen",
    takes="rows of every task type that has a scorer",
    record=Document,
    convert=convert,
    task_types=SCORED,
    data="test.jsonl",
    companions=companions,
    loader=Loader(key="id", columns=("id", "prompt", "sample")),
)
