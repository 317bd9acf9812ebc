"""Digits: numbers as they are written."""

from synthgen.kinds import (
    Base,
    Digits,
    Flag,
    Integer,
    Natural,
    Size,
    SmallNatural,
    Text,
)
from synthgen.library import reference


def digits_of(number: Integer) -> Digits:
    """Return the list of the decimal digits of `number`.

    The decimal digits are listed from the most significant to the least significant;
    the digits of 0 are `[0]`. The sign of a negative number is left out.

    中文：`number` 的十进制各位数字组成的列表。各位数字从最高位到最低位排列；
    0 的各位数字为 `[0]`。负数的各位数字不含负号。

    >>> digits_of(-407)
    [4, 0, 7]
    >>> digits_of(0)
    [0]
    """
    return [int(digit) for digit in str(abs(number))]


@reference(digits_of)
def digits_of_by_recursion(number: Integer) -> Digits:
    rest, last = divmod(abs(number), 10)
    return [*digits_of_by_recursion(rest), last] if rest else [last]


@reference(digits_of)
def digits_of_by_powers_of_ten(number: Integer) -> Digits:
    magnitude = abs(number)
    powers = [1]
    while powers[-1] * 10 <= magnitude:
        powers.append(powers[-1] * 10)
    return [magnitude // power % 10 for power in reversed(powers)]


def number_from_digits(digits: Digits) -> Natural:
    """Return the number that is written with the decimal digits in `digits`.

    The first digit is the most significant one, and leading zeros change nothing.
    Without any digits, the number is 0.

    中文：由 `digits` 中的十进制数字依次拼成的数。第一个数字是最高位，
    前导零不改变这个数。没有任何数字时，这个数为 0。

    >>> number_from_digits([4, 0, 7])
    407
    >>> number_from_digits([0, 0, 9, 0])
    90
    >>> number_from_digits([])
    0
    """
    number = 0
    for digit in digits:
        number = number * 10 + digit
    return number


@reference(number_from_digits)
def number_from_digits_by_place_values(digits: Digits) -> Natural:
    return sum(digit * 10**place for place, digit in enumerate(reversed(digits)))


@reference(number_from_digits)
def number_from_digits_by_parsing(digits: Digits) -> Natural:
    return int("0" + "".join(str(digit) for digit in digits))


def digit_sum(number: Integer) -> Size:
    """Return the sum of the decimal digits of `number`.

    The digits of a negative number are added without regard to its sign.

    中文：`number` 的十进制各位数字之和。求负数的各位数字之和时忽略负号。

    >>> digit_sum(409)
    13
    >>> digit_sum(-25)
    7
    >>> digit_sum(0)
    0
    """
    remaining = abs(number)
    total = 0
    while remaining:
        remaining, digit = divmod(remaining, 10)
        total += digit
    return total


@reference(digit_sum)
def digit_sum_by_characters(number: Integer) -> Size:
    return sum(int(digit) for digit in str(abs(number)))


@reference(digit_sum)
def digit_sum_by_removed_nines(number: Integer) -> Size:
    magnitude = abs(number)
    total = magnitude
    while magnitude:
        magnitude //= 10
        total -= 9 * magnitude
    return total


def digital_root(number: Natural) -> SmallNatural:
    """Return the digital root of `number`.

    For the digital root, the decimal digits are added up, then the digits of that sum,
    and so on until a single digit is left; a single digit is its own digital root.

    中文：`number` 的数字根。求数字根时，把十进制各位数字相加，
    再对所得的和重复这一过程，直到只剩一位数字；一位数的数字根就是它本身。

    >>> digital_root(9875)
    2
    >>> digital_root(18)
    9
    >>> digital_root(0)
    0
    """
    root = number
    while root > 9:
        root = sum(int(digit) for digit in str(root))
    return root


@reference(digital_root)
def digital_root_by_remainder(number: Natural) -> SmallNatural:
    return 1 + (number - 1) % 9 if number else 0


@reference(digital_root)
def digital_root_by_casting_out_nines(number: Natural) -> SmallNatural:
    root = 0
    for digit in str(number):
        root += int(digit)
        if root > 9:
            root -= 9
    return root


def reversed_number(number: Integer) -> Integer:
    """Return the integer whose decimal digits are those of `number` in reverse order.

    Zeros that come to the front vanish when digits are reversed, so 120 becomes 21, and
    0 stays 0. A negative number keeps its sign, so -12 becomes -21.

    中文：把 `number` 的十进制各位数字倒序排列所得的整数。倒序后位于开头的零会被去掉，
    例如 120 变为 21；0 仍为 0。负数倒序后保留负号，例如 -12 变为 -21。

    >>> reversed_number(-123)
    -321
    >>> reversed_number(120)
    21
    >>> reversed_number(0)
    0
    """
    magnitude = int(str(abs(number))[::-1])
    return -magnitude if number < 0 else magnitude


@reference(reversed_number)
def reversed_number_by_division(number: Integer) -> Integer:
    remaining = abs(number)
    magnitude = 0
    while remaining:
        remaining, digit = divmod(remaining, 10)
        magnitude = magnitude * 10 + digit
    return -magnitude if number < 0 else magnitude


@reference(reversed_number)
def reversed_number_by_place_values(number: Integer) -> Integer:
    places = enumerate(str(abs(number)))
    magnitude: int = sum(int(digit) * 10**place for place, digit in places)
    return -magnitude if number < 0 else magnitude


def set_bit_count(number: Natural) -> Size:
    """Return the number of ones in the binary representation of `number`.

    The binary representation of 0 has no ones.

    中文：`number` 的二进制表示中 1 的个数。0 的二进制表示中没有 1。

    >>> set_bit_count(13)
    3
    >>> set_bit_count(8)
    1
    >>> set_bit_count(0)
    0
    """
    return format(number, "b").count("1")


@reference(set_bit_count)
def set_bit_count_by_clearing_lowest(number: Natural) -> Size:
    remaining = number
    count = 0
    while remaining:
        remaining &= remaining - 1
        count += 1
    return count


@reference(set_bit_count)
def set_bit_count_by_shifts(number: Natural) -> Size:
    return sum(number >> position & 1 for position in range(number.bit_length()))


def base_text(number: Natural, base: Base) -> Text:
    """Return the string that represents `number` in base `base`.

    Such a string has the most significant digit first and no leading zeros; the number
    0 is written as `"0"`. In bases above 10, the lowercase letters a to f stand for the
    digits 10 to 15.

    中文：以 `base` 为基数表示 `number` 所得的字符串。这样的字符串最高位在前，
    没有前导零；数 0 写作 `"0"`。基数大于 10 时，小写字母 a 到 f 依次表示数字 10 到 15。

    >>> base_text(10, 2)
    '1010'
    >>> base_text(254, 16)
    'fe'
    >>> base_text(0, 7)
    '0'
    """
    symbols = "0123456789abcdef"
    text = ""
    remaining = number
    while remaining > 0:
        remaining, digit = divmod(remaining, base)
        text = symbols[digit] + text
    return text or "0"


@reference(base_text)
def base_text_by_recursion(number: Natural, base: Base) -> Text:
    rest, digit = divmod(number, base)
    symbol = "0123456789abcdef"[digit]
    return base_text_by_recursion(rest, base) + symbol if rest else symbol


@reference(base_text)
def base_text_by_powers(number: Natural, base: Base) -> Text:
    powers = [1]
    while powers[-1] * base <= number:
        powers.append(powers[-1] * base)
    digits = [number // power % base for power in reversed(powers)]
    return "".join("0123456789abcdef"[digit] for digit in digits)


def column_label(number: Natural) -> Text:
    """Return the spreadsheet column label of `number`.

    Columns are counted from 1: the labels of 1 to 26 are A to Z, then come AA, AB and
    so on, and AAA follows ZZ. The label of 0 is an empty string.

    中文：`number` 对应的电子表格列标。列从 1 开始编号：1 到 26 的列标是 A 到 Z，
    之后是 AA、AB，依此类推，ZZ 之后是 AAA。0 的列标为空字符串。

    >>> column_label(26)
    'Z'
    >>> column_label(28)
    'AB'
    >>> column_label(703)
    'AAA'
    >>> column_label(0)
    ''
    """
    label = ""
    remaining = number
    while remaining > 0:
        remaining, offset = divmod(remaining - 1, 26)
        label = chr(ord("A") + offset) + label
    return label


@reference(column_label)
def column_label_by_recursion(number: Natural) -> Text:
    if number == 0:
        return ""
    prefix: str = column_label_by_recursion((number - 1) // 26)
    return prefix + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(number - 1) % 26]


@reference(column_label)
def column_label_by_width(number: Natural) -> Text:
    rank = number
    width = 0
    while rank >= 26**width:
        rank -= 26**width
        width += 1
    offsets = [rank // 26**place % 26 for place in reversed(range(width))]
    return "".join(chr(ord("A") + offset) for offset in offsets)


def roman_numeral(number: Size) -> Text:
    """Return the uppercase Roman numeral of `number`.

    Roman numerals use the subtractive forms IV, IX, XL, XC, CD and CM. The Roman
    numeral of 0 is an empty string.

    中文：`number` 的大写罗马数字。罗马数字采用减法记数形式 IV、IX、XL、XC、CD 和 CM。
    0 的罗马数字为空字符串。

    >>> roman_numeral(194)
    'CXCIV'
    >>> roman_numeral(49)
    'XLIX'
    >>> roman_numeral(0)
    ''
    """
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    symbols = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    numeral = ""
    remaining = number
    for value, symbol in zip(values, symbols, strict=True):
        numeral += symbol * (remaining // value)
        remaining %= value
    return numeral


@reference(roman_numeral)
def roman_numeral_by_places(number: Size) -> Text:
    ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    tens = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"]
    hundreds = ["", "C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM"]
    thousands = "M" * (number // 1000)
    rest = hundreds[number // 100 % 10] + tens[number // 10 % 10] + ones[number % 10]
    return thousands + rest


@reference(roman_numeral)
def roman_numeral_by_exchanging_strokes(number: Size) -> Text:
    exchanges = (
        "IIIII=V VV=X XXXXX=L LL=C CCCCC=D DD=M "
        "DCCCC=CM CCCC=CD LXXXX=XC XXXX=XL VIIII=IX IIII=IV"
    )
    numeral = "I" * number
    for exchange in exchanges.split():
        strokes, symbol = exchange.split("=")
        numeral = numeral.replace(strokes, symbol)
    return numeral


def passes_luhn_check(digits: Digits) -> Flag:
    """Return whether the Luhn check accepts `digits`.

    In the Luhn check, every second digit from the right is doubled, starting with the
    second one from the right, and doubles above 9 are reduced by 9. The Luhn check
    accepts if all the digits then add up to a multiple of 10, and it accepts an empty
    list.

    中文：`digits` 能通过 Luhn 校验。Luhn 校验从右边第二位数字开始，
    向左每隔一位把数字加倍，加倍后大于 9 的再减去 9。
    若处理之后所有数字之和是 10 的倍数，则通过 Luhn 校验；空列表能通过 Luhn 校验。

    >>> passes_luhn_check([5, 9])
    True
    >>> passes_luhn_check([4, 2, 2])
    True
    >>> passes_luhn_check([9, 5])
    False
    >>> passes_luhn_check([])
    True
    """
    total = 0
    for position, digit in enumerate(reversed(digits)):
        if position % 2 == 0:
            total += digit
        elif digit < 5:
            total += digit * 2
        else:
            total += digit * 2 - 9
    return total % 10 == 0


@reference(passes_luhn_check)
def passes_luhn_check_by_lookup(digits: Digits) -> Flag:
    doubles = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    kept_sum = sum(digits[::-2])
    doubled_sum = sum(doubles[digit] for digit in digits[-2::-2])
    return (kept_sum + doubled_sum) % 10 == 0


@reference(passes_luhn_check)
def passes_luhn_check_by_two_sums(digits: Digits) -> Flag:
    sum_if_kept, sum_if_doubled = 0, 0
    for digit in digits:
        doubled = sum(divmod(2 * digit, 10))
        sum_if_kept, sum_if_doubled = sum_if_doubled + digit, sum_if_kept + doubled
    return sum_if_kept % 10 == 0
