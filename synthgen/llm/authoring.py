"""Fuse and evolve: a model writes a new task on given atoms, and other solves of its words alone prove that the words say it all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthgen.check.mutants import AtomMutant
from synthgen.llm.answers import Authored, Program
from synthgen.llm.asking import Said
from synthgen.llm.authored_proof import Problem, agrees, idle_problem, measure
from synthgen.llm.authored_sample import sample_of_new, task_words, with_errors
from synthgen.llm.authored_tests import choose
from synthgen.llm.authored_text import read_program
from synthgen.llm.bench import Bench
from synthgen.llm.brief import Brief
from synthgen.llm.outcomes import Attempt, Outcome, day_of, in_words
from synthgen.llm.roles.solve import NO_ANSWER
from synthgen.llm.sample_check import row_problem
from synthgen.llm.settings import CHECK
from synthgen.llm.structure import structure_of
from synthgen.records import ModelUse, Sample
from synthgen.streams import stream

FEWEST_SOLVERS, FEWEST_AGREEING = 3, 2
"""Solutions from the specification alone that are asked for at least, and that must agree at least; more than half must."""
MOST_REFERENCES = 3
"""Agreeing solutions that become references."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a new task must differ from, and the mutants by which atoms are proved to matter."""

    behaviours: frozenset[str]
    mutants: Mapping[str, Sequence[AtomMutant]]


async def author(brief: Brief, known: Known, bench: Bench) -> tuple[Sample | None, list[Attempt]]:
    """Return the first new task that is proved, or None, and every attempt."""
    attempts: list[Attempt] = []
    for number in range(bench.settings.k):
        model = bench.settings.model_for(brief.role)
        said = await bench.asker.ask(Authored, brief.role, model, brief.language, brief.variables(), number)
        checks: tuple[Said[Any], ...] = ()
        made: Sample | Problem = (said.outcome, said.detail)
        if said.value is not None:
            made, checks = await _proved(brief, said, known, bench)
        problem = (Outcome.ACCEPTED, "") if isinstance(made, Sample) else made
        attempts.append(bench.asker.attempt(brief.id, brief.role, number, *problem, said, checks))
        if isinstance(made, Sample):
            return made, attempts
        if problem[0] is Outcome.UNASKED:
            break
    return None, attempts


async def _proved(brief: Brief, said: Said[Authored], known: Known, bench: Bench) -> tuple[Sample | Problem, tuple[Said[Any], ...]]:
    assert said.value is not None  # the caller has seen to it
    program = read_program(said.value, brief.atoms, brief.kinds)
    if isinstance(program, tuple):
        return program, ()
    measured = await bench.off_loop(measure, program, brief.language, bench.prover)
    if isinstance(measured, tuple):
        return measured, ()
    if measured.behaviour in known.behaviours:
        return (Outcome.KNOWN_BEHAVIOUR, measured.behaviour), ()
    idle = await bench.off_loop(idle_problem, measured, known.mutants, bench.prover)
    if idle is not None:
        return idle, ()
    words = task_words(program, brief.language, bench, ())
    count = max(bench.settings.k, FEWEST_SOLVERS)
    model = bench.settings.model_for(CHECK)
    asked = (bench.asker.ask(Program, "solve", model, brief.language, {"prompt": words}, one) for one in range(count))
    solves: list[Said[Program]] = await asyncio.gather(*asked)
    checks = tuple(solves)
    answered = [one for one in solves if one.outcome not in NO_ANSWER]
    if len(answered) < len(solves):
        lacking = next(one for one in solves if one.outcome in NO_ANSWER)
        if len(answered) < FEWEST_SOLVERS:
            return (lacking.outcome, lacking.detail), checks
    agreeing: list[str] = []
    details: list[str] = []
    for one in answered:
        source = "" if one.value is None else one.value.code.strip() + "\n"
        told = one.outcome.value if one.value is None else await bench.off_loop(agrees, measured, source, bench.prover)
        (details if told else agreeing).append(told or source)
    if len(agreeing) < FEWEST_AGREEING or 2 * len(agreeing) <= len(answered):
        return (Outcome.DISAGREEMENT, f"{len(agreeing)} of {len(answered)} agree; the first that does not: {details[0]}"), checks
    # What agrees has passed `text_problem`, so it parses.
    own = structure_of(measured.source)
    references = [source for structure, source in {structure_of(one): one for one in agreeing}.items() if structure != own]
    if not references:
        return (Outcome.DISAGREEMENT, "no solution of another structure agrees"), checks
    suite = await bench.off_loop(choose, measured, bench.prover, stream(brief.seed, "tests", brief.id))
    if isinstance(suite, tuple):
        return suite, checks
    date = in_words(day_of([*said.completions, *(one for solve in solves for one in solve.completions)]))
    use = ModelUse(
        author=bench.settings.model_for(brief.role),
        solver=model,
        attempts=len(answered),
        passed=len(agreeing),
        pass_rate=round(len(agreeing) / len(answered), 6),
        date=date,
        terms=bench.settings.terms,
    )
    sample = sample_of_new(brief, measured, suite, references[:MOST_REFERENCES], use, bench)
    sample = await bench.off_loop(with_errors, sample, suite, bench)
    problem = await bench.off_loop(row_problem, sample, bench)
    return ((Outcome.UNPROVED, problem) if problem else sample), checks
