"""Static quality: each feature has a pair of sources that differ in it alone."""

from __future__ import annotations

import sys
import time

import pytest

from synthgen.quality import WEIGHTS, static_quality

CLEAN = '''"""Counting."""

from collections import Counter

LIMIT = 3


def most_common(words: list[str]) -> list[str]:
    """Return the words that come at least `LIMIT` times, most frequent first."""
    counts = Counter(words)
    frequent = [word for word, count in counts.items() if count >= LIMIT]
    frequent.sort(key=lambda word: (-counts[word], word))
    return frequent
'''

SPOILED = {
    "docstrings": CLEAN.replace('    """Return the words', "    # Return the words").replace('first."""', "first."),
    "hints": CLEAN.replace("words: list[str]", "words").replace(" -> list[str]", ""),
    "names used": CLEAN.replace("import Counter", "import Counter, deque"),
    "complexity": CLEAN + "\n\ndef _pick(x):\n" + "    if x:\n        return x\n" * 10 + "    return 0\n\n\n_pick(1)\n",
    "nesting": CLEAN + "\n\nif 1:\n    for i in '1':\n        while i:\n            if i:\n                with i:\n"
    "                    print(i)\n",
    "line length": CLEAN + f"\nWORDS = {'x' * 100!r}\nprint(WORDS)\n",
    "naming": CLEAN.replace("frequent", "mostFrequent"),
    "hygiene": CLEAN.replace("    return frequent", "    try:\n        return frequent\n    except:\n        raise"),
}  # fmt: skip


def test_clean_source_scores_one() -> None:
    assert static_quality(CLEAN) == 1.0


@pytest.mark.parametrize("feature", SPOILED)
def test_each_spoiled_feature_costs_its_weight_and_no_other(feature: str) -> None:
    assert static_quality(SPOILED[feature]) == pytest.approx(1.0 - WEIGHTS[feature])


def test_every_feature_is_tried_and_weights_add_up_to_one() -> None:
    assert set(SPOILED) == set(WEIGHTS)
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("source", ["def", "\0", "(" * 500, "-" * 50_000 + "1", "x = '\ud800'"])
def test_what_does_not_parse_scores_zero(source: str) -> None:
    assert static_quality(source) == 0.0


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')", "exec('1')", "global x", "from os import *", "def f(x=[]): return x", "x = 1\nprint(x == None)",
        "__import__('os')",
    ],
)  # fmt: skip
def test_bad_habits_cost_hygiene(source: str) -> None:
    assert static_quality(f"{CLEAN}\n\n{source}\n") <= 0.9


def test_hints_and_docstrings_are_counted_by_share() -> None:
    two = CLEAN + "\n\ndef other(left, right):\n    return left + right\n"
    assert static_quality(two) == pytest.approx(1 - 0.15 / 2 - 0.15 * 3 / 5)


@pytest.mark.parametrize(
    "line",
    ["for _ in range(3):\n    print(1)", "_, last = 1, 2\nprint(last)", "class Node:\n    def _walk(self): return self",
     "if LIMIT == 1:\n    pass\nelif LIMIT == 2:\n    pass\nelif LIMIT == 3:\n    pass\nelif LIMIT == 4:\n    pass\n"
     "elif LIMIT == 5:\n    pass\nelse:\n    pass"],
)  # fmt: skip
def test_ordinary_ways_of_writing_cost_nothing(line: str) -> None:
    assert static_quality(f"{CLEAN}\n\n{line}\n") == 1.0


def test_thirty_lines_take_under_a_millisecond() -> None:
    part = '\n\ndef part(x: int) -> int:\n    """Return it."""\n    return x + 1\n'
    source = CLEAN + part * 3
    assert len(source.splitlines()) >= 28
    best = min(_timed(source) for _ in range(20))
    assert best < 0.002, "twice the promise, for a busy machine"


def _timed(source: str) -> float:
    begun = time.perf_counter()
    static_quality(source)
    return time.perf_counter() - begun


@pytest.mark.skipif(sys.version_info < (3, 12), reason="`type` statements came with Python 3.12")
def test_the_name_of_a_type_statement_is_one_that_must_be_used() -> None:
    function = 'def f(x: Number) -> int:\n    """Return `x`."""\n    return x\n'
    assert static_quality("type Number = int\n\n\n" + function) == 1.0
    assert static_quality("type Unused = int\n\n\n" + function) == 0.85
