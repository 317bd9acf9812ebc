"""Rewards against ground truths of any task type: tests alone by `synthgen.reward`, other types by their scorers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from synthgen.adapters.common import Truth
from synthgen.records import Sample
from synthgen.reward import DEFAULT, Scoring, score_batch, shared_sandbox

_FIELDS = tuple(field.name for field in fields(Sample))


def rewards(completions: Sequence[str], truths: Sequence[Truth], scoring: Scoring = DEFAULT) -> list[float | None]:
    """Return the reward of each completion, in order; None if the sandbox failed or a row's type has no scorer.

    `scoring` is for rows of the type code_generation; the scorers of the other types have no settings. Raises
    RecordError if a ground truth is none.
    """
    found: list[float | None] = [None] * len(completions)
    plain = [place for place, truth in enumerate(truths) if truth.row is None]
    if plain:
        tests, names = [truths[place].test_cases for place in plain], [truths[place].entry_point for place in plain]
        references = [truths[place].references for place in plain]
        texts = [completions[place] for place in plain]
        for place, one in zip(plain, score_batch(texts, tests, names, references=references, scoring=scoring), strict=True):
            found[place] = one
    others = [place for place, truth in enumerate(truths) if truth.row is not None]
    if others:
        jobs = [(truths[place], completions[place]) for place in others]
        for place, one in zip(others, shared_sandbox().map(_scored, jobs), strict=True):
            found[place] = one
    return found


def reward_of_one(completion: str, truth: Truth, scoring: Scoring = DEFAULT) -> float | None:
    """Return the reward of one completion; see `rewards`."""
    return rewards([completion], [truth], scoring)[0]


def _scored(job: tuple[Truth, str]) -> float | None:
    from synthgen.dataset.tasks import score_task

    truth, completion = job
    row = truth.row or {}
    # Trainers hand the prompt over by itself or not at all, and no scorer reads it.
    return score_task({"prompt": "", **{name: row[name] for name in _FIELDS if name in row}}, completion)
