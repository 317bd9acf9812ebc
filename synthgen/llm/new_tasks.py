"""The new tasks of a stage: what each is to be made of, and, in order, what became of it beside the samples that are there."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import islice
from typing import Any

from synthgen.atom import Atom
from synthgen.check.mutants import atom_mutants
from synthgen.check.pools import pool
from synthgen.kinds import KINDS, Kind
from synthgen.library import Library
from synthgen.llm.authored_proof import atom_behaviours
from synthgen.llm.authoring import Known, author
from synthgen.llm.bench import Bench
from synthgen.llm.brief import Brief
from synthgen.llm.outcomes import Attempt, Outcome
from synthgen.llm.settings import ModelSettings
from synthgen.programs.crosswise import passes
from synthgen.prompt import LANGUAGES
from synthgen.records import Sample
from synthgen.streams import digest, stream

FEWEST_ATOMS, MOST_ATOMS = 2, 4
"""Atoms that one new task interweaves."""
TWISTS = ("constraint", "input", "twist")
AT_ONCE = 16
"""New tasks that are worked on at once."""


def stage_seed(metadata: Mapping[str, Any]) -> int:
    """Return the seed of a stage's draws for the run that `metadata` describes."""
    return digest(metadata["seed"], "models") % 2**63


def briefs_of(settings: ModelSettings, base: Sequence[Sample], library: Library, metadata: Mapping[str, Any]) -> list[Brief]:
    """Return what the new tasks of a run are to be made of; each depends on the run, its seed and its own number alone."""
    seed, tried = int(metadata["seed"]), int(metadata["funnel"]["tried"])
    name = library.fingerprint[:8]
    briefs: list[Brief] = []
    for role in (role for role in ("fuse", "evolve") if role in settings.roles):
        for number in range(settings.new):
            random = stream(stage_seed(metadata), role, number)
            sample: Sample | None = None
            twist, own = "", tuple[Kind, ...]()
            if role == "fuse":
                atoms = random.sample(list(library.atoms.values()), min(len(library), random.randint(FEWEST_ATOMS, MOST_ATOMS)))
                asked = metadata["config"]["language"]
                language = random.choice(LANGUAGES) if asked == "mixed" else asked
            elif base:
                sample, twist = random.choice(base), random.choice(TWISTS)
                atoms = [library[atom] for atom in dict.fromkeys(sample.metadata.atoms)]
                own = tuple(KINDS[kind] for kind in sample.metadata.parameter_kinds)
                language = sample.metadata.language
            else:
                continue
            briefs.append(
                Brief(
                    role=role,
                    id=f"{name}-{seed}-{role}-{number}",
                    index=tried + len(briefs),
                    seed=seed,
                    atoms=tuple(atoms),
                    kinds=tuple(dict.fromkeys([*own, *_kinds(atoms)])),
                    language=language,
                    library=library.fingerprint,
                    base=sample,
                    twist=twist,
                )
            )
    return briefs


async def new_tasks(
    briefs: Sequence[Brief], base: Sequence[Sample], bench: Bench, prompts: set[bytes]
) -> AsyncIterator[tuple[list[Attempt], Sample | None]]:
    """Yield the attempts at each new task and the task, or None, in order. `prompts` are the digests of those in the run."""
    if not briefs:
        return
    known, alike = await bench.off_loop(_known, briefs, base, bench.library)
    behaviours = set(known.behaviours)
    source = iter(briefs)
    pending = deque(asyncio.ensure_future(author(brief, known, bench)) for brief in islice(source, AT_ONCE))
    try:
        while pending:
            sample, attempts = await pending[0]
            pending.popleft()
            pending.extend(asyncio.ensure_future(author(brief, known, bench)) for brief in islice(source, 1))
            if sample is not None:
                problem = await bench.off_loop(_old, sample, behaviours, alike, base, prompts, bench)
                if problem is not None:
                    last = replace(attempts[-1], outcome=problem[0], detail=problem[1])
                    yield [*attempts[:-1], last], None
                    continue
                behaviours.add(sample.metadata.behaviour)
                prompts.add(_digest(sample.prompt))
                alike[_types(sample)].append(sample)
            yield attempts, sample
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


def _kinds(atoms: Sequence[Atom]) -> tuple[Kind, ...]:
    return tuple(dict.fromkeys(kind for atom in atoms for kind in atom.kinds))


def _known(briefs: Sequence[Brief], base: Sequence[Sample], library: Library) -> tuple[Known, dict[str, list[int | Sample]]]:
    """Return what is known, and the places of samples by their types. Draws all pools, as one thread at a time must."""
    drawn = [*(brief.kinds for brief in briefs), *(atom.kinds for atom in library.atoms.values())]
    for kind in dict.fromkeys(kind for kinds in drawn for kind in kinds):
        pool(kind)
    alike: dict[str, list[int | Sample]] = defaultdict(list)
    behaviours = set(atom_behaviours(library.atoms.values()))
    for place, sample in enumerate(base):
        behaviours.add(sample.metadata.behaviour)
        alike[_types(sample)].append(place)
    return Known(frozenset(behaviours), atom_mutants(library)), alike


def _old(
    sample: Sample,
    behaviours: set[str],
    alike: Mapping[str, list[int | Sample]],
    base: Sequence[Sample],
    prompts: set[bytes],
    bench: Bench,
) -> tuple[Outcome, str] | None:
    """Return what makes a new task none, beside all that come before it, or None."""
    if sample.metadata.behaviour in behaviours:
        return Outcome.KNOWN_BEHAVIOUR, sample.metadata.behaviour
    if _digest(sample.prompt) in prompts:
        return Outcome.SAME_PROMPT, ""
    for one in alike.get(_types(sample), ()):
        other = base[one] if isinstance(one, int) else one
        if _passes(sample, other, bench) and _passes(other, sample, bench):
            return Outcome.KNOWN_BEHAVIOUR, f"its solution and that of {other.metadata.id} pass each other's tests"
    return None


def _passes(solver: Sample, task: Sample, bench: Bench) -> bool:
    tests = [(case.input, case.output) for case in task.test_cases]
    return passes(solver.code, solver.metadata.entry_point, tests, bench.prover.run)


def _types(sample: Sample) -> str:
    """Return the types of a sample's parameters and result, as one text."""
    return ",".join([*(KINDS[name].hint for name in sample.metadata.parameter_kinds), KINDS[sample.metadata.result_kind].hint])


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()
