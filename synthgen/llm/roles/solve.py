"""Solve: several independent solutions to a task. The right ones become references, wrong ones error examples, all a pass rate."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from synthgen.llm.answers import Program
from synthgen.llm.asking import Said
from synthgen.llm.bench import Bench
from synthgen.llm.outcomes import Attempt, Outcome, day_of, in_words
from synthgen.llm.proof import Trial
from synthgen.llm.structure import structure_of
from synthgen.records import Difficulty, ErrorExample, Sample, TestCase

ROLE = "solve"
FORM = "model"
"""The form of a reference that a model wrote."""
MOST_EXAMPLES = 3
"""Error examples that a sample gets from a model."""
EASY_FROM, HARD_TO = 2 / 3, 1 / 3
"""Pass rates from which a task counts as easy, and up to which as hard, where difficulty is recalibrated."""
NO_ANSWER = (Outcome.UNANSWERED, Outcome.UNASKED, Outcome.REJECTED)
"""Outcomes that say nothing about the model: these attempts are in no pass rate."""


async def solve(sample: Sample, fresh: tuple[TestCase, ...], bench: Bench) -> tuple[Sample, list[Attempt]]:
    """Return the sample with what its solutions came to, and every attempt."""
    settings = bench.settings
    model = settings.model_for(ROLE)

    async def one(number: int) -> tuple[Said[Program], Trial]:
        variables = {"prompt": sample.prompt}
        said = await bench.asker.ask(Program, ROLE, model, sample.metadata.language, variables, number)
        if said.value is None:
            return said, Trial(said.outcome, said.detail)
        return said, await bench.off_loop(bench.prover.try_out, said.value.code, sample, fresh)

    tried = await asyncio.gather(*(one(number) for number in range(settings.k)))
    known = {structure_of(source) for source in (sample.code, *sample.reference_code)}
    right: list[str] = []
    wrong: list[ErrorExample] = []
    attempts: list[Attempt] = []
    passed = counted = 0
    for number, (said, trial) in enumerate(tried):
        outcome = trial.outcome
        counted += outcome not in NO_ANSWER
        passed += trial.passed
        if said.value is not None:
            source = said.value.code.strip() + "\n"
            structure = structure_of(source) if outcome is not Outcome.NO_PROGRAM else ""
            if structure in known:
                outcome = Outcome.REPEATED if trial.passed else outcome
            elif trial.passed:
                right.append(source)
            elif len(wrong) < MOST_EXAMPLES:
                example = await bench.off_loop(bench.prover.error_example, source, sample, trial)
                wrong += [example] if example else []
            known.add(structure)
        attempts.append(bench.asker.attempt(sample.metadata.id, ROLE, number, outcome, trial.detail, said))
    if not counted:
        return sample, attempts
    completions = [one for said, _ in tried for one in said.completions if one.lack is None]
    rate = passed / counted
    use = replace(
        sample.metadata.model,
        solver=model,
        attempts=counted,
        passed=passed,
        pass_rate=round(rate, 6),
        date=in_words(day_of(completions)),
        terms=settings.terms,
    )
    metadata = replace(
        sample.metadata,
        reference_forms=[*sample.metadata.reference_forms, *[FORM] * len(right)],
        errors=[*sample.metadata.errors, *wrong],
        model=use,
    )
    difficulty = difficulty_by(rate) if settings.recalibrate else sample.difficulty
    return replace(sample, reference_code=[*sample.reference_code, *right], difficulty=difficulty, metadata=metadata), attempts


def difficulty_by(rate: float) -> Difficulty:
    """Return the difficulty that a pass rate stands for.

    >>> [difficulty_by(rate) for rate in (0.0, 0.5, 1.0)]
    ['hard', 'medium', 'easy']
    """
    if rate >= EASY_FROM:
        return "easy"
    return "hard" if rate <= HARD_TO else "medium"
