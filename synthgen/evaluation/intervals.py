"""How sure a mean over tasks is. The unit is the cluster: the completions of one task, and tasks of one behaviour, hang together.

The standard error is cluster-robust (Liang and Zeger 1986, with the factor G/(G-1) for G clusters). The interval is a percentile
bootstrap over whole clusters (Efron 1979; Cameron, Gelbach and Miller 2008). Two cases are beyond a bootstrap: below `FEW` clusters it is
too narrow, and Student's t with G-1 degrees of freedom takes its place; where all clusters have the same mean there is nothing to
draw, and Wilson's score interval (1927) with G trials does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import NormalDist

from synthgen.errors import UsageError

LEVEL = 0.95
"""The confidence level of every interval."""
FEW = 20
"""Clusters from which on the bootstrap is used."""
STUDENT = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101,
)  # fmt: skip
"""The 97.5 % quantiles of Student's t with 1, 2, 3 ... degrees of freedom, from the usual table."""
RESAMPLES = 2000
"""Bootstrap samples; the 2.5 % tails then rest on 50 each."""
AT_ONCE = 2_000_000
"""Draws that are held in memory together."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over tasks in `clusters` clusters. `se` is None for a single cluster, of which nothing can be said."""

    value: float
    se: float | None
    low: float
    high: float
    clusters: int


def clustered_mean(values: Sequence[float], clusters: Sequence[str], random: Random) -> Mean:
    """Return the mean of `values` with its standard error and interval; value i belongs to cluster i of `clusters`.

    The same values, clusters and state of `random` give the same figures. Raises UsageError if there is no value.
    """
    if not values or len(values) != len(clusters):
        raise UsageError(f"a mean over tasks needs values with a cluster each; found {len(values)} and {len(clusters)}")
    sums: dict[str, float] = {}
    sizes: dict[str, int] = {}
    for value, cluster in zip(values, clusters, strict=True):
        sums[cluster] = sums.get(cluster, 0.0) + value
        sizes[cluster] = sizes.get(cluster, 0) + 1
    mean = math.fsum(values) / len(values)
    groups = len(sums)
    se = None
    if groups > 1:
        spread = math.fsum((sums[name] - sizes[name] * mean) ** 2 for name in sums)
        se = math.sqrt(groups / (groups - 1) * spread) / len(values)
    means = [sums[name] / sizes[name] for name in sums]
    if max(means) - min(means) < 1e-12:
        low, high = _wilson(mean, groups)
    elif se is not None and groups < FEW:
        half = STUDENT[groups - 2] * se
        low, high = max(0.0, mean - half), min(1.0, mean + half)
    else:
        low, high = _bootstrap(list(sums.values()), list(sizes.values()), random)
    return Mean(mean, se, low, high, groups)


def _bootstrap(sums: list[float], sizes: list[int], random: Random) -> tuple[float, float]:
    import numpy as np

    # The draws of RandomState never change from one release of numpy to the next; those of Generator may.
    draws = np.random.RandomState([random.getrandbits(32) for _ in range(4)])
    total, size, groups = np.array(sums), np.array(sizes), len(sums)
    means: list[float] = []
    while len(means) < RESAMPLES:
        rows = min(RESAMPLES - len(means), max(1, AT_ONCE // groups))
        chosen = draws.randint(0, groups, size=(rows, groups))
        means.extend(total[chosen].sum(axis=1) / size[chosen].sum(axis=1))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(np.array(means), [tail, 1 - tail])
    return float(low), float(high)


def _wilson(share: float, trials: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, centre - half), min(1.0, centre + half)
