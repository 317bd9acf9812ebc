"""ms-swift GRPO: the rows as they are, and a plugin that makes the reward known.

ms-swift takes a string `prompt` for the user's turn and hands every other column to the reward, see
`synthgen.adapters.ms_swift`. Columns that it takes for an answer would become an assistant's turn of the prompt.
"""

from __future__ import annotations

from collections.abc import Mapping

from synthgen.dataset.export.chat import SCORED
from synthgen.dataset.export.exporter import Exported, Exporter, Loader, Place
from synthgen.records import Sample

PLUGIN = '''"""Makes the reward of synthgen known to ms-swift.

swift rlhf --rlhf_type grpo --dataset {file} --external_plugins synthgen_reward.py --reward_funcs synthgen
"""

from synthgen.adapters.ms_swift import register

register()
'''
_ANSWER = "the answer, which then stands in the prompt's chat"


def _convert(sample: Sample, place: Place) -> Sample:
    return sample


def _companions(exported: Exported) -> Mapping[str, str]:
    return {"synthgen_reward.py": PLUGIN.format(file=next(iter(exported.files.values())))}


EXPORTER = Exporter(
    name="ms-swift-grpo",
    summary="ms-swift, `swift rlhf --rlhf_type grpo`: the rows as they are, with a reward plugin",
    takes="rows of the task types that have a scorer",
    record=Sample,
    convert=_convert,
    task_types=SCORED,
    companions=_companions,
    loader=Loader(
        columns=("prompt", "test_cases", "metadata"),
        taken=dict.fromkeys(("solution", "text", "response", "answer", "messages"), _ANSWER),
        clashes={("prompt", "input", "output"): "the prompt is dropped"},
    ),
)
