"""Atoms that do the same as another, or nothing worth a name: their result is constant, or an argument as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from synthgen.atom import Atom
from synthgen.check.inputs import PROBE_INPUTS
from synthgen.check.pools import sample_inputs
from synthgen.check.trials import outcome
from synthgen.kinds import Kind, meet
from synthgen.streams import stream


def twins(atoms: Sequence[Atom], inputs: int) -> Iterator[tuple[Atom, Atom]]:
    """Yield the pairs that agree on `inputs` arguments; where one takes more than the other, on those both take."""
    for first, second in combinations(atoms, 2):
        kinds = _shared(first, second)
        if kinds is not None and all(_agree(first, second, kinds, count) for count in (PROBE_INPUTS, inputs)):
            yield first, second


def idle(atom: Atom, inputs: int) -> str | None:
    """Return what makes the atom not worth having, or None: a constant result, or one of its arguments."""
    drawn = sample_inputs(atom.kinds, inputs, stream(0, "idle", atom.name))
    results = [outcome(atom.function(*arguments)) for arguments in drawn]
    if len(set(results)) == 1:
        return f"gives {atom.function(*drawn[0])!r} for every input"
    for index, parameter in enumerate(atom.parameters):
        if all(result == outcome(arguments[index]) for result, arguments in zip(results, drawn, strict=True)):
            return f"gives `{parameter.name}` back as it is for every input"
    return None


def _shared(first: Atom, second: Atom) -> tuple[Kind, ...] | None:
    """Return the kinds of arguments that both atoms take, if their results may be equal at all."""
    if len(first.kinds) != len(second.kinds) or first.result.hint != second.result.hint:
        return None
    kinds = [meet(left, right) for left, right in zip(first.kinds, second.kinds, strict=True)]
    return tuple(kind for kind in kinds if kind) if all(kinds) else None


def _agree(first: Atom, second: Atom, kinds: tuple[Kind, ...], count: int) -> bool:
    drawn: Sequence[tuple[Any, ...]] = sample_inputs(kinds, count, stream(0, "twins", *(kind.name for kind in kinds)))
    return all(outcome(first.function(*arguments)) == outcome(second.function(*arguments)) for arguments in drawn)
