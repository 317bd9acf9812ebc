"""The mutants of a library's atoms: made once, tried on thousands of inputs, kept on disk.

    atom_mutants(library)["run_lengths"]    -> tuple of AtomMutant, hardest to kill first

An `AtomMutant` is called like its atom, so a plan can be evaluated with it in the atom's place. Only mutants that are
safe and worth swapping are among them; the others are set aside and counted: equivalent ones (equal on every one of
2,000 pool inputs), twins of a mutant that is there, the easiest of an atom that has many, those that never run, and those that
modify their input, give no literal or depend on the hash seed.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import CodeType
from typing import Any

from synthgen.atom import Atom
from synthgen.check import pools, trials
from synthgen.check.glue import RIGHT
from synthgen.check.remembered import Remembered
from synthgen.check.telling import Telling
from synthgen.library import Library
from synthgen.sources import source_of
from synthgen.weave import fuel
from synthgen.weave.fuel import SURPLUS, Fuelled, limited

INPUTS = 2000
"""Inputs on which a mutant must equal its atom before it counts as equivalent."""
FIRST_INPUTS = 250
"""Inputs that every mutant is tried on; its kill rate is the share of these that tell it from the atom."""
AMPLE = 200_000
"""Ticks that a sound atom may take: several times what the slowest takes on the largest values of its kinds."""
DECIDING = tuple(
    f"synthgen.{name}"
    for name in (
        "check.mutants", "check.tryout", "check.trials", "check.hashing", "check.pools", "check.related", "weave.fuel", "weave.ticks",
        "weave.mutate", "weave.quotes", "weave.scopes", "weave.spots", "weave.changes", "weave.operators", "weave.sequence_operators",
        "weave.call_operators", "weave.statement_operators", "weave.reading_operators",
    )
)  # fmt: skip
"""The modules that decide which mutants there are and what is known of them; what is stored is stored under their text."""
MISTAKE = "mistake"
"""Stands for the operator of a mutant that was written by hand."""
CALL_TICKS = 20_000
"""Ticks that a call of any mutant may take, about a millisecond, however few its atom takes."""


@dataclass(frozen=True)
class AtomMutant:
    """An atom with one bug that shows.

    `kill_rate` is the share of pool inputs that tell it from the atom, `twins` the number of other mutants with the
    same behaviour. `fuel` are the ticks that a call may take at first: `AMPLE` if it ended on every pool input, so that it
    runs on many rows at once, and else few, so that it is soon seen not to end. `killers` are some of the inputs that tell it
    apart, if few do, by their place in `trials.inputs_of`. Operator, descriptions, source, line, reading and where are those of
    `synthgen.weave.mutate.Mutant`.
    """

    atom: Atom
    operator: str
    description: str
    description_zh: str
    source: str
    line: int
    reading: bool
    kill_rate: float
    twins: int
    fuel: int
    where: str
    killers: Sequence[int] = field(compare=False)
    code: CodeType | None = field(default=None, compare=False, repr=False)

    @cached_property
    def fuelled(self) -> Fuelled:
        """The mutant compiled with ticks."""
        return Fuelled(self.source, self.atom.name, self.atom.implementation.imports, self.code)

    @cached_property
    def remembering(self) -> Callable[[Any], Any]:
        """The mutant of an atom that takes one plain argument, as a function that remembers what it gave. A call may take
        `CALL_TICKS`, or the allowance that the atom's own ticks on the argument set if that is more; raises OutOfFuel beyond.
        """
        return Remembered(limited(self.fuelled, original_of(self.atom), min(self.fuel, CALL_TICKS))).__getitem__

    @cached_property
    def metered(self) -> Callable[..., Any]:
        """The mutant, which burns what is put into the tank of `fuelled`; where it is known to make no difference, it does not run and
        RIGHT comes out.
        """
        if not self.where:
            return self.fuelled.metered
        return self._where("broken_({names}) if {where} else right_", broken_=self.fuelled.metered, right_=RIGHT)

    @cached_property
    def shows(self) -> Callable[..., bool]:
        """`where` as a function of the atom's arguments."""
        return self._where("{where}")

    def _where(self, expression: str, **values: object) -> Callable[..., Any]:
        """Return an expression with `where` in it as a function of the atom's arguments."""
        names = ", ".join(parameter.name for parameter in self.atom.parameters)
        function: Callable[..., Any] = eval(f"lambda {names}: {expression.format(names=names, where=self.where)}", values)
        return function

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The mutant, callable like the atom. Raises OutOfFuel (no Exception) where it would not end."""
        return limited(self.fuelled, original_of(self.atom), self.fuel)


@dataclass(frozen=True)
class MutantFacts:
    """What became of the mutants of one atom. `fuel` is a number of ticks that few calls of the atom come near."""

    mutants: tuple[AtomMutant, ...]
    equivalent: tuple[str, ...]
    unsafe: tuple[str, ...]
    stillborn: int
    twins: int
    easy: int
    fuel: int


def atom_mutants(library: Library) -> Mapping[str, tuple[AtomMutant, ...]]:
    """Return the mutants of each atom, hardest to kill first."""
    return {name: facts.mutants for name, facts in mutant_facts(library).items()}


def telling_values(library: Library) -> Telling:
    """Return the arguments that tell the mutants of a library's atoms apart which seldom show, by kind.

    The same library gives the same object, so that inputs with these values are kept once.
    """
    name = _fingerprint(library)
    if name not in _told:
        _told[name] = _stored_telling(library)
    return _told[name]


_told: dict[str, Telling] = {}
"""Telling values of the libraries that this process has seen, by fingerprint."""


def _stored_telling(library: Library) -> Telling:
    path = facts_path(library).with_suffix(".telling")
    try:
        values = marshal.loads(path.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):
        values = None
    if not isinstance(values, dict):
        values = {}
        for name, facts in mutant_facts(library).items():
            inputs = trials.inputs_of(library[name], INPUTS, FIRST_INPUTS)
            for mutant in facts.mutants:
                for kind, column in zip(library[name].kinds, zip(*(inputs[place] for place in mutant.killers), strict=True), strict=False):
                    values.setdefault(kind.name, []).append(column)
        pools.keep(path, marshal.dumps(values))
    return Telling(values)


def in_place_of(atom: Atom, source: str, start: int = SURPLUS) -> Callable[..., Any]:
    """Return `source`, a broken form of `atom`, as a function that raises OutOfFuel where it would not end."""
    return limited(Fuelled(source, atom.name, atom.implementation.imports), original_of(atom), start)


def bounded(atom: Atom, ticks: int = AMPLE) -> Callable[..., Any]:
    """Return the atom itself as a function that raises OutOfFuel after `ticks`: outside its kinds it may not end."""
    original = original_of(atom)
    return original.plain or (lambda *arguments: original.run(arguments, ticks))


def mutant_facts(library: Library) -> Mapping[str, MutantFacts]:
    """Return what is known of the mutants of every atom, from the cache folder if it is there, else by trying them."""
    name = _fingerprint(library)
    if name not in _known:
        _known[name] = _stored_facts(library, name)
    return _known[name]


_known: dict[str, Mapping[str, MutantFacts]] = {}
"""Facts of the libraries that this process has seen, by fingerprint."""


def _stored_facts(library: Library, name: str) -> Mapping[str, MutantFacts]:
    path = facts_path(library)
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        from synthgen.check import tryout  # imports libcst, which takes as long as all the rest; mutants are mostly there already

        stored = tryout.try_all(library)
        pools.keep(path, json.dumps(stored))
    codes = _codes(path.with_suffix(".code"), library, stored)
    _code_of.update((atom.source, codes[atom.source]) for atom in library.atoms.values() if atom.source in codes)
    return {atom.name: _facts(atom, stored[atom.name], codes) for atom in library.atoms.values()}


_code_of: dict[str, CodeType] = {}
"""The code of atoms of libraries that this process has seen, with ticks, by source."""


def _codes(path: Path, library: Library, stored: Mapping[str, Any]) -> Mapping[str, CodeType]:
    """Return the code of each atom and mutant by its source, from the cache folder if it is there: compiling all takes seconds."""
    try:
        codes = marshal.loads(path.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):
        codes = None
    if not isinstance(codes, dict):
        codes = compiled(library, stored)
        pools.keep(path, marshal.dumps(codes))
    return dict(codes)


def compiled(library: Library, stored: Mapping[str, Any]) -> dict[str, CodeType]:
    """Return the code, with ticks, of each atom and each mutant in the facts of `try_out`, by its source."""
    sources = {library[name].source: name for name in stored}
    sources.update((entry["source"], name) for name, facts in stored.items() for entry in facts["mutants"])
    return {source: fuel.fuelled_code(source, name) for source, name in sources.items()}


def keep_facts(library: Library, stored: Mapping[str, Any], codes: dict[str, CodeType]) -> None:
    """Keep the facts of `try_out`, and the code of the atoms and their mutants, in the cache folder."""
    path = facts_path(library)
    pools.keep(path.with_suffix(".code"), marshal.dumps(codes))
    pools.keep(path, json.dumps(stored))


def facts_path(library: Library) -> Path:
    """Return where the facts of a library are kept; the name is a hash of all that they depend on."""
    return pools.cache_folder() / "mutants" / f"{_fingerprint(library)}.json"


def _facts(atom: Atom, stored: dict[str, Any], codes: Mapping[str, CodeType]) -> MutantFacts:
    mutants = tuple(AtomMutant(atom=atom, code=codes.get(entry["source"]), **entry) for entry in stored["mutants"])
    aside = (tuple(stored["equivalent"]), tuple(stored["unsafe"]), stored["stillborn"], stored["twins"], stored["easy"], stored["fuel"])
    return MutantFacts(mutants, *aside)


@cache
def original_of(atom: Atom) -> Fuelled:
    """Return the atom itself compiled with ticks."""
    return Fuelled(atom.source, atom.name, atom.implementation.imports, _code_of.get(atom.source))


def _fingerprint(library: Library) -> str:
    """Return a hash of all that the facts depend on: atoms, vocabulary, operators, this code and the versions."""
    state = hashlib.blake2b(f"{library.fingerprint} {sys.version_info[:2]} {pools.vocabulary_hash()} {INPUTS}".encode(), digest_size=16)
    for name in DECIDING:
        state.update(source_of(name).encode())
    return state.hexdigest()
