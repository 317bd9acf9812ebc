"""Whether phrases nest: given words of an atom, the complaints expected."""

from __future__ import annotations

import dataclasses

import pytest

from synthgen.atom import Atom, Words
from synthgen.check.phrases import phrase_problems
from synthgen.library import load_library

PLAIN, PREDICATE = "longest_word", "is_palindrome"


def with_words(name: str, language: str, phrase: str, *rules: str) -> Atom:
    """Return an atom of the library with other words in one language."""
    atom = load_library()[name]
    return dataclasses.replace(atom, words={**atom.words, language: Words(phrase, rules)})


@pytest.mark.parametrize(
    ("phrase", "complaint"),
    [
        ("find the longest word in `words`", "starts with the verb 'find'"),
        ("The longest word in `words`", "starts with a capital letter"),
        ("the longest word in `words`,", "ends with ','"),
        ("the longest word in the `words`", "'the `words`' does not nest"),
        ("the longest word in the list `words`", "'the list `words`' does not nest"),
        ("`words`'s longest word", "a possessive of a long phrase"),
        ("the longest word of `words` by comparing lengths", "tells a procedure ('by comparing')"),
        ("the longest word in `words` and `others`", "names `others`, which is no parameter; there are: words"),
        ("the longest word in `words", "has an odd number of backticks"),
        ("the longest word that the function sees in `words`", "'the function' means nothing inside a larger task"),
    ],
)
def test_a_phrase_that_does_not_nest(phrase: str, complaint: str) -> None:
    complaints = list(phrase_problems(with_words(PLAIN, "en", phrase)))
    assert len(complaints) == 1
    assert complaint in complaints[0]


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("the first wins", "is no whole sentence"),
        ("The first wins", "is no whole sentence"),
        ("The argument may be empty.", "'The argument' means nothing inside a larger task"),
        ("If `words is empty, the result is empty.", "has an odd number of backticks"),
    ],
)
def test_a_rule_that_is_no_sentence(rule: str, complaint: str) -> None:
    complaints = list(phrase_problems(with_words(PLAIN, "en", "the longest word in `words`", rule)))
    assert len(complaints) == 1
    assert complaint in complaints[0]


@pytest.mark.parametrize("phrase", ["the longest word in `words`", "count of the words in `words`", "words of `words`, longest first"])
def test_a_phrase_that_nests(phrase: str) -> None:
    assert list(phrase_problems(with_words(PLAIN, "en", phrase, "Ties go to the first.", "`words` may be empty."))) == []


def test_a_predicate_is_a_clause() -> None:
    assert list(phrase_problems(with_words(PREDICATE, "en", "all characters of `text` agree"))) == []
    (complaint,) = phrase_problems(with_words(PREDICATE, "en", "the palindrome of `text`"))
    assert "has no verb" in complaint


@pytest.mark.parametrize(
    ("name", "phrase", "complaint"),
    [
        (PLAIN, "the longest in `words`", "has no Chinese in it"),
        (PLAIN, "列表 `words` 中最长的单词", "'列表 `words`' does not nest"),
        (PLAIN, "`words` 中最长的单词，", "ends with '，'"),
        (PLAIN, "返回 `words` 中最长的单词", "'返回' means nothing inside a larger task"),
        (PLAIN, "`words` 中最长的单词, 取第一个", "half-width mark"),
        (PREDICATE, "是否 `text` 是回文", "is a question"),
        (PREDICATE, "`text` 是回文吗", "is a question"),
    ],
)
def test_chinese_words(name: str, phrase: str, complaint: str) -> None:
    complaints = list(phrase_problems(with_words(name, "zh", phrase)))
    assert len(complaints) == 1
    assert complaint in complaints[0]


def test_a_flag_is_asked_for_with_whether() -> None:
    atom = dataclasses.replace(load_library()[PREDICATE], result=load_library()[PLAIN].result)
    (complaint,) = phrase_problems(atom)
    assert complaint == "says 'Return whether' but gives a Word; name the result with a noun phrase or declare it a Flag"
