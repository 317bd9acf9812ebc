"""Intervals: closed ranges of integers, how they meet, and stretches of numbers."""

from heapq import heappop, heappush
from itertools import accumulate, groupby, pairwise

from synthgen.kinds import (
    Integer,
    Integers,
    Interval,
    Intervals,
    Natural,
    Positive,
    Size,
    SortedIntegers,
)
from synthgen.library import reference


def overlap_length(first: Interval, second: Interval) -> Natural:
    """Return the number of integers that lie in both `first` and `second`.

    Both ends of an interval belong to it.

    中文：同时位于 `first` 与 `second` 之中的整数的个数。区间包含两端。

    >>> overlap_length((1, 5), (3, 9))
    3
    >>> overlap_length((1, 5), (5, 9))
    1
    >>> overlap_length((7, 9), (1, 2))
    0
    """
    return max(0, min(first[1], second[1]) - max(first[0], second[0]) + 1)


@reference(overlap_length)
def overlap_length_by_exclusion(first: Interval, second: Interval) -> Natural:
    lengths = (first[1] - first[0] + 1) + (second[1] - second[0] + 1)
    span = max(first[1], second[1]) - min(first[0], second[0]) + 1
    return max(0, lengths - span)


@reference(overlap_length)
def overlap_length_by_sorted_ends(first: Interval, second: Interval) -> Natural:
    if first[1] < second[0] or second[1] < first[0]:
        shared = 0
    else:
        _, low, high, _ = sorted([*first, *second])
        shared = high - low + 1
    return shared


def clamped_number(number: Integer, interval: Interval) -> Integer:
    """Return the integer in `interval` that is closest to `number`.

    Both ends of an interval belong to it.

    中文：`interval` 中最接近 `number` 的整数。区间包含两端。

    >>> clamped_number(15, (1, 10))
    10
    >>> clamped_number(-15, (1, 10))
    1
    >>> clamped_number(7, (1, 10))
    7
    """
    return max(interval[0], min(number, interval[1]))


@reference(clamped_number)
def clamped_number_by_median(number: Integer, interval: Interval) -> Integer:
    return sorted([number, *interval])[1]


@reference(clamped_number)
def clamped_number_by_steps(number: Integer, interval: Interval) -> Integer:
    low, high = interval
    if number < low:
        closest = low
    elif number > high:
        closest = high
    else:
        closest = number
    return closest


def number_span(numbers: Integers) -> Interval:
    """Return the interval from the smallest to the largest number in `numbers`.

    Such an interval is a tuple of its two ends; for an empty list it is `(0, 0)`.

    中文：`numbers` 中从最小的数到最大的数的区间。这样的区间是由其两端组成的元组；
    对于空列表，这样的区间为 `(0, 0)`。

    >>> number_span([4, -2, 7, 5])
    (-2, 7)
    >>> number_span([3])
    (3, 3)
    >>> number_span([])
    (0, 0)
    """
    return (min(numbers, default=0), max(numbers, default=0))


@reference(number_span)
def number_span_by_sorting(numbers: Integers) -> Interval:
    ordered = sorted(numbers) or [0]
    return (ordered[0], ordered[-1])


@reference(number_span)
def number_span_by_scanning(numbers: Integers) -> Interval:
    low = high = numbers[0] if numbers else 0
    for number in numbers:
        if number < low:
            low = number
        elif number > high:
            high = number
    return (low, high)


def moving_totals(numbers: Integers, width: Positive) -> Integers:
    """Return the list of the sums of all windows in `numbers` with a length of `width`.

    A window consists of neighbouring items, and windows overlap: one starts at every
    position that leaves room for it. The sums of the windows are listed from left to
    right; a list that is shorter than a window has none.

    中文：`numbers` 中所有长度为 `width` 的窗口的元素之和组成的列表。
    窗口由位置相邻的元素组成，可以互相重叠：凡是后面元素足够的位置，
    都有一个窗口从该处开始。各窗口的元素之和从左到右排列；比窗口短的列表没有窗口。

    >>> moving_totals([1, 2, 3, 4], 2)
    [3, 5, 7]
    >>> moving_totals([5, -1, 5], 3)
    [9]
    >>> moving_totals([1, 2], 3)
    []
    """
    starts = range(len(numbers) - width + 1)
    return [sum(numbers[start : start + width]) for start in starts]


@reference(moving_totals)
def moving_totals_by_differences(numbers: Integers, width: Positive) -> Integers:
    totals = list(accumulate(numbers, initial=0))
    return [totals[end] - totals[end - width] for end in range(width, len(totals))]


@reference(moving_totals)
def moving_totals_by_sliding(numbers: Integers, width: Positive) -> Integers:
    totals = []
    total = 0
    for index, number in enumerate(numbers):
        total += number
        if index >= width:
            total -= numbers[index - width]
        if index >= width - 1:
            totals.append(total)
    return totals


def longest_rising_run(numbers: Integers) -> SortedIntegers:
    """Return the longest contiguous stretch of `numbers` that is strictly increasing.

    A single element is such a stretch too. Of several equally long stretches, the first
    is taken. The longest stretch of an empty list is an empty list.

    中文：`numbers` 中最长的严格递增的连续片段。单个元素也算这样的片段。
    若有多个片段同样长，则取最先出现的一个。
    空列表的最长片段为空列表。

    >>> longest_rising_run([5, 1, 2, 4, 4, 6])
    [1, 2, 4]
    >>> longest_rising_run([3, 4, 1, 2])
    [3, 4]
    >>> longest_rising_run([])
    []
    """
    longest: list[int] = []
    current: list[int] = []
    for number in numbers:
        current = [*current, number] if current and current[-1] < number else [number]
        if len(current) > len(longest):
            longest = current
    return longest


@reference(longest_rising_run)
def longest_rising_run_by_cutting(numbers: Integers) -> SortedIntegers:
    breaks = [
        index
        for index, (before, after) in enumerate(pairwise(numbers), start=1)
        if before >= after
    ]
    cuts = pairwise([0, *breaks, len(numbers)])
    return max((numbers[start:end] for start, end in cuts), key=len)


@reference(longest_rising_run)
def longest_rising_run_by_trying_lengths(numbers: Integers) -> SortedIntegers:
    for length in range(len(numbers), 1, -1):
        for start in range(len(numbers) - length + 1):
            stretch = numbers[start : start + length]
            if all(before < after for before, after in pairwise(stretch)):
                return stretch
    return numbers[:1]


def consecutive_ranges(numbers: Integers) -> Intervals:
    """Return the ascending list of the maximal ranges of consecutive integers in
    `numbers`.

    Each range is a tuple of its smallest and largest integer; an integer without
    neighbours is a range by itself, such as `(7, 7)`. The order and the repeats of the
    integers do not matter for the ranges, and an empty list has none.

    中文：由 `numbers` 中的连续整数构成的极大区间组成的升序列表。
    每个极大区间是由其最小整数与最大整数组成的元组；没有相邻整数的整数自成一个区间，
    如 `(7, 7)`。整数的先后顺序与重复次数不影响这些区间，空列表没有这样的区间。

    >>> consecutive_ranges([7, 1, 3, 2, 3])
    [(1, 3), (7, 7)]
    >>> consecutive_ranges([0, -1, 2])
    [(-1, 0), (2, 2)]
    >>> consecutive_ranges([])
    []
    """
    ranges: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


@reference(consecutive_ranges)
def consecutive_ranges_by_offset(numbers: Integers) -> Intervals:
    ranges = []
    numbered = enumerate(sorted(set(numbers)))
    for _, group in groupby(numbered, key=lambda entry: entry[1] - entry[0]):
        members = [number for _, number in group]
        ranges.append((members[0], members[-1]))
    return ranges


@reference(consecutive_ranges)
def consecutive_ranges_by_borders(numbers: Integers) -> Intervals:
    present = set(numbers)
    lows = sorted(number for number in present if number - 1 not in present)
    highs = sorted(number for number in present if number + 1 not in present)
    return list(zip(lows, highs, strict=True))


def merged_intervals(intervals: Intervals) -> Intervals:
    """Return the ascending list of the intervals that result from merging the
    overlapping ones in `intervals`.

    Intervals overlap if they share at least one integer: `(1, 2)` and `(2, 3)` become
    `(1, 3)`, while `(1, 2)` and `(3, 4)` stay apart.

    中文：把 `intervals` 中重叠的区间全部合并后得到的区间组成的升序列表。
    至少有一个公共整数的区间视为重叠：`(1, 2)` 与 `(2, 3)` 合并为 `(1, 3)`，
    而 `(1, 2)` 与 `(3, 4)` 不合并。

    >>> merged_intervals([(8, 9), (2, 6), (1, 3), (6, 7)])
    [(1, 7), (8, 9)]
    >>> merged_intervals([(1, 9), (2, 3)])
    [(1, 9)]
    >>> merged_intervals([])
    []
    """
    merged: list[tuple[int, int]] = []
    for low, high in sorted(intervals):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


@reference(merged_intervals)
def merged_intervals_by_events(intervals: Intervals) -> Intervals:
    opening, closing = 0, 1
    events = [(low, opening) for low, _ in intervals]
    events += [(high, closing) for _, high in intervals]
    merged = []
    starts: list[int] = []
    for position, event in sorted(events):
        if event == opening:
            starts.append(position)
        else:
            start = starts.pop()
            if not starts:
                merged.append((start, position))
    return merged


@reference(merged_intervals)
def merged_intervals_by_absorption(intervals: Intervals) -> Intervals:
    apart: list[tuple[int, int]] = []
    for interval in intervals:
        low, high = interval
        touching = [other for other in apart if other[0] <= high and low <= other[1]]
        apart = [other for other in apart if other not in touching]
        touching.append(interval)
        lowest = min(other[0] for other in touching)
        highest = max(other[1] for other in touching)
        apart.append((lowest, highest))
    return sorted(apart)


def covered_length(intervals: Intervals) -> Natural:
    """Return the number of different integers that lie in at least one interval of
    `intervals`.

    Both ends of an interval belong to it.

    中文：被 `intervals` 中至少一个区间包含的不同整数的个数。区间包含两端。

    >>> covered_length([(1, 4), (3, 6), (10, 10)])
    7
    >>> covered_length([(-2, 9), (0, 3), (-2, 9)])
    12
    >>> covered_length([])
    0
    """
    covered = 0
    reach = min(intervals, default=(0, 0))[0] - 1
    for low, high in sorted(intervals):
        covered += max(0, high - max(low - 1, reach))
        reach = max(reach, high)
    return covered


@reference(covered_length)
def covered_length_by_pieces(intervals: Intervals) -> Natural:
    ends = {low for low, _ in intervals} | {high + 1 for _, high in intervals}
    return sum(
        after - before
        for before, after in pairwise(sorted(ends))
        if any(low <= before <= high for low, high in intervals)
    )


@reference(covered_length)
def covered_length_by_events(intervals: Intervals) -> Natural:
    events = [(low, 1) for low, _ in intervals]
    events += [(high + 1, -1) for _, high in intervals]
    covered = depth = previous = 0
    for position, change in sorted(events):
        if depth > 0:
            covered += position - previous
        depth += change
        previous = position
    return covered


def peak_overlap(intervals: Intervals) -> Size:
    """Return the largest number of intervals in `intervals` that share one integer.

    Both ends of an interval belong to it. Repeated intervals count separately. If no two
    intervals share an integer, the largest number is 1; without any intervals it is 0.

    中文：`intervals` 中包含同一个整数的区间的最大个数。区间包含两端。
    重复的区间分别计数。若任何两个区间都没有公共整数，最大个数为 1；
    没有任何区间时，最大个数为 0。

    >>> peak_overlap([(1, 4), (2, 6), (4, 8), (9, 9)])
    3
    >>> peak_overlap([(1, 2), (3, 4)])
    1
    >>> peak_overlap([(5, 5), (5, 5)])
    2
    >>> peak_overlap([])
    0
    """
    changes = [(low, 1) for low, _ in intervals]
    changes += [(high + 1, -1) for _, high in intervals]
    depths = accumulate(change for _, change in sorted(changes))
    return max(depths, default=0)


@reference(peak_overlap)
def peak_overlap_by_counting(intervals: Intervals) -> Size:
    peak = 0
    for start, _ in intervals:
        peak = max(peak, sum(low <= start <= high for low, high in intervals))
    return peak


@reference(peak_overlap)
def peak_overlap_by_active_ends(intervals: Intervals) -> Size:
    peak = 0
    active: list[int] = []
    for low, high in sorted(intervals):
        while active and active[0] < low:
            heappop(active)
        heappush(active, high)
        peak = max(peak, len(active))
    return peak


def gaps_between(intervals: Intervals) -> Intervals:
    """Return the ascending list of the gaps between the intervals in `intervals`.

    A gap is a maximal range of consecutive integers that lie in no interval, with
    intervals both below and above it, and is given as a tuple of its smallest and
    largest integer. Intervals such as `(1, 2)` and `(3, 4)` leave no gap.

    中文：`intervals` 中各区间之间的空隙组成的升序列表。空隙是不属于任何区间、
    且其下方与上方都有区间的极大连续整数范围，表示为由其最小整数与最大整数组成的元组。
    `(1, 2)` 与 `(3, 4)` 这样的区间之间没有空隙。

    >>> gaps_between([(8, 9), (1, 5), (2, 3)])
    [(6, 7)]
    >>> gaps_between([(1, 2), (3, 4), (6, 6)])
    [(5, 5)]
    >>> gaps_between([])
    []
    """
    gaps = []
    reach = min(intervals, default=(0, 0))[1]
    for low, high in sorted(intervals):
        if low > reach + 1:
            gaps.append((reach + 1, low - 1))
        reach = max(reach, high)
    return gaps


@reference(gaps_between)
def gaps_between_by_subtraction(intervals: Intervals) -> Intervals:
    gaps: list[tuple[int, int]] = []
    if intervals:
        gaps = [(min(intervals)[0], max(high for _, high in intervals))]
    for low, high in intervals:
        below = [(start, min(end, low - 1)) for start, end in gaps]
        above = [(max(start, high + 1), end) for start, end in gaps]
        gaps = [(start, end) for start, end in below + above if start <= end]
    return sorted(gaps)


@reference(gaps_between)
def gaps_between_by_sorted_ends(intervals: Intervals) -> Intervals:
    # A gap lies where as many intervals have ended as have started.
    starts = sorted(low for low, _ in intervals)
    ends = sorted(high for _, high in intervals)
    return [
        (end + 1, start - 1)
        for end, start in zip(ends[:-1], starts[1:], strict=True)
        if start > end + 1
    ]
