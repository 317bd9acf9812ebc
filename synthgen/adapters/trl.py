"""TRL: `GRPOTrainer(reward_funcs=[reward], train_dataset=load_dataset("json", data_files="samples.jsonl")["train"])`.

Checked against TRL's reward signature `f(prompts, completions, **columns) -> list[float | None]`; each column of the
data set arrives as a list, and None takes a completion out of the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from synthgen.adapters.common import text_of, truths
from synthgen.adapters.rewards import rewards
from synthgen.reward import DEFAULT, Scoring

Reward = Callable[..., list[float | None]]


def make_reward(scoring: Scoring = DEFAULT, name: str = "synthgen") -> Reward:
    """Return a reward function for TRL that scores by `scoring` and is logged as `name`.

    TRL's `trainer_state` tells the progress of the training, for the mode "scheduled" and for fresh tests, which are
    made from the column `reference_code`.
    """

    def reward(completions: Sequence[object], trainer_state: Any = None, **columns: Any) -> list[float | None]:
        current, step = scoring, getattr(trainer_state, "global_step", 0)
        if scoring.mode == "scheduled" and trainer_state is not None and trainer_state.max_steps > 0:
            current = scoring.at(min(1.0, step / trainer_state.max_steps))
        if scoring.fresh:
            current = replace(current, fresh_seed=scoring.fresh_seed + step)
        return rewards([text_of(one) for one in completions], truths(len(completions), columns), current)

    reward.__name__ = name
    return reward


reward = make_reward()
"""The stored reward, ready to be handed to the trainer."""
