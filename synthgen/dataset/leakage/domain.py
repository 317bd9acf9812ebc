"""Domains of inputs: the type and the range of each parameter, read off hints or off inputs that were seen, and draws from them.

A domain says what values look like and holds none of them: of texts the characters that occur and the lengths, of numbers the
bounds, of collections the sizes. So an index can say on which inputs its items were run, by a domain and the numbers of the draws.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, Literal

from synthgen.domains import COMMON_WORDS
from synthgen.errors import LiteralError
from synthgen.literals import format_arguments, parse_arguments
from synthgen.streams import stream
from synthgen.syntax import parse_expression

Shape = Literal["bool", "int", "float", "str", "words", "none", "list", "tuple", "row", "dict", "any"]
"""`words` are a text of words with single spaces; `tuple` is as long as it likes, all of one domain; `row` has a domain for each place."""
ASCENDING, EVEN = "a", "e"
"""Marks of collections: their items ascend; their items are as long as each other."""
MOST_ITEMS = 12
"""Longest collection that is drawn."""
MOST_LETTERS = 40
"""Longest text that is drawn."""
LARGEST = 10_000
"""Largest absolute value of an integer that is drawn: a loop to it ends soon."""
DRAW_SEED = 20261120
"""The seed of all draws. It is no option: an index made elsewhere must mean the same inputs."""


@dataclass(frozen=True, slots=True)
class Domain:
    """What the values of a parameter look like. `low` and `high` bound numbers, or lengths; `chars` are those of texts, or the marks
    of collections."""

    shape: Shape
    low: float = 0
    high: float = 0
    chars: str = ""
    parts: tuple[Domain, ...] = ()

    def packed(self) -> list[Any]:
        """Return the domain as JSON."""
        return [self.shape, self.low, self.high, self.chars, [part.packed() for part in self.parts]]

    @classmethod
    def unpacked(cls, stored: Sequence[Any]) -> Domain:
        """Return the domain that `packed` gave."""
        shape, low, high, chars, parts = stored
        return cls(shape, low, high, chars, tuple(map(cls.unpacked, parts)))


def domains_of_calls(calls: Sequence[str]) -> tuple[Domain, ...] | None:
    """Return the domain of each parameter of calls, given as texts; those of the commonest number of arguments count."""
    rows = []
    for call in calls:
        try:
            rows.append(parse_arguments(call))
        except LiteralError:
            continue
    widths = [len(row) for row in rows if row]
    if not widths:
        return None
    width = max(set(widths), key=lambda one: (widths.count(one), one))
    return tuple(domain_of([row[place] for row in rows if len(row) == width]) for place in range(width))


def domain_of(values: Sequence[object]) -> Domain:
    """Return the domain that values are of."""
    kinds = {type(value) for value in values}
    if list in kinds and tuple in kinds:  # a benchmark's JSON made tuples lists; the literals in its assertions know
        values = [tuple(value) if isinstance(value, list) else value for value in values]
        kinds = {type(value) for value in values}
    if kinds == {int, float}:
        kinds = {float}
    if len(kinds) != 1:
        return Domain("any", parts=tuple(domain_of([value for value in values if type(value) is kind]) for kind in sorted(kinds, key=str)))
    kind = kinds.pop()
    sizes = [len(value) for value in values if isinstance(value, str | list | tuple | dict)]
    low, high = (min(sizes), max(sizes)) if sizes else (0, 0)
    if kind is str:
        texts = [str(value) for value in values]
        if any(" " in text for text in texts) and all(text.split(" ") == text.split() or not text for text in texts):
            words = [text.split() for text in texts]
            lengths = [len(some) for some in words]
            return Domain("words", min(lengths), max(lengths), parts=(domain_of([word for some in words for word in some]),))
        return Domain("str", low, high, "".join(sorted({char for value in values for char in str(value)}))[:200])
    if kind in (int, float):
        numbers = sorted(value for value in values if isinstance(value, int | float) and value == value)
        bounds = (max(numbers[0], -LARGEST), min(numbers[-1], LARGEST)) if numbers else (0, 0)
        return Domain("int" if kind is int else "float", float(bounds[0]), float(max(bounds)))
    if kind is dict:
        keys, items = ([one for value in values if isinstance(value, dict) for one in side(value)] for side in (dict.keys, dict.values))
        return Domain("dict", low, high, parts=(domain_of(keys), domain_of(items)))
    if kind in (list, tuple):
        rows = [tuple(value) for value in values if isinstance(value, list | tuple)]
        if kind is tuple and low == high > 0 and len({tuple(map(type, row)) for row in rows}) == 1 and len(set(map(type, rows[0]))) > 1:
            return Domain("row", low, high, parts=tuple(domain_of([row[place] for row in rows]) for place in range(low)))
        inner = domain_of([item for row in rows for item in row])
        return Domain("list" if kind is list else "tuple", low, high, "" if inner.shape == "any" else _marks(rows), (inner,))
    return Domain("bool" if kind is bool else "none")


def _marks(rows: Sequence[tuple[Any, ...]]) -> str:
    """Return what holds of all collections, and of three at least, so that chance does not make it hold."""
    longer = [row for row in rows if len(row) > 1]
    marks = ""
    try:
        if len(longer) >= 3 and all(list(row) == sorted(row) for row in longer):
            marks += ASCENDING
    except TypeError:  # items that have no order
        pass
    nested = [row for row in longer if all(isinstance(item, list | tuple | str) for item in row)]
    if len(nested) >= 3 and len(nested) == len(longer) and all(len({len(item) for item in row}) == 1 for row in nested):
        marks += EVEN
    return marks


@lru_cache(maxsize=1024)
def domains_of_hints(hints: tuple[str, ...]) -> tuple[Domain, ...] | None:
    """Return the usual domain of parameters with these type hints, or None if one of them is not of plain types."""
    found = []
    for hint in hints:
        try:
            one = _of_hint(parse_expression(hint))
        except (SyntaxError, ValueError, RecursionError):
            return None
        if one is None:
            return None
        found.append(one)
    return tuple(found) or None


LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PLAIN: dict[str, Domain] = {
    "int": Domain("any", parts=(Domain("int", 0, 12), Domain("int", -20, 100), Domain("int", 0, 5000))),
    "float": Domain("float", -20, 100),
    "bool": Domain("bool"),
    "str": Domain(
        "any", parts=(Domain("str", 0, 16, LETTERS), Domain("str", 0, 20, f" AB{LETTERS}"), Domain("str", 0, 14, " ()[]{}0123aB.,-"))
    ),
}


def _of_hint(node: ast.expr) -> Domain | None:
    if isinstance(node, ast.Name):
        return _PLAIN.get(node.id)
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return None
    inner = [_of_hint(one) for one in (node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice])]
    parts = tuple(one for one in inner if one is not None)
    name = node.value.id.lower()
    if len(parts) != len(inner) or not parts:
        return None
    if name == "list" and len(parts) == 1:
        return Domain("list", 0, 8, parts=parts)
    if name == "dict" and len(parts) == 2:
        return Domain("dict", 0, 6, parts=parts)
    return Domain("row", len(parts), len(parts), parts=parts) if name == "tuple" else None


WITHIN = "within:"
"""Stands before domains that no draw may leave. Those of other people's rows are guesses from a few tests, which it does no harm to
leave a little; ours are kinds, outside of which a task says nothing and its solutions may differ."""
TRIES = 40
"""Draws until one is in its domain; the last is taken as it is."""


def spelled(domains: Sequence[Domain], within: bool = False) -> str:
    """Return the domains of parameters as one text, from which `calls_of` draws, never outside of them if that is asked for."""
    return WITHIN * within + json.dumps([one.packed() for one in domains], ensure_ascii=True, separators=(",", ":"))


@lru_cache(maxsize=2048)
def domains_in(text: str) -> tuple[Domain, ...]:
    """Return the domains that `spelled` wrote."""
    return tuple(Domain.unpacked(one) for one in json.loads(text.removeprefix(WITHIN)))


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


def holds(domain: Domain, value: Any) -> bool:
    """Return whether a value has the type, the characters, bounds and marks of a domain; its length does not matter."""
    if domain.shape == "any":
        return not domain.parts or any(holds(part, value) for part in domain.parts)
    match value:
        case bool():
            return domain.shape == "bool"
        case int() | float():
            return domain.shape in ("int", "float") and domain.low <= value <= domain.high
        case str() if domain.shape == "words":
            return all(holds(domain.parts[0], word) for word in value.split())
        case str():
            return domain.shape == "str" and set(value) <= set(domain.chars or LETTERS)
        case tuple() if domain.shape == "row":
            return len(value) == len(domain.parts) and all(map(holds, domain.parts, value))
        case list() | tuple():
            if domain.shape != type(value).__name__ or not all(holds(domain.parts[0], item) for item in value):
                return False
            ascends = ASCENDING not in domain.chars or list(value) == sorted(value)
            return ascends and (EVEN not in domain.chars or len(set(map(len, value))) <= 1)
        case dict():
            return domain.shape == "dict" and all(all(map(holds, domain.parts, entry)) for entry in value.items())
    return value is None and domain.shape == "none"


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
