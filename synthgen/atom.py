"""One atom of the library, as a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from synthgen.kinds import FLAG, Kind

if TYPE_CHECKING:
    from rich.console import RenderableType

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an atom."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Words:
    """What an atom is called in one language; parameters stand in backticks in both texts.

    `phrase` is a noun phrase ("the runs of `text`"), for a predicate a clause ("`word` is a palindrome"); `rules` are
    whole sentences.
    """

    phrase: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One doctest of an atom: `arguments` as they stand in the call, and the value that the doctest shows."""

    call: str
    output: str


@dataclass(frozen=True)
class Implementation:
    """One function of the library with its own source text (decorators removed) and the imports it needs."""

    name: str
    function: Function = field(compare=False, repr=False)
    source: str = field(repr=False)
    imports: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Mistake:
    """A wrong program that people write for an atom, and what is wrong with it, in words of each language.

    `source` is a module that defines it under the atom's name, after the imports that it needs. `where` is an expression of the parameters
    that holds wherever it gives another result than the atom; empty if none is known.
    """

    name: str
    line: int
    parameters: tuple[str, ...]
    words: Mapping[str, str]
    where: str
    source: str = field(repr=False)


@dataclass(frozen=True)
class Atom:
    """One atom of the library. Equality is by name and source."""

    name: str
    topic: str
    path: str
    line: int
    parameters: tuple[Parameter, ...]
    result: Kind
    words: Mapping[str, Words] = field(compare=False, repr=False)
    examples: tuple[Example, ...] = field(repr=False)
    implementation: Implementation = field(repr=False)
    references: tuple[Implementation, ...] = field(repr=False)
    mistakes: tuple[Mistake, ...] = field(default=(), compare=False, repr=False)

    @property
    def function(self) -> Function:
        """The atom itself, callable."""
        return self.implementation.function

    @property
    def source(self) -> str:
        """The source text of the function, docstring included, decorators removed."""
        return self.implementation.source

    @cached_property
    def is_predicate(self) -> bool:
        """Whether the atom answers a question about its input."""
        return self.result is FLAG

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the parameters."""
        return tuple(parameter.kind for parameter in self.parameters)

    def __hash__(self) -> int:
        return hash(self.name)

    def __rich__(self) -> RenderableType:
        from synthgen.notebook import atom_view

        return atom_view(self)

    def _repr_html_(self) -> str:
        from synthgen.notebook import atom_html

        return atom_html(self)
