"""Typical wrong programs for the atoms of `whole_numbers`."""

import math

from synthgen.kinds import Flag, Integer, Natural, Naturals, Size, SortedIntegers
from synthgen.library import mistake


@mistake(
    "is_perfect_square",
    "roots are sought up to half of the number only, so that 0 and 1 are no perfect squares",
    "只在不超过该数一半的范围内找平方根，于是 0 和 1 都不算完全平方数",
)
def is_perfect_square_up_to_half(number: Integer) -> Flag:
    low, high = 1, number // 2
    while low <= high:
        middle = (low + high) // 2
        if middle * middle == number:
            return True
        if middle * middle < number:
            low = middle + 1
        else:
            high = middle - 1
    return False


@mistake(
    "is_perfect_square",
    "the binary search for the root never looks at the last candidate that is left",
    "二分查找平方根时，只剩最后一个候选数就不再检查",
)
def is_perfect_square_without_last_candidate(number: Integer) -> Flag:
    low, high = 0, number
    while low < high:
        middle = (low + high) // 2
        if middle * middle == number:
            return True
        if middle * middle < number:
            low = middle + 1
        else:
            high = middle - 1
    return False


@mistake("is_perfect_square", "1 counts as none", "没有把 1 算作完全平方数")
def is_perfect_square_but_for_one(number: Integer) -> Flag:
    return number == 0 or (number > 1 and math.isqrt(number) ** 2 == number)


@mistake(
    "integer_square_root",
    "the root is rounded to the nearest integer",
    "平方根四舍五入到最近的整数",
)
def integer_square_root_rounded(number: Natural) -> Natural:
    return round(math.sqrt(number))


@mistake(
    "integer_square_root",
    "roots are sought up to half of the number only, so that the root of 1 is 0",
    "只在不超过该数一半的范围内找平方根，于是 1 的整数平方根为 0",
)
def integer_square_root_up_to_half(number: Natural) -> Natural:
    low, high = 0, number // 2
    while low < high:
        middle = (low + high + 1) // 2
        if middle * middle <= number:
            low = middle
        else:
            high = middle - 1
    return low


@mistake(
    "integer_square_root",
    "Newton's method always makes ten rounds, and ends before the root or beyond it",
    "牛顿法固定迭代十次，不检查是否已经得到正确的根",
)
def integer_square_root_in_ten_rounds(number: Natural) -> Natural:
    if number == 0:
        return 0
    root = number
    for _ in range(10):
        root = (root + number // root) // 2
    return root


@mistake(
    "greatest_common_divisor",
    "if one of the numbers is 0, the result is 0",
    "两数中有 0 时结果为 0",
)
def greatest_common_divisor_with_zero_as_zero(first: Natural, second: Natural) -> Natural:
    if first == 0 or second == 0:
        return 0
    left, right = first, second
    while right:
        left, right = right, left % right
    return left


@mistake(
    "greatest_common_divisor",
    "a second number of 0 leads to a division by 0",
    "第二个数为 0 时会导致除以 0",
    where="second == 0",
)
def greatest_common_divisor_dividing_by_zero(first: Natural, second: Natural) -> Natural:
    left, right = first, second
    while left % right != 0:
        left, right = right, left % right
    return right


@mistake(
    "greatest_common_divisor",
    "the factors of 2 that both numbers have are left out",
    "漏掉了两数共有的因数 2",
    where="first % 2 == second % 2 == 0",
)
def greatest_common_divisor_without_twos(first: Natural, second: Natural) -> Natural:
    left, right = first, second
    while left and right:
        if left % 2 == 0:
            left //= 2
        elif right % 2 == 0:
            right //= 2
        elif left > right:
            left -= right
        else:
            right -= left
    return left + right


@mistake(
    "greatest_common_divisor",
    "the divisor of two zeros is 1",
    "两个数都为 0 时，结果成了 1",
    where="first == second == 0",
)
def greatest_common_divisor_of_zeros_as_one(first: Natural, second: Natural) -> Natural:
    return math.gcd(first, second) or 1


@mistake(
    "least_common_multiple",
    "the numbers are multiplied unless one of them divides the other",
    "只要没有一个数整除另一个数，就直接取两数的乘积",
)
def least_common_multiple_as_product(first: Size, second: Size) -> Natural:
    larger, smaller = max(first, second), min(first, second)
    if smaller == 0:
        return 0
    return larger if larger % smaller == 0 else larger * smaller


@mistake(
    "least_common_multiple",
    "if one of the numbers is 0, the result is the other one",
    "两数中有 0 时结果为另一个数",
)
def least_common_multiple_with_zero_ignored(first: Size, second: Size) -> Natural:
    if first == 0 or second == 0:
        return max(first, second)
    multiple = max(first, second)
    while multiple % first != 0 or multiple % second != 0:
        multiple += max(first, second)
    return multiple


@mistake("divisors", "the square root is listed twice", "平方根被列出两次")
def divisors_with_root_twice(number: Size) -> SortedIntegers:
    found: list[int] = []
    for divisor in range(1, math.isqrt(number) + 1):
        if number % divisor == 0:
            found.append(divisor)
            found.append(number // divisor)
    return sorted(found)


@mistake(
    "divisors",
    "the loop stops before the integer square root, so that 12 lacks 3 and 4",
    "循环没有试到整数平方根，于是 12 缺少 3 和 4",
)
def divisors_below_root(number: Size) -> SortedIntegers:
    found: set[int] = set()
    for divisor in range(1, math.isqrt(number)):
        if number % divisor == 0:
            found.add(divisor)
            found.add(number // divisor)
    return sorted(found)


@mistake("divisors", "0 is listed as a divisor of itself", "0 被列为它自己的约数")
def divisors_always_with_number(number: Size) -> SortedIntegers:
    found = [divisor for divisor in range(1, number // 2 + 1) if number % divisor == 0]
    return [*found, number]


@mistake(
    "divisors",
    "each divisor is followed by its partner, so that the list is not ascending",
    "每个约数后面紧跟与它配对的约数，列表不是升序",
)
def divisors_in_pairs(number: Size) -> SortedIntegers:
    found: list[int] = []
    for divisor in range(1, math.isqrt(number) + 1):
        if number % divisor == 0:
            found.append(divisor)
            if divisor != number // divisor:
                found.append(number // divisor)
    return found


@mistake(
    "proper_divisor_sum",
    "1 is always counted, even for the numbers 0 and 1",
    "总是把 1 计入，即使是 0 和 1 也不例外",
)
def proper_divisor_sum_from_one(number: Natural) -> Natural:
    total = 1
    for divisor in range(2, math.isqrt(number) + 1):
        if number % divisor == 0:
            total += divisor
            if divisor != number // divisor:
                total += number // divisor
    return total


@mistake("proper_divisor_sum", "the square root is never counted", "平方根没有计入")
def proper_divisor_sum_without_root(number: Natural) -> Natural:
    if number < 2:
        return 0
    total = 1
    for divisor in range(2, math.isqrt(number) + 1):
        partner, rest = divmod(number, divisor)
        if rest == 0 and partner != divisor:
            total += divisor + partner
    return total


@mistake(
    "is_prime",
    "only the divisors 2, 3, 5 and 7 are tried",
    "只用 2、3、5、7 试除",
)
def is_prime_by_four_primes(number: Natural) -> Flag:
    if number < 2:
        return False
    return all(number % prime != 0 or number == prime for prime in (2, 3, 5, 7))


@mistake(
    "is_prime",
    "of the divisors above 3, only 5, 11, 17 and so on are tried, but not 7, 13, 19",
    "大于 3 的除数只试了 5、11、17 等，没有试 7、13、19 等",
)
def is_prime_with_half_the_candidates(number: Natural) -> Flag:
    if number < 4:
        return number > 1
    if number % 2 == 0 or number % 3 == 0:
        return False
    divisor = 5
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 6
    return True


@mistake("is_prime", "0 counts as a prime, as only 1 is ruled out", "只排除了 1，于是 0 被当作质数")
def is_prime_but_for_one(number: Natural) -> Flag:
    if number == 1:
        return False
    return all(number % divisor for divisor in range(2, math.isqrt(number) + 1))


@mistake("is_prime", "every odd number counts as prime", "把所有奇数都算作质数")
def is_prime_if_two_or_odd(number: Integer) -> Flag:
    return number == 2 or (number > 1 and number % 2 == 1)


@mistake("primes_up_to", "2 is listed even if the limit is below 2", "上限小于 2 时也会列出 2")
def primes_up_to_always_with_two(limit: Size) -> SortedIntegers:
    primes = [2]
    for candidate in range(3, limit + 1, 2):
        if all(candidate % prime for prime in primes):
            primes.append(candidate)
    return primes


@mistake(
    "primes_up_to",
    "only multiples of 2, 3, 5 and 7 are ruled out, so that 121 is listed",
    "只排除 2、3、5、7 的倍数，于是会列出 121",
    where="limit >= 121",
)
def primes_up_to_by_four_primes(limit: Size) -> SortedIntegers:
    primes: list[int] = []
    for candidate in range(2, limit + 1):
        if all(candidate % prime or candidate == prime for prime in (2, 3, 5, 7)):
            primes.append(candidate)
    return primes


@mistake(
    "primes_up_to",
    "the sieve stops short of the root of the limit, so that squares of primes are listed",
    "筛法没有筛到上限的平方根，于是会列出质数的平方",
)
def primes_up_to_sieved_below_root(limit: Size) -> SortedIntegers:
    prime = [True] * (limit + 1)
    for number in range(2, math.isqrt(limit)):
        if prime[number]:
            for multiple in range(number * number, limit + 1, number):
                prime[multiple] = False
    return [number for number in range(2, limit + 1) if prime[number]]


@mistake(
    "prime_factors",
    "each divisor is divided out once only, so that 8 gives 2 and 4",
    "每个因数只除一次，于是 8 得到 2、4",
)
def prime_factors_divided_once(number: Natural) -> Naturals:
    factors: list[int] = []
    remaining = number
    divisor = 2
    while divisor * divisor <= remaining:
        if remaining % divisor == 0:
            factors.append(divisor)
            remaining //= divisor
        divisor += 1
    if remaining > 1:
        factors.append(remaining)
    return factors


@mistake(
    "prime_factors",
    "only 2, 3, 5 and 7 are divided out, and what is left counts as prime",
    "只除尽 2、3、5、7，把剩下的数当作质数",
)
def prime_factors_by_four_primes(number: Natural) -> Naturals:
    if number < 2:
        return []
    factors: list[int] = []
    remaining = number
    for prime in (2, 3, 5, 7):
        while remaining % prime == 0:
            factors.append(prime)
            remaining //= prime
    if remaining > 1:
        factors.append(remaining)
    return factors


@mistake(
    "collatz_steps",
    "a step is made before 1 is looked for, so that 1 takes 3 steps",
    "先走一步再判断是否到 1，于是从 1 出发要走 3 步",
)
def collatz_steps_around_from_one(number: Natural) -> Natural:
    if number == 0:
        return 0
    current = number
    steps = 0
    while True:
        current = current // 2 if current % 2 == 0 else 3 * current + 1
        steps += 1
        if current == 1:
            return steps


@mistake("collatz_steps", "the steps are cut off after 100", "走满 100 步就停止")
def collatz_steps_up_to_hundred(number: Natural) -> Natural:
    current = number
    steps = 0
    while current > 1 and steps < 100:
        current = current // 2 if current % 2 == 0 else 3 * current + 1
        steps += 1
    return steps


@mistake(
    "collatz_steps",
    "tripling an odd number and halving what comes out is one step",
    "奇数变为 3n + 1 后立即减半，只算作一步",
)
def collatz_steps_with_shortcut(number: Natural) -> Natural:
    current = number
    steps = 0
    while current > 1:
        current = current // 2 if current % 2 == 0 else (3 * current + 1) // 2
        steps += 1
    return steps
