"""Whether the words of an atom nest: its phrase must stay grammatical when a parameter is replaced by another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synthgen.atom import Atom, Words

_NAMED = re.compile(r"`([A-Za-z_][A-Za-z0-9_]*)`")
_TYPES = "list|string|number|integer|text|word|sentence|grid|dictionary|dict|tuple|pair|interval|value"
_ARTICLE = re.compile(rf"\b(?:the|a|an|this|that|given)\s+(?:(?:{_TYPES})s?\s+)?`[a-z_]+`", re.IGNORECASE)
_POSSESSIVE = re.compile(r"`[a-z_]+`(?:'s|s\b|')")
_PROCEDURE = re.compile(r"\bby [a-z]+ing\b")
_SPEAKS_OF_CODE = re.compile(r"\b(?:this|the) (?:function|argument|parameter|input|output|return value|caller)s?\b", re.IGNORECASE)
_VERBS = frozenset(
    "add build calculate check combine compute convert count create decide detect determine extract filter find "
    "flatten get give group join list make map merge obtain pick produce remove replace return reverse rotate select "
    "sort split sum swap take tell test turn".split()
)
"""Verbs that open an instruction; a phrase names the result instead."""
_NOUNS_TOO = frozenset({"count", "list", "sum", "group", "map", "reverse", "merge", "test"})
"""Of these, the ones that open a noun phrase as well when `of` follows."""
_PLURAL_VERBS = re.compile(r"\b(?:are|have|can|do|add|share|lie|occur|contain|accept|equal|divide|appear|differ|form|agree|consist|hold)\b")
_SINGULAR_VERB = re.compile(r"\b(?!its\b|this\b|as\b)[a-z]+s\b")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_TYPES_ZH = re.compile(r"(?:列表|字符串|整数|单词|网格|字典|元组|区间)\s*`[a-z_]+`")
_SPEAKS_OF_CODE_ZH = re.compile(r"函数|参数|返回|传入")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff]\s*[,;:?!]")


def phrase_problems(atom: Atom) -> Iterator[str]:
    """Yield what keeps the phrases and rules of `atom` from nesting, each as a sentence with what to do."""
    yield from _first_sentence(atom)
    yield from _english(atom, atom.words["en"])
    if "zh" in atom.words:
        yield from _chinese(atom, atom.words["zh"])


def _first_sentence(atom: Atom) -> Iterator[str]:
    says_whether = " ".join((atom.function.__doc__ or "").split()).startswith("Return whether ")
    if atom.is_predicate and not says_whether:
        yield "gives a Flag; start with 'Return whether ' and a clause, as in 'Return whether `word` is a palindrome.'"
    if says_whether and not atom.is_predicate:
        said = f"says 'Return whether' but gives a {atom.result.name}"
        yield f"{said}; name the result with a noun phrase or declare it a Flag"


def _english(atom: Atom, words: Words) -> Iterator[str]:
    phrase = words.phrase
    yield from _common(atom, words, "the phrase")
    first, second, *_ = [*phrase.split(), "", ""]
    if first in _VERBS and not (first in _NOUNS_TOO and second == "of") and not atom.is_predicate:
        yield f"the phrase {phrase!r} starts with the verb {first!r}; name the thing, as in 'the sum of ...'"
    if first[:1].isupper() and first[1:2].islower():
        yield f"the phrase {phrase!r} starts with a capital letter; it stands in the middle of other sentences"
    if phrase.endswith((".", ",", ";", ":", "!", "?")):
        yield f"the phrase {phrase!r} ends with {phrase[-1]!r}; leave it out: the phrase stands inside others"
    for found in _ARTICLE.findall(phrase):
        yield f"{found!r} does not nest, as a noun phrase will replace the parameter; leave out what stands before it"
    for found in _POSSESSIVE.findall(phrase):
        yield f"{found!r} does not nest: a possessive of a long phrase is hard to read; write 'of' and the parameter"
    for found in _PROCEDURE.findall(phrase):
        yield f"the phrase tells a procedure ({found!r}); say what the result is, not how it comes about"
    if atom.is_predicate and not (_PLURAL_VERBS.search(phrase) or _SINGULAR_VERB.search(_NAMED.sub("", phrase))):
        yield f"'whether {phrase}' has no verb; a predicate says a clause such as \"`word` is a palindrome\""
    for rule in words.rules:
        if not (rule[0].isupper() or rule[0] == "`") or not rule.endswith("."):
            advice = "start with a capital letter or a backtick and end with a full stop"
            yield f"the rule {rule!r} is no whole sentence; {advice}"
    for text in (phrase, *words.rules):
        for found in _SPEAKS_OF_CODE.findall(text):
            yield f"{found!r} means nothing inside a larger task; speak of the values, as in 'An empty list gives 0.'"


def _chinese(atom: Atom, words: Words) -> Iterator[str]:
    phrase = words.phrase
    yield from _common(atom, words, "the Chinese phrase")
    if not _CJK.search(phrase):
        yield f"the Chinese phrase {phrase!r} has no Chinese in it"
    if phrase.endswith(("，", "；", "：", "、", ",", ".")):
        yield f"the Chinese phrase {phrase!r} ends with {phrase[-1]!r}; end it with `。`"
    if atom.is_predicate and (phrase.startswith("是否") or "？" in phrase or phrase.endswith("吗")):
        yield f"the Chinese phrase {phrase!r} is a question; a predicate says a clause such as '`word` 是回文'"
    for found in _TYPES_ZH.findall(phrase):
        yield f"{found!r} does not nest, since the parameter is replaced by a noun phrase; leave out the type before it"
    for text in (phrase, *words.rules):
        for found in _SPEAKS_OF_CODE_ZH.findall(text):
            yield f"{found!r} means nothing inside a larger task; speak of the values, as in '空列表的结果为 0。'"
        for found in _HALF_WIDTH.findall(text):
            yield f"{found!r} has a half-width mark; Chinese text takes `，；：？！`"


def _common(atom: Atom, words: Words, what: str) -> Iterator[str]:
    names = {parameter.name for parameter in atom.parameters}
    for found in _NAMED.findall(words.phrase):
        if found not in names and found not in ("True", "False", "None"):
            yield f"{what} names `{found}`, which is no parameter; there are: {', '.join(sorted(names))}"
    for text in (words.phrase, *words.rules):
        if text.count("`") % 2:
            yield f"{text!r} has an odd number of backticks; close the last one"
