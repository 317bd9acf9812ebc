"""Trials: mutants of one atom run on pool inputs, to learn which behave differently and which are safe to use.

Results are compared by their bytes under `marshal` version 2, which has no reference flags: it tells 1 from True and a
list from a tuple, refuses what is no literal, and takes a tenth of the time of a comparison in Python.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthgen.atom import Atom
from synthgen.check.pools import sample_inputs
from synthgen.literals import canonical
from synthgen.streams import stream
from synthgen.weave.fuel import Fuelled, OutOfFuel, allowance

if TYPE_CHECKING:
    from synthgen.weave.mutate import Mutant

SELDOM = 0.3
"""A mutant that more than this share of the inputs tell apart shows on any dozen of them, so that no inputs are noted for it."""
KILLERS_KEPT, LONGEST_KILLER = 16, 70
"""How many of the inputs that tell a mutant apart are noted, and how long they may be, in characters: a choice for each of the sets of
fixed inputs, and room for a second argument in a test case."""
ENDLESS = 60
"""After this many inputs without an end (the smallest are among them), a mutant is tried no further."""
FAILED, ENDED = b"failed", b"out of fuel"
"""What stands for the result of a call that raised, or ran out of fuel."""
_NEVER_RUNS = (TypeError, NameError, AttributeError)
_Arguments = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one mutant: `digest` is its behaviour on the first inputs, and on all if it is rarely told apart.

    `unsafe` mutants modify their input or give what is no literal; `stillborn` ones give no wrong result, only a
    TypeError, NameError or AttributeError, as nobody would hand them in.
    """

    digest: str
    kill_rate: float
    unsafe: bool
    stillborn: bool
    fuel: int
    endless: int
    """On how many of the inputs it ran out of fuel."""
    killers: tuple[int, ...]
    """Some of the inputs that tell it apart, by their place in `inputs_of`; short ones."""


class NoLiteralError(Exception):
    """A result has no literal form."""


def outcome(value: Any) -> bytes:
    """Return bytes that are equal for equal results and different for others; raises NoLiteralError."""
    try:
        if type(value) is dict:
            return b"dict" + canonical(value).encode("utf-8", "surrogatepass")
        return marshal.dumps(value, 2)
    except (ValueError, TypeError, RecursionError):
        raise NoLiteralError from None


class Bench:
    """The inputs of one atom with the results that it gives, to try mutants on."""

    def __init__(self, atom: Atom, inputs: int, first: int) -> None:
        self.atom = atom
        ordered = inputs_of(atom, inputs, first)
        self.first = len(ordered[:: max(1, inputs // first)])
        self.frozen = [marshal.dumps(arguments, 2) for arguments in ordered]
        self.original = Fuelled(atom.source, atom.name, atom.implementation.imports)
        results = [self.original.counted(self.original.metered, marshal.loads(frozen)) for frozen in self.frozen]
        self.expected = [outcome(result) for result, _ in results]
        self.ticks = [ticks for _, ticks in results]
        self.fuel = allowance(sorted(self.ticks)[len(self.ticks) * 4 // 5])
        self.mutable = any(isinstance(argument, list | dict) for arguments in ordered for argument in arguments)
        self.arguments = [marshal.loads(frozen) for frozen in self.frozen]

    def all(self, mutants: Sequence[Mutant]) -> list[Trial]:
        """Try every mutant."""
        return [self.trial(mutant) for mutant in mutants]

    def trial(self, mutant: Mutant) -> Trial:
        """Try one mutant on the first inputs, and on all if fewer than one in fifty tells it apart."""
        run = _Run(self, Fuelled(mutant.source, self.atom.name, self.atom.implementation.imports))
        run.go(0, self.first)
        killers = run.killers()
        if not run.unsafe and len(killers) * 50 < len(run.outcomes):
            run.go(self.first, len(self.frozen))
            killers = run.killers()
        rate = len(killers) / len(run.outcomes) if run.outcomes else 0.0
        digest = hashlib.blake2b(b"\0".join(run.outcomes), digest_size=16).hexdigest()
        noted = self.shortest(killers) if rate <= SELDOM else ()
        return Trial(digest, rate, run.unsafe, 0 < run.broken == len(killers), self.fuel, run.endless, noted)

    def shortest(self, killers: Sequence[int]) -> tuple[int, ...]:
        """Return those of the inputs that are short, the shortest first, `KILLERS_KEPT` at most."""
        lengths = {index: len(repr(self.arguments[index])) for index in killers}
        return tuple(sorted((index for index in killers if lengths[index] <= LONGEST_KILLER), key=lengths.__getitem__)[:KILLERS_KEPT])


def inputs_of(atom: Atom, inputs: int, first: int) -> list[_Arguments]:
    """Return the inputs that an atom's mutants are tried on; the first ones are spread over small and large values."""
    drawn = sample_inputs(atom.kinds, inputs, stream(0, "mutants", atom.name))
    step = max(1, inputs // first)
    return [*drawn[::step], *(arguments for index, arguments in enumerate(drawn) if index % step)]


class _Run:
    """One mutant on its way through the inputs."""

    def __init__(self, bench: Bench, mutant: Fuelled) -> None:
        self.bench = bench
        self.mutant = mutant
        self.outcomes: list[bytes] = []
        self.unsafe = False
        self.broken = 0
        self.endless = 0

    def killers(self) -> list[int]:
        return [index for index, (found, right) in enumerate(zip(self.outcomes, self.bench.expected, strict=False)) if found != right]

    def go(self, start: int, stop: int) -> None:
        bench, outcomes = self.bench, self.outcomes
        run = self.mutant.plain
        for index in range(start, stop):
            if self.unsafe or self.endless == ENDLESS:
                return
            arguments = bench.arguments[index]
            try:
                outcomes.append(outcome(run(*arguments) if run else self.result(index, arguments)))
            except OutOfFuel:
                self.endless += 1
                outcomes.append(ENDED)
            except NoLiteralError:
                self.unsafe = True
            except Exception as problem:
                self.broken += isinstance(problem, _NEVER_RUNS)
                outcomes.append(FAILED)
            if bench.mutable and marshal.dumps(arguments, 2) != bench.frozen[index]:
                self.unsafe = True
                bench.arguments[index] = marshal.loads(bench.frozen[index])

    def result(self, index: int, arguments: _Arguments) -> Any:
        try:
            return self.mutant.run(arguments, self.bench.fuel)
        except OutOfFuel:
            needed = allowance(self.bench.ticks[index])
            if needed <= self.bench.fuel:
                raise
        return self.mutant.run(arguments, needed)
