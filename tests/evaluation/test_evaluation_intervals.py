"""Standard errors against hand-made values, and intervals against how often they hold the truth."""

from __future__ import annotations

import math

import pytest

from synthgen.errors import UsageError
from synthgen.evaluation.intervals import FEW, STUDENT, clustered_mean
from synthgen.streams import stream


def test_without_clusters_it_is_the_standard_error_of_a_mean() -> None:
    values = [0.0, 1.0, 0.5, 0.5, 1.0]
    found = clustered_mean(values, list("abcde"), stream(0))
    mean = sum(values) / 5
    assert found.value == pytest.approx(0.6)
    assert found.se == pytest.approx(math.sqrt(sum((one - mean) ** 2 for one in values) / 4 / 5))
    assert found.clusters == 5
    assert found.se is not None
    half = 2.776 * found.se  # Student's t, 4 degrees of freedom
    assert (found.low, found.high) == pytest.approx((0.6 - half, 1.0))


def test_repeating_every_task_does_not_make_the_mean_surer() -> None:
    values, names = [0.0, 1.0, 0.5, 0.5, 1.0, 0.0] * 4, list("abcdefghijklmnopqrstuvwx")
    once = clustered_mean(values, names, stream(0))
    thrice = clustered_mean(values * 3, names * 3, stream(0))
    apart = clustered_mean(values * 3, [f"{name}{copy}" for copy in range(3) for name in names], stream(0))
    assert thrice.se == pytest.approx(once.se)
    assert (thrice.low, thrice.high) == pytest.approx((once.low, once.high))
    assert apart.se is not None
    assert once.se is not None
    assert apart.se < 0.6 * once.se


def test_clusters_of_unequal_size_by_hand() -> None:
    # Cluster sums of residuals around 0.5: a -0.5-0.5 = -1, b +0.5, c +0.5; se = sqrt(3/2 * 1.5) / 4.
    found = clustered_mean([0.0, 0.0, 1.0, 1.0], ["a", "a", "b", "c"], stream(0))
    assert found.se == pytest.approx(math.sqrt(1.5 * 1.5) / 4)


def test_the_same_stream_gives_the_same_interval_and_another_a_near_one() -> None:
    values = [place % 7 / 6 for place in range(60)]
    names = [str(place) for place in range(60)]
    first, again, other = (clustered_mean(values, names, stream(seed)) for seed in (1, 1, 2))
    assert first == again
    assert (first.low, first.high) != (other.low, other.high)
    assert (first.low, first.high) == pytest.approx((other.low, other.high), abs=0.02)


@pytest.mark.parametrize(("value", "low", "high"), [(0.0, 0.0, 0.2775), (1.0, 0.7225, 1.0)])
def test_ten_tasks_that_all_fail_or_all_pass_are_no_proof(value: float, low: float, high: float) -> None:
    found = clustered_mean([value] * 10, list("abcdefghij"), stream(0))
    assert found.se == 0.0
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)  # Wilson's interval for 0 and 10 of 10


def test_a_single_cluster_has_no_standard_error() -> None:
    found = clustered_mean([1.0, 0.0], ["a", "a"], stream(0))
    assert found.se is None
    assert (found.low, found.high) != (0.5, 0.5)


def test_intervals_hold_the_truth_as_often_as_they_say_and_without_clusters_they_would_not() -> None:
    # 40 tasks whose chance of success is 0.2 or 0.8, each with ten completions: the mean over all tasks to come is 0.5.
    random = stream(5, "coverage")
    held = held_apart = 0
    trials = 200
    for trial in range(trials):
        values: list[float] = []
        for _ in range(40):
            chance = random.choice([0.2, 0.8])
            values += [float(random.random() < chance) for _ in range(10)]
        tasks = [str(place // 10) for place in range(400)]
        whole = clustered_mean(values, tasks, stream(trial))
        apart = clustered_mean(values, [str(place) for place in range(400)], stream(trial))
        held += whole.low <= 0.5 <= whole.high
        held_apart += apart.low <= 0.5 <= apart.high
    assert 0.90 <= held / trials <= 0.98
    assert held_apart / trials < 0.80


def test_nothing_has_no_mean() -> None:
    with pytest.raises(UsageError, match="found 0 and 0"):
        clustered_mean([], [], stream(0))


def test_the_table_of_student_s_t_has_an_entry_for_every_small_number_of_clusters() -> None:
    assert len(STUDENT) == FEW - 2
    assert list(STUDENT) == sorted(STUDENT, reverse=True)
    for clusters in range(2, FEW):
        found = clustered_mean([0.4] + [0.6] * (clusters - 1), [str(place) for place in range(clusters)], stream(0))
        assert found.se is not None
        assert found.high == pytest.approx(min(1.0, found.value + STUDENT[clusters - 2] * found.se))
