"""verl: `reward.custom_reward_function.path=.../verl.py reward.custom_reward_function.name=compute_score` (before 0.9 without `reward.`).

verl calls `compute_score(data_source, solution_str, ground_truth, extra_info)` from threads of its reward manager and
takes a float. `ground_truth` is the JSON of the test cases, or of the whole sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from synthgen.adapters.common import known, unpack
from synthgen.adapters.rewards import reward_of_one
from synthgen.reward import Scoring


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: Any,
    extra_info: Mapping[str, Any] | None = None,
    mode: Literal["graded", "fraction", "binary"] = "graded",
    **_more: Any,
) -> float:
    """Return the reward of one completion; raises SandboxError if it is not known, and UsageError for an unknown mode.

    verl hands over `mode` if `reward.custom_reward_function.reward_kwargs` has it.
    """
    truth = unpack(ground_truth)
    entry = (extra_info or {}).get("entry_point") or truth.entry_point
    return known(reward_of_one(solution_str, replace(truth, entry_point=entry), Scoring(mode)))
