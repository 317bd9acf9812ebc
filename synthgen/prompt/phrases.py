"""Templates of phrases: texts with slots, cut once for each atom and combinator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from synthgen.atom import Atom, Words
from synthgen.plan.combinators import Combinator

_QUOTED = re.compile(r"`([a-z_][a-z0-9_]*)`")
_LOOSE = re.compile(r"(?<=[\u3000-\uffee]) $|^ (?=[\u3000-\uffee])")
"""The space between Chinese and a slot; whether one belongs there depends on what fills the slot."""
_BRACED = re.compile(r"\{([a-z0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text with slots: `parts` holds text and the names of slots in turn, text first and last."""

    parts: tuple[str, ...]

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the slots, in order."""
        return self.parts[1::2]

    @property
    def text(self) -> str:
        """The text without what stands in the slots."""
        return "".join(self.parts[::2])

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with each slot filled."""
        return "".join(values[part] if place % 2 else part for place, part in enumerate(self.parts))

    def ends_with(self, slot: str) -> bool:
        """Return whether nothing stands behind `slot`."""
        return self.parts[-1] == "" and self.slots[-1:] == (slot,)

    def after(self, slot: str) -> str:
        """Return the text between `slot` and the next slot."""
        return self.parts[2 * self.slots.index(slot) + 2]

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Return whether the text has a word of `pattern`."""
        return bool(pattern.search(self.text))


def words_of(atom: Atom, language: str) -> Words:
    """Return the words of `atom`; an atom that has none in `language` is said in English."""
    return atom.words.get(language) or atom.words["en"]


@cache
def atom_template(atom: Atom, language: str) -> Template:
    """Return the phrase or clause of `atom` with its parameters as slots."""
    return _cut(words_of(atom, language).phrase, _QUOTED, {parameter.name for parameter in atom.parameters})


@cache
def rule_templates(atom: Atom, language: str) -> tuple[Template, ...]:
    """Return the rules of `atom` with its parameters as slots."""
    names = {parameter.name for parameter in atom.parameters}
    return tuple(_cut(rule, _QUOTED, names) for rule in words_of(atom, language).rules)


@cache
def word_template(combinator: Combinator, language: str) -> Template:
    """Return the text of `combinator` with its braces as slots."""
    return _cut(combinator.words[language].text, _BRACED, None)


def _cut(text: str, pattern: re.Pattern[str], names: set[str] | None) -> Template:
    parts, start = [], 0
    for match in pattern.finditer(text):
        if names is None or match[1] in names:
            parts += [text[start : match.start()], match[1]]
            start = match.end()
    parts.append(text[start:])
    return Template(tuple(_LOOSE.sub("", part) for part in parts))
