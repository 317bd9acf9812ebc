"""Typical wrong programs for the atoms of `intervals`."""

from itertools import accumulate, combinations, pairwise

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
from synthgen.library import mistake


@mistake(
    "overlap_length",
    "the interval that starts first is taken to end first",
    "认为先开始的区间一定先结束",
)
def overlap_length_never_nested(first: Interval, second: Interval) -> Natural:
    earlier, later = sorted([first, second])
    return max(0, earlier[1] - later[0] + 1)


@mistake(
    "overlap_length",
    "a single shared integer counts as no overlap",
    "只有一个公共整数时不算重叠",
)
def overlap_length_without_touching(first: Interval, second: Interval) -> Natural:
    low = max(first[0], second[0])
    high = min(first[1], second[1])
    if low < high:
        return high - low + 1
    return 0


@mistake(
    "overlap_length",
    "the stretch between two intervals that do not meet is counted",
    "两个区间不相交时，算的是它们之间那一段的长度",
)
def overlap_length_between_middle_ends(first: Interval, second: Interval) -> Natural:
    ends = sorted([*first, *second])
    return ends[2] - ends[1] + 1


@mistake(
    "clamped_number",
    "the closer end is returned even for a number inside the interval",
    "即使数在区间内，也返回较近的端点",
)
def clamped_number_to_nearest_end(number: Integer, interval: Interval) -> Integer:
    low, high = interval
    return low if abs(number - low) <= abs(number - high) else high


@mistake(
    "clamped_number",
    "the upper end does not belong to the interval",
    "区间不包含上端点",
)
def clamped_number_below_upper_end(number: Integer, interval: Interval) -> Integer:
    low, high = interval
    return max(low, min(number, high - 1))


@mistake(
    "number_span",
    "the search for the largest number starts at 0",
    "求最大数时从 0 开始比较",
    where="max(numbers, default=0) < 0",
)
def number_span_up_from_zero(numbers: Integers) -> Interval:
    if not numbers:
        return (0, 0)
    low = numbers[0]
    high = 0
    for number in numbers:
        low = min(low, number)
        high = max(high, number)
    return (low, high)


@mistake(
    "number_span",
    "both searches start at 0, so that 0 always lies in the interval",
    "最小数和最大数都从 0 开始比较，因此区间总包含 0",
)
def number_span_around_zero(numbers: Integers) -> Interval:
    low = high = 0
    for number in numbers:
        if number < low:
            low = number
        if number > high:
            high = number
    return (low, high)


@mistake(
    "number_span",
    "a number that is a new smallest one is never tried as the largest",
    "刷新了最小值的数不再与最大值比较",
)
def number_span_one_end_at_a_time(numbers: Integers) -> Interval:
    if not numbers:
        return (0, 0)
    low, high = 10**9, -(10**9)
    for number in numbers:
        if number < low:
            low = number
        elif number > high:
            high = number
    return (low, high)


@mistake(
    "moving_totals",
    "the windows do not overlap",
    "窗口互不重叠",
)
def totals_of_blocks(numbers: Integers, width: Positive) -> Integers:
    starts = range(0, len(numbers) - width + 1, width)
    return [sum(numbers[start : start + width]) for start in starts]


@mistake(
    "moving_totals",
    "for the first window, the index before the list wraps around to its end",
    "计算第一个窗口时，列表之前的下标绕回到列表末尾",
)
def moving_totals_wrapping_around(numbers: Integers, width: Positive) -> Integers:
    totals = list(accumulate(numbers))
    return [totals[end] - totals[end - width] for end in range(width - 1, len(totals))]


@mistake(
    "longest_rising_run",
    "a stretch that reaches the end of the list is forgotten",
    "漏掉了一直延伸到列表末尾的片段",
)
def longest_rising_run_before_end(numbers: Integers) -> SortedIntegers:
    longest: list[int] = []
    current: list[int] = []
    for number in numbers:
        if current and number <= current[-1]:
            if len(current) > len(longest):
                longest = current
            current = []
        current = [*current, number]
    return longest


@mistake(
    "longest_rising_run",
    "a single item is no stretch, so a list that never rises gives an empty list",
    "单个元素不算片段，因此从不递增的列表得到空列表",
)
def longest_rising_run_of_two_or_more(numbers: Integers) -> SortedIntegers:
    longest: list[int] = []
    current: list[int] = []
    for before, after in pairwise(numbers):
        if before < after:
            current = [*current, after] if current else [before, after]
            if len(current) > len(longest):
                longest = current
        else:
            current = []
    return longest


@mistake(
    "longest_rising_run",
    "the longest increasing subsequence is returned, contiguous or not",
    "求的是最长递增子序列，不要求连续",
)
def longest_rising_subsequence(numbers: Integers) -> SortedIntegers:
    longest: list[int] = []
    best_ending: list[list[int]] = []
    for index, number in enumerate(numbers):
        best: list[int] = []
        for before in range(index):
            if numbers[before] < number and len(best_ending[before]) > len(best):
                best = best_ending[before]
        best_ending.append([*best, number])
        if len(best_ending[-1]) > len(longest):
            longest = best_ending[-1]
    return longest


@mistake(
    "longest_rising_run",
    "an equal number is skipped instead of ending the stretch",
    "相等的数被跳过，而不是使片段断开",
)
def longest_rising_run_skipping_equals(numbers: Integers) -> SortedIntegers:
    longest: list[int] = []
    current: list[int] = []
    for number in numbers:
        if not current or number > current[-1]:
            current = [*current, number]
        elif number < current[-1]:
            current = [number]
        if len(current) > len(longest):
            longest = current
    return longest


@mistake(
    "consecutive_ranges",
    "a range grows only upward from the number met first, even if the one below is there",
    "区间只从最先遇到的数向上扩展，不管比它小 1 的数是否存在",
)
def consecutive_ranges_only_upward(numbers: Integers) -> Intervals:
    present = set(numbers)
    seen: set[int] = set()
    ranges = []
    for low in numbers:
        if low not in seen:
            high = low
            seen.add(high)
            while high + 1 in present:
                high += 1
                seen.add(high)
            ranges.append((low, high))
    return sorted(ranges)


@mistake(
    "consecutive_ranges",
    "a range breaks off after 0, because 0 is taken for no number",
    "0 被当作还没有数，区间在 0 之后断开",
)
def consecutive_ranges_broken_at_zero(numbers: Integers) -> Intervals:
    ranges = []
    low = high = None
    for number in sorted(set(numbers)):
        if high and number == high + 1:
            high = number
        else:
            if low is not None and high is not None:
                ranges.append((low, high))
            low = high = number
    if low is not None and high is not None:
        ranges.append((low, high))
    return ranges


@mistake(
    "consecutive_ranges",
    "a range from 0 on starts at 1, because 0 is taken for no start",
    "0 被当作还没有起点，从 0 开始的区间变成从 1 开始",
    where="0 in numbers and 1 in numbers and -1 not in numbers",
)
def consecutive_ranges_without_start_at_zero(numbers: Integers) -> Intervals:
    values = sorted(set(numbers))
    ranges = []
    start: int | None = None
    for number in values:
        if not start:
            start = number
        if number + 1 not in values:
            ranges.append((start, number))
            start = None
    return ranges


@mistake(
    "merged_intervals",
    "intervals without a gap between them are merged too",
    "相邻但没有公共整数的区间也被合并",
)
def merged_intervals_with_neighbours(intervals: Intervals) -> Intervals:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(intervals):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


@mistake(
    "merged_intervals",
    "an interval is compared only with the one before it in sorted order",
    "每个区间只与排序后的前一个区间比较",
)
def merged_intervals_with_previous(intervals: Intervals) -> Intervals:
    ordered = sorted(intervals)
    merged = ordered[:1]
    for before, (low, high) in pairwise(ordered):
        if low <= before[1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


@mistake(
    "merged_intervals",
    "the intervals are sorted by their upper ends, and each is merged only with the last one",
    "按上端点给区间排序，每个区间只与最后一个合并",
)
def merged_intervals_by_upper_end(intervals: Intervals) -> Intervals:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(intervals, key=lambda interval: interval[1]):
        if merged and low <= merged[-1][1]:
            merged[-1] = (min(merged[-1][0], low), high)
        else:
            merged.append((low, high))
    return merged


@mistake(
    "covered_length",
    "the last interval decides how far all reach, even if an earlier one ends later",
    "总以最近一个区间的末端作为已覆盖的末端，即使更早的区间延伸得更远",
)
def covered_length_forgetting_reach(intervals: Intervals) -> Natural:
    covered = 0
    reach = None
    for low, high in sorted(intervals):
        start = low if reach is None else max(low, reach + 1)
        covered += max(0, high - start + 1)
        reach = high
    return covered


@mistake(
    "covered_length",
    "the intervals are sorted by their upper ends, and the part below an earlier one is lost",
    "按上端点给区间排序，漏掉了后一个区间在前一个区间下方的部分",
)
def covered_length_by_upper_end(intervals: Intervals) -> Natural:
    covered = 0
    reach = None
    for low, high in sorted(intervals, key=lambda interval: interval[1]):
        start = low if reach is None else max(low, reach + 1)
        covered += max(0, high - start + 1)
        reach = high
    return covered


@mistake(
    "covered_length",
    "the overlap of every two intervals is subtracted, though several may share an integer",
    "每两个区间的重叠都减去一次，三个以上区间重叠时减得太多",
)
def covered_length_less_each_overlap(intervals: Intervals) -> Natural:
    covered = sum(high - low + 1 for low, high in intervals)
    for first, second in combinations(intervals, 2):
        covered -= max(0, min(first[1], second[1]) - max(first[0], second[0]) + 1)
    return covered


@mistake(
    "peak_overlap",
    "the intervals that meet the same interval are counted, common integer or not",
    "统计与某一个区间相交的区间数，不管它们是否有共同的整数",
)
def peak_overlap_with_one_interval(intervals: Intervals) -> Size:
    peak = 0
    for start, end in intervals:
        meeting = [1 for low, high in intervals if low <= end and start <= high]
        peak = max(peak, len(meeting))
    return peak


@mistake(
    "peak_overlap",
    "the intervals that merge into one are counted",
    "统计能合并成一个区间的区间数",
)
def peak_overlap_of_merged_group(intervals: Intervals) -> Size:
    peak = 0
    count = 0
    reach = 0
    for low, high in sorted(intervals):
        if count > 0 and low <= reach:
            count += 1
            reach = max(reach, high)
        else:
            count = 1
            reach = high
        peak = max(peak, count)
    return peak


@mistake(
    "peak_overlap",
    "counting starts afresh after the common part, though earlier intervals may reach further",
    "区间与公共部分不相交时就从头计数，忘记了更早的区间可能延伸到这里",
)
def peak_overlap_starting_afresh(intervals: Intervals) -> Size:
    peak = 0
    count = 0
    common_end = 0
    for low, high in sorted(intervals):
        if count > 0 and low <= common_end:
            count += 1
            common_end = min(common_end, high)
        else:
            count = 1
            common_end = high
        peak = max(peak, count)
    return peak


@mistake(
    "gaps_between",
    "an interval is compared only with the one before it in sorted order",
    "每个区间只与排序后的前一个区间比较",
)
def gaps_after_previous_interval(intervals: Intervals) -> Intervals:
    return [
        (before[1] + 1, after[0] - 1)
        for before, after in pairwise(sorted(intervals))
        if after[0] > before[1] + 1
    ]


@mistake(
    "gaps_between",
    "the intervals are sorted by their upper ends, though a later one may start lower",
    "按上端点给区间排序，忘记了后面的区间可能从更低处开始",
)
def gaps_between_by_upper_end(intervals: Intervals) -> Intervals:
    gaps = []
    ordered = sorted(intervals, key=lambda interval: interval[1])
    for before, after in pairwise(ordered):
        if after[0] > before[1] + 1:
            gaps.append((before[1] + 1, after[0] - 1))
    return gaps


@mistake(
    "gaps_between",
    "a gap is given by the ends of the intervals on both sides of it",
    "空隙用两侧区间的端点表示",
)
def gaps_between_open_ends(intervals: Intervals) -> Intervals:
    gaps = []
    ordered = sorted(intervals)
    reach = ordered[0][1] if ordered else 0
    for low, high in ordered:
        if low > reach + 1:
            gaps.append((reach, low))
        reach = max(reach, high)
    return gaps
