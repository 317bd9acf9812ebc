"""Paraphrase: a verified task in other words, kept only if somebody who reads nothing else solves it."""

from __future__ import annotations

from dataclasses import replace

from synthgen.llm.answers import Wording
from synthgen.llm.bench import LANGUAGE_NAMES, Bench, unfaithful
from synthgen.llm.outcomes import Attempt, Outcome, day_of, in_words
from synthgen.llm.settings import ModelSettings
from synthgen.llm.wording import signature_of, wording_problem
from synthgen.records import Sample, TestCase
from synthgen.streams import stream

ROLE = "paraphrase"
MANNERS = ("plain", "scenario", "audience", "terse")
"""Ways of telling; one is drawn for each attempt."""
STYLE = "paraphrase"
"""The style in the metadata of a sample that a model worded."""


def variables_of(sample: Sample, settings: ModelSettings, seed: int, attempt: int) -> dict[str, str]:
    """Return what the template gets."""
    language = settings.language or sample.metadata.language
    return {
        "prompt": sample.prompt.rstrip(),
        "signature": signature_of(sample.metadata.signature),
        "entry": sample.metadata.entry_point,
        "manner": stream(seed, sample.metadata.id, "manner", attempt).choice(MANNERS),
        "language": LANGUAGE_NAMES.get(language, language),
    }


async def paraphrase(sample: Sample, fresh: tuple[TestCase, ...], bench: Bench) -> tuple[Sample, list[Attempt]]:
    """Return the sample with the first wording that is proved, else as it is, and every attempt."""
    attempts: list[Attempt] = []
    metadata, settings = sample.metadata, bench.settings
    told_in = settings.language or metadata.language
    for number in range(settings.k):
        model = settings.model_for(ROLE)
        variables = variables_of(sample, settings, bench.seed, number)
        said = await bench.asker.ask(Wording, ROLE, model, metadata.language, variables, number)
        if said.value is None:
            attempts.append(bench.asker.attempt(metadata.id, ROLE, number, said.outcome, said.detail, said))
            if said.outcome is Outcome.UNASKED:
                break
            continue
        text = said.value.prompt.strip() + "\n"
        problem = wording_problem(text, sample)
        if problem is not None:
            attempts.append(bench.asker.attempt(metadata.id, ROLE, number, *problem, said))
            continue
        check, trial = await bench.solved("solve", {"prompt": text}, sample, fresh, told_in, number)
        if trial is None or not trial.passed:
            attempts.append(bench.asker.attempt(metadata.id, ROLE, number, *unfaithful(check, trial), said, (check,)))
            continue
        attempts.append(bench.asker.attempt(metadata.id, ROLE, number, Outcome.ACCEPTED, "", said, (check,)))
        date = in_words(day_of((*said.completions, *check.completions)))
        use = replace(metadata.model, wording=model, date=date, terms=settings.terms)
        return replace(sample, prompt=text, metadata=replace(metadata, style=STYLE, language=told_in, model=use)), attempts
    return sample, attempts
