"""The closed vocabulary of values: what atoms take and give, how it is drawn, and what it is called.

A kind is a Python type with a domain. Atoms name kinds in their signatures (`def digit_sum(number: Natural) -> Natural`);
`Natural` is `Annotated[int, Kind(...)]`, so a type checker sees the plain type. Kinds stand in a subkind order: where
an Integer is taken, any Natural may be given. Collections know the kind of their elements, which is what lets a
combinator map an atom over a list. How values are drawn stands in `synthgen.domains`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, get_args

from synthgen import domains

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


@dataclass(frozen=True, slots=True, eq=False)
class Noun:
    """How a kind is called in one language: one value, several, and the full description for a task's input."""

    one: str
    many: str
    full: str


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A named type with a domain.

    `hint` is the type as emitted code spells it; `draw` makes the Hypothesis strategy (imported on call only);
    `holds` tells whether a value is in the domain, sizes included; `names` are variable names for a value, best first;
    `empty` is the value that stands for "nothing there".
    """

    name: str
    hint: str
    parent: Kind | None
    element: Kind | None
    names: tuple[str, ...]
    nouns: dict[str, Noun] = field(repr=False)
    draw: Callable[[], SearchStrategy[Any]] = field(repr=False)
    holds: Callable[[Any], bool] = field(repr=False)
    empty: object

    def __repr__(self) -> str:
        return f"Kind({self.name})"

    def ancestors(self) -> list[Kind]:
        """Return this kind and the wider kinds it belongs to, narrowest first."""
        line: list[Kind] = []
        kind: Kind | None = self
        while kind is not None:
            line.append(kind)
            kind = kind.parent
        return line

    def fits(self, wider: Kind) -> bool:
        """Return whether every value of this kind is a value of `wider`."""
        kind: Kind | None = self
        while kind is not None and kind is not wider:
            kind = kind.parent
        return kind is not None


def meet(left: Kind, right: Kind) -> Kind | None:
    """Return the narrower of two kinds if one holds the other, else None (the order is a forest)."""
    if left.fits(right):
        return left
    return right if right.fits(left) else None


def join(left: Kind, right: Kind) -> Kind | None:
    """Return the narrowest kind that holds both, or None."""
    return next((kind for kind in left.ancestors() if right.fits(kind)), None)


def list_of(element: Kind) -> Kind | None:
    """Return the kind of a list whose items are all of kind `element`, or None if the vocabulary has none."""
    for wider in element.ancestors():
        for kind in KINDS.values():
            if kind.element is wider and kind in _PLAIN_LISTS:
                return kind
    return None


@cache
def is_signed(kind: Kind) -> bool:
    """Return whether values of a kind may be negative, or hold numbers that are. None of these kinds holds texts."""
    return any(kind.holds(value) for value in (-1, [-1], [[-1]], (-1, -1), [(-1, -1)]))


def kind_of(annotation: object) -> Kind | None:
    """Return the kind that an annotation names, or None if it is no kind."""
    return next((extra for extra in get_args(annotation)[1:] if isinstance(extra, Kind)), None)


# --- the vocabulary ----------------------------------------------------------------------------------------------

KINDS: dict[str, Kind] = {}
"""Every kind by name, in the order of definition."""


def _kind(
    name: str,
    hint: str,
    names: str,
    en: tuple[str, str, str],
    zh: tuple[str, str],
    draw: Callable[[], SearchStrategy[Any]],
    holds: Callable[[Any], bool],
    empty: object,
    parent: Kind | None = None,
    element: Kind | None = None,
) -> Kind:
    nouns = {"en": Noun(*en), "zh": Noun(zh[0], zh[0], zh[1])}
    kind = Kind(name, hint, parent, element, tuple(names.split()), nouns, draw, holds, empty)
    KINDS[name] = kind
    return kind


FLAG = _kind(
    "Flag", "bool", "flag matches found", ("a truth value", "truth values", "`True` or `False`"), ("布尔值", "`True` 或 `False`"),
    domains.boolean, lambda value: type(value) is bool, False,
)  # fmt: skip
INTEGER = _kind(
    "Integer", "int", "number value amount", ("an integer", "integers", "an integer, possibly negative"), ("整数", "整数，可以为负"),
    lambda: domains.integers(-domains.MAX_DRAWN, domains.MAX_DRAWN, 20), domains.is_int, 0,
)  # fmt: skip
NATURAL = _kind(
    "Natural", "int", "number count total", ("a non-negative integer", "non-negative integers", "an integer that is at least 0"), ("非负整数", "不小于 0 的整数"),
    lambda: domains.integers(0, domains.MAX_DRAWN, 30), domains.int_between(0, domains.MAX_MAGNITUDE), 0, parent=INTEGER,
)  # fmt: skip
POSITIVE = _kind(
    "Positive", "int", "number size total", ("a positive integer", "positive integers", "an integer that is at least 1"), ("正整数", "不小于 1 的整数"),
    lambda: domains.integers(1, domains.MAX_DRAWN, 30), domains.int_between(1, domains.MAX_MAGNITUDE), 1, parent=NATURAL,
)  # fmt: skip
SIZE = _kind(
    "Size", "int", "size count limit", ("a non-negative integer", "non-negative integers", "an integer from 0 to 200"), ("非负整数", "0 到 200 之间的整数"),
    lambda: domains.integers(0, domains.MAX_TEXT, 12), domains.is_size, 0, parent=NATURAL,
)  # fmt: skip
SMALL_NATURAL = _kind(
    "SmallNatural", "int", "count size amount", ("a non-negative integer", "non-negative integers", "an integer from 0 to 12"), ("非负整数", "0 到 12 之间的整数"),
    domains.whole(0, 12), lambda value: type(value) is int and 0 <= value <= 12, 0, parent=SIZE,
)  # fmt: skip
BASE = _kind(
    "Base", "int", "base", ("a number base", "number bases", "an integer from 2 to 16"), ("进制", "2 到 16 之间的整数"),
    domains.whole(2, 16), lambda value: type(value) is int and 2 <= value <= 16, 2, parent=SIZE,
)  # fmt: skip
TEXT = _kind(
    "Text", "str", "text message", ("a string", "strings", "a string of printable ASCII characters, possibly empty"), ("字符串", "由可打印 ASCII 字符组成的字符串，可以为空"),
    domains.texts, domains.is_text, "",
)  # fmt: skip
SENTENCE = _kind(
    "Sentence", "str", "sentence phrase text", ("a sentence", "sentences", "a string of words made of letters (either case), separated by single spaces, possibly empty"),
    ("句子", "由英文字母（大小写均可）组成的单词以单个空格分隔而成的字符串，可以为空"),
    domains.sentences, domains.is_sentence, "", parent=TEXT,
)  # fmt: skip
WORD = _kind(
    "Word", "str", "word name term", ("a word", "words", "a string of lowercase letters a to z, possibly empty"), ("单词", "只含小写字母 a 到 z 的字符串，可以为空"),
    domains.words, domains.is_word, "", parent=SENTENCE,
)  # fmt: skip
LETTER = _kind(
    "Letter", "str", "letter", ("a letter", "letters", "one lowercase letter from a to z, as a string"), ("字母", "一个小写字母（a 到 z），用长度为 1 的字符串表示"),
    domains.letters, lambda value: domains.is_word(value) and len(value) == 1, "a", parent=WORD,
)  # fmt: skip
INTEGERS = _kind(
    "Integers", "list[int]", "numbers values integers", ("a list of integers", "lists of integers", "a list of integers, possibly empty"), ("整数列表", "整数列表，可以为空"),
    lambda: domains.lists(domains.small_integers, 8), domains.are_ints, [], element=INTEGER,
)  # fmt: skip
NATURALS = _kind(
    "Naturals", "list[int]", "numbers counts values", ("a list of non-negative integers", "lists of non-negative integers", "a list of non-negative integers, possibly empty"), ("非负整数列表", "非负整数列表，可以为空"),
    lambda: domains.lists(domains.small_naturals, 8), domains.every_int(0, domains.MAX_MAGNITUDE), [], parent=INTEGERS, element=NATURAL,
)  # fmt: skip
DIGITS = _kind(
    "Digits", "list[int]", "digits", ("a list of digits", "lists of digits", "a list of digits, each an integer from 0 to 9, possibly empty"), ("数字列表", "数字列表，每个元素是 0 到 9 的整数，可以为空"),
    domains.digits, domains.every_int(0, 9), [], parent=NATURALS, element=SMALL_NATURAL,
)  # fmt: skip
SORTED_INTEGERS = _kind(
    "SortedIntegers", "list[int]", "numbers ordered values", ("a sorted list of integers", "sorted lists of integers", "a list of integers in ascending order, repeats allowed, possibly empty"),
    ("升序整数列表", "按升序排列的整数列表，允许重复，可以为空"),
    lambda: domains.lists(domains.small_integers, 8).map(sorted), lambda value: domains.are_ints(value) and value == sorted(value), [], parent=INTEGERS, element=INTEGER,
)  # fmt: skip
TEXTS = _kind(
    "Texts", "list[str]", "texts messages strings", ("a list of strings", "lists of strings", "a list of strings of printable ASCII characters; the list and its strings may be empty"), ("字符串列表", "由可打印 ASCII 字符组成的字符串的列表；列表和其中的字符串都可以为空"),
    lambda: domains.lists(domains.texts, 5), domains.are_texts, [], element=TEXT,
)  # fmt: skip
WORDS = _kind(
    "Words", "list[str]", "words names terms", ("a list of words", "lists of words", "a list of words of lowercase letters a to z; the list and its words may be empty"), ("单词列表", "由小写字母 a 到 z 组成的单词的列表；列表和其中的单词都可以为空"),
    lambda: domains.lists(domains.words, 6), domains.are_words, [], parent=TEXTS, element=WORD,
)  # fmt: skip
FLAGS = _kind(
    "Flags", "list[bool]", "flags checks", ("a list of truth values", "lists of truth values", "a list of truth values, possibly empty"), ("布尔值列表", "布尔值列表，可以为空"),
    lambda: domains.lists(domains.boolean, 8), domains.every(lambda value: type(value) is bool), [], element=FLAG,
)  # fmt: skip
ROWS = _kind(
    "Rows", "list[list[int]]", "rows groups lists", ("a list of lists of integers", "lists of lists of integers", "a list of lists of integers; the lists may differ in length, and the outer list and any inner one may be empty"),
    ("整数列表的列表", "由整数列表组成的列表；内层列表的长度可以不同，内层和外层列表都可以为空"),
    lambda: domains.lists(lambda: domains.lists(domains.small_integers, 4), 6), domains.every(domains.are_ints), [], element=INTEGERS,
)  # fmt: skip
GRID = _kind(
    "Grid", "list[list[int]]", "grid matrix table", ("a grid of integers", "grids of integers", "a rectangular grid of integers as a list of rows of equal, non-zero length; an empty list is the empty grid"),
    ("整数网格", "整数矩形网格，表示为等长且非空的行的列表；空列表表示空网格"),
    domains.grids, domains.is_grid, [], parent=ROWS, element=INTEGERS,
)  # fmt: skip
WORD_GROUPS = _kind(
    "WordGroups", "list[list[str]]", "groups lists", ("a list of lists of words", "lists of lists of words", "a list of lists of words of lowercase letters a to z; the outer list, any inner list and any word may be empty"), ("单词列表的列表", "由单词列表组成的列表，单词由小写字母 a 到 z 组成；外层列表、内层列表和单词都可以为空"),
    lambda: domains.lists(lambda: domains.lists(domains.words, 3), 4), domains.every(domains.are_words), [], element=WORDS,
)  # fmt: skip
PAIR = _kind(
    "Pair", "tuple[int, int]", "pair", ("a pair of integers", "pairs of integers", "a tuple of two integers"), ("整数对", "由两个整数组成的元组"),
    domains.pairs, domains.is_pair, (0, 0),
)  # fmt: skip
INTERVAL = _kind(
    "Interval", "tuple[int, int]", "interval span", ("an interval", "intervals", "a closed interval `(low, high)` of integers with `low <= high`"), ("区间", "整数闭区间 `(low, high)`，且 `low <= high`"),
    domains.intervals, lambda value: domains.is_pair(value) and value[0] <= value[1], (0, 0), parent=PAIR,
)  # fmt: skip
PAIRS = _kind(
    "Pairs", "list[tuple[int, int]]", "pairs links", ("a list of pairs of integers", "lists of pairs of integers", "a list of pairs of integers, each a tuple, possibly empty"), ("整数对列表", "整数对（元组）的列表，可以为空"),
    lambda: domains.lists(domains.pairs, 6), domains.are_pairs, [], element=PAIR,
)  # fmt: skip
INTERVALS = _kind(
    "Intervals", "list[tuple[int, int]]", "intervals spans", ("a list of intervals", "lists of intervals", "a list of closed intervals `(low, high)` of integers with `low <= high`, in any order, possibly empty"),
    ("区间列表", "整数闭区间 `(low, high)`（`low <= high`）的列表，顺序任意，可以为空"),
    lambda: domains.lists(domains.intervals, 6), domains.are_intervals, [], parent=PAIRS, element=INTERVAL,
)  # fmt: skip
RUN = _kind(
    "Run", "tuple[str, int]", "entry", ("a tuple of a string and a count", "tuples of a string and a count", "a tuple of a string and a count that is at least 0"), ("字符串与次数的元组", "由一个字符串和一个不小于 0 的次数组成的元组"),
    domains.runs, domains.is_run, ("", 0),
)  # fmt: skip
RUNS = _kind(
    "Runs", "list[tuple[str, int]]", "runs entries", ("a list of tuples of a string and a count", "lists of tuples of a string and a count", "a list of tuples, each of a string and a count that is at least 0; the list and its strings may be empty"),
    ("字符串与次数的元组列表", "元组的列表，每个元组由一个字符串和一个不小于 0 的次数组成；列表和其中的字符串都可以为空"),
    lambda: domains.lists(domains.runs, 6), domains.are_runs, [], element=RUN,
)  # fmt: skip
COUNTS = _kind(
    "Counts", "dict[str, int]", "counts tally", ("a dictionary of counts", "dictionaries of counts", "a dictionary from strings to counts that are at least 0, possibly empty"),
    ("计数字典", "从字符串到次数（不小于 0）的字典，可以为空"),
    domains.counts, domains.is_counts, {},
)  # fmt: skip

_PLAIN_LISTS = frozenset({INTEGERS, NATURALS, TEXTS, WORDS, FLAGS, ROWS, WORD_GROUPS, PAIRS, INTERVALS, RUNS})
"""List kinds that ask nothing of a list but the kind of its items."""

Flag = Annotated[bool, FLAG]
Integer = Annotated[int, INTEGER]
Natural = Annotated[int, NATURAL]
Positive = Annotated[int, POSITIVE]
Size = Annotated[int, SIZE]
SmallNatural = Annotated[int, SMALL_NATURAL]
Base = Annotated[int, BASE]
Text = Annotated[str, TEXT]
Sentence = Annotated[str, SENTENCE]
Word = Annotated[str, WORD]
Letter = Annotated[str, LETTER]
Integers = Annotated[list[int], INTEGERS]
Naturals = Annotated[list[int], NATURALS]
Digits = Annotated[list[int], DIGITS]
SortedIntegers = Annotated[list[int], SORTED_INTEGERS]
Texts = Annotated[list[str], TEXTS]
Words = Annotated[list[str], WORDS]
Flags = Annotated[list[bool], FLAGS]
Rows = Annotated[list[list[int]], ROWS]
Grid = Annotated[list[list[int]], GRID]
WordGroups = Annotated[list[list[str]], WORD_GROUPS]
Pair = Annotated[tuple[int, int], PAIR]
Interval = Annotated[tuple[int, int], INTERVAL]
Pairs = Annotated[list[tuple[int, int]], PAIRS]
Intervals = Annotated[list[tuple[int, int]], INTERVALS]
Run = Annotated[tuple[str, int], RUN]
Runs = Annotated[list[tuple[str, int]], RUNS]
Counts = Annotated[dict[str, int], COUNTS]
