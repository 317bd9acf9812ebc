"""Typical wrong programs for the atoms of `sorting`."""

from itertools import combinations, groupby, pairwise

from synthgen.kinds import (
    Flag,
    Integer,
    Integers,
    Natural,
    Naturals,
    Size,
    SortedIntegers,
    Words,
)
from synthgen.library import mistake


@mistake("sorted_numbers", "bubble sort makes one pass too few", "冒泡排序少做了一趟")
def bubbled_with_a_pass_missing(numbers: Integers) -> SortedIntegers:
    ordered = list(numbers)
    for end in range(len(ordered) - 1, 1, -1):
        for index in range(end):
            if ordered[index] > ordered[index + 1]:
                ordered[index], ordered[index + 1] = ordered[index + 1], ordered[index]
    return ordered


@mistake(
    "sorted_numbers",
    "bubble sort stops after a pass whose last comparison needs no swap",
    "冒泡排序在某一趟的最后一次比较无需交换时就停止",
)
def bubbled_until_last_pair_fits(numbers: Integers) -> SortedIntegers:
    ordered = list(numbers)
    swapped = True
    while swapped:
        swapped = False
        for index in range(len(ordered) - 1):
            if ordered[index] > ordered[index + 1]:
                ordered[index], ordered[index + 1] = ordered[index + 1], ordered[index]
                swapped = True
            else:
                swapped = False
    return ordered


@mistake(
    "is_ascending",
    "every element is compared with the first, not with the one before it",
    "每个元素都与第一个元素比较，而不是与前一个元素比较",
)
def none_below_the_first(numbers: Integers) -> Flag:
    return all(number >= numbers[0] for number in numbers)


@mistake("is_ascending", "the first two elements alone decide", "仅由前两个元素决定结果")
def first_pair_ascends(numbers: Integers) -> Flag:
    for before, number in pairwise(numbers):
        return before <= number
    return True


@mistake(
    "is_ascending",
    "a list with fewer than two elements does not count as ascending",
    "少于两个元素的列表被当作不满足条件",
    where="len(numbers) < 2",
)
def two_elements_needed_to_ascend(numbers: Integers) -> Flag:
    if len(numbers) < 2:
        return False
    return numbers == sorted(numbers)


@mistake(
    "is_ascending",
    "only the first and the last element are compared with the others",
    "只检查第一个元素是否最小、最后一个元素是否最大",
)
def ends_are_smallest_and_largest(numbers: Integers) -> Flag:
    return not numbers or (numbers[0], numbers[-1]) == (min(numbers), max(numbers))


@mistake(
    "merged_lists",
    "of two equal elements that meet in the merge, one is dropped",
    "合并时若两个列表的当前元素相等，只保留其中一个",
)
def equal_heads_merged_into_one(
    first: SortedIntegers, second: SortedIntegers
) -> SortedIntegers:
    merged = []
    left = right = 0
    while left < len(first) and right < len(second):
        if first[left] < second[right]:
            merged.append(first[left])
            left += 1
        elif first[left] > second[right]:
            merged.append(second[right])
            right += 1
        else:
            merged.append(first[left])
            left += 1
            right += 1
    return merged + first[left:] + second[right:]


@mistake(
    "merged_lists",
    "if either list is empty, the merge is empty",
    "只要有一个列表为空，合并结果就为空",
)
def merged_only_if_both_filled(
    first: SortedIntegers, second: SortedIntegers
) -> SortedIntegers:
    if not first or not second:
        return []
    return sorted(first + second)


@mistake(
    "insertion_point",
    "the binary search ends at any equal element, not at the first one",
    "二分查找遇到任意一个相等的元素就结束，而不是找到第一个",
)
def place_of_any_equal(numbers: SortedIntegers, number: Integer) -> Size:
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] == number:
            return middle
        if numbers[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low


@mistake(
    "insertion_point",
    "a number that no element is smaller than is placed at the end",
    "不大于任何元素的数被插入到末尾",
)
def place_between_neighbours(numbers: SortedIntegers, number: Integer) -> Size:
    for index in range(1, len(numbers)):
        if numbers[index - 1] < number <= numbers[index]:
            return index
    return len(numbers)


@mistake(
    "insertion_point",
    "without an element that is as large, the point is 0",
    "没有不小于该数的元素时，位置成了 0",
)
def place_of_none_as_zero(numbers: SortedIntegers, number: Integer) -> Size:
    return next((index for index, other in enumerate(numbers) if other >= number), 0)


@mistake(
    "second_largest",
    "a repeated largest value counts as the second largest too",
    "最大值重复出现时，也被当作第二大的值",
)
def last_but_one_in_order(numbers: Integers) -> Integer:
    if len(numbers) < 2:
        return 0
    return sorted(numbers)[-2]


@mistake(
    "second_largest",
    "the search starts from 0, so a negative second largest is never found",
    "查找从 0 开始，因此永远找不到负的第二大值",
)
def second_largest_above_zero(numbers: Integers) -> Integer:
    largest = second = 0
    for number in numbers:
        if number > largest:
            largest, second = number, largest
        elif second < number < largest:
            second = number
    return second


@mistake(
    "second_largest",
    "only what was the largest before counts, not what comes after the largest",
    "只考虑曾经是最大值的数，忽略了出现在最大值之后的数",
)
def largest_before_the_largest(numbers: Integers) -> Integer:
    if not numbers:
        return 0
    largest = numbers[0]
    second = None
    for number in numbers:
        if number > largest:
            second = largest
            largest = number
    return 0 if second is None else second


@mistake(
    "second_largest",
    "with only one different value, that value is given instead of 0",
    "只有一个不同的值时，结果是该值而不是 0",
)
def only_value_as_second(numbers: Integers) -> Integer:
    if not numbers:
        return 0
    largest = max(numbers)
    return max((number for number in numbers if number != largest), default=largest)


@mistake(
    "second_largest",
    "a set is taken to be in ascending order",
    "认为集合中的元素是升序的",
)
def last_but_one_of_a_set(numbers: Integers) -> Integer:
    different = list(set(numbers))
    return different[-2] if len(different) > 1 else 0


@mistake(
    "lower_median",
    "of two middle elements the mean is taken, rounded down",
    "正中有两个元素时，取两者的平均值（向下取整）",
)
def mean_of_the_middle(numbers: Integers) -> Integer:
    if not numbers:
        return 0
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) // 2


@mistake(
    "lower_median",
    "a position halfway between two is rounded to the even one, which may be the upper",
    "正中位置落在两个元素之间时取偶数位置，可能取到较大的一个",
)
def middle_by_rounding(numbers: Integers) -> Integer:
    if not numbers:
        return 0
    return sorted(numbers)[round((len(numbers) - 1) / 2)]


@mistake(
    "lower_median",
    "parting the elements around a pivot loses those equal to it",
    "按基准值划分元素时，丢失了与基准值相等的元素",
)
def median_by_losing_equals(numbers: Integers) -> Integer:
    remaining = list(numbers)
    position = (len(numbers) - 1) // 2
    while remaining:
        pivot = remaining[0]
        smaller = [number for number in remaining if number < pivot]
        if position == len(smaller):
            return pivot
        if position < len(smaller):
            remaining = smaller
        else:
            position -= len(smaller) + 1
            remaining = [number for number in remaining if number > pivot]
    return 0


@mistake(
    "closest_number",
    "of two elements that are equally close, the first in the list is taken",
    "两个元素同样接近时，取列表中靠前的一个",
    where="any(2 * target - number in numbers for number in numbers if number != target)",
)
def first_of_the_closest(numbers: Integers, target: Integer) -> Integer:
    return min(numbers, key=lambda number: abs(number - target), default=0)


@mistake(
    "closest_number",
    "of two elements that are equally close, the larger is taken",
    "两个元素同样接近时，取较大的一个",
    where="any(2 * target - number in numbers for number in numbers if number != target)",
)
def larger_of_the_closest(numbers: Integers, target: Integer) -> Integer:
    if not numbers:
        return 0
    ordered = sorted(numbers)
    closest = ordered[0]
    for number in ordered:
        if abs(number - target) <= abs(closest - target):
            closest = number
    return closest


@mistake(
    "closest_number",
    "the search starts from 0, as if 0 were an element",
    "查找从 0 开始，相当于把 0 也当作列表中的元素",
)
def closest_with_zero_among_them(numbers: Integers, target: Integer) -> Integer:
    closest = 0
    for number in sorted(numbers):
        if abs(number - target) < abs(closest - target):
            closest = number
    return closest


@mistake(
    "closest_number",
    "in an empty list the number that is looked for is the closest",
    "列表为空时，结果是目标数本身",
    where="not numbers",
)
def closest_number_or_itself(numbers: Integers, target: Integer) -> Integer:
    return min(sorted(numbers), key=lambda number: abs(number - target), default=target)


@mistake(
    "closest_number",
    "of two elements that are equally close, the last in the list is taken",
    "两个元素同样接近时，取了列表中靠后的一个",
    where="any(2 * target - number in numbers for number in numbers if number != target)",
)
def last_of_the_closest(numbers: Integers, target: Integer) -> Integer:
    closest = numbers[0] if numbers else 0
    for number in numbers:
        if abs(number - target) <= abs(closest - target):
            closest = number
    return closest


@mistake(
    "ranks",
    "equal elements have different ranks, in the order in which they stand",
    "相等的元素按先后顺序得到不同的名次",
)
def ranks_of_their_own(numbers: Integers) -> Naturals:
    places = [0] * len(numbers)
    order = sorted(range(len(numbers)), key=lambda index: numbers[index])
    for rank, index in enumerate(order):
        places[index] = rank
    return places


@mistake(
    "ranks",
    "equal elements share the last of their positions in order, not the first",
    "相等的元素共用排序后最后一个位置作为名次，而不是第一个",
)
def ranks_by_last_position(numbers: Integers) -> Naturals:
    position = {number: index for index, number in enumerate(sorted(numbers))}
    return [position[number] for number in numbers]


@mistake(
    "ranks",
    "the indexes are listed in ascending order of their elements, instead of the ranks",
    "给出的是按元素升序排列的下标，而不是各元素的名次",
)
def indexes_in_ascending_order(numbers: Integers) -> Naturals:
    return sorted(range(len(numbers)), key=lambda index: numbers[index])


@mistake("inversion_count", "only neighbours are compared", "只比较相邻的元素")
def falls_between_neighbours(numbers: Integers) -> Natural:
    return sum(before > number for before, number in pairwise(numbers))


@mistake(
    "inversion_count",
    "only the swaps of the first bubble sort pass are counted",
    "只统计了冒泡排序第一趟的交换次数",
)
def swaps_of_one_pass(numbers: Integers) -> Natural:
    bubbled = list(numbers)
    swaps = 0
    for index in range(len(bubbled) - 1):
        if bubbled[index] > bubbled[index + 1]:
            bubbled[index], bubbled[index + 1] = bubbled[index + 1], bubbled[index]
            swaps += 1
    return swaps


@mistake(
    "inversion_count",
    "pairs of the same two values count once, wherever they stand",
    "由相同的两个值组成的逆序对无论位置如何都只计一次",
)
def different_inverted_pairs(numbers: Integers) -> Natural:
    pairs = {
        (earlier, later)
        for earlier, later in combinations(numbers, 2)
        if earlier > later
    }
    return len(pairs)


@mistake(
    "inversion_count",
    "the merge counts one inversion for each element that jumps ahead, however many it passes",
    "归并时每个提前的元素只计一个逆序对，无论它越过多少个元素",
)
def jumps_ahead_in_merges(numbers: Integers) -> Natural:
    inversions = 0
    runs = [[number] for number in numbers]
    while len(runs) > 1:
        left, right = runs.pop(0), runs.pop(0)
        merged = []
        while left and right:
            if left[0] <= right[0]:
                merged.append(left.pop(0))
            else:
                merged.append(right.pop(0))
                inversions += 1
        runs.append(merged + left + right)
    return inversions


@mistake(
    "words_by_length",
    "the lengths are counted from 1, so empty words are lost",
    "长度从 1 开始枚举，因此丢失了空单词",
)
def lengths_counted_from_one(words: Words) -> Words:
    arranged = []
    for length in range(1, max(map(len, words), default=0) + 1):
        arranged += sorted(word for word in words if len(word) == length)
    return arranged


@mistake(
    "words_by_length",
    "of each length, only the last words that stand side by side are kept",
    "每种长度只保留最后一段相邻的单词",
)
def last_stretch_of_each_length(words: Words) -> Words:
    groups = {length: sorted(group) for length, group in groupby(words, key=len)}
    return [word for length in sorted(groups) for word in groups[length]]


@mistake(
    "words_by_length",
    "neighbours out of alphabetical order are swapped even if the first is shorter",
    "相邻单词只要不合字母顺序就交换，即使前一个更短",
)
def swapped_by_length_or_letters(words: Words) -> Words:
    arranged = list(words)
    for end in range(len(arranged) - 1, 0, -1):
        for index in range(end):
            word, following = arranged[index], arranged[index + 1]
            if len(word) > len(following) or word > following:
                arranged[index], arranged[index + 1] = following, word
    return arranged
