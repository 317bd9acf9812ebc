"""Whole numbers: roots, divisors and primes."""

import math
from bisect import bisect_right

from synthgen.kinds import Flag, Integer, Natural, Naturals, Size, SortedIntegers
from synthgen.library import reference


def is_perfect_square(number: Integer) -> Flag:
    """Return whether `number` is a perfect square.

    A perfect square is the square of an integer, so 0 is a perfect square too. No
    negative number is a perfect square.

    中文：`number` 是完全平方数。完全平方数是某个整数的平方，因此 0 也是完全平方数。
    负数都不是完全平方数。

    >>> is_perfect_square(49)
    True
    >>> is_perfect_square(48)
    False
    >>> is_perfect_square(0)
    True
    >>> is_perfect_square(-4)
    False
    """
    return number >= 0 and math.isqrt(number) ** 2 == number


@reference(is_perfect_square)
def is_perfect_square_by_odd_numbers(number: Integer) -> Flag:
    remaining = number
    odd = 1
    while remaining > 0:
        remaining -= odd
        odd += 2
    return remaining == 0


def integer_square_root(number: Natural) -> Natural:
    """Return the integer square root of `number`.

    The integer square root is the largest integer whose square is at most the number.

    中文：`number` 的整数平方根。一个数的整数平方根是平方不超过该数的最大整数。

    >>> integer_square_root(24)
    4
    >>> integer_square_root(25)
    5
    >>> integer_square_root(0)
    0
    """
    root = number
    while root * root > number:
        root = (root + number // root) // 2
    return root


@reference(integer_square_root)
def integer_square_root_by_odd_numbers(number: Natural) -> Natural:
    root = 0
    remaining = number
    while remaining >= 2 * root + 1:
        remaining -= 2 * root + 1
        root += 1
    return root


@reference(integer_square_root)
def integer_square_root_by_bisection(number: Natural) -> Natural:
    return bisect_right(range(number + 1), number, key=lambda root: root * root) - 1


def greatest_common_divisor(first: Natural, second: Natural) -> Natural:
    """Return the greatest common divisor of `first` and `second`.

    The greatest common divisor of 0 and a number is that number; for two zeros it is 0.

    中文：`first` 和 `second` 的最大公约数。0 与一个数的最大公约数就是这个数；
    两个 0 的最大公约数为 0。

    >>> greatest_common_divisor(12, 18)
    6
    >>> greatest_common_divisor(0, 5)
    5
    >>> greatest_common_divisor(0, 0)
    0
    """
    divisor, remainder = first, second
    while remainder:
        divisor, remainder = remainder, divisor % remainder
    return divisor


@reference(greatest_common_divisor)
def greatest_common_divisor_by_halving(first: Natural, second: Natural) -> Natural:
    left, right = first, second
    scale = 1
    while left and right:
        if left % 2 == 0 and right % 2 == 0:
            left, right, scale = left // 2, right // 2, scale * 2
        elif left % 2 == 0:
            left //= 2
        elif right % 2 == 0:
            right //= 2
        else:
            left, right = abs(left - right), min(left, right)
    return scale * (left + right)


@reference(greatest_common_divisor)
def greatest_common_divisor_by_library(first: Natural, second: Natural) -> Natural:
    return math.gcd(first, second)


def least_common_multiple(first: Size, second: Size) -> Natural:
    """Return the least common multiple of `first` and `second`.

    The least common multiple of two numbers is the smallest positive integer that both
    divide; if either of them is 0, it is 0.

    中文：`first` 和 `second` 的最小公倍数。
    两个数的最小公倍数是能同时被二者整除的最小正整数；若两数中有 0，则最小公倍数为 0。

    >>> least_common_multiple(4, 6)
    12
    >>> least_common_multiple(0, 5)
    0
    >>> least_common_multiple(0, 0)
    0
    """
    return first * second // max(1, math.gcd(first, second))


@reference(least_common_multiple)
def least_common_multiple_by_search(first: Size, second: Size) -> Natural:
    product = first * second
    larger = max(first, second, 1)
    smaller = min(first, second)
    multiples = range(larger, product + 1, larger)
    return next((multiple for multiple in multiples if multiple % smaller == 0), 0)


@reference(least_common_multiple)
def least_common_multiple_by_library(first: Size, second: Size) -> Natural:
    return math.lcm(first, second)


def divisors(number: Size) -> SortedIntegers:
    """Return the ascending list of the positive divisors of `number`.

    The divisors of a number include 1 and the number itself; 0 is taken to have no
    divisors.

    中文：`number` 的所有正约数组成的升序列表。一个数的正约数包括 1 和它本身；
    约定 0 没有正约数。

    >>> divisors(12)
    [1, 2, 3, 4, 6, 12]
    >>> divisors(1)
    [1]
    >>> divisors(0)
    []
    """
    return [divisor for divisor in range(1, number + 1) if number % divisor == 0]


@reference(divisors)
def divisors_by_pairs(number: Size) -> SortedIntegers:
    candidates = range(1, math.isqrt(number) + 1)
    small = [divisor for divisor in candidates if number % divisor == 0]
    large = [number // divisor for divisor in reversed(small) if divisor**2 != number]
    return small + large


@reference(divisors)
def divisors_by_prime_factors(number: Size) -> SortedIntegers:
    found = {1} if number else set()
    remaining = number
    for factor in range(2, number + 1):
        while remaining % factor == 0:
            found |= {divisor * factor for divisor in found}
            remaining //= factor
    return sorted(found)


def proper_divisor_sum(number: Natural) -> Natural:
    """Return the sum of the proper divisors of `number`.

    The proper divisors of a number are the positive divisors that are smaller than it.
    For 0 and 1, the sum of the proper divisors is 0.

    中文：`number` 的真约数之和。一个数的真约数是小于它本身的正约数。
    0 和 1 的真约数之和为 0。

    >>> proper_divisor_sum(12)
    16
    >>> proper_divisor_sum(9)
    4
    >>> proper_divisor_sum(1)
    0
    >>> proper_divisor_sum(0)
    0
    """
    total = 0
    for divisor in range(1, math.isqrt(number) + 1):
        if number % divisor == 0:
            partner = number // divisor
            total += divisor if divisor == partner else divisor + partner
    return total - number


@reference(proper_divisor_sum)
def proper_divisor_sum_by_prime_powers(number: Natural) -> Natural:
    divisor_sum = 1
    remaining = number
    prime = 2
    while prime * prime <= remaining:
        power_sum = 1
        while remaining % prime == 0:
            power_sum = power_sum * prime + 1
            remaining //= prime
        divisor_sum *= power_sum
        prime += 1
    if remaining > 1:
        divisor_sum *= remaining + 1
    return divisor_sum - number if number else 0


def is_prime(number: Natural) -> Flag:
    """Return whether `number` is prime.

    A prime is greater than 1 and divisible by no positive integer but 1 and itself.

    中文：`number` 是质数。质数大于 1，且除了 1 和自身以外不能被其他正整数整除。

    >>> is_prime(2)
    True
    >>> is_prime(49)
    False
    >>> is_prime(1)
    False
    """
    return number > 1 and all(
        number % divisor for divisor in range(2, math.isqrt(number) + 1)
    )


@reference(is_prime)
def is_prime_by_sieve(number: Natural) -> Flag:
    root = math.isqrt(number)
    primes: list[int] = []
    composites: set[int] = set()
    for candidate in range(2, root + 1):
        if candidate not in composites:
            primes.append(candidate)
            composites.update(range(candidate * candidate, root + 1, candidate))
    return number > 1 and all(number % prime for prime in primes)


@reference(is_prime)
def is_prime_by_miller_rabin(number: Natural) -> Flag:
    # These witnesses expose every composite below 3 215 031 751.
    witnesses = (2, 3, 5, 7)
    if number < 11:
        return number in witnesses
    odd_part = number - 1
    halvings = 0
    while odd_part % 2 == 0:
        odd_part //= 2
        halvings += 1
    for witness in witnesses:
        powers = [pow(witness, odd_part << shift, number) for shift in range(halvings)]
        if pow(witness, odd_part, number) != 1 and number - 1 not in powers:
            return False
    return True


def primes_up_to(limit: Size) -> SortedIntegers:
    """Return the ascending list of the primes up to and including `limit`.

    There are no primes below 2.

    中文：不超过 `limit` 的所有质数组成的升序列表。小于 2 的数都不是质数。

    >>> primes_up_to(11)
    [2, 3, 5, 7, 11]
    >>> primes_up_to(2)
    [2]
    >>> primes_up_to(1)
    []
    """
    primes: list[int] = []
    composites: set[int] = set()
    for candidate in range(2, limit + 1):
        if candidate not in composites:
            primes.append(candidate)
            composites.update(range(candidate * candidate, limit + 1, candidate))
    return primes


@reference(primes_up_to)
def primes_up_to_by_filtering(limit: Size) -> SortedIntegers:
    primes: list[int] = []
    candidates = list(range(2, limit + 1))
    while candidates:
        prime = candidates[0]
        primes.append(prime)
        candidates = [number for number in candidates if number % prime != 0]
    return primes


@reference(primes_up_to)
def primes_up_to_by_coprimality(limit: Size) -> SortedIntegers:
    primes: list[int] = []
    product = 1
    for candidate in range(2, limit + 1):
        if math.gcd(candidate, product) == 1:
            primes.append(candidate)
            product *= candidate
    return primes


def prime_factors(number: Natural) -> Naturals:
    """Return the ascending list of the prime factors of `number`.

    Each prime factor is listed as many times as it divides the number, so 12 gives 2, 2
    and 3. The numbers 0 and 1 have no prime factors.

    中文：`number` 的质因数组成的升序列表。每个质因数按其重数重复列出，例如 12 得到 2、
    2、3。0 和 1 没有质因数。

    >>> prime_factors(12)
    [2, 2, 3]
    >>> prime_factors(49)
    [7, 7]
    >>> prime_factors(13)
    [13]
    >>> prime_factors(1)
    []
    """
    factors: list[int] = []
    remaining = number
    divisor = 2
    while divisor * divisor <= remaining:
        if remaining % divisor == 0:
            factors.append(divisor)
            remaining //= divisor
        else:
            divisor += 1
    if remaining > 1:
        factors.append(remaining)
    return factors


@reference(prime_factors)
def prime_factors_by_recursion(number: Natural) -> Naturals:
    if number < 2:
        return []
    candidates = range(2, math.isqrt(number) + 1)
    smallest = next((prime for prime in candidates if number % prime == 0), number)
    return [smallest, *prime_factors_by_recursion(number // smallest)]


@reference(prime_factors)
def prime_factors_by_factor_tree(number: Natural) -> Naturals:
    factors: list[int] = []
    branches = [number] if number > 1 else []
    while branches:
        branch = branches.pop()
        divisor = math.isqrt(branch)
        while branch % divisor:
            divisor -= 1
        if divisor == 1:
            factors.append(branch)
        else:
            branches += [divisor, branch // divisor]
    return sorted(factors)


def collatz_steps(number: Natural) -> Natural:
    """Return the number of Collatz steps from `number` to 1.

    A Collatz step halves an even number and turns an odd number n into 3n + 1. From 0
    or 1, the number of Collatz steps is 0.

    中文：从 `number` 到 1 所需的考拉兹步数。每个考拉兹步把偶数除以 2，
    把奇数 n 变为 3n + 1。从 0 或 1 出发时，考拉兹步数为 0。

    >>> collatz_steps(6)
    8
    >>> collatz_steps(1)
    0
    >>> collatz_steps(0)
    0
    """
    current = number
    steps = 0
    while current > 1:
        current = 3 * current + 1 if current % 2 else current // 2
        steps += 1
    return steps


@reference(collatz_steps)
def collatz_steps_by_trailing_zeros(number: Natural) -> Natural:
    current = number
    steps = 0
    while current > 1:
        if current % 2:
            current = 3 * current + 1
            steps += 1
        halvings = (current & -current).bit_length() - 1
        current >>= halvings
        steps += halvings
    return steps
