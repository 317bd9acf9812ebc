"""Domains: how the values of each kind are drawn, and what belongs to it.

Hypothesis is imported when something is drawn, not before. Domains lean to small values, repeats and edges: they decide
how many wrong programs a test set can tell apart.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from itertools import starmap
from operator import le
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

MAX_MAGNITUDE = 10**9
"""Largest absolute value of an integer that moves between steps: 12 factorial fits, and a loop to its root takes 2 ms."""
MAX_DRAWN = 10**6
"""Largest absolute value of an integer that is drawn as an input."""
MAX_TEXT = 200
"""Longest string, in characters, that moves between steps."""
MAX_ITEMS = 60
"""Longest collection, in items, that moves between steps."""

COMMON_WORDS = (
    "a I on to up bat cat tab tea eat ate dog god sun level noon radar stats apple banana river stone listen silent green "
    "letter book moon tree happy small world hello python alpha beta gamma tall tool queue rhythm error eye onion"
).split()
"""Short and common words, with palindromes, anagrams, doubled letters and repeats among them."""
DRAWN_WORDS = [*COMMON_WORDS, "zoo", "box", "quiz", "Jazz"]
"""Words of the drawn texts: the common ones, and some with letters at the end of the alphabet, at which shifts go wrong."""


def integers(low: int, high: int, small: int) -> SearchStrategy[int]:
    """Draw mostly within `small` of zero, sometimes from the whole range."""
    from hypothesis import strategies as st

    near = st.integers(max(low, -small), min(high, small))
    return st.one_of(
        near, near, near, st.integers(max(low, -10 * small), min(high, 10 * small)), st.integers(low, high)
    )


def lists(items: Callable[[], SearchStrategy[Any]], most: int) -> SearchStrategy[Any]:
    """Draw lists of at most `most` items: short ones, longer ones, and as many whose items repeat."""
    from hypothesis import strategies as st

    short, longer = st.lists(items(), min_size=2, max_size=max(3, most // 2)), st.lists(items(), max_size=most)
    few, places = st.lists(items(), min_size=1, max_size=3), st.lists(st.integers(0, 11), min_size=2, max_size=most)
    repeating = st.builds(lambda some, places: [some[place % len(some)] for place in places], few, places)
    return st.one_of(short, longer, repeating, repeating)


def digits() -> SearchStrategy[list[int]]:
    """Draw lists of digits, some with zeros in front."""
    from hypothesis import strategies as st

    plain = lists(whole(0, 9), 8)
    padded = st.builds(lambda zeros, digits: [0] * zeros + digits, st.integers(1, 3), st.lists(st.integers(0, 9), max_size=4))
    return st.one_of(plain, plain, plain, padded)


def small_integers() -> SearchStrategy[int]:
    """Draw small numbers, zero and those next to it more often than the others."""
    from hypothesis import strategies as st

    small, middle = st.integers(-3, 9), st.integers(-20, 20)
    return st.one_of(small, small, middle, middle, st.integers(-100, 100), st.sampled_from((0, 0, 1, -1)))


def small_naturals() -> SearchStrategy[int]:
    from hypothesis import strategies as st

    return st.one_of(st.integers(0, 6), st.integers(0, 20), st.integers(0, 120))


def words() -> SearchStrategy[str]:
    from hypothesis import strategies as st

    known = st.sampled_from([word for word in DRAWN_WORDS if word.islower()])
    return st.one_of(known, known, st.text("abc", max_size=6), st.text(string.ascii_lowercase, max_size=8))


def sentences() -> SearchStrategy[str]:
    from hypothesis import strategies as st

    word = st.sampled_from(DRAWN_WORDS)
    cased = st.builds(
        lambda text, change: change(text), word, st.sampled_from([str, str, str, str.capitalize, str.upper])
    )
    return st.lists(cased, max_size=7).map(" ".join)


def texts() -> SearchStrategy[str]:
    from hypothesis import strategies as st

    marked = st.builds(
        lambda text, mark: text + mark, sentences(), st.sampled_from(["!", ".", "?", ", yes", " 42", "  ", "'s", "-up", "_1"])
    )
    mixed = st.text("aabbcABC  012,.-'_()[]", max_size=12) | st.text("aAbB 1-", max_size=8)
    return st.one_of(sentences(), marked, mixed, words(), st.text("()[]{}a", max_size=8) | nested_brackets())


def nested_brackets() -> SearchStrategy[str]:
    """Draw brackets that are balanced or nearly so: of those drawn one by one few are, and none that has any inside of others."""
    from hypothesis import strategies as st

    def grown(steps: list[int], swapped: int) -> str:
        text = ""
        for step in steps:
            pair = "()", "[]", "{}", "a ", "()"
            text = text + pair[step // 2] if step % 2 else pair[step // 2][0] + text + pair[step // 2][1]
        return text[:swapped] + text[swapped : swapped + 2][::-1] + text[swapped + 2 :]

    return st.builds(grown, st.lists(st.integers(0, 9), max_size=5), st.integers(0, 12))


def pairs() -> SearchStrategy[tuple[int, int]]:
    from hypothesis import strategies as st

    return st.tuples(st.integers(0, 6), st.integers(0, 6)) | st.tuples(small_integers(), small_integers())


def intervals() -> SearchStrategy[tuple[int, int]]:
    from hypothesis import strategies as st

    def ordered(ends: tuple[int, int]) -> tuple[int, int]:
        return (min(ends), max(ends))

    return (st.tuples(st.integers(0, 12), st.integers(0, 12)) | st.tuples(small_integers(), small_integers())).map(
        ordered
    )


def grids() -> SearchStrategy[list[list[int]]]:
    from hypothesis import strategies as st

    def of_width(width: int, cell: SearchStrategy[int]) -> SearchStrategy[list[list[int]]]:
        return st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=5)

    cells = (st.integers(0, 1), st.integers(0, 2), st.integers(0, 9), small_integers())
    shapes = [of_width(width, cell) for width in range(1, 6) for cell in cells]
    return st.one_of(st.just([]), *shapes)


def labels() -> SearchStrategy[str]:
    """Strings that something is counted by: words in any case, and single characters."""
    from hypothesis import strategies as st

    capitalised = st.sampled_from([word.capitalize() for word in COMMON_WORDS])
    return st.one_of(words(), words(), st.sampled_from("abcxyz"), st.sampled_from("ABX1, "), capitalised)


def runs() -> SearchStrategy[tuple[str, int]]:
    from hypothesis import strategies as st

    return st.tuples(labels(), st.integers(0, 4))


def counts() -> SearchStrategy[dict[str, int]]:
    from hypothesis import strategies as st

    return st.dictionaries(labels(), st.integers(0, 9), max_size=6)


def int_between(low: int, high: int) -> Callable[[object], bool]:
    """Return whether a value is an integer from `low` to `high`."""

    def check(value: object) -> bool:
        return type(value) is int and low <= value <= high

    return check


is_int = int_between(-MAX_MAGNITUDE, MAX_MAGNITUDE)
is_size = int_between(0, MAX_TEXT)


def is_text(value: object) -> bool:
    return type(value) is str and len(value) <= MAX_TEXT and value.isascii() and value.isprintable()


def is_word(value: object) -> bool:
    return (
        type(value) is str
        and len(value) <= MAX_TEXT
        and (not value or (value.isascii() and value.isalpha() and value.islower()))
    )


def is_sentence(value: object) -> bool:
    if not isinstance(value, str) or not is_text(value):
        return False
    return value == "" or all(word.isalpha() for word in value.split(" "))


def is_list(value: object) -> bool:
    return type(value) is list and len(value) <= MAX_ITEMS


def every(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        return is_list(value) and all(map(holds, value))

    return check


def every_int(low: int, high: int) -> Callable[[Any], bool]:
    """Return whether a value is a list of integers from `low` to `high`, as `every` does in twice the time: lists are checked a lot."""

    def check(value: Any) -> bool:
        if type(value) is not list or len(value) > MAX_ITEMS:
            return False
        for item in value:  # noqa: SIM110
            if type(item) is not int or not low <= item <= high:
                return False
        return True

    return check


are_ints = every_int(-MAX_MAGNITUDE, MAX_MAGNITUDE)


def are_words(value: Any) -> bool:
    """Return whether a value is a list of words, as `every` does in twice the time."""
    if type(value) is not list or len(value) > MAX_ITEMS:
        return False
    for item in value:
        if type(item) is not str or len(item) > MAX_TEXT:
            return False
        if item and not (item.isascii() and item.isalpha() and item.islower()):
            return False
    return True


def are_texts(value: Any) -> bool:
    """Return whether a value is a list of texts, as `every` does in twice the time."""
    if not is_list(value):
        return False
    for item in value:  # noqa: SIM110
        if type(item) is not str or len(item) > MAX_TEXT or not (item.isascii() and item.isprintable()):
            return False
    return True


def are_pairs(value: Any) -> bool:
    """Return whether a value is a list of pairs of integers, as `every` does in twice the time."""
    if not are_twos(value):
        return False
    for first, second in value:
        if type(first) is not int or type(second) is not int:
            return False
        if not (-MAX_MAGNITUDE <= first <= MAX_MAGNITUDE and -MAX_MAGNITUDE <= second <= MAX_MAGNITUDE):
            return False
    return True


def are_intervals(value: Any) -> bool:
    return are_pairs(value) and all(starmap(le, value))


def are_runs(value: Any) -> bool:
    return are_twos(value) and are_counted(value)


def are_twos(value: Any) -> bool:
    """Return whether a value is a list of tuples of two items."""
    if not is_list(value):
        return False
    for item in value:  # noqa: SIM110
        if type(item) is not tuple or len(item) != 2:
            return False
    return True


def are_counted(entries: Iterable[tuple[Any, Any]]) -> bool:
    """Return whether each of `entries` is a text and a size."""
    for text, count in entries:
        if type(text) is not str or len(text) > MAX_TEXT or not (text.isascii() and text.isprintable()):
            return False
        if type(count) is not int or not 0 <= count <= MAX_TEXT:
            return False
    return True


def is_pair(value: object) -> bool:
    return type(value) is tuple and len(value) == 2 and is_int(value[0]) and is_int(value[1])


def is_run(value: object) -> bool:
    return type(value) is tuple and len(value) == 2 and is_text(value[0]) and is_size(value[1])


def is_counts(value: object) -> bool:
    return type(value) is dict and len(value) <= MAX_ITEMS and are_counted(value.items())


def is_grid(value: Any) -> bool:
    if not is_list(value):
        return False
    width = len(value[0]) if value and type(value[0]) is list else 0
    for row in value:  # noqa: SIM110
        if not are_ints(row) or not 0 < len(row) == width:
            return False
    return True


def boolean() -> SearchStrategy[bool]:
    from hypothesis import strategies as st

    return st.booleans()


def whole(low: int, high: int) -> Callable[[], SearchStrategy[int]]:
    def draw() -> SearchStrategy[int]:
        from hypothesis import strategies as st

        return st.integers(low, high)

    return draw


def letters() -> SearchStrategy[str]:
    from hypothesis import strategies as st

    return st.sampled_from("aaabbceehilnoprstxyz")
