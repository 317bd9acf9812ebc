"""A folder of atoms: one file for each topic, which `synthgen.topic_file` reads."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from synthgen.atom import Atom, Function
from synthgen.errors import LibraryError, unknown
from synthgen.topic_file import read_topic

Marked = TypeVar("Marked", bound=Callable[..., Any])


def reference(atom: Function) -> Callable[[Marked], Marked]:
    """Mark a function as a reference of `atom`: the same behaviour by another algorithm. It is not wrapped."""

    def mark(function: Marked) -> Marked:
        function.__dict__["reference_of"] = atom
        return function

    return mark


def mistake(atom: str, en: str, zh: str, where: str = "") -> Callable[[Marked], Marked]:
    """Mark a function of `mistakes/<topic>.py` as a wrong program for the atom called `atom`: a plausible misreading, or a case that
    people forget. `en` and `zh` say what is wrong, as a clause: "negative cells count as dead".

    `where` may be an expression of the parameters that holds wherever it gives another result than the atom, such as "not grid": a
    mistake that shows seldom and takes long need not run elsewhere.
    """

    def mark(function: Marked) -> Marked:
        function.__dict__["mistake_of"] = (atom, en, zh, where)
        return function

    return mark


@dataclass(frozen=True)
class Library:
    """The atoms of one folder, by name, in the order of topics and lines."""

    folder: Path
    atoms: Mapping[str, Atom]

    def __getitem__(self, name: str) -> Atom:
        if name not in self.atoms:
            raise LibraryError(unknown("atom", name, self.atoms))
        return self.atoms[name]

    def __iter__(self) -> Iterator[Atom]:
        return iter(self.atoms.values())

    def __len__(self) -> int:
        return len(self.atoms)

    @cached_property
    def topics(self) -> dict[str, list[Atom]]:
        """The atoms by topic."""
        topics: dict[str, list[Atom]] = {}
        for atom in self.atoms.values():
            topics.setdefault(atom.topic, []).append(atom)
        return topics

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the sources of every atom, its references and its mistakes: two libraries with the same one make the same samples."""
        state = hashlib.blake2b(digest_size=16)
        for atom in self.atoms.values():
            for part in (atom.topic, atom.source, *(reference.source for reference in atom.references)):
                state.update(part.encode() + b"\0")
            for mistake in atom.mistakes:
                for part in (mistake.source, mistake.where, *mistake.words.values()):
                    state.update(part.encode() + b"\1")
        return state.hexdigest()


def default_folder() -> Path:
    """Return the folder of the atoms that ship with synthgen."""
    spec = importlib.util.find_spec("synthgen.atoms")
    if spec and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    return Path(__file__).resolve().parent.parent / "atoms"


@cache
def load_library(folder: Path | None = None) -> Library:
    """Return the library in `folder` (a directory of `<topic>.py` files), by default the one that ships.

    Raises LibraryError, naming file and line, for the first thing that keeps an atom from being read. Whether the
    atoms keep their promises is another question; see `synthgen.check.atoms`.
    """
    folder = folder or default_folder()
    atoms: dict[str, Atom] = {}
    for path in topic_files(folder):
        for atom in load_topic(path):
            if atom.name in atoms:
                raise LibraryError(f"{path}:{atom.line}: atom {atom.name!r} exists already in {atoms[atom.name].path}")
            atoms[atom.name] = atom
    return Library(folder, atoms)


def topic_files(folder: Path) -> list[Path]:
    """Return the atom files of `folder`, by name. Raises LibraryError if there are none."""
    if not folder.is_dir():
        raise LibraryError(f"no atoms folder at {folder}; --atoms takes a directory of <topic>.py files")
    paths = sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))
    if not paths:
        raise LibraryError(f"no atom files in {folder}; a library is a directory of <topic>.py files")
    return paths


def load_topic(path: Path) -> list[Atom]:
    """Return the atoms of one file, in order. Raises LibraryError as `load_library` does."""
    atoms = []
    for entry in read_topic(path):
        if isinstance(entry, LibraryError):
            raise entry
        atoms.append(entry)
    return atoms
