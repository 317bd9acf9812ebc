"""Typical wrong programs for the atoms of `lists`."""

from itertools import groupby, pairwise, zip_longest

from synthgen.kinds import Integer, Integers, Positive, Rows
from synthgen.library import mistake


@mistake("total", "an empty list raises an error", "空列表会引发错误")
def total_from_first(numbers: Integers) -> Integer:
    result = numbers[0]
    for number in numbers[1:]:
        result += number
    return result


@mistake("running_totals", "an empty list raises an error", "空列表会引发错误")
def running_totals_from_first(numbers: Integers) -> Integers:
    sums = [numbers[0]]
    for number in numbers[1:]:
        sums.append(sums[-1] + number)
    return sums


@mistake(
    "running_totals",
    "a repeated element gets the total at its first occurrence",
    "重复出现的元素取其首次出现处的前缀和",
)
def running_totals_by_value(numbers: Integers) -> Integers:
    return [sum(numbers[: numbers.index(number) + 1]) for number in numbers]


@mistake(
    "pairwise_differences",
    "the differences lose their signs",
    "各差丢掉了正负号",
)
def absolute_differences(numbers: Integers) -> Integers:
    return [abs(number - before) for before, number in pairwise(numbers)]


@mistake(
    "pairwise_differences",
    "a single element is returned as if it were a difference",
    "只有一个元素时把该元素当作差返回",
)
def differences_or_single_element(numbers: Integers) -> Integers:
    if len(numbers) < 2:
        return numbers
    return [numbers[index + 1] - numbers[index] for index in range(len(numbers) - 1)]


@mistake(
    "pairwise_differences",
    "what follows the first occurrence of a repeated element is taken each time",
    "重复出现的元素每次都取其首次出现处的后一个元素来相减",
)
def differences_by_value(numbers: Integers) -> Integers:
    differences = []
    for number in numbers[:-1]:
        after = numbers[numbers.index(number) + 1]
        differences.append(after - number)
    return differences


@mistake("distinct_numbers", "the values are in the order of a set", "各值按集合的遍历顺序排列")
def distinct_numbers_in_set_order(numbers: Integers) -> Integers:
    return list(set(numbers))


@mistake(
    "distinct_numbers",
    "only repeats that stand next to each other are removed",
    "只去掉相邻的重复值",
)
def distinct_numbers_among_adjacent(numbers: Integers) -> Integers:
    return [number for number, _ in groupby(numbers)]


@mistake(
    "distinct_numbers",
    "values that occur more than once are left out",
    "出现不止一次的值被整个去掉",
)
def numbers_that_occur_once(numbers: Integers) -> Integers:
    return [number for number in numbers if numbers.count(number) == 1]


@mistake(
    "distinct_numbers",
    "the values are in the order of their last occurrences",
    "各值按最后一次出现的先后排列",
)
def distinct_numbers_by_last_positions(numbers: Integers) -> Integers:
    return [
        number for index, number in enumerate(numbers) if number not in numbers[index + 1 :]
    ]


@mistake(
    "zeros_last",
    "the element after a zero that moves is skipped",
    "每移走一个零就跳过它后面的元素",
)
def zeros_last_while_going_through(numbers: Integers) -> Integers:
    moved = list(numbers)
    for index in range(len(moved)):
        if moved[index] == 0:
            moved.append(moved.pop(index))
    return moved


@mistake(
    "zeros_last",
    "each zero changes places with an element from the end, which loses the order",
    "零与末尾的元素互换，打乱了其余元素的顺序",
)
def zeros_last_from_both_ends(numbers: Integers) -> Integers:
    moved = list(numbers)
    left, right = 0, len(moved) - 1
    while left < right:
        if moved[left] != 0:
            left += 1
        elif moved[right] == 0:
            right -= 1
        else:
            moved[left], moved[right] = moved[right], moved[left]
    return moved


@mistake(
    "zeros_last",
    "a single pass of swaps between neighbours has to do",
    "只做一遍相邻元素的交换",
)
def zeros_last_in_one_pass(numbers: Integers) -> Integers:
    moved = list(numbers)
    for index in range(len(moved) - 1):
        if moved[index] == 0:
            moved[index], moved[index + 1] = moved[index + 1], moved[index]
    return moved


@mistake(
    "zeros_last",
    "the places at the end keep their old elements and are not set to zero",
    "末尾空出的位置保留旧元素，没有置零",
)
def zeros_last_without_filling(numbers: Integers) -> Integers:
    moved = list(numbers)
    slot = 0
    for number in numbers:
        if number != 0:
            moved[slot] = number
            slot += 1
    return moved


@mistake("zeros_last", "the other elements are sorted", "把其余元素排了序")
def zeros_last_after_sorting(numbers: Integers) -> Integers:
    others = sorted(number for number in numbers if number != 0)
    return others + [0] * (len(numbers) - len(others))


@mistake(
    "rotated_list",
    "a number of steps beyond the length changes nothing",
    "位数超过列表长度时列表保持不变",
)
def rotated_list_within_length(numbers: Integers, steps: Integer) -> Integers:
    return numbers[steps:] + numbers[:steps]


@mistake("rotated_list", "the rotation goes to the right", "移位的方向变成了向右")
def rotated_list_to_the_right(numbers: Integers, steps: Integer) -> Integers:
    offset = steps % len(numbers) if numbers else 0
    return numbers[-offset:] + numbers[:-offset]


@mistake(
    "rotated_list",
    "a negative number of steps changes nothing",
    "位数为负时列表保持不变",
    where="steps < 0",
)
def rotated_list_forward_only(numbers: Integers, steps: Integer) -> Integers:
    if not numbers or steps <= 0:
        return numbers
    offset = steps % len(numbers)
    return numbers[offset:] + numbers[:offset]


@mistake(
    "rotated_list",
    "the length is added to a negative number of steps only once",
    "位数为负时只加一次列表长度",
    where="steps < 0",
)
def rotated_list_with_length_added_once(numbers: Integers, steps: Integer) -> Integers:
    if not numbers:
        return []
    offset = len(numbers) + steps if steps < 0 else steps % len(numbers)
    return numbers[offset:] + numbers[:offset]


@mistake(
    "interleaved_lists",
    "zeros are dropped",
    "零被丢掉",
)
def interleaved_lists_without_zeros(first: Integers, second: Integers) -> Integers:
    return [number for pair in zip_longest(first, second) for number in pair if number]


@mistake(
    "interleaved_lists",
    "the rest of `second` is lost when `first` is used up",
    "`first` 取完后丢掉 `second` 的剩余元素",
)
def interleaved_lists_along_first(first: Integers, second: Integers) -> Integers:
    mixed = []
    for index, number in enumerate(first):
        mixed.append(number)
        if index < len(second):
            mixed.append(second[index])
    return mixed


@mistake(
    "interleaved_lists",
    "the rest of the longer list is lost",
    "较长列表的剩余元素被丢掉",
)
def interleaved_lists_of_shared_length(first: Integers, second: Integers) -> Integers:
    return [number for pair in zip(first, second, strict=False) for number in pair]


@mistake(
    "interleaved_lists",
    "the longer list starts, even if it is `second`",
    "由较长的列表先开始，即使它是 `second`",
    where="len(second) > len(first)",
)
def interleaved_lists_longer_first(first: Integers, second: Integers) -> Integers:
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    mixed = []
    for index, number in enumerate(longer):
        mixed.append(number)
        if index < len(shorter):
            mixed.append(shorter[index])
    return mixed


@mistake(
    "chunks",
    "a last chunk that is not full is left out",
    "最后不满的一段被丢掉",
)
def full_chunks(numbers: Integers, size: Positive) -> Rows:
    groups = []
    group = []
    for number in numbers:
        group.append(number)
        if len(group) == size:
            groups.append(group)
            group = []
    return groups


@mistake(
    "chunks",
    "a repeated element starts a chunk wherever its first occurrence does",
    "重复出现的元素按其首次出现的位置决定是否另起一段",
)
def chunks_by_value(numbers: Integers, size: Positive) -> Rows:
    groups: list[list[int]] = []
    for number in numbers:
        if numbers.index(number) % size == 0:
            groups.append([])
        groups[-1].append(number)
    return groups


@mistake(
    "chunks",
    "the elements are spread over the chunks as evenly as possible",
    "元素尽量平均地分到各段",
)
def even_chunks(numbers: Integers, size: Positive) -> Rows:
    count = (len(numbers) + size - 1) // size
    groups = []
    start = 0
    for index in range(count):
        stop = start + len(numbers) // count + (index < len(numbers) % count)
        groups.append(numbers[start:stop])
        start = stop
    return groups


@mistake(
    "flattened_rows",
    "an empty list of lists raises an error",
    "外层列表为空时会引发错误",
    where="not rows",
)
def flattened_rows_from_first(rows: Rows) -> Integers:
    flat = rows[0]
    for row in rows[1:]:
        flat = flat + row
    return flat


@mistake(
    "flattened_rows",
    "the joining ends at the first empty list",
    "遇到第一个空的子列表就不再往下接",
    where="[] in rows",
)
def flattened_rows_up_to_empty(rows: Rows) -> Integers:
    if not rows or not rows[0]:
        return []
    return rows[0] + flattened_rows_up_to_empty(rows[1:])


@mistake("peaks", "a flat top counts as a peak", "平顶也算作峰值")
def peaks_with_flat_tops(numbers: Integers) -> Integers:
    summits = []
    climbing = False
    for number, after in pairwise(numbers):
        if after > number:
            climbing = True
        elif after < number:
            if climbing:
                summits.append(number)
            climbing = False
    return summits


@mistake(
    "peaks",
    "the first element is compared with the last one as its neighbour",
    "第一个元素把最后一个元素当作相邻元素来比较",
)
def peaks_of_ring(numbers: Integers) -> Integers:
    summits = []
    for index in range(len(numbers) - 1):
        if numbers[index] > numbers[index - 1] and numbers[index] > numbers[index + 1]:
            summits.append(numbers[index])
    return summits


@mistake("peaks", "valleys count as well", "谷值也算在内")
def peaks_and_valleys(numbers: Integers) -> Integers:
    turns = []
    for index in range(1, len(numbers) - 1):
        rise = numbers[index] - numbers[index - 1]
        fall = numbers[index + 1] - numbers[index]
        if rise * fall < 0:
            turns.append(numbers[index])
    return turns


@mistake("peaks", "the positions of the peaks are listed", "列出的是峰值的位置")
def peak_positions(numbers: Integers) -> Integers:
    return [
        index
        for index in range(1, len(numbers) - 1)
        if numbers[index - 1] < numbers[index] > numbers[index + 1]
    ]
