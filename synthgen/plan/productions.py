"""Every well-typed way to make one step: combinator, atom and the kinds that go in and come out.

The table is made once per library; the sampler only looks up in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from synthgen.atom import Atom
from synthgen.kinds import (
    BASE,
    DIGITS,
    FLAG,
    FLAGS,
    INTEGER,
    INTEGERS,
    INTERVALS,
    KINDS,
    NATURAL,
    NATURALS,
    PAIRS,
    ROWS,
    RUNS,
    SIZE,
    SMALL_NATURAL,
    SORTED_INTEGERS,
    TEXT,
    TEXTS,
    WORD,
    WORD_GROUPS,
    WORDS,
    Kind,
    list_of,
)
from synthgen.library import Library
from synthgen.plan.combinators import COMBINATORS, Combinator


@dataclass(frozen=True, slots=True)
class Production:
    """One well-typed step: `arguments` are the kinds of the combinator's own arguments, then of the atom's other ones."""

    combinator: Combinator
    atom: Atom | None
    slots: tuple[int, ...]
    arguments: tuple[Kind, ...]
    result: Kind

    @property
    def topic(self) -> str:
        """The topic of the atom, or the empty string for a join."""
        return self.atom.topic if self.atom else ""


_COMPARABLE = (INTEGER, TEXT)
"""Kinds by which people sort and choose."""
_JOINS: tuple[tuple[str, tuple[Kind, ...], Kind], ...] = (
    ("add", (INTEGER, INTEGER), INTEGER),
    ("add", (NATURAL, NATURAL), NATURAL),
    ("subtract", (INTEGER, INTEGER), INTEGER),
    *((name, (kind, kind), kind) for name in ("larger", "smaller") for kind in (INTEGER, NATURAL, SIZE)),
    *(
        ("concatenate", (kind, kind), kind)
        for kind in (INTEGERS, NATURALS, DIGITS, TEXTS, WORDS, INTERVALS, RUNS, ROWS, WORD_GROUPS, TEXT, WORD)
    ),
    *(("equals", (kind, kind), FLAG) for kind in (INTEGER, TEXT, INTEGERS, TEXTS)),
    ("exceeds", (INTEGER, INTEGER), FLAG),
    *(("length", (kind,), SIZE) for kind in (TEXT, INTEGERS, TEXTS, PAIRS, ROWS, WORD_GROUPS, RUNS, FLAGS)),
    *(("branch", (FLAG, kind, kind), kind) for kind in KINDS.values() if kind not in (FLAG, FLAGS, BASE)),
)


def productions(library: Library) -> list[Production]:
    """Return every production of `library`, in a fixed order."""
    table = [Production(COMBINATORS[name], None, (), kinds, result) for name, kinds, result in _JOINS]
    lists = [kind for kind in KINDS.values() if kind.element is not None]
    for atom in library.atoms.values():
        table.append(Production(COMBINATORS["apply"], atom, (), atom.kinds, atom.result))
        table.extend(_iterations(atom))
        for several in lists:
            table.extend(_over_items(atom, several))
            table.extend(_folds(atom, several))
            for other in lists:
                table.extend(_zips(atom, several, other))
    return table


def _is_setting(item: Kind, made: Kind) -> bool:
    """Return whether an item is a number that only says how far, or with what, something else is made, as the offset of a shift does.

    To shift by each of several numbers is to shift by their sum, and nobody sorts numbers by what a text becomes under each.
    """
    return item.fits(INTEGER) and not made.fits(INTEGER)


def _extras(atom: Atom, slots: tuple[int, ...]) -> tuple[Kind, ...]:
    return tuple(kind for position, kind in enumerate(atom.kinds) if position not in slots)


def _over_items(atom: Atom, several: Kind) -> Iterator[Production]:
    """Yield the uses of `atom` on each item of `several`."""
    element = several.element
    assert element is not None  # `productions` passes list kinds only
    for position, kind in enumerate(atom.kinds):
        if not element.fits(kind):
            continue
        slots = (position,)
        arguments = (several, *_extras(atom, slots))

        def make(name: str, result: Kind, slots: tuple[int, ...] = slots, arguments: tuple[Kind, ...] = arguments) -> Production:
            return Production(COMBINATORS[name], atom, slots, arguments, result)

        collected = list_of(atom.result)
        if collected is not None:
            yield make("map", collected)
        if atom.result.fits(INTEGER):
            yield make("sum_by", NATURAL if atom.result.fits(NATURAL) else INTEGER)
        if atom.is_predicate:
            for name in ("filter", "reject", "take_while"):
                yield make(name, several)
            yield make("find", element)
            yield make("count", SIZE)
            for name in ("any", "all"):
                yield make(name, FLAG)
        if any(atom.result.fits(kind) for kind in _COMPARABLE) and not (position and _is_setting(element, atom.result)):
            reordered = INTEGERS if several is SORTED_INTEGERS else several
            yield make("sort_by", reordered)
            yield make("sort_by_descending", reordered)
            yield make("max_by", element)
            yield make("min_by", element)
            yield make("distinct_by", several)


def _folds(atom: Atom, several: Kind) -> Iterator[Production]:
    element = several.element
    assert element is not None  # `productions` passes list kinds only
    for start, kind in enumerate(atom.kinds):
        if not atom.result.fits(kind) or atom.is_predicate:
            continue
        for item, item_kind in enumerate(atom.kinds):
            if item != start and element.fits(item_kind) and not _is_setting(element, kind):
                slots = (start, item)
                yield Production(COMBINATORS["fold"], atom, slots, (kind, several, *_extras(atom, slots)), kind)


def _iterations(atom: Atom) -> Iterator[Production]:
    """Yield the iteration of `atom` if it takes nothing else: what is done again with the same setting (a shift, a merge) is done once
    with another, or changes nothing.
    """
    if len(atom.kinds) == 1 and atom.result.fits(atom.kinds[0]) and not atom.is_predicate:
        yield Production(COMBINATORS["iterate"], atom, (0,), (atom.kinds[0], SMALL_NATURAL), atom.kinds[0])


def _zips(atom: Atom, several: Kind, other: Kind) -> Iterator[Production]:
    collected = list_of(atom.result)
    if collected is None or several.element is None or other.element is None:
        return
    for first, first_kind in enumerate(atom.kinds):
        for second, second_kind in enumerate(atom.kinds):
            if first < second and several.element.fits(first_kind) and other.element.fits(second_kind):
                slots = (first, second)
                arguments = (several, other, *_extras(atom, slots))
                yield Production(COMBINATORS["zip_with"], atom, slots, arguments, collected)


