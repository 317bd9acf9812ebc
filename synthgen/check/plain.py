"""Steps that say more than they do: of all values that reach them, something far plainer makes the same.

Whether an acronym of one letter is a palindrome is whether it has one letter, and anagrams in the order of their longest words are
in their own order. Such a prompt explains what never happens, and a program that does the plain thing passes every test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import neg
from typing import Any

from synthgen.atom import Atom
from synthgen.check.evaluate import Column, calls, runner, takes
from synthgen.check.inputs import fixed_inputs
from synthgen.domains import MAX_ITEMS
from synthgen.plan.graph import Constant, Node, Plan, Step

FEWEST_VALUES = 6
"""Fewest different values on which a plain way must agree with a step; with fewer it may do so by chance. Of 600 samples 32 had such a
step, by this number; all of the 32 were read, and each amounted to it."""
Function = Callable[[Any], Any]
Pairs = Callable[[], Iterable[tuple[Sequence[Any], Any]]]
"""Begins anew to go through what an atom is given, and what it gives."""


@dataclass(frozen=True, slots=True)
class Way:
    """A plain function of one parameter of an atom, by its place."""

    name: str
    place: int
    function: Function

    def agrees(self, arguments: Sequence[Any], value: Any) -> bool:
        """Return whether it gives `value`, of the same type, or says nothing, as does the first item of an empty list."""
        try:
            found = self.function(arguments[self.place])
        except (IndexError, ValueError):
            return True
        return type(found) is type(value) and bool(found == value)


_SIZES: dict[str, Function] = {
    "whether there is any": bool,
    "whether there is none": lambda value: not value,
    "whether there are at least two": lambda value: len(value) > 1,
    "whether there are fewer than two": lambda value: len(value) < 2,
}
_NUMBERS: dict[str, Function] = {
    "the number itself": lambda value: value,
    "its absolute value": abs,
    "its opposite": neg,
    "one more": lambda value: value + 1,
    "one less": lambda value: value - 1,
    "its double": lambda value: 2 * value,
    "its square": lambda value: value * value,
    "its remainder by 2": lambda value: value % 2,
    "its half": lambda value: value // 2,
}
_QUESTIONS: dict[str, Function] = {
    "whether it is above 0": lambda value: value > 0,
    "whether it is below 0": lambda value: value < 0,
    "whether it is 0": lambda value: value == 0,
    "whether it is not 0": lambda value: value != 0,
    "whether it is above 1": lambda value: value > 1,
    "whether it is below 2": lambda value: value < 2,
    "whether it is even": lambda value: value % 2 == 0,
    "whether it is odd": lambda value: value % 2 == 1,
}
_ITEMS: dict[str, Function] = {
    "the first item": lambda value: value[0],
    "the last item": lambda value: value[-1],
    "the largest item": max,
    "the smallest item": min,
}
_ORDERS: dict[str, Function] = {
    "the list itself": lambda value: value,
    "the sorted list": sorted,
    "the list sorted downward": lambda value: sorted(value, reverse=True),
    "the reversed list": lambda value: value[::-1],
}
_ONCE: dict[str, Function] = {"the list with equal items once": lambda value: list({repr(item): item for item in value}.values())}
_TEXTS: dict[str, Function] = {
    "the string itself": lambda value: value,
    "the string in lower case": str.lower,
    "the string in upper case": str.upper,
    "the reversed string": lambda value: value[::-1],
    "its sorted characters": lambda value: "".join(sorted(value)),
    "its first character": lambda value: value[:1],
    "its last character": lambda value: value[-1:],
}
_LENGTH: dict[str, Function] = {"its length": len}
_WAYS: dict[tuple[str, str], Mapping[str, Function]] = {
    ("int", "int"): _NUMBERS,
    ("int", "bool"): _QUESTIONS,
    ("int", "str"): {"its digits": str},
    ("int", "list[int]"): {"a list of it": lambda value: [value], "the numbers below it": lambda value: list(range(min(value, MAX_ITEMS)))},
    ("str", "str"): _TEXTS,
    ("str", "int"): _LENGTH,
    ("str", "bool"): _SIZES,
    ("str", "list[str]"): {"a list of it": lambda value: [value], "its characters": list, "its words": str.split},
    ("list[int]", "int"): {"the sum": sum},
    ("list[int]", "list[int]"): _ONCE,
    ("list[str]", "str"): {"all in one": "".join, "all in one with spaces": " ".join},
    ("list[str]", "list[str]"): _ONCE,
    ("dict[str, int]", "int"): _LENGTH,
    ("dict[str, int]", "list[str]"): {"the keys": list},
}
"""Plain functions by the hints of what they take and give; those of any list are added to them."""
_KEYS: dict[str, Mapping[str, Function]] = {
    **dict.fromkeys(("max_by", "min_by"), _ITEMS),
    **dict.fromkeys(("sort_by", "sort_by_descending"), _ORDERS),
    "distinct_by": _ONCE,
}
"""What a key may amount to."""

_LENGTHS: dict[str, Callable[[Any], int]] = {"int": int, "str": len, "list": len, "dict": len}
"""The number that a value is or has."""


def plain_step(plan: Plan, table: Sequence[Column]) -> str:
    """Return what a step of a plan amounts to on the values of `table`, a column for each node; nothing if all do more than that."""
    table = [column[::-1] for column in table]  # edges come last: an empty list tells few ways from others
    for index, step in plan.steps:
        found = _by_its_atom(step, table, index) or _by_its_key(step, table, index) or _by_a_shift(plan, table, index)
        found = found or _by_an_earlier_node(plan, table, index) or _at_once(step, table, index) or _by_the_key_again(plan, step)
        if found:
            return f"{step.label} is {found}"
    return ""


def _by_its_atom(step: Step, table: Sequence[Column], index: int) -> str:
    """Return what the atom of a step amounts to."""
    if step.atom is None:
        return ""
    found = _agreeing(_own_ways(step.atom), lambda: calls(step, table, index))
    return found[0].name if found else ""


def _ways_of(atom: Atom) -> list[Way]:
    return [
        Way(name, place, function)
        for place, kind in enumerate(atom.kinds)
        for name, function in ways_between(kind.hint, atom.result.hint).items()
    ]


@cache
def _own_ways(atom: Atom) -> tuple[Way, ...]:
    """Return the plain ways that would make the library's atom another one: those that differ from it on its own inputs."""
    ways = _ways_of(atom)
    nature = _nature(atom)
    return tuple(way for way in ways if way.name not in nature)


@cache
def _nature(atom: Atom) -> frozenset[str]:
    """Return the names of the plain functions that an atom is."""
    ways = _ways_of(atom)
    inputs = fixed_inputs(tuple(atom.kinds))
    return frozenset(way.name for way in _agreeing(ways, lambda: ((row, atom.function(*row)) for row in inputs)))


def ways_between(given: str, wanted: str) -> Mapping[str, Function]:
    """Return the plain functions from one hint to another, by what they give."""
    ways = dict(_WAYS.get((given, wanted), ()))
    if given.startswith("list"):
        if given == wanted:
            ways.update(_ORDERS)
        if given == f"list[{wanted}]":
            ways.update(_ITEMS)
        if wanted == "int":
            ways.update(_LENGTH)
        if wanted == "bool":
            ways.update(_SIZES)
    return ways


def _agreeing(ways: Sequence[Way], pairs: Pairs) -> list[Way]:
    """Return the ways that give what the atom gives, on enough different values; most differ from it on the first few."""
    left = list(ways)
    for arguments, value in pairs() if left else ():
        left = [way for way in left if way.agrees(arguments, value)]
        if not left:
            return []
    return [way for way in left if len({repr(arguments[way.place]) for arguments, _ in pairs()}) >= FEWEST_VALUES]


def _by_its_key(step: Step, table: Sequence[Column], index: int) -> str:
    """Return what sorting, choosing or telling apart by a key amounts to."""
    met = [(items, value) for items, value in zip(table[step.arguments[0]], table[index], strict=True) if items]
    for name, function in _KEYS.get(step.combinator.name, {}).items():
        if all(function(items) == value for items, value in met):
            return name
    return ""


def _by_a_shift(plan: Plan, table: Sequence[Column], index: int) -> str:
    """Return how a number of a plan follows from an earlier node by adding a constant, which took more than one addition."""
    step, column = plan.nodes[index], table[index]
    assert isinstance(step, Step)
    if step.kind.hint != "int":
        return ""
    near = {*step.arguments, *(place for argument in step.arguments for place in _measured(plan.nodes[argument]))}
    for other, node in enumerate(plan.nodes[:index]):
        measure = _LENGTHS.get(node.kind.hint.split("[")[0])
        if measure is None or isinstance(node, Constant) or other in near:
            continue
        shift = column[0] - measure(table[other][0])
        if all(value - measure(seen) == shift for value, seen in zip(column, table[other], strict=True)):
            return f"{'' if measure is int else 'the length of '}node {other} and {shift}"
    return ""


def _by_an_earlier_node(plan: Plan, table: Sequence[Column], index: int) -> str:
    """Return what a step amounts to of a node before its arguments: digits taken apart and put together again are the number. That the
    total of sorted numbers is the total of the numbers is no news.
    """
    step, column = plan.nodes[index], table[index]
    assert isinstance(step, Step)
    nature = _nature(step.atom) if step.atom is not None and step.combinator.role == "call" else frozenset()
    for other, node in enumerate(plan.nodes[:index]):
        if isinstance(node, Constant) or other in step.arguments:
            continue
        ways = _ways_from_one(node.kind.hint, step.kind.hint, nature)
        found = _agreeing(ways, lambda: (((seen,), value) for seen, value in zip(table[other], column, strict=True)))  # noqa: B023
        if found:
            return f"{found[0].name}, of node {other}"
    return ""


@cache
def _ways_from_one(given: str, wanted: str, nature: frozenset[str]) -> tuple[Way, ...]:
    return tuple(Way(name, 0, function) for name, function in ways_between(given, wanted).items() if name not in nature)


def _at_once(step: Step, table: Sequence[Column], index: int) -> str:
    """Return how a step that does something again and again does it at once: to take away each of some numbers is to take away a sum."""
    rows = list(zip(*(table[place] for place in step.arguments), table[index], strict=True))
    ways: dict[str, Callable[..., tuple[Any, ...]]] = {}
    if step.combinator.role == "fold":
        rows = [row for row in rows if len(row[1]) > 1]
        ways = {name: lambda start, items, of=of: (start, [of(items)]) for name, of in (("the sum", sum), *_ITEMS.items())}
    elif step.combinator.role == "iterate":
        rows = [row for row in rows if row[1] > 1]
        ways = {"nothing else, or not at all": lambda start, times: (start, times % 2)}
    run, takes_it = runner(step), takes(step)
    for name, way in ways.items():
        if len(rows) >= FEWEST_VALUES and all(_same(run, takes_it, way, arguments, value) for *arguments, value in rows):
            return f"done once with {name}"
    return ""


def _same(run: Function, takes_it: Callable[..., bool], way: Callable[..., tuple[Any, ...]], arguments: Sequence[Any], value: Any) -> bool:
    try:
        changed = way(*arguments)
    except TypeError:
        return False
    return takes_it(*changed) and bool(run(*changed) == value)


def _by_the_key_again(plan: Plan, step: Step) -> str:
    """Return that a step only says of the item that was chosen by a key what its key is."""
    before = plan.nodes[step.arguments[0]]
    chosen = isinstance(before, Step) and before.combinator.name in ("max_by", "min_by") and before.atom == step.atom
    return "the key by which the item was chosen" if chosen and step.combinator.role == "call" and len(step.arguments) == 1 else ""


def _measured(node: Node) -> tuple[int, ...]:
    """Return what a node is the length of, if it is one."""
    return node.arguments if isinstance(node, Step) and node.combinator.name == "length" else ()
