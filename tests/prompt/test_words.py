"""The words of atoms and combinators keep the contract that lets them nest."""

from __future__ import annotations

import re

import pytest

from synthgen.atom import Atom
from synthgen.library import load_library
from synthgen.plan.combinators import COMBINATORS, Combinator
from synthgen.prompt import LANGUAGES
from synthgen.prompt.phrases import atom_template, word_template

ATOMS = list(load_library().atoms.values())
SLOTS = {"0", "1", "2", "item", "other", "out", "phrase", "clause", "which", "default", "give", "list", "units"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("combinator", COMBINATORS.values(), ids=lambda combinator: combinator.name)
def test_every_combinator_has_words_that_use_its_arguments_and_its_atom(combinator: Combinator, language: str) -> None:
    slots = set(word_template(combinator, language).slots)
    assert slots <= SLOTS
    if combinator.role not in ("none", "call"):
        assert "0" in slots
        assert ({"clause", "which"} if combinator.role == "predicate" else {"phrase"}) & slots
        assert "{0}" in combinator.expression + combinator.loop
    for place in range(3):
        used = f"{{{place}}}" in combinator.expression + combinator.loop
        assert (str(place) in slots) == used


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("atom", ATOMS, ids=lambda atom: atom.name)
def test_every_phrase_takes_other_phrases_for_its_parameters(atom: Atom, language: str) -> None:
    names = [parameter.name for parameter in atom.parameters]
    phrase = atom_template(atom, language).fill({name: f"<{name}>" for name in names})
    assert all(phrase.count(f"<{name}>") == 1 for name in names)
    assert not {f"`{name}`" for name in names} & set(re.findall("`[^`]*`", phrase))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("atom", ATOMS, ids=lambda atom: atom.name)
def test_every_phrase_has_no_pause_and_every_rule_stands_alone(atom: Atom, language: str) -> None:
    assert not set(atom.words[language].phrase) & set(",;:.，；：。（")
    if language == "en" and not atom.is_predicate:
        assert atom.words["en"].phrase.startswith("the ")
    for rule in atom.words[language].rules:
        assert rule.endswith((".", "。"))
        assert "the result" not in rule.lower()
        assert "结果" not in rule
