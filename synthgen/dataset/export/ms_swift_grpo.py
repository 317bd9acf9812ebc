"""ms-swift GRPO: the rows as they are, and a plugin that makes the reward known.

ms-swift takes a string `prompt` for the user's turn and hands every other column to the reward, see
`synthgen.adapters.ms_swift`.
"""

from __future__ import annotations

from collections.abc import Mapping

from synthgen.dataset.export.exporter import Exported, Exporter, Loader, Place
from synthgen.dataset.export.whole_rows import SCORED, rendered
from synthgen.records import Sample


def _convert(sample: Sample, place: Place) -> Sample:
    return sample


def _companions(exported: Exported) -> Mapping[str, str]:
    return {"synthgen_reward.py": rendered("ms_swift_reward.py.j2", exported.files)}


EXPORTER = Exporter(
    name="ms-swift-grpo",
    summary="ms-swift, `swift rlhf --rlhf_type grpo`: the rows as they are, with a reward plugin",
    takes="rows of the task types that have a scorer",
    record=Sample,
    convert=_convert,
    task_types=SCORED,
    companions=_companions,
    loader=Loader(
        columns=("prompt", "test_cases"),
        taken=dict.fromkeys(("solution", "text", "response", "answer", "messages"), "the answer"),
        clashes={("prompt", "input", "output"): "the prompt is dropped"},
    ),
)
