"""What a new task is to be made of, and how a template sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from synthgen.atom import Atom
from synthgen.kinds import Kind
from synthgen.llm.authored_text import RESULTS, atom_words
from synthgen.llm.bench import LANGUAGE_NAMES
from synthgen.llm.templates import AtomWords, KindWords
from synthgen.records import Sample


@dataclass(frozen=True, slots=True)
class Brief:
    """What a new task is to be made of. `base` is the sample that evolve starts from."""

    role: str
    id: str
    index: int
    seed: int
    atoms: tuple[Atom, ...]
    kinds: tuple[Kind, ...]
    language: str
    library: str
    base: Sample | None = None
    twist: str = ""

    def variables(self) -> dict[str, Any]:
        """Return what the template gets."""
        words = {
            "atoms": [AtomWords(atom.name, atom_words(atom, self.language)) for atom in self.atoms],
            "kinds": [KindWords(kind.name, kind.hint, kind.nouns[self.language].full) for kind in self.kinds],
            "results": list(RESULTS),
            "language": LANGUAGE_NAMES[self.language],
        }
        return words if self.base is None else {**words, "prompt": self.base.prompt, "code": self.base.code, "twist": self.twist}
