"""Lists: taking numbers together, apart and in another order."""

from collections import deque
from itertools import chain, pairwise

from synthgen.kinds import Integer, Integers, Positive, Rows
from synthgen.library import reference


def total(numbers: Integers) -> Integer:
    """Return the sum of `numbers`.

    The sum of an empty list is 0.

    中文：`numbers` 中所有数的和。空列表中所有数的和为 0。

    >>> total([4, -1, 4])
    7
    >>> total([])
    0
    """
    return sum(numbers)


@reference(total)
def total_by_halving(numbers: Integers) -> Integer:
    middle = len(numbers) // 2
    if middle == 0:
        result = numbers[0] if numbers else 0
    else:
        result = total_by_halving(numbers[:middle]) + total_by_halving(numbers[middle:])
    return result


@reference(total)
def total_by_adding(numbers: Integers) -> Integer:
    result = 0
    for number in numbers:
        result += number
    return result


def running_totals(numbers: Integers) -> Integers:
    """Return the list of the running totals of `numbers`.

    Each running total is the sum of the elements up to and including its position. An
    empty list has no running totals.

    中文：`numbers` 的前缀和列表。
    每个位置上的前缀和是从第一个元素到该位置（含该位置）的所有元素之和。
    空列表的前缀和列表为空。

    >>> running_totals([3, -1, 4])
    [3, 2, 6]
    >>> running_totals([5])
    [5]
    >>> running_totals([])
    []
    """
    sums = []
    subtotal = 0
    for number in numbers:
        subtotal += number
        sums.append(subtotal)
    return sums


@reference(running_totals)
def running_totals_by_prefixes(numbers: Integers) -> Integers:
    return [sum(numbers[:stop]) for stop in range(1, len(numbers) + 1)]


@reference(running_totals)
def running_totals_by_doubling(numbers: Integers) -> Integers:
    sums = list(numbers)
    distance = 1
    while distance < len(sums):
        shifted = [0] * distance + sums
        sums = [own + earlier for own, earlier in zip(sums, shifted, strict=False)]
        distance *= 2
    return sums


def pairwise_differences(numbers: Integers) -> Integers:
    """Return the list of the differences between consecutive elements of `numbers`.

    Each difference is an element minus the one before it, and the differences keep the
    order of the elements. A list with fewer than two elements has no differences.

    中文：`numbers` 中相邻元素之差的列表。每个差是一个元素减去它的前一个元素，
    各差按元素的顺序排列。少于两个元素的列表没有差。

    >>> pairwise_differences([2, 7, 4, 4])
    [5, -3, 0]
    >>> pairwise_differences([6])
    []
    >>> pairwise_differences([])
    []
    """
    return [number - before for before, number in pairwise(numbers)]


@reference(pairwise_differences)
def pairwise_differences_by_halving(numbers: Integers) -> Integers:
    middle = len(numbers) // 2
    differences = []
    if middle > 0:
        left, right = numbers[:middle], numbers[middle:]
        differences.extend(pairwise_differences_by_halving(left))
        differences.append(right[0] - left[-1])
        differences.extend(pairwise_differences_by_halving(right))
    return differences


@reference(pairwise_differences)
def pairwise_differences_by_contributions(numbers: Integers) -> Integers:
    differences = [0] * (len(numbers) + 1)
    for index, number in enumerate(numbers):
        differences[index] += number
        differences[index + 1] -= number
    return differences[1:-1]


def distinct_numbers(numbers: Integers) -> Integers:
    """Return the list of the distinct values in `numbers`.

    Each distinct value is listed once, and the values are in the order of their first
    occurrences.

    中文：`numbers` 中的不同值组成的列表。每个不同值只列一次，各值按首次出现的先后排列。

    >>> distinct_numbers([3, 1, 3, 2, 1])
    [3, 1, 2]
    >>> distinct_numbers([])
    []
    """
    seen = set()
    distinct = []
    for number in numbers:
        if number not in seen:
            seen.add(number)
            distinct.append(number)
    return distinct


@reference(distinct_numbers)
def distinct_numbers_by_first_positions(numbers: Integers) -> Integers:
    return [
        number for index, number in enumerate(numbers) if numbers.index(number) == index
    ]


@reference(distinct_numbers)
def distinct_numbers_by_sieving(numbers: Integers) -> Integers:
    distinct = []
    remaining = numbers
    while remaining:
        newest = remaining[0]
        distinct.append(newest)
        remaining = [number for number in remaining if number != newest]
    return distinct


def zeros_last(numbers: Integers) -> Integers:
    """Return the rearrangement of `numbers` that has all zeros at the end.

    The elements other than zero keep their order when the zeros move.

    中文：把 `numbers` 中的零全部移到末尾所得的列表。移动零时，其余元素保持原有顺序。

    >>> zeros_last([0, 3, 0, -1, 2])
    [3, -1, 2, 0, 0]
    >>> zeros_last([0, 0])
    [0, 0]
    >>> zeros_last([])
    []
    """
    others = [number for number in numbers if number != 0]
    zeros = [0] * (len(numbers) - len(others))
    return others + zeros


@reference(zeros_last)
def zeros_last_by_sorting(numbers: Integers) -> Integers:
    return sorted(numbers, key=lambda number: number == 0)


@reference(zeros_last)
def zeros_last_by_swapping(numbers: Integers) -> Integers:
    moved = list(numbers)
    slot = 0
    for index in range(len(moved)):
        if moved[index] != 0:
            moved[slot], moved[index] = moved[index], moved[slot]
            slot += 1
    return moved


def rotated_list(numbers: Integers, steps: Integer) -> Integers:
    """Return the left rotation of `numbers` by `steps`.

    A left rotation by 1 moves the first element to the end, and one by a larger number
    repeats this that many times. A rotation by a negative number goes to the right
    instead, and one by -1 moves the last element to the front. An empty list stays
    empty when it is rotated.

    中文：把 `numbers` 循环左移 `steps` 位所得的列表。
    循环左移 1 位是把第一个元素移到末尾，左移多位就是这样重复多次。
    位数为负时改为循环右移，例如左移 -1 位是把最后一个元素移到开头。
    空列表循环移位后仍为空。

    >>> rotated_list([1, 2, 3, 4], 1)
    [2, 3, 4, 1]
    >>> rotated_list([1, 2, 3, 4], -1)
    [4, 1, 2, 3]
    >>> rotated_list([1, 2, 3], 5)
    [3, 1, 2]
    >>> rotated_list([], 2)
    []
    """
    offset = steps % len(numbers) if numbers else 0
    return numbers[offset:] + numbers[:offset]


@reference(rotated_list)
def rotated_list_by_positions(numbers: Integers, steps: Integer) -> Integers:
    count = len(numbers)
    return [numbers[(index + steps) % count] for index in range(count)]


@reference(rotated_list)
def rotated_list_by_deque(numbers: Integers, steps: Integer) -> Integers:
    ring = deque(numbers)
    ring.rotate(-steps)
    return list(ring)


def interleaved_lists(first: Integers, second: Integers) -> Integers:
    """Return the interleaving of `first` and `second`.

    The interleaving starts with an element of `first`, goes on with one of `second`,
    and so on in turn; once one list is used up, the rest of the other follows.

    中文：把 `first` 与 `second` 的元素交替排列所得的列表。交替排列时，
    先取 `first` 的一个元素，再取 `second` 的一个元素，如此轮流；其中一个列表取完后，
    另一个列表的剩余元素依次接在后面。

    >>> interleaved_lists([1, 2, 3], [10, 20, 30])
    [1, 10, 2, 20, 3, 30]
    >>> interleaved_lists([1], [10, 20, 30])
    [1, 10, 20, 30]
    >>> interleaved_lists([1, 2], [])
    [1, 2]
    """
    shared = min(len(first), len(second))
    mixed = []
    for index in range(shared):
        mixed.append(first[index])
        mixed.append(second[index])
    return mixed + first[shared:] + second[shared:]


@reference(interleaved_lists)
def interleaved_lists_by_taking_turns(first: Integers, second: Integers) -> Integers:
    if first:
        mixed = [first[0], *interleaved_lists_by_taking_turns(second, first[1:])]
    else:
        mixed = list(second)
    return mixed


@reference(interleaved_lists)
def interleaved_lists_by_sorting(first: Integers, second: Integers) -> Integers:
    placed = [(index, 0, number) for index, number in enumerate(first)]
    placed += [(index, 1, number) for index, number in enumerate(second)]
    return [number for _, _, number in sorted(placed)]


def chunks(numbers: Integers, size: Positive) -> Rows:
    """Return the list of the chunks of `numbers` with a chunk length of `size`.

    Each chunk is a list of consecutive elements, and the chunks follow one another from
    the start; every chunk but the last has exactly the chunk length, and the last holds
    what remains. An empty list has no chunks.

    中文：把 `numbers` 按每段 `size` 个元素切分所得各段的列表。每段是一个列表，
    从开头起依次切分；除最后一段外，每段都恰好有这么多个元素，最后一段由剩余元素组成。
    空列表没有任何段。

    >>> chunks([1, 2, 3, 4, 5], 2)
    [[1, 2], [3, 4], [5]]
    >>> chunks([1, 2, 3, 4], 2)
    [[1, 2], [3, 4]]
    >>> chunks([1, 2], 9)
    [[1, 2]]
    >>> chunks([], 3)
    []
    """
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


@reference(chunks)
def chunks_by_filling(numbers: Integers, size: Positive) -> Rows:
    groups: list[list[int]] = []
    for number in numbers:
        if groups and len(groups[-1]) < size:
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


@reference(chunks)
def chunks_by_quotients(numbers: Integers, size: Positive) -> Rows:
    groups: list[list[int]] = [[] for _ in range(0, len(numbers), size)]
    for index, number in enumerate(numbers):
        groups[index // size].append(number)
    return groups


def flattened_rows(rows: Rows) -> Integers:
    """Return the concatenation of the lists in `rows`.

    The lists are joined in order into one flat list, and empty lists add nothing to it.

    中文：把 `rows` 中的各个列表首尾相接所得的列表。各列表按顺序相接成一个平铺的列表，
    空的子列表不产生任何元素。

    >>> flattened_rows([[3, 1], [], [2, 3]])
    [3, 1, 2, 3]
    >>> flattened_rows([])
    []
    """
    return [number for row in rows for number in row]


@reference(flattened_rows)
def flattened_rows_by_chaining(rows: Rows) -> Integers:
    return list(chain.from_iterable(rows))


@reference(flattened_rows)
def flattened_rows_by_recursion(rows: Rows) -> Integers:
    return rows[0] + flattened_rows_by_recursion(rows[1:]) if rows else []


def peaks(numbers: Integers) -> Integers:
    """Return the list of the peaks of `numbers`.

    A peak is an element strictly greater than both of its neighbours; the first and the
    last element are never peaks. The peaks keep their order, and equal peaks are all
    kept.

    中文：`numbers` 中的峰值组成的列表。峰值是严格大于左右两个相邻元素的元素；
    第一个和最后一个元素都不是峰值。各峰值保持原有顺序，相等的峰值全部保留。

    >>> peaks([1, 4, 2, 2, 4, 0, 9])
    [4, 4]
    >>> peaks([1, 5, 5, 1])
    []
    >>> peaks([7])
    []
    """
    summits = []
    for index in range(1, len(numbers) - 1):
        before, number, after = numbers[index - 1 : index + 2]
        if number > before and number > after:
            summits.append(number)
    return summits


@reference(peaks)
def peaks_by_slopes(numbers: Integers) -> Integers:
    slopes = [after - before for before, after in pairwise(numbers)]
    turns = pairwise(slopes)
    return [
        number
        for number, (rise, fall) in zip(numbers[1:], turns, strict=False)
        if rise > 0 > fall
    ]


@reference(peaks)
def peaks_by_climbing(numbers: Integers) -> Integers:
    summits = []
    climbing = False
    for number, after in pairwise(numbers):
        if climbing and after < number:
            summits.append(number)
        climbing = after > number
    return summits
