"""The proof of a new task: what its program does on some 256 inputs that Hypothesis drew, and whether that is worth a task.

Everything is measured by running text in the sandbox; the thresholds are those of composed tasks (`synthgen.check.probe`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthgen.check.behaviour import behaviour
from synthgen.check.inputs import PROBE_INPUTS, probe_inputs
from synthgen.check.mutants import AtomMutant
from synthgen.check.pools import sample_inputs
from synthgen.check.probe import MAX_COMMON_FLAG, MAX_COMMON_SHARE, MAX_LITERAL, MIN_DISTINCT, MIN_MINORITY
from synthgen.kinds import Kind
from synthgen.literals import equal, format_arguments, format_value
from synthgen.llm.authored_text import RESULTS, NewProgram
from synthgen.llm.outcomes import Outcome
from synthgen.llm.proof import HASH_SEEDS, Prover, text_problem
from synthgen.programs.answers import Answer
from synthgen.programs.bounded import AMPLE, ENTRY, bounded
from synthgen.streams import stream
from synthgen.verify.solutions import cut

INPUTS, LEAST_INPUTS = 256, 200
"""Inputs on which solutions must agree, and the fewest different ones that are enough."""
MUTANTS = 6
"""Mutants of an atom that are tried in its place."""
TELLING = 0.05
"""Share of the inputs on which a mutant of an atom must change the result for the atom to matter."""
Problem = tuple[Outcome, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """A new program on its inputs: one call and one value for each; the first `PROBE_INPUTS` are the probe inputs, repeats included."""

    program: NewProgram
    source: str
    rows: tuple[tuple[Any, ...], ...]
    calls: tuple[str, ...]
    values: tuple[Any, ...]
    result: Kind
    behaviour: str
    distinct: int


def measure(program: NewProgram, language: str, prover: Prover) -> Measured | Problem:
    """Return what a program does on its inputs, or why it is no task."""
    source = program.source(language)
    told = text_problem(source, program.entry, len(program.parameters))
    if told is not None:
        return told.outcome, told.detail
    rows = inputs_of(program.kinds)
    calls = tuple(map(format_arguments, rows))
    if len(set(calls)) < LEAST_INPUTS:
        return Outcome.WEAK_TESTS, f"the kinds have only {len(set(calls))} different inputs"
    answers = list(prover.run(bounded(source, program.entry, AMPLE), ENTRY, calls, HASH_SEEDS[0]))
    for call, answer in zip(calls, answers, strict=True):
        if answer.failure:
            return Outcome.FAILS_INPUTS, f"{cut(call)}: {cut(answer.failure)}"
        if answer.modified:
            return Outcome.INPUT_MODIFIED, cut(call)
    again = prover.run(bounded(source, program.entry, AMPLE), ENTRY, calls[::-1], HASH_SEEDS[1])
    for call, one, other in zip(calls[::-1], answers[::-1], again, strict=True):
        if not one.same_as(other):
            return Outcome.HASH_DEPENDENT, cut(call)
    values = tuple(answer.value for answer in answers)
    result = next((kind for kind in RESULTS[program.result] if all(map(kind.holds, values))), None)
    if result is None:
        return Outcome.FAILS_INPUTS, f"a result is no {program.result} that a kind holds"
    texts = list(map(format_value, values))
    if max(map(len, texts)) > MAX_LITERAL:
        return Outcome.TOO_LARGE, f"{max(map(len, texts))} characters"
    problem = _guessable(texts[:PROBE_INPUTS], result) or _projection(rows, values)
    if problem:
        return problem
    hashed = behaviour(program.kinds, result, list(values[:PROBE_INPUTS]))
    return Measured(program, source, rows, calls, values, result, hashed, len(set(texts[:PROBE_INPUTS])))


def inputs_of(kinds: tuple[Kind, ...]) -> tuple[tuple[Any, ...], ...]:
    """Return the probe inputs of a signature and others, drawn from the pools of its kinds."""
    return probe_inputs(kinds) + sample_inputs(kinds, INPUTS - PROBE_INPUTS, stream(0, "new task", *(kind.name for kind in kinds)))


def idle_problem(measured: Measured, mutants: Mapping[str, Sequence[AtomMutant]], prover: Prover) -> Problem | None:
    """Return which input or which atom does not matter, or None."""
    program = measured.program
    for place in range(len(program.parameters)) if len(program.parameters) > 1 else ():
        column = [row[place] for row in measured.rows]
        moved = [*column[1:], column[0]]
        rows = [(*row[:place], value, *row[place + 1 :]) for row, value in zip(measured.rows, moved, strict=True)]
        changed = _changed(measured, measured.source, list(map(format_arguments, rows)), prover)
        if changed < MIN_MINORITY:
            return Outcome.IDLE_INPUT, f"another value of {program.parameters[place][0]} changes {changed:.0%} of the results"
    for atom in program.atoms:
        hardest = sorted(mutants[atom.name], key=lambda mutant: -mutant.kill_rate)[:MUTANTS]
        sources = [program.source(broken={atom.name: mutant.source}) for mutant in hardest]
        if not any(_changed(measured, source, measured.calls, prover) >= TELLING for source in sources):
            return Outcome.IDLE_ATOM, atom.name
    return None


def agrees(measured: Measured, source: str, prover: Prover) -> str:
    """Return where a solution differs from the program, or that it is none; empty if it agrees on every input."""
    entry = measured.program.entry
    told = text_problem(source, entry, len(measured.program.parameters))
    if told is not None:
        return told.detail
    for hash_seed in HASH_SEEDS:
        answers = prover.run(source, entry, measured.calls, hash_seed)
        for call, value, answer in zip(measured.calls, measured.values, answers, strict=True):
            if answer.modified or not answer.gives(value):
                return f"{cut(f'{entry}({call})')}: {cut(answer.failure or format_value(answer.value))}, not {cut(format_value(value))}"
    return ""


def atom_behaviours(atoms: Iterable[Any]) -> frozenset[str]:
    """Return the behaviours of atoms by themselves, which a new task must not repeat."""
    found = set()
    for atom in atoms:
        function: Callable[..., Any] = atom.function
        found.add(behaviour(atom.kinds, atom.result, [function(*row) for row in probe_inputs(atom.kinds)]))
    return frozenset(found)


def _changed(measured: Measured, source: str, calls: Sequence[str], prover: Prover) -> float:
    """Return on which share of `calls` a source gives other results than the program gives at their places."""
    entry = measured.program.entry
    answers = prover.run(bounded(source, entry, AMPLE), ENTRY, calls, HASH_SEEDS[0])
    wanted = map(Answer, measured.values)
    return sum(not answer.same_as(value) for answer, value in zip(answers, wanted, strict=True)) / len(calls)


def _guessable(texts: Sequence[str], result: Kind) -> Problem | None:
    counter = Counter(texts)
    is_flag = result.hint == "bool"
    common = max(counter.values()) / len(texts)
    if len(counter) < (2 if is_flag else MIN_DISTINCT):
        return Outcome.CONSTANT, f"{len(counter)} different results on {len(texts)} inputs"
    if common > (MAX_COMMON_FLAG if is_flag else MAX_COMMON_SHARE):
        return Outcome.CONSTANT, f"one result on {common:.0%} of the inputs"
    return None


def _projection(rows: Sequence[tuple[Any, ...]], values: Sequence[Any]) -> Problem | None:
    for place in range(len(rows[0])):
        if all(equal(row[place], value) for row, value in zip(rows, values, strict=True)):
            return Outcome.PROJECTION, f"the result is input {place}"
    return None
