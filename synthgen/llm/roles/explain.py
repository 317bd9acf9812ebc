"""Explain: an explanation in words for the explanation task, kept only if somebody who reads nothing else writes the function.

The row is that of the task type, derived and verified as ever, with its worked example from execution; the model's words take the
place of the templated ones before it.
"""

from __future__ import annotations

from dataclasses import replace

from synthgen.dataset.tasks import derive, verify_task
from synthgen.llm.answers import Explanation
from synthgen.llm.bench import LANGUAGE_NAMES, Bench, unfaithful
from synthgen.llm.outcomes import Attempt, Outcome, day_of, in_words
from synthgen.llm.wording import signature_of
from synthgen.records import ModelUse, Sample, TestCase

ROLE = "explain"
TASK = "code_explanation"


def variables_of(sample: Sample) -> dict[str, str]:
    """Return what the template gets."""
    language = sample.metadata.language
    return {
        "code": sample.code,
        "signature": signature_of(sample.metadata.signature),
        "entry": sample.metadata.entry_point,
        "language": LANGUAGE_NAMES.get(language, language),
    }


async def explain(sample: Sample, fresh: tuple[TestCase, ...], bench: Bench) -> tuple[Sample | None, list[Attempt]]:
    """Return the row of the explanation task with the first explanation that is proved, or None, and every attempt."""
    attempts: list[Attempt] = []
    metadata, settings, asker = sample.metadata, bench.settings, bench.asker
    for number in range(settings.k):
        said = await asker.ask(Explanation, ROLE, settings.model_for(ROLE), metadata.language, variables_of(sample), number)
        if said.value is None:
            attempts.append(asker.attempt(metadata.id, ROLE, number, said.outcome, said.detail, said))
            if said.outcome is Outcome.UNASKED:
                break
            continue
        text = said.value.explanation.strip()
        if "```" in text or f"def {metadata.entry_point}" in text:
            attempts.append(asker.attempt(metadata.id, ROLE, number, Outcome.QUOTES_CODE, "", said))
            continue
        variables = {"explanation": text, "signature": signature_of(metadata.signature), "entry": metadata.entry_point}
        check, trial = await bench.solved("solve_explained", variables, sample, fresh, metadata.language, number)
        if trial is None or not trial.passed:
            attempts.append(asker.attempt(metadata.id, ROLE, number, *unfaithful(check, trial), said, (check,)))
            continue
        date = in_words(day_of((*said.completions, *check.completions)))
        use = ModelUse(author=settings.model_for(ROLE), date=date, terms=settings.terms)
        row = await bench.off_loop(_row, sample, text, use, bench)
        outcome = Outcome.NO_TRACE if isinstance(row, str) else Outcome.ACCEPTED
        attempts.append(asker.attempt(metadata.id, ROLE, number, outcome, row if isinstance(row, str) else "", said, (check,)))
        if not isinstance(row, str):
            return row, attempts
        break  # another explanation would not change whether the task can be derived
    return None, attempts


def _row(sample: Sample, text: str, use: ModelUse, bench: Bench) -> Sample | str:
    """Return the explanation task's row with `text` before its worked example, or why there is none."""
    row = derive(sample, TASK, bench.seed, sandbox=bench.sandbox, library=bench.library)
    if not isinstance(row, Sample):
        return f"{row.reason}: {row.detail}"
    call = f"`{sample.metadata.entry_point}({row.test_cases[0].input})`"
    lines = row.code.splitlines(keepends=True)
    start = next((place for place, line in enumerate(lines) if call in line), None)
    if start is None:
        return "the derived answer has no worked example"
    told = replace(row, code=f"{text}\n\n{''.join(lines[start:])}", metadata=replace(row.metadata, model=use))
    return verify_task(told, sandbox=bench.sandbox, library=bench.library) or told
