"""Telling values: arguments that tell atoms from those of their mutants that seldom show.

An input drawn at random seldom has two equal maxima, or a run that ends with the list. Such values are known from trying the
mutants of a library's atoms; plans are tried on them too, where whatever an atom's arguments come from is likely to meet them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from synthgen.kinds import Kind


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """The telling values of a library: by the name of a kind, a sequence of values for each mutant that they tell apart.

    They are shared by whoever draws them: treat them as read-only.
    """

    values: Mapping[str, Sequence[Sequence[Any]]]

    def draw(self, kind: Kind, count: int, random: Random) -> list[Any]:
        """Return `count` values of a kind, for as many mutants as possible; none if none are known."""
        mutants = list(self.values.get(kind.name, ()))
        random.shuffle(mutants)
        return [random.choice(mutants[place % len(mutants)]) for place in range(count if mutants else 0)]


NONE = Telling({})
"""No telling values."""
