"""Arguments that have to do with one another: words that are anagrams, intervals that touch, a number that stands in the list.

Two arguments drawn each by itself seldom are, and then a program that takes touching intervals for overlapping ones passes. So where a
signature has another parameter of the same kind before, or one whose items are of the kind, one value in `ONE_IN` is made of that one's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any

from synthgen.kinds import Kind, meet

ONE_IN = 4
"""Of so many values one is made of the other argument: often enough for several tests, and most pairs stay as they are drawn. Not tuned."""
SIGNATURES_KEPT = 512
"""Signatures of which it is kept what has to do with what."""


@lru_cache(maxsize=SIGNATURES_KEPT)
def relations(signature: tuple[Kind, ...]) -> dict[int, int]:
    """Return, by the place of a parameter, the place of the one that its values have to do with, if there is one.

    They are in such an order that a parameter comes after the one that it has to do with.
    """
    found: dict[int, int] = {}
    for place, kind in enumerate(signature):
        same = [other for other in range(place) if signature[other] is kind]
        lists = [other for other, holder in enumerate(signature) if _holds_some(holder, kind)]
        if same or lists:
            found[place] = same[-1] if same else lists[0]

    def hops(place: int) -> int:
        return 1 + hops(found[place]) if place in found else 0

    return {place: found[place] for place in sorted(found, key=hops)}


def _holds_some(holder: Kind, kind: Kind) -> bool:
    """Return whether values of a kind may be found in one of another: as an item of a list, or as keys of a dictionary."""
    if holder.hint == "dict[str, int]":
        return kind.hint in ("str", "list[str]")
    return holder.element is not None and meet(holder.element, kind) is not None


def with_kindred(kind: Kind, value: Any, random: Random) -> Any:
    """Return a list, once in `ONE_IN` times with items that have to do with others of it, such as an anagram of a word; anything else
    as it is.
    """
    element = kind.element
    if element is None or len(value) < 2 or random.randrange(ONE_IN):
        return value
    made = list(value)
    for _ in range(random.randint(1, 2)):
        one, other = random.sample(range(len(made)), 2)
        made[other] = _varied(element, made[one], made[other], random)
    return made if kind.holds(made) else value


def relate(kind: Kind, others: Kind, values: Sequence[Any], drawn: Sequence[Any], random: Random) -> list[Any]:
    """Return `drawn`, values of a kind, some of them replaced by such as have to do with those in the same places of `values`, which are
    of the kind `others`. The first stays, which is the smallest of all.
    """
    pairs = zip(values[1:], drawn[1:], strict=True)
    return [*drawn[:1], *(perhaps_related(kind, others, value, own, random) for value, own in pairs)]


def perhaps_related(kind: Kind, other: Kind, value: Any, drawn: Any, random: Random) -> Any:
    """Return, once in `ONE_IN` times, a value of a kind that has to do with `value` of the kind `other`; else `drawn`."""
    if random.randrange(ONE_IN):
        return drawn
    if kind is other:
        return _varied(kind, value, drawn, random)
    ways = (_keys,) if isinstance(value, dict) else (_item, _item, _beside_an_item)
    made = random.choice(ways)(value, drawn, random)
    return made if kind.holds(made) else drawn


def _varied(kind: Kind, value: Any, drawn: Any, random: Random) -> Any:
    made = random.choice(_WAYS.get(type(value), (_same,)))(value, drawn, random)
    return made if kind.holds(made) else drawn


def _keys(value: Any, drawn: Any, random: Random) -> Any:
    if not value:
        return drawn
    key = random.choice(list(value))
    return key if isinstance(drawn, str) else [*drawn[:1], key, *drawn[1:], *random.sample(list(value), 1)]


def _item(value: Any, drawn: Any, random: Random) -> Any:
    return random.choice(value) if value else drawn


def _beside_an_item(value: Any, drawn: Any, random: Random) -> Any:
    """Return a number next to an item, or half-way between two."""
    if not value or type(value[0]) is not int:
        return _item(value, drawn, random)
    first, second = random.choice(value), random.choice(value)
    return first + random.choice((-1, 1)) if first == second else (first + second) // 2


def _same(value: Any, drawn: Any, random: Random) -> Any:
    return value


def _start(value: Any, drawn: Any, random: Random) -> Any:
    return value[: random.randint(0, len(value))]


def _with_another_end(value: Any, drawn: Any, random: Random) -> Any:
    return value[: random.randint(0, len(value))] + drawn[len(drawn) // 2 :]


def _with_one_out(value: Any, drawn: Any, random: Random) -> Any:
    place = random.randint(0, len(value))
    return value[:place] + value[place + 1 :]


def _with_one_replaced(value: Any, drawn: Any, random: Random) -> Any:
    place = random.randint(0, len(value))
    return value[:place] + drawn[:1] + value[place + 1 :]


def _shuffled(value: Any, drawn: Any, random: Random) -> Any:
    items = list(value)
    random.shuffle(items)
    return "".join(items) if isinstance(value, str) else items


def _near(value: int, drawn: int, random: Random) -> int:
    return value + random.choice((-1, 1))


def _multiple(value: int, drawn: int, random: Random) -> int:
    return value * random.randint(2, 4)


def _part(value: int, drawn: int, random: Random) -> int:
    return value // random.randint(2, 4)


def _touching(value: tuple[Any, ...], drawn: tuple[Any, ...], random: Random) -> tuple[Any, ...]:
    start = value[-1] + random.randint(0, 1)
    return (start, start + abs(drawn[-1]) % 4)


def _inside(value: tuple[Any, ...], drawn: tuple[Any, ...], random: Random) -> tuple[Any, ...]:
    return tuple(part + shift if isinstance(part, int) else part for part, shift in zip(value, (1, -1), strict=False))


def _some_entries(value: dict[Any, Any], drawn: dict[Any, Any], random: Random) -> dict[Any, Any]:
    return {**{key: count for key, count in value.items() if random.randrange(2)}, **dict(list(drawn.items())[:2])}


def _other_counts(value: dict[Any, Any], drawn: dict[Any, Any], random: Random) -> dict[Any, Any]:
    return {key: random.randint(0, 9) for key in sorted(value, reverse=True)}


_WAYS: dict[type, tuple[Any, ...]] = {
    str: (_same, _start, _with_another_end, _with_one_out, _with_one_replaced, _shuffled, _shuffled),
    list: (_same, _start, _with_another_end, _with_one_out, _with_one_replaced, _shuffled),
    int: (_same, _near, _multiple, _part),
    tuple: (_same, _touching, _touching, _inside),
    dict: (_same, _some_entries, _other_counts),
}
"""How a value is made of another, by its type."""
