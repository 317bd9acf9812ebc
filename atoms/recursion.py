"""Recursion: answers that are built from the answers to smaller questions."""

from bisect import bisect_left
from collections import Counter
from functools import cache
from heapq import heappop, heappush
from itertools import accumulate
from math import comb, prod

from synthgen.kinds import (
    Flag,
    Grid,
    Integer,
    Integers,
    Natural,
    Naturals,
    Pairs,
    Positive,
    Size,
    SmallNatural,
    Word,
)
from synthgen.library import reference


def factorial(number: SmallNatural) -> Positive:
    """Return the factorial of `number`.

    The factorial of a positive integer is the product of all integers from 1 up to it;
    the factorial of 0 is 1.

    中文：`number` 的阶乘。正整数的阶乘是从 1 到它本身的所有整数之积；0 的阶乘为 1。

    >>> factorial(5)
    120
    >>> factorial(0)
    1
    """
    return 1 if number == 0 else number * factorial(number - 1)


@reference(factorial)
def factorial_by_product(number: SmallNatural) -> Positive:
    return prod(range(1, number + 1))


def pascal_row(index: SmallNatural) -> Naturals:
    """Return the row of Pascal's triangle whose index is `index`.

    Rows of Pascal's triangle are lists. The row with index 0 is `[1]`; every other row
    starts and ends with 1, and each number between these is the sum of the two numbers
    above it in the triangle.

    中文：杨辉三角中行号为 `index` 的一行。杨辉三角的每一行是一个列表。
    行号为 0 的一行是 `[1]`；其余各行首尾都是 1，中间的每个数等于它上方相邻两数之和。

    >>> pascal_row(4)
    [1, 4, 6, 4, 1]
    >>> pascal_row(1)
    [1, 1]
    >>> pascal_row(0)
    [1]
    """
    row = [1]
    for _ in range(index):
        row = [left + right for left, right in zip([0, *row], [*row, 0], strict=True)]
    return row


@reference(pascal_row)
def pascal_row_by_combinations(index: SmallNatural) -> Naturals:
    return [comb(index, chosen) for chosen in range(index + 1)]


@reference(pascal_row)
def pascal_row_by_ratios(index: SmallNatural) -> Naturals:
    row = [1]
    for chosen in range(index):
        row.append(row[-1] * (index - chosen) // (chosen + 1))
    return row


def largest_subarray_sum(numbers: Integers) -> Natural:
    """Return the largest sum of a contiguous stretch of `numbers`.

    The empty stretch is allowed and has the sum 0, so the largest sum is never
    negative.

    中文：`numbers` 中连续片段的最大和。允许空片段，其和为 0，因此最大和不会为负。

    >>> largest_subarray_sum([2, -5, 4, -1, 3, -6])
    6
    >>> largest_subarray_sum([-3, -1])
    0
    >>> largest_subarray_sum([])
    0
    """
    largest = 0
    current = 0
    for number in numbers:
        current = max(0, current + number)
        largest = max(largest, current)
    return largest


@reference(largest_subarray_sum)
def largest_subarray_sum_by_halving(numbers: Integers) -> Natural:
    if len(numbers) < 2:
        return max(0, sum(numbers))
    middle = len(numbers) // 2
    left, right = numbers[:middle], numbers[middle:]
    before_middle = max(accumulate(reversed(left), initial=0))
    after_middle = max(accumulate(right, initial=0))
    best_half: int = max(map(largest_subarray_sum_by_halving, [left, right]))
    return max(best_half, before_middle + after_middle)


@reference(largest_subarray_sum)
def largest_subarray_sum_by_prefix_sums(numbers: Integers) -> Natural:
    totals = list(accumulate(numbers, initial=0))
    lowest = accumulate(totals, min)
    return max(total - low for total, low in zip(totals, lowest, strict=True))


def rising_subsequence_length(numbers: Integers) -> Size:
    """Return the length of the longest strictly increasing subsequence of `numbers`.

    A subsequence is what remains when some, all or none of the items are left out and
    the others keep their order. The longest such subsequence of an empty list has
    length 0.

    中文：`numbers` 的最长严格递增子序列的长度。
    子序列是去掉若干个（也可以是零个）元素后，其余元素按原有顺序组成的序列。
    空列表的最长严格递增子序列的长度为 0。

    >>> rising_subsequence_length([5, 1, 8, 2, 2, 3])
    3
    >>> rising_subsequence_length([4, 4, 4])
    1
    >>> rising_subsequence_length([])
    0
    """
    tails: list[int] = []
    for number in numbers:
        place = bisect_left(tails, number)
        tails[place : place + 1] = [number]
    return len(tails)


@reference(rising_subsequence_length)
def rising_subsequence_length_by_last_items(numbers: Integers) -> Size:
    longest: dict[int, int] = {}
    for number in numbers:
        before = [length for last, length in longest.items() if last < number]
        longest[number] = 1 + max(before, default=0)
    return max(longest.values(), default=0)


@reference(rising_subsequence_length)
def rising_subsequence_length_by_recursion(numbers: Integers) -> Size:
    @cache
    def longest_from(start: int) -> int:
        later = range(start + 1, len(numbers))
        larger = [index for index in later if numbers[index] > numbers[start]]
        return 1 + max(map(longest_from, larger), default=0)

    return max(map(longest_from, range(len(numbers))), default=0)


def common_subsequence_length(first: Word, second: Word) -> Size:
    """Return the length of the longest common subsequence of `first` and `second`.

    A subsequence of a word is what remains when some, all or none of its letters are
    left out and the others keep their order. Without a common letter, the longest
    common subsequence has length 0.

    中文：`first` 与 `second` 的最长公共子序列的长度。
    单词的子序列是去掉若干个（也可以是零个）字母后，其余字母按原有顺序组成的序列。
    没有公共字母时，最长公共子序列的长度为 0。

    >>> common_subsequence_length("stone", "listen")
    3
    >>> common_subsequence_length("aab", "baa")
    2
    >>> common_subsequence_length("cat", "")
    0
    """
    previous = [0] * (len(second) + 1)
    for letter in first:
        current = [0]
        for column, other in enumerate(second):
            if letter == other:
                current.append(previous[column] + 1)
            elif previous[column + 1] > current[column]:
                current.append(previous[column + 1])
            else:
                current.append(current[column])
        previous = current
    return previous[-1]


@reference(common_subsequence_length)
def common_subsequence_length_by_positions(first: Word, second: Word) -> Size:
    ends: list[int] = []
    for letter in first:
        for position in reversed(range(len(second))):
            if second[position] == letter:
                place = bisect_left(ends, position)
                ends[place : place + 1] = [position]
    return len(ends)


@reference(common_subsequence_length)
def common_subsequence_length_by_recursion(first: Word, second: Word) -> Size:
    @cache
    def longest_from(index: int, start: int) -> int:
        if index == len(first):
            return 0
        longest = longest_from(index + 1, start)
        position = second.find(first[index], start)
        if position >= 0:
            longest = max(longest, 1 + longest_from(index + 1, position + 1))
        return longest

    return longest_from(0, 0)


def edit_distance(first: Word, second: Word) -> Size:
    """Return the edit distance between `first` and `second`.

    The edit distance of two words is the smallest number of steps that turn one into
    the other, where each step inserts, deletes or replaces one letter.

    中文：`first` 与 `second` 之间的编辑距离。
    两个单词的编辑距离是把一个变成另一个所需的最少步数，每一步插入、删除或替换一个字母。

    >>> edit_distance("stone", "tones")
    2
    >>> edit_distance("cat", "act")
    2
    >>> edit_distance("", "dog")
    3
    """
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second):
            if letter == other:
                current.append(previous[column])
            else:
                nearest = min(previous[column], previous[column + 1], current[column])
                current.append(nearest + 1)
        previous = current
    return previous[-1]


@reference(edit_distance)
def edit_distance_by_bits(first: Word, second: Word) -> Size:
    # Bit `place` of `up` and `down` says whether the distance to `second` so far rises or
    # falls when `first` is taken up to `place` instead of one letter less (Myers, 1999).
    places: dict[str, int] = {}
    for place, letter in enumerate(first):
        places[letter] = places.get(letter, 0) | 1 << place
    everywhere, last = (1 << len(first)) - 1, 1 << len(first) >> 1
    up, down = everywhere, 0
    distance = len(first)
    for letter in second:
        equal = places.get(letter, 0)
        kept = (equal & up) + up ^ up | equal
        rise = down | everywhere & ~(kept | up)
        fall = up & kept
        if not first or rise & last:
            distance += 1
        elif fall & last:
            distance -= 1
        rise = rise << 1 | 1
        up = (fall << 1 | ~(equal | down | rise)) & everywhere
        down = rise & (equal | down) & everywhere
    return distance


@reference(edit_distance)
def edit_distance_by_recursion(first: Word, second: Word) -> Size:
    @cache
    def distance_from(index: int, start: int) -> int:
        if index == len(first):
            return len(second) - start
        distance = 1 + distance_from(index + 1, start)
        if start < len(second):
            distance = min(distance, 1 + distance_from(index + 1, start + 1))
        position = second.find(first[index], start)
        if position >= 0:
            kept = position - start + distance_from(index + 1, position + 1)
            distance = min(distance, kept)
        return distance

    return distance_from(0, 0)


def fewest_coins(coins: Naturals, amount: Size) -> Integer:
    """Return the smallest number of coins from `coins` that add up to `amount`.

    The items of the list are the values of the coins; each value may be used any number
    of times, and zeros are ignored. An amount of 0 takes 0 coins, and for an amount
    that cannot be reached the smallest number is -1.

    中文：用 `coins` 中的面值恰好凑成 `amount` 所需的最少硬币数。
    列表中的每种面值可以使用任意多次，面值 0 被忽略。凑成 0 需要 0 枚硬币；无法凑成时，
    最少硬币数记为 -1。

    >>> fewest_coins([1, 5, 4], 8)
    2
    >>> fewest_coins([0, 2], 3)
    -1
    >>> fewest_coins([], 0)
    0
    """
    reached = {0}
    newest = {0}
    count = 0
    while newest and amount not in reached:
        totals = {
            total + coin for total in newest for coin in coins if total + coin <= amount
        }
        newest = totals - reached
        reached |= newest
        count += 1
    return count if amount in reached else -1


@reference(fewest_coins)
def fewest_coins_by_table(coins: Naturals, amount: Size) -> Integer:
    impossible = amount + 1
    fewest = [0] + [impossible] * amount
    for coin in coins:
        for total in range(coin, amount + 1):
            fewest[total] = min(fewest[total], fewest[total - coin] + 1)
    return fewest[amount] if fewest[amount] < impossible else -1


@reference(fewest_coins)
def fewest_coins_by_bits(coins: Naturals, amount: Size) -> Integer:
    # Bit `total` of `reached` says whether so many coins, or fewer, add up to it.
    reached = 1
    count = 0
    while not reached >> amount & 1:
        before = reached
        for coin in coins:
            if coin <= amount:
                reached |= before << coin
        reached &= (1 << amount + 1) - 1
        if reached == before:
            return -1
        count += 1
    return count


def has_subset_sum(numbers: Naturals, target: Size) -> Flag:
    """Return whether some of the items in `numbers` add up to `target`.

    Each item may be used at most once in such a sum, and equal items count separately.
    Choosing no item at all is allowed and gives the sum 0.

    中文：`numbers` 中可以选出若干个元素使其和等于 `target`。选出元素时，
    每个元素最多使用一次，相等的元素分别计算。可以一个元素都不选，此时和为 0。

    >>> has_subset_sum([3, 9, 8, 5], 11)
    True
    >>> has_subset_sum([3, 5], 6)
    False
    >>> has_subset_sum([], 0)
    True
    """
    totals = {0}
    for number in numbers:
        if number <= target:
            totals |= {total + number for total in totals}
    return target in totals


@reference(has_subset_sum)
def has_subset_sum_by_bits(numbers: Naturals, target: Size) -> Flag:
    reachable = 1
    for number in numbers:
        if number <= target:
            reachable |= reachable << number
    return reachable >> target & 1 == 1


@reference(has_subset_sum)
def has_subset_sum_by_recursion(numbers: Naturals, target: Size) -> Flag:
    @cache
    def can_reach(rest: int, count: int) -> bool:
        if rest <= 0 or count == 0:
            return rest == 0
        last = numbers[count - 1]
        return can_reach(rest, count - 1) or can_reach(rest - last, count - 1)

    return can_reach(target, len(numbers))


def cheapest_path_cost(grid: Grid) -> Integer:
    """Return the smallest cost of a path from top left to bottom right through `grid`.

    Each step of a path moves one cell right or down, and the cost of a path is the sum
    of the numbers in all cells on it, both ends included. The smallest cost for the
    empty grid is 0.

    中文：`grid` 中从左上角到右下角的路径的最小代价。路径的每一步向右或向下移动一格，
    路径的代价是它经过的所有格子（包括起点和终点）中的数之和。空网格的最小代价为 0。

    >>> cheapest_path_cost([[1, 9, 1], [2, 2, 9], [9, 3, 1]])
    9
    >>> cheapest_path_cost([[1, 2, -4]])
    -1
    >>> cheapest_path_cost([])
    0
    """
    costs = list(accumulate(grid[0])) if grid else [0]
    for row in grid[1:]:
        costs[0] += row[0]
        for column in range(1, len(row)):
            costs[column] = row[column] + min(costs[column - 1], costs[column])
    return costs[-1]


@reference(cheapest_path_cost)
def cheapest_path_cost_by_recursion(grid: Grid) -> Integer:
    @cache
    def cost_to(row: int, column: int) -> int:
        cost = grid[row][column]
        if row > 0 and column > 0:
            cost += min(cost_to(row - 1, column), cost_to(row, column - 1))
        elif row > 0:
            cost += cost_to(row - 1, column)
        elif column > 0:
            cost += cost_to(row, column - 1)
        return cost

    return cost_to(len(grid) - 1, len(grid[0]) - 1) if grid else 0


@reference(cheapest_path_cost)
def cheapest_path_cost_by_diagonals(grid: Grid) -> Integer:
    steps = len(grid) + len(grid[0]) - 1 if grid else 0
    costs: dict[int, int] = {}
    for step in range(steps):
        sources = costs
        costs = {}
        for row in range(len(grid)):
            if 0 <= step - row < len(grid[0]):
                arrivals = [
                    sources[source] for source in (row - 1, row) if source in sources
                ]
                costs[row] = grid[row][step - row] + min(arrivals, default=0)
    return costs[len(grid) - 1] if grid else 0


def topological_order(links: Pairs) -> Integers:
    """Return the topological order that the tuples in `links` determine.

    Each tuple is a link that puts its first number before its second, and repeated
    links count once. The topological order lists each number that stands in a link
    once: a number is available once all numbers that must come before it are placed,
    and the smallest available number is always placed next. If the links contain a
    cycle, such as a link from a number to itself, the topological order is an empty
    list.

    中文：以 `links` 中的元组为先后关系的各数的拓扑序。每个元组是一条先后关系，
    要求其第一个数排在第二个数之前，重复的元组只算一次。拓扑序是一个列表，
    元组中出现过的每个数各列一次：当必须排在某数之前的数都已排好时，该数可用；
    每次总是把最小的可用数排在下一位。若存在环（例如某个元组的两个数相同），
    拓扑序为空列表。

    >>> topological_order([(5, 1), (2, 3)])
    [2, 3, 5, 1]
    >>> topological_order([(3, 1), (3, 1), (1, 2)])
    [3, 1, 2]
    >>> topological_order([(1, 2), (3, 3)])
    []
    >>> topological_order([])
    []
    """
    waiting = {number for link in links for number in link}
    order: list[int] = []
    available = waiting - {later for _, later in links}
    while available:
        order.append(min(available))
        waiting.remove(order[-1])
        blocked = {later for earlier, later in links if earlier in waiting}
        available = waiting - blocked
    return [] if waiting else order


@reference(topological_order)
def topological_order_by_heap(links: Pairs) -> Integers:
    followers: dict[int, set[int]] = {
        number: set() for link in links for number in link
    }
    for earlier, later in links:
        followers[earlier].add(later)
    missing = Counter(later for _, later in set(links))
    available = sorted(number for number in followers if missing[number] == 0)
    order = []
    while available:
        order.append(heappop(available))
        for later in followers[order[-1]]:
            missing[later] -= 1
            if missing[later] == 0:
                heappush(available, later)
    return order if len(order) == len(followers) else []
