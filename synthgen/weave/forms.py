"""Plans written as source, in several forms: one fused body, helpers with an entry point, and from references.

A form decides three things: which implementation stands for each atom, which of them are woven into the entry point's body,
and whether combinators read as expressions or as loops. Everything else (names, order, binding, layout) is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from synthgen.atom import Atom, Implementation
from synthgen.plan.graph import Plan
from synthgen.plan.names import Names
from synthgen.weave.writer import TooWide, Writer

FUSED_LINES = 20
"""A fused body up to this many lines is what a careful person writes; beyond, helpers read better."""
FUSED_INDENT = 16
"""Deepest indent, in spaces, of a fused body that still reads well."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a plan. `source` is a whole module."""

    name: str
    source: str


Choice = tuple[str, Callable[[Atom], Implementation], str, bool]
"""Name of the form, implementation of each atom, what is woven into the body, loops instead of expressions."""


def write_forms(plan: Plan, names: Names, doc: str | None, words: Mapping[str, str], most: int = 7) -> list[Form]:
    """Return up to `most` distinct forms of `plan`: the one that a careful person would write, then those from references.

    `doc` is the docstring of the entry point, `words` the docstrings of helpers by atom. Forms whose lines would be
    too long are left out.
    """
    choices = _FORMS if plan.depth > 1 else _SINGLE_FORMS
    own = [choice for choice in choices if choice[1] is _own]
    derived = [choice for choice in choices if choice[1] is not _own]
    forms: list[Form] = []
    put_off: list[Form] = []
    for choice in own:
        form = _written(plan, names, doc, words, choice)
        if form is not None and (form.name != "fused" or _reads_well(form.source)):
            forms.append(form)
            break
        put_off.extend([form] if form else [])
    rest = [choice for choice in own if choice[0] not in {form.name for form in (*forms, *put_off)}]
    later: Iterator[Form | Choice] = iter([*derived[:2], *put_off, *rest, *derived[2:]])
    while len(forms) < most and (entry := next(later, None)) is not None:
        form = entry if isinstance(entry, Form) else _written(plan, names, doc, words, entry)
        if form is not None and all(form.source != other.source for other in forms):
            forms.append(form)
    return forms


def _written(plan: Plan, names: Names, doc: str | None, words: Mapping[str, str], choice: Choice) -> Form | None:
    name, choose, weave, loops = choice
    try:
        return Form(name, Writer(plan, names, choose, weave, loops, words).module(doc))
    except TooWide:
        return None


def write_broken(
    plan: Plan, names: Names, doc: str | None, words: Mapping[str, str], form: str, atom: Atom, source: str
) -> str | None:
    """Return `plan` in the form named `form` with `source`, a mutant of `atom`, in the atom's place; None if it is too wide."""
    mutant = broken_implementation(atom, source)
    _, choose, weave, loops = next(choice for choice in (*_FORMS, *_SINGLE_FORMS) if choice[0] == form)
    writer = Writer(plan, names, lambda other: mutant if other == atom else choose(other), weave, loops, words)
    try:
        return writer.module(doc)
    except TooWide:
        return None


def broken_implementation(atom: Atom, source: str) -> Implementation:
    """Return a mutant of `atom` as an implementation; import lines that stand before it become its imports."""
    head, definition, body = source.partition("def ")
    imports = {line for line in (*atom.implementation.imports, *head.splitlines()) if line.split()[-1] in body}
    return Implementation(atom.name, atom.function, definition + body, tuple(sorted(imports)))


def _own(atom: Atom) -> Implementation:
    return atom.implementation


def _first_reference(atom: Atom) -> Implementation:
    return atom.references[0]


def _last_reference(atom: Atom) -> Implementation:
    return atom.references[-1]


_FORMS: tuple[Choice, ...] = (
    ("fused", _own, "all", False),
    ("mixed", _own, "expressions", False),
    ("helpers", _own, "none", False),
    ("loops", _own, "none", True),
    ("references", _first_reference, "none", False),
    ("other references", _last_reference, "none", True),
    ("references in steps", _first_reference, "none", True),
)
_SINGLE_FORMS: tuple[Choice, ...] = (
    ("atom", _own, "none", False),
    ("reference", _first_reference, "none", False),
    ("other reference", _last_reference, "none", False),
)


def _reads_well(source: str) -> bool:
    lines = source.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("def "))
    body = lines[start:]
    return len(body) <= FUSED_LINES and all(len(line) - len(line.lstrip()) <= FUSED_INDENT for line in body)
