"""A grader of the form that OpenAI's Python graders have: `grade(sample, item) -> float`.

`sample["output_text"]` is what the model wrote, `item` the row of the data set. OpenAI runs such graders without
third-party packages and without sub-processes: use this one where you run the graders yourself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthgen.adapters.common import known, unpack
from synthgen.adapters.rewards import reward_of_one


def grade(sample: Mapping[str, Any], item: Mapping[str, Any]) -> float:
    """Return the reward of one output; raises SandboxError if it is not known."""
    return known(reward_of_one(str(sample.get("output_text") or ""), unpack(item)))
