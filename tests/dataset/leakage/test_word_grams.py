"""TLI is XCoder's, exactly: the same grams, and the same containment as sets of tuples give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgen.dataset.leakage.features import Features
from synthgen.dataset.leakage.postings import TEMPLATE_ITEMS, Postings
from synthgen.dataset.leakage.stretches import LENGTH, stretches
from synthgen.dataset.leakage.syntax import node_grams, token_grams
from synthgen.dataset.leakage.tli import SIZES, word_grams


def plainly(text: str) -> set[tuple[str, ...]]:
    """The grams as `compute_TLI.py` makes them by way of nltk.util.ngrams, written again."""
    grams = set()
    for size in SIZES:
        words = ["<start>"] * (size - 1) + text.split() + ["<end>"] * (size - 1)
        grams |= {tuple(words[place : place + size]) for place in range(len(words) - size + 1)}
    return grams


def hashes_of(features: Features, owner: int) -> set[int]:
    return set(features.hashes[features.owners == owner].tolist())


TEXTS = [
    "", "a", "a b", "to be or not to be or not to be", "  spaces\tand\nlines  ", "wide\u3000and\u00a0narrow", "def f(x):\n    return x",
    "零 一 二 三 四 五", "x " * 700,
]  # fmt: skip


def test_the_number_of_grams_is_nltk_s() -> None:
    features = word_grams(TEXTS)
    assert [len(hashes_of(features, place)) for place in range(len(TEXTS))] == [len(plainly(text)) for text in TEXTS]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from("a b c d é\u00a0x \u3000 e".split(" ")), max_size=30).map(" ".join), min_size=2, max_size=12))
def test_containment_is_that_of_sets(texts: list[str]) -> None:
    items, documents = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    postings = Postings.build(word_grams(items), len(items))
    counts = postings.count(word_grams(documents, postings.may_know), len(documents))
    expected = [[len(plainly(item) & plainly(text)) for item in items] for text in documents]
    assert counts.full.tolist() == expected
    assert postings.share_of(counts.full)[0].tolist() == pytest.approx([
        len(plainly(item) & plainly(documents[0])) / len(plainly(item)) for item in items
    ])


def test_counts_are_exact_where_all_items_share_a_template() -> None:
    template = " ".join(f"word{number}" for number in range(400))
    items = [f"{template} own{number} text{number} of{number} item{number} here{number}" for number in range(40)]
    documents = [f"{template} and another end", items[3], "nothing in common at all"]
    postings = Postings.build(word_grams(items), len(items))
    counts = postings.count(word_grams(documents, postings.may_know), len(documents))
    expected = [[len(plainly(item) & plainly(text)) for item in items] for text in documents]
    assert counts.full.tolist() == expected
    assert counts.masked[0].tolist() == [0] * 40
    masked = postings.masked_share_of(counts.masked)
    assert masked[1].tolist() == [1.0 if number == 3 else 0.0 for number in range(40)]


def test_a_feature_is_template_from_five_items_on() -> None:
    texts = ["the same five words here"] * TEMPLATE_ITEMS + [f"other words stand in number {place} alone {place}" for place in range(3)]
    postings = Postings.build(word_grams(texts), len(texts))
    assert postings.own_sizes[:TEMPLATE_ITEMS].tolist() == [0] * TEMPLATE_ITEMS
    assert (postings.own_sizes[TEMPLATE_ITEMS:] > 0).all()
    assert postings.judged.tolist() == [False] * TEMPLATE_ITEMS + [True] * 3


def common(make: object, left: str, right: str) -> float:
    features = make([left, right])  # type: ignore[operator]
    mine, theirs = hashes_of(features, 0), hashes_of(features, 1)
    return len(mine & theirs) / max(1, len(mine))


CODE = "def f(values):\n    total = 0\n    for value in values:\n        if value > 3:\n            total += value * 2\n    return total\n"
SPACED = 'def f( values ):\n  """Sum."""\n  total=0 # start\n  for value in values:\n    if value>3: total+=value*2\n  return total\n'
RENAMED = CODE.replace("total", "amount").replace("values", "numbers").replace("value", "number")


@pytest.mark.parametrize("make", [token_grams, node_grams])
@pytest.mark.parametrize("other", [SPACED, RENAMED])
def test_layout_comments_and_names_change_no_gram_of_a_program(make: object, other: str) -> None:
    assert common(make, CODE, other) == 1.0
    assert common(make, CODE, "import sys\n\nclass A:\n    b: int = 5\n") == 0.0


def test_layout_changes_no_stretch_but_a_name_does() -> None:
    text = " ".join(f"some words that go on and on {number}" for number in range(40))
    assert common(stretches, text, "\n".join(text.split())) == 1.0
    assert common(stretches, text, f"{'prefix ' * 9}{text}") == 1.0
    assert common(stretches, text, text.replace("go", "went")) == 0.0
    assert len(stretches(["x" * (LENGTH - 1), ""]).hashes) == 0


def test_hashes_are_the_same_on_every_machine() -> None:
    features: Sequence[Features] = [word_grams(["to be or not"]), token_grams([CODE]), node_grams([CODE]), stretches([CODE])]
    sums = [int(np.bitwise_xor.reduce(one.hashes)) if len(one.hashes) else 0 for one in features]
    assert sums == PINNED


PINNED = [5845969617743647858, 4933874772168936869, 5014947606843902265, 3848057817627639276]
"""If these change, FORMAT of the index must change with them, and the indices that ship be made again."""
