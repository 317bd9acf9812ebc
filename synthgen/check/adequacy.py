"""Choosing the test cases: a small, readable set that every killable mutant of the plan fails.

A mutant is a step computed otherwise: by a mutant of its atom, or by a glue mutant. It runs on a row of kept values, and
only the steps behind it run again. Hardest mutants come first; most others then fall to the tests already chosen. A mutant
that no probe input and no further input tells from the plan is equivalent in this plan. One that only unprintably long
inputs kill makes the tests weak, and the candidate is rejected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthgen.check.bench import Bench
from synthgen.check.evaluate import Column, OutOfKind
from synthgen.check.glue import glue_mutants
from synthgen.check.mutants import AtomMutant
from synthgen.check.probe import Failure, Probe
from synthgen.check.variants import WANTED_KILLS, Variant, variants_of
from synthgen.records import Reason

FEWEST_TESTS, MOST_TESTS = 6, 16
KILLERS_KNOWN = 5
"""Of a mutant that many tests kill, so many are found before it is asked which tests can go."""
EDGE_TESTS = 2
"""How many of the first tests are edge inputs."""


@dataclass(frozen=True, slots=True)
class Suite:
    """The chosen tests as positions in `rows`, with what they kill; `spare` are the other rows that are short enough."""

    rows: tuple[tuple[Any, ...], ...]
    outputs: Column
    tests: tuple[int, ...]
    spare: tuple[int, ...]
    mutants: int
    equivalent: int
    killed: tuple[Variant, ...]
    killed_twice: int
    near_readings: int


def choose_tests(probe: Probe, mutants: Mapping[str, Sequence[AtomMutant]]) -> Suite | Failure:
    """Return the tests of a plan, or why no good ones exist. `mutants` are those of the library's atoms by name."""
    try:
        bench = Bench.of(probe)
    except OutOfKind as problem:
        return Failure(Reason.OUT_OF_KIND, str(problem))
    if len(bench.short) < 2 * FEWEST_TESTS:
        return Failure(Reason.LONG_LITERALS, f"{len(bench.short)} of {len(bench.rows)} inputs are short enough")
    variants = variants_of(probe.plan, mutants, glue_mutants(probe.plan), probe.first)
    tests = _first_tests(bench)
    killed, equivalent, twice, readings = [], 0, 0, 0
    idle_steps = {index for index, step in probe.plan.steps if step.atom is not None}
    for variant in variants:
        killers = bench.kills(variant, tests, WANTED_KILLS)
        if killers and killers[-1] != tests[len(killers) - 1]:
            tests = [*killers, *(row for row in tests if row not in killers)]
        if len(killers) < WANTED_KILLS:
            fresh = bench.find(variant, tests, WANTED_KILLS - len(killers))
            if fresh is None:
                return Failure(Reason.WEAK_TESTS, f"only long inputs show: {variant.description}")
            tests[:0] = fresh
            killers += fresh
        if not killers:
            equivalent += 1
            continue
        killed.append(variant)
        twice += len(killers) >= WANTED_KILLS
        readings += variant.reading
        if variant.atom_mutant is not None and variant.index in idle_steps and bench.gives_a_value(variant, killers):
            idle_steps.remove(variant.index)
    if idle_steps:
        return Failure(Reason.IDLE_STEP, f"every mutant of step {min(idle_steps)} survives")
    if len(tests) > MOST_TESTS:
        tests, twice = _pruned(bench, tests, killed)
    if len(tests) > MOST_TESTS:
        return Failure(Reason.WEAK_TESTS, f"{len(tests)} tests are needed")
    tests.sort(key=lambda row: (len(bench.literals[row]), row))
    spare = tuple(row for row in bench.short if row not in tests)
    return Suite(bench.rows, bench.outputs, tuple(tests), spare, len(variants), equivalent, tuple(killed), twice, readings)


def _first_tests(bench: Bench) -> list[int]:
    """Return the tests to start with: edges first, then inputs of ordinary size with different results."""
    seen: set[str] = set()
    chosen: list[int] = []
    ordinary = sorted(bench.short, key=lambda row: abs(len(bench.literals[row]) - 24))
    for group, most in ((bench.short, EDGE_TESTS), (ordinary, FEWEST_TESTS)):
        for row in group:
            if len(chosen) >= most:
                break
            output = repr(bench.outputs[row])
            if row not in chosen and output not in seen:
                seen.add(output)
                chosen.append(row)
    missing = FEWEST_TESTS - len(chosen)
    return chosen + [row for row in ordinary if row not in chosen][: max(0, missing)]


def _pruned(bench: Bench, tests: Sequence[int], killed: Sequence[Variant]) -> tuple[list[int], int]:
    """Return fewer tests that kill every mutant still, and how many mutants two of them kill: all, if the limit allows."""
    killers = [set(bench.kills(variant, tests, KILLERS_KNOWN)) for variant in killed]
    kept = set(tests)
    for wanted in (WANTED_KILLS, 1):
        kept = set(tests)
        for row in sorted(tests, key=lambda row: -len(bench.literals[row])):
            others = kept - {row}
            needed = any(len(rows & others) < min(wanted, len(rows)) for rows in killers if row in rows)
            if len(others) >= FEWEST_TESTS and not needed:
                kept = others
        if len(kept) <= MOST_TESTS:
            break
    left = [row for row in tests if row in kept]
    return left, sum(len(bench.kills(variant, left, WANTED_KILLS)) == WANTED_KILLS for variant in killed)
