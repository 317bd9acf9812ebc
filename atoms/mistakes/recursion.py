"""Typical wrong programs for the atoms of `recursion`."""

from collections import Counter
from heapq import heapify, heappop, heappush
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
from synthgen.library import mistake


@mistake("factorial", "the factorial of 0 is taken to be 0", "把 0 的阶乘当作 0")
def factorial_nothing_for_zero(number: SmallNatural) -> Positive:
    if number == 0:
        return 0
    return prod(range(1, number + 1))


@mistake(
    "pascal_row",
    "the row is read off the digits of a power of 11, where large numbers carry over",
    "从 11 的幂的各位数字读出该行，遇到两位数时会进位",
)
def pascal_row_from_power_of_eleven(index: SmallNatural) -> Naturals:
    return [int(digit) for digit in str(11**index)]


@mistake(
    "pascal_row",
    "the division comes before the multiplication and cuts off remainders",
    "先整除再相乘，丢掉了余数",
)
def pascal_row_dividing_first(index: SmallNatural) -> Naturals:
    row = [1]
    for chosen in range(index):
        row.append(row[-1] // (chosen + 1) * (index - chosen))
    return row


@mistake(
    "pascal_row",
    "the row with index 0 gets a 1 at both ends",
    "行号为 0 的一行首尾各放一个 1",
)
def pascal_row_always_two_ends(index: SmallNatural) -> Naturals:
    between = [comb(index, chosen) for chosen in range(1, index)]
    return [1, *between, 1]


@mistake("largest_subarray_sum", "the empty stretch is not allowed", "不允许空片段")
def largest_subarray_sum_of_some_items(numbers: Integers) -> Natural:
    if not numbers:
        return 0
    largest = current = numbers[0]
    for number in numbers[1:]:
        current = max(number, current + number)
        largest = max(largest, current)
    return largest


@mistake(
    "largest_subarray_sum",
    "a stretch ends at every negative number",
    "片段遇到负数就断开",
)
def largest_subarray_sum_without_negatives(numbers: Integers) -> Natural:
    largest = 0
    current = 0
    for number in numbers:
        if number < 0:
            current = 0
        else:
            current += number
            largest = max(largest, current)
    return largest


@mistake(
    "largest_subarray_sum",
    "the lowest prefix sum is subtracted from the highest one even if it comes later",
    "用最大的前缀和减去最小的前缀和，不管后者是否出现在后面",
)
def largest_subarray_sum_in_any_order(numbers: Integers) -> Natural:
    totals = list(accumulate(numbers, initial=0))
    return max(totals) - min(totals)


@mistake(
    "largest_subarray_sum",
    "all positive numbers are added up, contiguous or not",
    "把所有正数相加，不管它们是否连续",
)
def largest_subarray_sum_of_positives(numbers: Integers) -> Natural:
    return sum(number for number in numbers if number > 0)


@mistake(
    "rising_subsequence_length",
    "the longest contiguous rising run is measured",
    "求的是最长的连续递增片段",
)
def rising_run_in_one_stretch(numbers: Integers) -> Size:
    longest = 0
    current = 0
    for index, number in enumerate(numbers):
        if index > 0 and numbers[index - 1] < number:
            current += 1
        else:
            current = 1
        longest = max(longest, current)
    return longest


@mistake(
    "rising_subsequence_length",
    "from every start, each larger number is taken greedily",
    "从每个起点开始，贪心地选取每一个更大的数",
)
def rising_subsequence_taken_greedily(numbers: Integers) -> Size:
    longest = 0
    for start in range(len(numbers)):
        last = numbers[start]
        length = 1
        for number in numbers[start + 1 :]:
            if number > last:
                last = number
                length += 1
        longest = max(longest, length)
    return longest


@mistake(
    "rising_subsequence_length",
    "the subsequence has to end with the last item",
    "子序列必须以最后一个元素结尾",
)
def rising_subsequence_up_to_last_item(numbers: Integers) -> Size:
    if not numbers:
        return 0
    lengths = [1] * len(numbers)
    for index in range(len(numbers)):
        for before in range(index):
            if numbers[before] < numbers[index]:
                lengths[index] = max(lengths[index], lengths[before] + 1)
    return lengths[-1]


@mistake(
    "common_subsequence_length",
    "the longest common contiguous piece is measured",
    "求的是最长公共子串（要求连续）",
)
def common_piece_length(first: Word, second: Word) -> Size:
    longest = 0
    previous = [0] * (len(second) + 1)
    for letter in first:
        current = [0] * (len(second) + 1)
        for column, other in enumerate(second, start=1):
            if letter == other:
                current[column] = previous[column - 1] + 1
                longest = max(longest, current[column])
        previous = current
    return longest


@mistake(
    "common_subsequence_length",
    "common letters are counted whatever their order",
    "只统计公共字母的个数，不管顺序",
)
def common_letters_in_any_order(first: Word, second: Word) -> Size:
    shared = Counter(first) & Counter(second)
    return sum(shared.values())


@mistake(
    "common_subsequence_length",
    "each letter of the first word that is found further on is taken greedily",
    "贪心匹配：第一个单词的字母只要在后面能找到就选取",
)
def common_subsequence_taken_greedily(first: Word, second: Word) -> Size:
    length = 0
    start = 0
    for letter in first:
        position = second.find(letter, start)
        if position >= 0:
            length += 1
            start = position + 1
    return length


@mistake(
    "edit_distance",
    "swapping two neighbouring letters counts as one step",
    "交换两个相邻字母也算一步",
    where="any(one != other and one + other in second for other, one in zip(first, first[1:]))",
)
def edit_distance_with_swaps(first: Word, second: Word) -> Size:
    rows, columns = len(first), len(second)
    distances = [[row + column for column in range(columns + 1)] for row in range(rows + 1)]
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            changed = int(first[row - 1] != second[column - 1])
            distance = min(
                distances[row - 1][column] + 1,
                distances[row][column - 1] + 1,
                distances[row - 1][column - 1] + changed,
            )
            if row > 1 and column > 1:
                crossed = second[column - 2 : column][::-1]
                if first[row - 2 : row] == crossed:
                    distance = min(distance, distances[row - 2][column - 2] + 1)
            distances[row][column] = distance
    return distances[rows][columns]


@mistake(
    "edit_distance",
    "the longest common subsequence is subtracted from the longer length",
    "用较长单词的长度减去最长公共子序列的长度",
)
def edit_distance_from_common_subsequence(first: Word, second: Word) -> Size:
    previous = [0] * (len(second) + 1)
    for letter in first:
        current = [0]
        for column, other in enumerate(second):
            if letter == other:
                current.append(previous[column] + 1)
            else:
                current.append(max(previous[column + 1], current[column]))
        previous = current
    return max(len(first), len(second)) - previous[-1]


@mistake(
    "edit_distance",
    "letters are compared place by place, and the rest of the longer word is added",
    "逐个位置比较字母，再加上较长单词多出的部分",
)
def edit_distance_place_by_place(first: Word, second: Word) -> Size:
    differences = sum(letter != other for letter, other in zip(first, second, strict=False))
    return differences + abs(len(first) - len(second))


@mistake(
    "edit_distance",
    "only the common letters at the start and at the end are kept",
    "只保留开头和结尾的公共字母",
)
def edit_distance_between_common_ends(first: Word, second: Word) -> Size:
    shorter = min(len(first), len(second))
    start = 0
    while start < shorter and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return max(len(first), len(second)) - start - end


@mistake(
    "fewest_coins",
    "the largest coin that fits is always taken",
    "总是贪心地取能用的最大面值",
)
def fewest_coins_largest_first(coins: Naturals, amount: Size) -> Integer:
    count = 0
    rest = amount
    for coin in sorted(coins, reverse=True):
        if coin > 0:
            count += rest // coin
            rest %= coin
    return count if rest == 0 else -1


@mistake(
    "fewest_coins",
    "coins are taken largest first, starting from each value in turn",
    "轮流以每种面值为最大面值，从大到小贪心地取硬币",
)
def fewest_coins_greedy_from_each(coins: Naturals, amount: Size) -> Integer:
    ordered = sorted((coin for coin in coins if coin > 0), reverse=True)
    counts = [0] if amount == 0 else []
    for start in range(len(ordered)):
        count = 0
        rest = amount
        for coin in ordered[start:]:
            count += rest // coin
            rest %= coin
        if rest == 0:
            counts.append(count)
    return min(counts, default=-1)


@mistake(
    "fewest_coins",
    "each item of the list is used at most once",
    "列表中的每枚硬币最多使用一次",
)
def fewest_coins_each_used_once(coins: Naturals, amount: Size) -> Integer:
    impossible = amount + 1
    fewest = [0] + [impossible] * amount
    for coin in coins:
        for total in range(amount, coin - 1, -1):
            fewest[total] = min(fewest[total], fewest[total - coin] + 1)
    return fewest[amount] if fewest[amount] < impossible else -1


@mistake("fewest_coins", "an amount of 0 gives -1", "金额为 0 时返回 -1", where="amount == 0")
def fewest_coins_none_for_nothing(coins: Naturals, amount: Size) -> Integer:
    if amount <= 0:
        return -1
    fewest = {0: 0}
    for total in range(1, amount + 1):
        counts = [fewest[total - coin] for coin in coins if total - coin in fewest and coin > 0]
        if counts:
            fewest[total] = min(counts) + 1
    return fewest.get(amount, -1)


@mistake(
    "has_subset_sum",
    "an item may be used more than once",
    "同一个元素可以使用多次",
    where="target > 0 and any(0 < number < target for number in numbers)",
)
def has_sum_of_reused_items(numbers: Naturals, target: Size) -> Flag:
    reached = {0}
    newest = {0}
    while newest:
        totals = {total + number for total in newest for number in numbers}
        newest = {total for total in totals if total <= target} - reached
        reached |= newest
    return target in reached


@mistake(
    "has_subset_sum",
    "each item that still fits is taken, largest first",
    "从大到小贪心选取，只要放得下就选",
)
def has_subset_sum_largest_first(numbers: Naturals, target: Size) -> Flag:
    rest = target
    for number in sorted(numbers, reverse=True):
        if number <= rest:
            rest -= number
    return rest == 0


@mistake(
    "has_subset_sum",
    "at least one item has to be chosen",
    "至少要选一个元素",
    where="target == 0",
)
def has_sum_of_some_item(numbers: Naturals, target: Size) -> Flag:
    totals: set[int] = set()
    for number in numbers:
        totals |= {total + number for total in totals}
        totals.add(number)
    return target in totals


@mistake(
    "has_subset_sum",
    "the chosen items have to be contiguous",
    "选出的元素必须是连续的",
)
def has_stretch_sum(numbers: Naturals, target: Size) -> Flag:
    seen = {0}
    total = 0
    for number in numbers:
        total += number
        if total - target in seen:
            return True
        seen.add(total)
    return target == 0


@mistake(
    "has_subset_sum",
    "items are taken in their order whenever they still fit",
    "按原有顺序，只要还放得下就取",
)
def has_subset_sum_in_order(numbers: Naturals, target: Size) -> Flag:
    rest = target
    for number in numbers:
        if number <= rest:
            rest -= number
    return rest == 0


@mistake(
    "cheapest_path_cost",
    "each step goes to the cheaper one of the next cells",
    "每一步都贪心地走向较便宜的下一格",
)
def cheapest_path_cost_step_by_step(grid: Grid) -> Integer:
    if not grid:
        return 0
    row = column = 0
    cost = grid[0][0]
    while row < len(grid) - 1 or column < len(grid[0]) - 1:
        if row == len(grid) - 1:
            column += 1
        elif column == len(grid[0]) - 1:
            row += 1
        elif grid[row][column + 1] < grid[row + 1][column]:
            column += 1
        else:
            row += 1
        cost += grid[row][column]
    return cost


@mistake(
    "cheapest_path_cost",
    "diagonal steps are allowed as well",
    "还允许沿对角线走",
)
def cheapest_path_cost_with_diagonals(grid: Grid) -> Integer:
    if not grid:
        return 0
    costs = list(accumulate(grid[0]))
    for row in grid[1:]:
        current = [costs[0] + row[0]]
        for column in range(1, len(row)):
            nearest = min(costs[column - 1], costs[column], current[column - 1])
            current.append(row[column] + nearest)
        costs = current
    return costs[-1]


@mistake(
    "cheapest_path_cost",
    "a cost of 0 on the way is taken for no way",
    "途中代价为 0 时，被当作没有路",
)
def cheapest_path_cost_without_zeros(grid: Grid) -> Integer:
    costs: list[int] = []
    for row in grid:
        current: list[int] = []
        for column, cell in enumerate(row):
            above = costs[column] if costs else 0
            left = current[-1] if current else 0
            if above and left:
                current.append(cell + min(above, left))
            else:
                current.append(cell + (above or left))
        costs = current
    return costs[-1] if costs else 0


@mistake(
    "cheapest_path_cost",
    "Dijkstra's algorithm is used, which goes wrong with negative numbers",
    "使用 Dijkstra 算法，有负数时会出错",
)
def cheapest_path_cost_by_dijkstra(grid: Grid) -> Integer:
    if not grid:
        return 0
    height, width = len(grid), len(grid[0])
    queue = [(grid[0][0], 0, 0)]
    visited: set[tuple[int, int]] = set()
    while queue:
        cost, row, column = heappop(queue)
        if row == height - 1 and column == width - 1:
            return cost
        if (row, column) in visited:
            continue
        visited.add((row, column))
        if row + 1 < height:
            heappush(queue, (cost + grid[row + 1][column], row + 1, column))
        if column + 1 < width:
            heappush(queue, (cost + grid[row][column + 1], row, column + 1))
    return 0


@mistake(
    "topological_order",
    "all available numbers are placed at once, round by round",
    "一轮一轮地处理：每轮把所有可用的数一次排完",
)
def topological_order_in_rounds(links: Pairs) -> Integers:
    waiting = {number for link in links for number in link}
    order: list[int] = []
    while waiting:
        blocked = {later for earlier, later in links if earlier in waiting}
        available = sorted(waiting - blocked)
        if not available:
            return []
        order += available
        waiting -= set(available)
    return order


@mistake(
    "topological_order",
    "a repeated link is counted again, so its second number never becomes available",
    "重复的元组被重复计数，其第二个数永远不可用",
)
def topological_order_counting_repeats(links: Pairs) -> Integers:
    numbers = {number for link in links for number in link}
    followers: dict[int, set[int]] = {number: set() for number in numbers}
    missing = dict.fromkeys(numbers, 0)
    for earlier, later in links:
        followers[earlier].add(later)
        missing[later] += 1
    available = [number for number in numbers if missing[number] == 0]
    heapify(available)
    order = []
    while available:
        number = heappop(available)
        order.append(number)
        for later in followers[number]:
            missing[later] -= 1
            if missing[later] == 0:
                heappush(available, later)
    return order if len(order) == len(numbers) else []


@mistake(
    "topological_order",
    "the order is filled from the back, always with the largest number that may come last",
    "从末尾往前排，每次取可以排在最后的最大的数",
)
def topological_order_from_end(links: Pairs) -> Integers:
    waiting = {number for link in links for number in link}
    order: list[int] = []
    while waiting:
        blocked = {earlier for earlier, later in links if later in waiting}
        available = waiting - blocked
        if not available:
            return []
        order.append(max(available))
        waiting.remove(order[-1])
    return order[::-1]


@mistake(
    "topological_order",
    "a link from a number to itself is ignored",
    "忽略两个数相同的元组",
)
def topological_order_without_own_links(links: Pairs) -> Integers:
    waiting = {number for link in links for number in link}
    order: list[int] = []
    while waiting:
        blocked = {
            later for earlier, later in links if earlier != later and earlier in waiting
        }
        available = waiting - blocked
        if not available:
            return []
        order.append(min(available))
        waiting.remove(order[-1])
    return order
