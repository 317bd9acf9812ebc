"""Domains of inputs: the type and the range of each parameter, read off hints or off inputs that were seen.

A domain says what values look like and holds none of them: of texts the characters that occur and the lengths, of numbers the
bounds, of collections the sizes. So an index can say on which inputs its items were run, by a domain and the numbers of the draws.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from synthgen.errors import LiteralError
from synthgen.literals import parse_arguments
from synthgen.syntax import parse_expression

Shape = Literal["bool", "int", "float", "str", "words", "none", "list", "tuple", "row", "dict", "any"]
"""`words` are a text of words with single spaces; `tuple` is as long as it likes, all of one domain; `row` has a domain for each place."""
ASCENDING, EVEN = "a", "e"
"""Marks of collections: their items ascend; their items are as long as each other."""
LARGEST = 10_000
"""Largest absolute value of an integer that is drawn: a loop to it ends soon."""


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


def spelled(domains: Sequence[Domain], within: bool = False) -> str:
    """Return the domains of parameters as one text, from which `draws.calls_of` draws, never outside of them if that is asked for."""
    return WITHIN * within + json.dumps([one.packed() for one in domains], ensure_ascii=True, separators=(",", ":"))


@lru_cache(maxsize=2048)
def domains_in(text: str) -> tuple[Domain, ...]:
    """Return the domains that `spelled` wrote."""
    return tuple(Domain.unpacked(one) for one in json.loads(text.removeprefix(WITHIN)))


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
