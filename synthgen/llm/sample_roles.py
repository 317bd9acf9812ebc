"""One sample of a run through the roles that work on samples: new wording, then solutions to it, then an explanation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from synthgen.errors import RecordError
from synthgen.llm.answers import Answer
from synthgen.llm.asking import Said
from synthgen.llm.bench import Bench
from synthgen.llm.outcomes import Attempt, Outcome
from synthgen.llm.roles.explain import explain
from synthgen.llm.roles.paraphrase import paraphrase
from synthgen.llm.roles.solve import solve
from synthgen.llm.sample_check import row_problem
from synthgen.records import Sample


@dataclass(frozen=True, slots=True)
class Enriched:
    """What the roles made of a sample: the sample to write, perhaps an explanation's row, and every attempt."""

    plain: Sample
    sample: Sample
    explanation: Sample | None
    attempts: tuple[Attempt, ...]

    def undone(self, outcome: Outcome, detail: str) -> Enriched:
        """Return the sample as it was, with everything that was accepted marked by `outcome`."""
        marked = [
            replace(one, outcome=outcome, detail=detail) if one.outcome is Outcome.ACCEPTED and one.role != "explain" else one
            for one in self.attempts
        ]
        return replace(self, sample=self.plain, attempts=tuple(marked))


async def enrich(sample: Sample, bench: Bench) -> Enriched:
    """Return what the roles make of a sample. What is written afterwards was proved as a whole, as `synthgen verify` does it."""
    roles = [role for role in ("paraphrase", "solve", "explain") if role in bench.settings.roles]
    attempts: list[Attempt] = []
    try:
        fresh = await bench.off_loop(bench.prover.fresh, sample)
    except RecordError as problem:
        return Enriched(sample, sample, None, tuple(_unproved(sample, roles, bench, str(problem))))
    now, explanation = sample, None
    if "paraphrase" in roles:
        now, made = await paraphrase(now, fresh, bench)
        attempts += made
    if "solve" in roles:
        now, made = await solve(now, fresh, bench)
        attempts += made
    if "explain" in roles:
        explanation, made = await explain(sample, fresh, bench)
        attempts += made
    enriched = Enriched(sample, now, explanation, tuple(attempts))
    if now == sample:
        return enriched
    problem_found = await bench.off_loop(row_problem, now, bench)
    return enriched.undone(Outcome.UNPROVED, problem_found) if problem_found else enriched


def _unproved(sample: Sample, roles: Sequence[str], bench: Bench, problem: str) -> list[Attempt]:
    nothing: Said[Answer] = Said(None, Outcome.UNPROVED, problem, ())
    return [bench.asker.attempt(sample.metadata.id, role, 0, Outcome.UNPROVED, problem, nothing) for role in roles]
