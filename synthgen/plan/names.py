"""What a person would call things: the function, its parameters, each step's result and the items of each loop.

Source and prompt use the same names, so that "let `primes` be ..." is found again as `primes = ...`. No name repeats
another of the plan, an atom of the plan, a builtin or a keyword; there are no numbered ones.
"""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from synthgen.atom import Atom
from synthgen.kinds import Kind
from synthgen.plan.graph import Constant, Input, Plan, Step

_TAKEN = frozenset({*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "string", "re", "math", "operator", "seen"})
_PREPOSITIONS = frozenset("of from up to by in between".split())
_PREFIXES = ("is_", "has_", "are_", "passes_")
_NOT_PLURAL = frozenset({"ups", "ofs", "class", "across", "less", "this", "plus", "matches", "lists", "flags", "checks"})
"""Last words of names that end in s and yet give no name for one item."""
_GENERAL = frozenset("count sum total root text number length steps check code word words list order row label point".split())
"""Nouns that say little without the word before them: a digital root and a square root are different things."""
_MAX_ENTRY = 48
"""Longest name of an entry point, in characters."""
_SPARE = ("other", "second", "third", "further", "last", "extra", "next", "final")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one plan."""

    entry: str
    nodes: tuple[str, ...]
    """One for each node; a constant's is empty."""
    items: tuple[tuple[str, str], ...]
    """For each node the names of its loop's item and of the second list's item; empty where there is no loop."""


def name_plan(plan: Plan) -> Names:
    """Return the names of `plan`."""
    taken = {atom.name for atom in plan.atoms}
    nodes = [""] * len(plan.nodes)
    for index, node in enumerate(plan.nodes):
        if isinstance(node, Input):
            nodes[index] = _pick(_input_names(plan, index, node.kind), taken)
    for index, step in plan.steps:
        nodes[index] = _pick(_step_names(step, nodes), taken)
    items = [_item_names(node, nodes, taken) if isinstance(node, Step) else ("", "") for node in plan.nodes]
    entry = _entry(plan, nodes)
    return Names(
        entry if entry not in taken or plan.depth == 1 else _pick([f"compute_{entry}"], taken),
        tuple(nodes),
        tuple(items),
    )


@cache
def head(atom_name: str) -> str:
    """Return the noun at the head of an atom's name: `primes_up_to` is about primes, `longest_word` about a word."""
    for prefix in _PREFIXES:
        if atom_name.startswith(prefix):
            return atom_name.removeprefix(prefix)
    words = atom_name.split("_")
    cut = next((place for place, word in enumerate(words) if word in _PREPOSITIONS and place), len(words))
    return words[cut - 1]


@cache
def plural(noun: str) -> str:
    """Return the plural of an English noun that names a value.

    >>> [plural(noun) for noun in ("digit_sum", "entry", "prefix", "words")]
    ['digit_sums', 'entries', 'prefixes', 'words']
    """
    if noun.endswith("largest"):
        return f"{noun}_values"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("x", "ch", "sh")):
        return noun + "es"
    return noun if noun.endswith("s") else noun + "s"


@cache
def singular(noun: str) -> str:
    """Return the name of one item of a list with this name, by its last word; empty if that is no plural.

    >>> [singular(noun) for noun in ("ordered_words", "entries", "prefixes", "grid", "ranks_of_each")]
    ['word', 'entry', 'prefix', '', '']
    """
    word = noun.rsplit("_", 1)[-1]
    if word in _NOT_PLURAL or not word.endswith("s"):
        return ""
    for ending, end in (("ies", "y"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if word.endswith(ending):
            return word.removesuffix(ending) + end
    return word.removesuffix("s")


def _pick(candidates: Iterable[str], taken: set[str]) -> str:
    """Return the first candidate that is free and take it; if none is, the first one with a word before it."""
    options = [name for name in dict.fromkeys(candidates) if name.isidentifier()]
    spare = [f"{word}_{name}" for word in _SPARE for name in options]
    name = next(name for name in [*options, *spare] if name not in taken and name not in _TAKEN)
    taken.add(name)
    return name


def _input_names(plan: Plan, index: int, kind: Kind) -> list[str]:
    names = []
    for user in plan.users[index]:
        step = plan.nodes[user]
        if isinstance(step, Step) and step.combinator.role == "call" and step.atom is not None:
            name = step.atom.parameters[step.arguments.index(index)].name
            both = all(
                plan.users[argument][:1] == (user,) and isinstance(plan.nodes[argument], Input)
                for argument in step.arguments
            )
            if both or name not in ("first", "second"):
                names.append(name)
    return [*names, *kind.names]


def _step_names(step: Step, nodes: list[str]) -> list[str]:
    several = step.kind.names
    if step.atom is None:
        fixed = {
            "branch": ["chosen", f"chosen_{several[0]}"],
            "add": ["total", "combined_total"],
            "subtract": ["difference", "remaining_difference"],
            "larger": ["larger", f"larger_{several[0]}"],
            "smaller": ["smaller", f"smaller_{several[0]}"],
            "concatenate": ["joined", "combined", f"joined_{several[0]}"],
            "equals": ["same", "are_same"],
            "exceeds": ["exceeds", "is_larger"],
            "length": ["length", "full_length"],
        }
        return fixed[step.combinator.name]
    atom = step.atom.name
    noun = head(atom) if head(atom) != "last" else several[0]
    picks_one = step.combinator.name in ("find", "max_by", "min_by")
    item = (picks_one and singular(nodes[step.arguments[0]])) or step.kind.names[0]
    by_combinator = {
        "map": [_each(step.atom), f"{atom}_of_each"] if not step.atom.is_predicate else [f"{noun}_flags"],
        "filter": [f"matching_{item}", f"selected_{item}"],
        "reject": [f"remaining_{item}", f"other_{item}"],
        "take_while": [f"leading_{item}", f"starting_{item}"],
        "find": [f"first_{item}", f"found_{item}"],
        "count": [f"{noun}_count", "match_count"],
        "any": [f"any_{noun}", "any_match"],
        "all": [f"all_{noun}", "all_match"],
        "sort_by": [f"ordered_{item}", f"ranked_{item}"],
        "sort_by_descending": [f"ranked_{item}", f"ordered_{item}"],
        "max_by": [f"top_{item}", f"best_{item}"],
        "min_by": [f"lowest_{item}", f"least_{item}"],
        "sum_by": [f"{noun}_total", "overall_total"],
        "distinct_by": [f"unique_{item}", f"distinct_{item}"],
        "fold": [f"combined_{noun}", "accumulated", f"accumulated_{noun}"],
        "iterate": [f"repeated_{noun}", f"current_{item}", f"repeated_{item}"],
        "zip_with": [f"paired_{plural(noun)}", _each(step.atom)],
    }
    if step.combinator.name in by_combinator:
        return by_combinator[step.combinator.name]
    return [*_call_names(atom, noun, several), *several[:1], f"new_{noun}", f"further_{noun}"]


@cache
def _each(atom: Atom) -> str:
    """Return a name for the list of what `atom` gives for each item: `digit_sums`, `prime_lists`."""
    words = atom.name.split("_")
    cut = next((place for place, word in enumerate(words) if word in _PREPOSITIONS and place), len(words))
    name = "_".join(words[:cut])
    if atom.result.hint.startswith("list[") and (one := singular(name)):
        return "_".join([*words[: cut - 1], one, "lists"])
    return plural(name)


def _call_names(atom: str, noun: str, kind_names: tuple[str, ...]) -> list[str]:
    """Return names for the result of a plain call: the noun if it fits the value, else one made from the whole name."""
    words = atom.split("_")
    is_turned = words[0].endswith("ed") and noun != words[0]
    plain = (kind_names[0], kind_names[-1])
    turned = [f"{words[0]}_{name}" for name in plain] if is_turned or noun == "largest" else []
    if noun in ("count", "sum"):
        return [f"{words[-2]}_{noun}", f"{words[-2]}_total" if noun == "sum" else f"count_of_{plural(words[-2])}"]
    if noun.endswith("s") and "number" in kind_names and "numbers" not in kind_names:
        return [f"{noun.removesuffix('s')}_count"]
    unfit = noun in ("last", "largest", "lists", "list", "lengths") or (
        is_turned and noun in ("order", "words", "rows", "entries")
    )
    return turned if unfit else [noun, *turned]


def _item_names(step: Step, nodes: list[str], taken: set[str]) -> tuple[str, str]:
    if step.atom is None or step.combinator.role == "call":
        return ("", "")
    lists = [place for place, wanted in enumerate(step.slots) if not (step.combinator.role == "fold" and place == 0)]
    names = []
    for number, place in enumerate(lists):
        parameter = step.atom.parameters[step.slots[place]]
        own = [] if parameter.name in ("first", "second", "numbers") else [parameter.name]
        candidates = [*own, *parameter.kind.names, "item", "element", "entry"]
        if parameter.kind.element is not None:
            candidates = ["row", "group", *own] if parameter.kind.hint == "list[int]" else [*own, "group", "item"]
        one = "" if step.combinator.role == "iterate" else singular(nodes[step.arguments[place]])
        if parameter.kind.hint == "int":
            candidates = [one or "number", "value", *candidates]
        elif one and parameter.kind.element is None:
            candidates = [one, *candidates]
        if number and (candidates[0] in names or not (own or one)):
            candidates = [f"other_{candidates[0]}", "partner", *candidates]
        free = [name for name in candidates if name not in taken and name not in _TAKEN and name not in names]
        names.append((free or [f"each_{candidates[0]}"])[0])
    return (names[0], names[1] if len(names) > 1 else "")


def _entry(plan: Plan, nodes: list[str]) -> str:
    """Return a name for the function, from the last steps; as many of them as fit."""
    last = len(plan.nodes) - 1
    return next(
        (name for level in (3, 2, 1) if len(name := _describe(plan, nodes, last, level)) <= _MAX_ENTRY), "solve"
    )


@cache
def _short(atom: str) -> str:
    """Return the noun at the head of an atom's name, with the word before it where the noun alone says little.

    >>> [_short(name) for name in ("digital_root", "primes_up_to", "longest_rising_run")]
    ['digital_root', 'primes', 'run']
    """
    noun = head(atom)
    before = atom.split(f"_{noun}")[0].split("_")[-1]
    return f"{before}_{noun}" if noun in _GENERAL and f"_{noun}" in atom and f"{before}_{noun}" in atom else noun


def _describe(plan: Plan, nodes: list[str], index: int, level: int) -> str:
    node = plan.nodes[index]
    if not isinstance(node, Step):
        return "constant" if isinstance(node, Constant) else nodes[index]
    if level == 0:
        return _short(node.atom.name) if node.atom else nodes[index]
    inside = [
        _describe(plan, nodes, argument, level - 1)
        for argument in node.arguments
        if not isinstance(plan.nodes[argument], Constant)
    ]
    a, b = inside[0], inside[-1]
    if len(inside) > 1 and inside[-2] == b:
        *_, a, b = (nodes[place] for place in node.arguments if not isinstance(plan.nodes[place], Constant))
    if node.atom is not None and node.combinator.role == "call":
        steps = [place for place in node.arguments if isinstance(plan.nodes[place], Step)]
        a = _describe(plan, nodes, steps[0], level - 1) if steps else a
    if node.atom is None:
        joins = {
            "branch": f"choose_{inside[1]}_or_{b}" if len(inside) > 2 else f"choose_{b}",
            "add": f"{a}_plus_{b}" if len(inside) > 1 else f"raised_{a}",
            "subtract": f"{a}_minus_{b}" if len(inside) > 1 else f"lowered_{a}",
            "larger": f"larger_of_{a}_and_{b}" if len(inside) > 1 else f"at_least_{a}",
            "smaller": f"smaller_of_{a}_and_{b}" if len(inside) > 1 else f"at_most_{a}",
            "concatenate": f"{a}_then_{b}",
            "equals": f"same_{a}_and_{b}" if len(inside) > 1 else f"matches_{a}",
            "exceeds": f"{a}_exceeds_{b}" if len(inside) > 1 else f"exceeds_{a}",
            "length": f"length_of_{a}",
        }
        return joins[node.combinator.name]
    atom, noun = node.atom.name, head(node.atom.name)
    templates = {
        "apply": atom if plan.depth == 1 else f"{atom}_of_{a}",
        "map": f"{_each(node.atom)}_of_{a}" if not node.atom.is_predicate else f"{noun}_flags_of_{a}",
        "filter": f"{noun}_among_{a}",
        "reject": f"not_{noun}_among_{a}",
        "take_while": f"leading_{noun}_of_{a}",
        "find": f"first_{noun}_in_{a}",
        "count": f"count_{noun}_in_{a}",
        "any": f"any_{noun}_in_{a}",
        "all": f"all_{noun}_in_{a}",
        "sort_by": f"{a}_by_{atom}",
        "sort_by_descending": f"{a}_by_falling_{atom}",
        "max_by": f"largest_{atom}_in_{a}",
        "min_by": f"smallest_{atom}_in_{a}",
        "sum_by": f"total_{atom}_of_{a}",
        "distinct_by": f"{a}_distinct_by_{atom}",
        "fold": f"combined_{noun}_of_{b}",
        "iterate": f"repeated_{atom}_of_{a}",
        "zip_with": f"paired_{plural(noun)}_of_{a}",
    }
    return (
        templates[node.combinator.name]
        .replace("_of_of_", "_of_")
        .replace("_of_choose_", "_of_chosen_")
        .replace("_up_to_of_", "_up_to_")
        .replace("_between_of_", "_between_")
    )
