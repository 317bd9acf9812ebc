"""Typical wrong programs for the atoms of `digits`."""

import math

from synthgen.kinds import Base, Digits, Flag, Integer, Natural, Size, SmallNatural, Text
from synthgen.library import mistake


@mistake("digits_of", "0 has no digits", "0 没有任何数字")
def digits_of_without_zero(number: Integer) -> Digits:
    remaining = abs(number)
    digits: list[int] = []
    while remaining > 0:
        digits.insert(0, remaining % 10)
        remaining //= 10
    return digits


@mistake(
    "digits_of",
    "the first digit of a negative number carries the minus sign",
    "负数的第一位数字带上了负号",
)
def digits_of_with_signed_first_digit(number: Integer) -> Digits:
    digits = [int(digit) for digit in str(abs(number))]
    if number < 0:
        digits[0] = -digits[0]
    return digits


@mistake("digits_of", "10, 100 and other powers of ten lose their leading 1", "10、100 等 10 的幂丢掉了开头的 1")
def digits_of_with_power_too_small(number: Integer) -> Digits:
    magnitude = abs(number)
    power = 1
    while power * 10 < magnitude:
        power *= 10
    digits: list[int] = []
    while power > 0:
        digits.append(magnitude // power % 10)
        power //= 10
    return digits


@mistake("number_from_digits", "an empty list fails to be parsed", "空列表无法解析而出错")
def number_from_digits_parsed_when_empty(digits: Digits) -> Natural:
    return int("".join(str(digit) for digit in digits))


@mistake(
    "number_from_digits",
    "a repeated digit always has the place of its first occurrence",
    "重复出现的数字总是取第一次出现时的数位",
)
def number_from_digits_by_first_places(digits: Digits) -> Natural:
    number = 0
    for digit in digits:
        number += digit * 10 ** (len(digits) - 1 - digits.index(digit))
    return number


@mistake(
    "number_from_digits",
    "trailing zeros are stripped together with the leading ones",
    "末尾的零和前导零一起被去掉",
)
def number_from_digits_stripped_of_zeros(digits: Digits) -> Natural:
    written = "".join(str(digit) for digit in digits).strip("0")
    return int(written) if written else 0


@mistake(
    "digit_sum",
    "the first digit of a negative number is subtracted",
    "负数的第一位数字被减去而不是加上",
)
def digit_sum_with_signed_first_digit(number: Integer) -> Size:
    digits = [int(digit) for digit in str(abs(number))]
    if number < 0:
        digits[0] = -digits[0]
    return sum(digits)


@mistake("digit_sum", "the sum of a negative number is 0", "负数的各位数字之和为 0")
def digit_sum_of_positive_only(number: Integer) -> Size:
    remaining = number
    total = 0
    while remaining > 0:
        total += remaining % 10
        remaining //= 10
    return total


@mistake(
    "digit_sum",
    "the digits of the sum are added again until a single digit is left",
    "对所得的和继续求各位数字之和，直到只剩一位",
)
def digit_sum_down_to_one_digit(number: Integer) -> Size:
    total = abs(number)
    while total > 9:
        total = sum(int(digit) for digit in str(total))
    return total


@mistake("digital_root", "the digits are added up twice at most", "最多只做两次各位数字相加")
def digital_root_in_two_rounds(number: Natural) -> SmallNatural:
    total = sum(int(digit) for digit in str(number))
    if total > 9:
        total = sum(int(digit) for digit in str(total))
    return total


@mistake("digital_root", "multiples of 9 have the digital root 0", "9 的倍数的数字根为 0")
def digital_root_as_remainder_of_nine(number: Natural) -> SmallNatural:
    return number % 9


@mistake("digital_root", "the digital root of 0 is 9", "0 的数字根为 9")
def digital_root_of_zero_as_nine(number: Natural) -> SmallNatural:
    return 1 + (number - 1) % 9


@mistake("reversed_number", "0 fails, as its only digit is stripped", "0 的唯一一位数字被去掉而出错")
def reversed_number_stripped_of_zeros(number: Integer) -> Integer:
    magnitude = int(str(abs(number)).rstrip("0")[::-1])
    return -magnitude if number < 0 else magnitude


@mistake(
    "reversed_number",
    "zeros between other digits vanish too",
    "夹在其他数字之间的零也被去掉",
)
def reversed_number_without_any_zeros(number: Integer) -> Integer:
    remaining = abs(number)
    magnitude = 0
    while remaining > 0:
        remaining, digit = divmod(remaining, 10)
        if digit != 0:
            magnitude = magnitude * 10 + digit
    return -magnitude if number < 0 else magnitude


@mistake(
    "reversed_number",
    "the last digit of a negative number is taken to be its remainder by 10",
    "把负数除以 10 的余数当作它的末位数字",
)
def reversed_number_by_remainders_of_negatives(number: Integer) -> Integer:
    remaining = number
    magnitude = 0
    while remaining != 0:
        magnitude = magnitude * 10 + remaining % 10
        remaining = int(remaining / 10)
    return -magnitude if number < 0 else magnitude


@mistake("set_bit_count", "the leading one of a power of two is missed", "2 的幂漏数了最高位的 1")
def set_bit_count_up_to_logarithm(number: Natural) -> Size:
    if number == 0:
        return 0
    width = math.ceil(math.log2(number))
    return sum(number >> position & 1 for position in range(width))


@mistake("set_bit_count", "only the lowest 16 bits are looked at", "只看最低的 16 个二进制位")
def set_bit_count_of_sixteen_bits(number: Natural) -> Size:
    count = 0
    for position in range(16):
        if number & (1 << position):
            count += 1
    return count


@mistake("base_text", "the digits 10 to 15 are written as capital letters", "数字 10 到 15 写成大写字母")
def base_text_in_capitals(number: Natural, base: Base) -> Text:
    if number == 0:
        return "0"
    text = ""
    remaining = number
    while remaining > 0:
        text = "0123456789ABCDEF"[remaining % base] + text
        remaining //= base
    return text


@mistake(
    "base_text",
    "the digits 10 to 15 are written in decimal instead of as letters",
    "数字 10 到 15 写成十进制数而不是字母",
)
def base_text_in_decimal_digits(number: Natural, base: Base) -> Text:
    if number == 0:
        return "0"
    text = ""
    remaining = number
    while remaining > 0:
        text = str(remaining % base) + text
        remaining //= base
    return text


@mistake(
    "base_text",
    "powers of the base lose their leading 1",
    "基数的幂丢掉了开头的 1",
)
def base_text_with_power_too_small(number: Natural, base: Base) -> Text:
    power = 1
    while power * base < number:
        power *= base
    text = ""
    while power > 0:
        text += "0123456789abcdef"[number // power % base]
        power //= base
    return text


@mistake("base_text", "the least significant digit comes first", "最低位排在最前面")
def base_text_from_the_lowest_digit(number: Natural, base: Base) -> Text:
    if number == 0:
        return "0"
    text = ""
    remaining = number
    while remaining > 0:
        text += "0123456789abcdef"[remaining % base]
        remaining //= base
    return text


@mistake("base_text", "the base is ignored, the digits are decimal", "没有理会进制，写成了十进制")
def base_text_in_base_ten(number: Natural, base: Base) -> Text:
    return str(number)


@mistake(
    "column_label",
    "nothing is borrowed for a Z, so that AZ stands for 26",
    "遇到 Z 时没有借位，26 变成 AZ",
)
def column_label_without_borrowing(number: Natural) -> Text:
    label = ""
    remaining = number
    while remaining > 0:
        label = chr(ord("A") + (remaining - 1) % 26) + label
        remaining //= 26
    return label


@mistake("column_label", "the label of 0 is @, the character before A", "0 的列标为 A 的前一个字符 @")
def column_label_of_zero_before_a(number: Natural) -> Text:
    if number <= 26:
        return chr(ord("A") + number - 1)
    prefix: str = column_label_of_zero_before_a((number - 1) // 26)
    return prefix + chr(ord("A") + (number - 1) % 26)


@mistake("column_label", "a label has two letters at most", "列标最多只有两个字母")
def column_label_of_two_letters(number: Natural) -> Text:
    if number == 0:
        return ""
    label = chr(ord("A") + (number - 1) % 26)
    if number > 26:
        label = chr(ord("A") + ((number - 1) // 26 - 1) % 26) + label
    return label


@mistake("column_label", "BA instead of AA follows Z", "Z 之后是 BA 而不是 AA")
def column_label_in_base_26(number: Natural) -> Text:
    if number == 0:
        return ""
    remaining, offset = divmod(number - 1, 26)
    label = chr(ord("A") + offset)
    while remaining > 0:
        remaining, offset = divmod(remaining, 26)
        label = chr(ord("A") + offset) + label
    return label


@mistake(
    "roman_numeral",
    "only IV and IX are subtractive, while 40 is XXXX and 90 is LXXXX",
    "只有 IV 和 IX 采用减法形式，40 写成 XXXX，90 写成 LXXXX",
)
def roman_numeral_with_long_tens(number: Size) -> Text:
    values = (1000, 500, 100, 50, 10, 9, 5, 4, 1)
    symbols = ("M", "D", "C", "L", "X", "IX", "V", "IV", "I")
    numeral = ""
    remaining = number
    for value, symbol in zip(values, symbols, strict=True):
        while remaining >= value:
            numeral += symbol
            remaining -= value
    return numeral


@mistake("roman_numeral", "99 is written as IC and 49 as IL", "99 写成 IC，49 写成 IL")
def roman_numeral_with_long_leaps(number: Size) -> Text:
    values = (100, 99, 90, 50, 49, 40, 10, 9, 5, 4, 1)
    symbols = ("C", "IC", "XC", "L", "IL", "XL", "X", "IX", "V", "IV", "I")
    numeral = ""
    remaining = number
    for value, symbol in zip(values, symbols, strict=True):
        while remaining >= value:
            numeral += symbol
            remaining -= value
    return numeral


@mistake(
    "roman_numeral",
    "IIII is replaced before VIIII, so that 9 becomes VIV, and likewise 90 becomes LXL",
    "先替换 IIII 再替换 VIIII，于是 9 写成 VIV，同理 90 写成 LXL",
)
def roman_numeral_replaced_in_wrong_order(number: Size) -> Text:
    values = (1000, 500, 100, 50, 10, 5, 1)
    numeral = ""
    remaining = number
    for value, symbol in zip(values, "MDCLXVI", strict=True):
        numeral += symbol * (remaining // value)
        remaining %= value
    numeral = numeral.replace("IIII", "IV").replace("VIIII", "IX")
    numeral = numeral.replace("XXXX", "XL").replace("LXXXX", "XC")
    return numeral.replace("CCCC", "CD").replace("DCCCC", "CM")


@mistake(
    "passes_luhn_check",
    "doubles are reduced to their remainder by 9, so that a doubled 9 counts as 0",
    "加倍后的数字取除以 9 的余数，于是加倍的 9 算作 0",
)
def passes_luhn_check_modulo_nine(digits: Digits) -> Flag:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        total += digit * 2 % 9 if position % 2 == 1 else digit
    return total % 10 == 0


@mistake(
    "passes_luhn_check",
    "the last digit ought to be 10 if the other digits add up to a multiple of 10",
    "其余数字之和是 10 的倍数时，要求最后一位是 10",
)
def passes_luhn_check_with_check_digit_ten(digits: Digits) -> Flag:
    if not digits:
        return True
    total = 0
    for position, digit in enumerate(reversed(digits[:-1])):
        doubled = digit * 2 if position % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return digits[-1] == 10 - total % 10


@mistake(
    "passes_luhn_check",
    "lists of fewer than two digits are rejected",
    "不足两位数字的列表不能通过校验",
)
def passes_luhn_check_from_two_digits(digits: Digits) -> Flag:
    if len(digits) < 2:
        return False
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if position % 2 == 1 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


@mistake(
    "passes_luhn_check",
    "every second digit from the left is doubled, starting with the first one",
    "从左边第一位开始每隔一位加倍",
)
def passes_luhn_check_from_the_left(digits: Digits) -> Flag:
    total = 0
    for position, digit in enumerate(digits):
        doubled = digit * 2 if position % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
