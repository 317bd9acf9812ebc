"""The fixed inputs of a signature: probe inputs, on which behaviours are compared, further ones, on which mutants are tried, and a
reserve for the mutants that matter most.

Probe inputs depend on the kinds alone, so that behaviours of all libraries and runs compare. Most of the further inputs
are telling values of the library.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from random import Random
from typing import Any

from synthgen.check.pools import column
from synthgen.check.related import relate, relations
from synthgen.check.telling import NONE, Telling
from synthgen.kinds import Kind

PROBE_INPUTS = 64
"""Inputs on which behaviours are compared: with fewer, splits by behaviour were seen to let equal programs through."""
FURTHER_INPUTS = 40
"""Inputs beyond the probe inputs on which a mutant must equal the plan before it counts as equivalent. On 1,820 plans with 86,000 mutants
77,706 are killed with 64 of them, 77,660 with 48, 77,498 with 32."""
TELLING_INPUTS = 32
"""How many of the further inputs are telling values, where a library has some for the kind. On 1,455 plans with 68,507 mutants, and 64
further inputs, 61,742 are killed with 32 of them, 61,739 with 57, 61,539 with none; 61,696 with none of 128."""
RESERVE_INPUTS = 64
"""Inputs of the reserve. Of 1,350 mutants of 300 samples that no other input tells from the plan, 178 show on some of 1,000 more random
inputs, 108 of them near readings; with a reserve of 96 it is 130 and 63, with one of 192 a third fewer, for twice the time."""
DECKS = 2
"""Sets of fixed inputs. With one, all tasks on a kind would be tested on the same values; with many, nothing would be shared: with 4 a
sample takes 2 % longer."""
SIGNATURES_KEPT = 512
"""Signatures whose inputs are kept: rows of values that are shared by the columns, 2 kB each."""
COLUMNS_KEPT = 1024
"""Columns of inputs that are kept."""
Rows = tuple[tuple[Any, ...], ...]
"""Argument tuples."""


Origin = tuple[Kind, int, Any]
"""Where a column of inputs comes from: its kind, how many parameters before are of the kind, and the origin of the parameter that it
has to do with, if there is one. Signatures on one deck share the columns of equal origins, so that what a step makes of inputs alone is
known from one plan to the next.
"""


@lru_cache(maxsize=SIGNATURES_KEPT)
def probe_inputs(signature: tuple[Kind, ...]) -> Rows:
    """Return the fixed probe inputs of a signature: `PROBE_INPUTS` argument tuples, edges first, the same in every run."""
    deck = deck_of(signature)
    return tuple(zip(*(_column("probe", PROBE_INPUTS, origin, deck) for origin in origins(signature)), strict=True))


@lru_cache(maxsize=SIGNATURES_KEPT)
def fixed_inputs(signature: tuple[Kind, ...], telling: Telling = NONE) -> Rows:
    """Return the probe inputs of a signature and then its further inputs, the same in every run with the library of `telling`."""
    deck = deck_of(signature)
    return tuple(zip(*(fixed_column(origin, deck, telling) for origin in origins(signature)), strict=True))


@lru_cache(maxsize=SIGNATURES_KEPT)
def reserve_inputs(signature: tuple[Kind, ...]) -> Rows:
    """Return the inputs of the reserve of a signature, the same in every run."""
    deck = deck_of(signature)
    return tuple(zip(*(_column("reserve", RESERVE_INPUTS, origin, deck) for origin in origins(signature)), strict=True))


@lru_cache(maxsize=COLUMNS_KEPT)
def fixed_column(origin: Origin, deck: int, telling: Telling = NONE) -> list[Any]:
    """Return what a parameter takes on the fixed inputs of all signatures on `deck`."""
    kind, place, source = origin
    random = Random(f"further:{kind.name}:{place}:{deck}")
    special = telling.draw(kind, TELLING_INPUTS, random)
    further = [*special, *column(kind, FURTHER_INPUTS - len(special), random)]
    random.shuffle(further)
    if source:
        further = relate(kind, source[0], fixed_column(source, deck, telling)[PROBE_INPUTS:], further, random)
    return [*_column("probe", PROBE_INPUTS, origin, deck), *further]


@lru_cache(maxsize=COLUMNS_KEPT)
def _column(part: str, count: int, origin: Origin, deck: int) -> list[Any]:
    kind, place, source = origin
    random = Random(f"{part}:{kind.name}:{place}:{deck}")
    drawn = column(kind, count, random)
    return relate(kind, source[0], _column(part, count, source, deck), drawn, random) if source else drawn


@lru_cache(maxsize=SIGNATURES_KEPT)
def deck_of(signature: tuple[Kind, ...]) -> int:
    """Return the deck of a signature, one of `DECKS`."""
    names = ",".join(kind.name for kind in signature)
    return hashlib.blake2b(names.encode(), digest_size=8).digest()[0] % DECKS


@lru_cache(maxsize=SIGNATURES_KEPT)
def origins(signature: tuple[Kind, ...]) -> tuple[Origin, ...]:
    """Return the origin of each parameter's column."""
    found: dict[int, Origin] = {}
    related = relations(signature)
    for place in [*(place for place in range(len(signature)) if place not in related), *related]:
        kind = signature[place]
        found[place] = (kind, signature[:place].count(kind), found[related[place]] if place in related else None)
    return tuple(found[place] for place in range(len(signature)))
