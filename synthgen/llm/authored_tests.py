"""The test cases of a new task: few and short, chosen so that every mutant of the program's text that shows fails one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from synthgen.audit.mutants import SourceMutant, source_mutants
from synthgen.check.adequacy import FEWEST_TESTS, MOST_TESTS
from synthgen.fresh_inputs import MAX_LITERAL
from synthgen.literals import format_value
from synthgen.llm.authored_proof import Measured, Problem
from synthgen.llm.outcomes import Outcome
from synthgen.llm.proof import Prover
from synthgen.programs.answers import Answer
from synthgen.programs.bounded import AMPLE, ENTRY, SURPLUS, TURNS, bounded

MUTANTS, CANDIDATES = 64, 64
"""Mutants of a program that are tried, and inputs that they are tried on first; drawn where there are more."""
WANTED_KILLS = 2
"""Tests that each mutant is to fail, where so many can be had."""


@dataclass(frozen=True, slots=True)
class Suite:
    """The chosen tests as places in the program's inputs, and what they kill; `killed` come with the mutants' own answers."""

    tests: tuple[int, ...]
    mutants: int
    equivalent: int
    killed: tuple[SourceMutant, ...]
    killed_twice: int


def choose(measured: Measured, prover: Prover, random: Random) -> Suite | Problem:
    """Return the tests of a new program, or why no good ones exist."""
    texts = list(map(format_value, measured.values))
    first: dict[str, int] = {}
    for place, call in enumerate(measured.calls):
        first.setdefault(call, place)
    short = [place for call, place in first.items() if len(call) <= MAX_LITERAL and len(texts[place]) <= MAX_LITERAL]
    if len(short) < 2 * FEWEST_TESTS:
        return Outcome.TOO_LARGE, f"{len(short)} of {len(first)} inputs are short enough for a test case"
    mutants = source_mutants(measured.source)
    if len(mutants) > MUTANTS:
        mutants = random.sample(mutants, MUTANTS)
    places = list(first.values())
    limit = TURNS * _most_ticks(measured, [measured.calls[place] for place in places], prover) + SURPLUS
    candidates = short[:2] + sorted(random.sample(short[2:], min(len(short) - 2, CANDIDATES)))
    others = [place for place in places if place not in set(candidates)]
    kills: list[frozenset[int]] = []
    shown: list[SourceMutant] = []
    for mutant in mutants:
        source = bounded(mutant.source, measured.program.entry, limit)
        differing = _differing(measured, source, candidates, prover) or _differing(measured, source, others, prover)
        if differing:
            kills.append(differing)
            shown.append(mutant)
    tests = _chosen(kills, [*candidates, *(place for place in others if place in set(short))], texts)
    survivors = [mutant for mutant, killers in zip(shown, kills, strict=True) if not killers & set(tests)]
    if survivors:
        return Outcome.WEAK_TESTS, f"{len(survivors)} of {len(shown)} mutants pass {len(tests)} tests, first: {survivors[0].after}"
    twice = sum(len(killers & set(tests)) >= WANTED_KILLS for killers in kills)
    return Suite(tuple(tests), len(mutants), len(mutants) - len(shown), tuple(shown), twice)


def _chosen(kills: Sequence[frozenset[int]], short: Sequence[int], texts: Sequence[str]) -> list[int]:
    """Return places: the two smallest inputs, then greedily what kills most of the mutants that fail too few tests, then others."""
    tests = list(short[:2])
    left = {number: WANTED_KILLS - len(killers & set(tests)) for number, killers in enumerate(kills)}
    while len(tests) < MOST_TESTS:
        gains = {place: sum(left[number] > 0 and place in killers for number, killers in enumerate(kills)) for place in short}
        best = max((place for place in short if place not in tests), key=lambda place: (gains[place], -len(texts[place])), default=None)
        if best is None or (gains[best] == 0 and len(tests) >= FEWEST_TESTS):
            break
        tests.append(best)
        for number, killers in enumerate(kills):
            left[number] -= best in killers
    return tests


def _differing(measured: Measured, source: str, places: Sequence[int], prover: Prover) -> frozenset[int]:
    answers = prover.run(source, ENTRY, [measured.calls[place] for place in places])
    pairs = zip(places, answers, strict=True)
    return frozenset(place for place, answer in pairs if not answer.same_as(Answer(measured.values[place])))


def _most_ticks(measured: Measured, calls: Sequence[str], prover: Prover) -> int:
    answers = prover.run(bounded(measured.source, measured.program.entry, AMPLE, counted=True), ENTRY, calls)
    return max(int(str(answer.value[1])) if isinstance(answer.value, tuple) else 0 for answer in answers)
