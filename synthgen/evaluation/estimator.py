"""pass@k of one task: the unbiased estimate of Chen et al., "Evaluating Large Language Models Trained on Code" (2021)."""

from __future__ import annotations

from synthgen.errors import UsageError


def pass_at_k(n: int, c: int, k: int) -> float:
    """Return the chance that of `k` out of `n` completions, `c` of them right, at least one is right: 1 - C(n-c, k) / C(n, k).

    Computed as the product of 1 - k/i for i from n-c+1 to n, which neither overflows nor cancels. Raises UsageError unless
    1 <= k <= n and 0 <= c <= n.

    >>> pass_at_k(10, 3, 1)
    0.3
    >>> pass_at_k(5, 2, 2)
    0.7
    >>> pass_at_k(5, 4, 2)
    1.0
    """
    if not 0 <= c <= n:
        raise UsageError(f"{c} right completions of {n} were given; there are 0 to {n}")
    if not 1 <= k <= n:
        raise UsageError(f"pass@{k} of {n} completions was asked for; k goes from 1 to the number of completions")
    if n - c < k:
        return 1.0
    if k == 1:
        return c / n
    none_right = 1.0
    for i in range(n - c + 1, n + 1):
        none_right *= 1 - k / i
    return 1 - none_right
