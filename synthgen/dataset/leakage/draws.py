"""Draws from domains: often small, repetitive or in order, for that is where functions show what they do. The same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any

from synthgen.dataset.leakage.domain import ASCENDING, EVEN, LETTERS, WITHIN, Domain, domains_in, holds
from synthgen.domains import COMMON_WORDS
from synthgen.literals import format_arguments
from synthgen.streams import stream

MOST_ITEMS = 12
"""Longest collection that is drawn."""
MOST_LETTERS = 40
"""Longest text that is drawn."""
DRAW_SEED = 20261120
"""The seed of all draws. It is no option: an index made elsewhere must mean the same inputs."""

TRIES = 40
"""Draws until one is in its domain; the last is taken as it is."""


@lru_cache(maxsize=2048)
def calls_of(text: str, count: int) -> tuple[str, ...]:
    """Return the first `count` draws from domains that `spelled` wrote, as texts of calls. The same everywhere."""
    domains, within, random = domains_in(text), text.startswith(WITHIN), stream(DRAW_SEED, text)
    return tuple(_call(domains, within, random) for _ in range(count))


def _call(domains: Sequence[Domain], within: bool, random: Random) -> str:
    values: list[Any] = []
    for place, domain in enumerate(domains):
        for _ in range(TRIES if within else 1):
            if place and domain.shape == domains[place - 1].shape and random.random() < 0.2:
                value = _related(values[-1], random)  # equal or similar arguments are where functions of two differ
            else:
                value = draw(domain, random)
            if within and ASCENDING in domain.chars and isinstance(value, list):
                value = sorted(value)
            if not within or holds(domain, value):
                break
        values.append(value)
    return format_arguments(values)


def _related(value: Any, random: Random) -> Any:
    if isinstance(value, str):
        return random.choice([value, value[::-1], value[: len(value) // 2], value[1:] + value[:1]])
    if isinstance(value, list):
        return random.choice([value, value[::-1], value[: len(value) // 2], value[1:] + value[:1]])
    return value


def draw(domain: Domain, random: Random) -> Any:
    """Return a value of the domain: often small, repetitive or in order, for that is where functions show what they do."""
    match domain.shape:
        case "bool":
            return random.random() < 0.5
        case "int" | "float":
            return _number(domain, random)
        case "str":
            return _text(domain, random)
        case "words":
            return " ".join(_items(domain, random))
        case "list" | "tuple":
            items = _items(domain, random)
            if EVEN in domain.chars and items:
                size = len(items[0])
                items = [(item * size)[:size] or items[0] for item in items]
            if ASCENDING in domain.chars:
                items.sort()
            return items if domain.shape == "list" else tuple(items)
        case "row":
            return tuple(draw(part, random) for part in domain.parts)
        case "dict":
            return {draw(domain.parts[0], random): draw(domain.parts[1], random) for _ in range(_size(domain, random, MOST_ITEMS))}
        case "any" if domain.parts:
            return draw(random.choice(domain.parts), random)
    return None


def _number(domain: Domain, random: Random) -> int | float:
    low, high = domain.low, domain.high
    style = random.random()
    if style < 0.5:  # near the smallest magnitude that the bounds allow
        middle = min(max(0.0, low), high)
        low, high = max(low, middle - 12), min(high, middle + 12)
    elif style < 0.7:
        low, high = max(low, -100), min(high, max(100, low))
    if domain.shape == "int":
        return random.randint(int(low), max(int(low), int(high)))
    return round(random.uniform(low, high), random.choice((0, 1, 1, 2)))


def _size(domain: Domain, random: Random, most: int) -> int:
    low, high = int(domain.low), min(int(domain.high), most)
    return random.randint(min(low, most), max(low, high, 1)) if random.random() < 0.9 else min(low, most)


def _items(domain: Domain, random: Random) -> list[Any]:
    size = _size(domain, random, MOST_ITEMS)
    part = domain.parts[0] if domain.parts else Domain("none")
    style = random.random()
    if style < 0.25:
        pool = [draw(part, random) for _ in range(3)]
        return [random.choice(pool) for _ in range(size)]
    items = [draw(part, random) for _ in range(size)]
    if style < 0.4 and part.shape in ("int", "float", "str"):
        return sorted(items, reverse=random.random() < 0.4)
    return items[: (size + 1) // 2] + items[: size // 2][::-1] if style < 0.5 else items


def _text(domain: Domain, random: Random) -> str:
    chars = domain.chars or LETTERS
    size = _size(domain, random, MOST_LETTERS)
    style = random.random()
    if style < 0.3 and set("aeint") <= set(chars):
        words = [random.choice(COMMON_WORDS) for _ in range(max(1, size // 5))]
        return (" " if " " in chars else "").join(words)[: max(size, 12)]
    if style < 0.55:
        chars = "".join(random.choice(chars) for _ in range(random.randint(2, 4)))
    text = "".join(random.choice(chars) for _ in range(size))
    if style > 0.85:
        return text[: (size + 1) // 2] + text[: size // 2][::-1]
    return text[: max(1, size // 3)] * 3 if style > 0.75 else text
