"""The pieces that a form is put together from: atoms and references taken apart (by `synthgen.weave.dissect`), once each.

A piece is source text with holes where parameters and local names stand. Filling the holes is string work of
microseconds; the parsing, scoping and renaming that libcst does for a piece happens once per library.
"""

from __future__ import annotations

import builtins
import keyword
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from synthgen.atom import Atom, Implementation

RESERVED = frozenset({*dir(builtins), *keyword.kwlist, *keyword.softkwlist})
"""Names that a variable of emitted code never takes."""
DOCSTRINGS_KEPT = 1024
"""Docstrings of helpers that are not wrapped again; there are some hundreds."""
LINE_LENGTH = 88
"""Emitted lines are at most this long: the default of ruff format and Black."""
OPEN, CLOSE = "_hole_", "_eloh_"
"""Marks around a name that make it an identifier still, as libcst asks, and one that nobody writes."""
_HOLE = re.compile(f"{OPEN}(\\w+?){CLOSE}")


@dataclass(frozen=True, slots=True)
class Template:
    """Source text with named holes."""

    parts: tuple[str, ...]
    """Text and hole names in turn; a hole stands at every odd position."""

    @classmethod
    def parse(cls, text: str) -> Template:
        """Return the template of `text`, in which holes stand between marks."""
        return cls(tuple(_HOLE.split(text)))

    def fill(self, names: Mapping[str, str]) -> str:
        """Return the text with every hole filled from `names`."""
        parts = list(self.parts)
        parts[1::2] = [names[hole] for hole in self.parts[1::2]]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Piece:
    """One implementation, ready to be a helper or, if `value` is there, to be woven into another body.

    `block` holds the statements before the final return, one line each with its indent; `value` is what is returned.
    `is_tight` tells that `value` needs no parentheses wherever an expression may stand. `used` counts how often each
    parameter occurs, so that a long argument is bound to a name before it is written twice.
    """

    imports: tuple[str, ...]
    parameters: tuple[str, ...]
    locals: tuple[str, ...]
    inner: frozenset[str]
    """Locals that comprehensions and lambdas bind and nothing else does: they are seen nowhere else."""
    free: frozenset[str]
    header: str
    body: str
    block: tuple[Template, ...]
    value: Template | None
    is_tight: bool
    used: Mapping[str, int]

    @property
    def is_expression(self) -> bool:
        """Whether the whole body is one expression."""
        return self.value is not None and not self.block


Key = tuple[str, str, tuple[str, ...]]
_known: dict[Key, Piece] = {}
"""The pieces that this process has made or been given."""


def piece(implementation: Implementation, atom: Atom) -> Piece:
    """Return the piece of one implementation of `atom`; it is made once."""
    key = (atom.name, implementation.source, implementation.imports)
    if key not in _known:
        from synthgen.weave import dissect  # imports libcst, which takes as long as all the rest; pieces are mostly there already

        _known[key] = dissect.piece_of(implementation, atom)
    return _known[key]


def known_pieces() -> dict[Key, Piece]:
    """Return the pieces that were made so far, for another process to `learn`."""
    return dict(_known)


def learn(pieces: Mapping[Key, Piece]) -> None:
    """Take over pieces that another process made of the same sources by the same code."""
    _known.update(pieces)


def signature(name: str, parameters: Iterable[str], result: str) -> str:
    """Return the `def` line of a function, broken as ruff format breaks it if it is too long."""
    parts = list(parameters)
    listed = ", ".join(parts)
    line = f"def {name}({listed}) -> {result}:"
    if len(line) <= LINE_LENGTH:
        return line
    if len(parts) > 1 and len(listed) + 4 <= LINE_LENGTH:
        return f"def {name}(\n    {listed}\n) -> {result}:"
    return f"def {name}(\n" + "".join(f"    {part},\n" for part in parts) + f") -> {result}:"


@lru_cache(maxsize=DOCSTRINGS_KEPT)
def docstring(sentence: str, indent: str = "    ") -> str:
    """Return a docstring of one sentence, wrapped at the line length."""
    line = f'{indent}"""{sentence}"""'
    if len(line) <= LINE_LENGTH:
        return line
    # A formatter leaves the quotes behind a single line of any length, so what is too long with them takes two lines.
    width = LINE_LENGTH - len(indent) - (3 if len(sentence) > LINE_LENGTH - len(indent) - 3 else 6)
    wrapped = textwrap.wrap(sentence, width, break_long_words=False, break_on_hyphens=False)
    return f'{indent}"""' + f"\n{indent}".join(wrapped) + f'\n{indent}"""'
