"""The mutants of a library's atoms made and tried, and sorted into those to use and those set aside."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from synthgen.atom import Atom
from synthgen.check.hashing import TEXT, may_hash, traces
from synthgen.check.mutants import AMPLE, FIRST_INPUTS, INPUTS, MISTAKE
from synthgen.check.trials import Bench, Trial
from synthgen.check.worker_process import LIBRARY_SECONDS, WorkerProcess, other_seed
from synthgen.errors import SynthgenError
from synthgen.library import Library
from synthgen.topic_file import read_topic
from synthgen.weave import fuel, mutate
from synthgen.weave.fuel import SURPLUS
from synthgen.weave.mutate import Mutant

MOST_MUTANTS = 16
"""Mutants of an atom that are used: mistakes written for it first, then other plausible readings, then those that are hardest to
kill. Atoms of many operators have up to 60; what the easiest of these do wrong shows on nearly any input, so also on the tests that the
hardest need. Of the mutants of 500 samples the audit found 98.68, 98.70, 98.78 and 98.47 % killed with 24, 18, 15 and 12 of them for
each atom; of some 140 wrong programs that readers of prompts wrote 72, 74, 75 and 70. With 15 a sample takes 5 % less time than with 24."""
EASY_RATE, MOST_EASY = 0.5, 3
"""A mutant that so large a share of the inputs tell from its atom is an easy one; so many are used, beside the mistakes. With them all a
sample takes 3 % longer; what they would add is had for less by more tests (`synthgen.check.adequacy.ENOUGH_TESTS`)."""
FEWEST_MUTANTS = 8
"""As far as an atom has so many mutants, so many are used, easy or not."""


def try_all(library: Library) -> dict[str, Any]:
    """Do what `try_out` does with a second process of its own."""
    with WorkerProcess(other_seed()) as second:
        return try_out(library, second)


def try_out(library: Library, second: WorkerProcess) -> dict[str, Any]:
    """Make and try the mutants of every atom; return the facts as JSON. Takes about 0.1 s for each atom.

    The mutants of atoms that use sets, or some of whose mutants do, are tried in `second` too, a process with another hash seed.
    """
    made = {atom.name: made_for(atom) for atom in library.atoms.values()}
    unordered = [name for name, mutants in made.items() if _may_hash(library[name], mutants)]
    paths = sorted({str(library.folder.resolve() / library[name].path) for name in unordered})
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(second.ask, LIBRARY_SECONDS, "digests", paths, unordered) if unordered else None
        found = {name: Bench(library[name], INPUTS, FIRST_INPUTS).all(mutants) for name, mutants in made.items()}
        others = asked.result() if asked else {}
    if others is None:
        raise SynthgenError("the mutants could not be tried under a second hash seed; run `synthgen atoms check`")
    return {name: _sorted_out(made[name], trial, others.get(name)) for name, trial in found.items()}


def made_for(atom: Atom) -> list[Mutant]:
    """Return all mutants of an atom: the mistakes that were written for it, and what the operators make."""
    written = [Mutant(MISTAKE, one.words["en"], one.words["zh"], one.source, 1, True, one.where) for one in atom.mistakes]
    return [*written, *mutate.mutants(atom.source)]


def digests(paths: list[str], names: list[str]) -> dict[str, list[str]]:
    """Return a digest of each mutant's behaviour, for the atoms `names` in the files `paths`."""
    atoms = [entry for path in paths for entry in read_topic(Path(path)) if isinstance(entry, Atom) and entry.name in names]
    return {
        atom.name: [trial.digest for trial in Bench(atom, INPUTS, FIRST_INPUTS).all(made_for(atom))] for atom in atoms
    }


def _sorted_out(mutants: list[Mutant], found: list[Trial], others: list[str] | None) -> dict[str, Any]:
    """Sort the mutants of one atom into those to use and those set aside."""
    kept: dict[str, dict[str, Any]] = {}
    equivalent, unsafe, stillborn, twins = [], [], 0, 0
    for index, (mutant, trial) in enumerate(zip(mutants, found, strict=True)):
        unstable = others is not None and others[index] != trial.digest
        if trial.unsafe or unstable:
            unsafe.append(mutant.source)
        elif trial.stillborn:
            stillborn += 1
        elif trial.kill_rate == 0:
            equivalent.append(mutant.source)
        elif trial.digest in kept:
            twins += 1
            twin = kept[trial.digest]
            twin["twins"] += 1
            if mutant.reading and not twin["reading"]:
                twin.update(_stored(mutant))
        else:
            fuel = trial.fuel if trial.endless else AMPLE
            kept[trial.digest] = {**_stored(mutant), "kill_rate": trial.kill_rate, "twins": 0, "fuel": fuel, "killers": trial.killers}
    hardest = sorted(kept.values(), key=lambda entry: (entry["operator"] != MISTAKE, not entry["reading"], entry["kill_rate"]))
    easy = [entry for entry in hardest if entry["operator"] != MISTAKE and entry["kill_rate"] >= EASY_RATE][MOST_EASY:]
    used = [entry for entry in hardest if entry not in easy][:MOST_MUTANTS]
    used += easy[: max(0, min(FEWEST_MUTANTS, MOST_MUTANTS) - len(used))]
    return {
        "mutants": sorted(used, key=lambda entry: entry["kill_rate"]),
        "easy": len(hardest) - len(used),
        "equivalent": equivalent,
        "unsafe": unsafe,
        "stillborn": stillborn,
        "twins": twins,
        "fuel": found[0].fuel if found else SURPLUS,
    }


def _stored(mutant: Mutant) -> dict[str, Any]:
    return {name: getattr(mutant, name) for name in Mutant.__dataclass_fields__}


def _may_hash(atom: Atom, mutants: Sequence[Mutant]) -> bool:
    """Return whether a mutant's results may depend on the hash seed, which a set's order may bring in.

    The hints of atoms are kinds, which do not say whether a value has texts in it: it may.
    """
    return any(may_hash(TEXT | traces(fuel.fuelled_code(mutant.source, atom.name))) for mutant in mutants)
