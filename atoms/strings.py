"""Strings: characters, runs, ciphers and brackets."""

import re
from itertools import groupby, pairwise
from string import ascii_lowercase

from synthgen.kinds import Flag, Integer, Runs, Size, Text, Word
from synthgen.library import reference


def reversed_text(text: Text) -> Text:
    """Return the reverse of `text`.

    The reverse has all characters in the opposite order; none is changed or dropped.

    中文：`text` 反转后的字符串。反转时，所有字符按相反的顺序排列，
    不改变也不去掉任何字符。

    >>> reversed_text("Hello, you")
    'uoy ,olleH'
    >>> reversed_text("")
    ''
    """
    return text[::-1]


@reference(reversed_text)
def reversed_text_by_swapping(text: Text) -> Text:
    characters = list(text)
    left, right = 0, len(characters) - 1
    while left < right:
        characters[left], characters[right] = characters[right], characters[left]
        left += 1
        right -= 1
    return "".join(characters)


@reference(reversed_text)
def reversed_text_by_prepending(text: Text) -> Text:
    backward = ""
    for character in text:
        backward = character + backward
    return backward


def vowel_count(text: Text) -> Size:
    """Return the number of vowels in `text`.

    The vowels are the letters a, e, i, o and u in either case; y is not a vowel. Every
    occurrence of a vowel counts.

    中文：`text` 中元音字母的个数。元音字母是 a、e、i、o、u，不分大小写；
    y 不是元音字母。重复出现的元音字母分别计数。

    >>> vowel_count("Audio ONLY")
    5
    >>> vowel_count("rhythm")
    0
    """
    return sum(character in "aeiouAEIOU" for character in text)


@reference(vowel_count)
def vowel_count_by_each_vowel(text: Text) -> Size:
    lowered = text.lower()
    return sum(lowered.count(vowel) for vowel in "aeiou")


@reference(vowel_count)
def vowel_count_by_removal(text: Text) -> Size:
    without_vowels = re.sub("[aeiou]", "", text, flags=re.IGNORECASE)
    return len(text) - len(without_vowels)


def distinct_character_count(text: Text) -> Size:
    """Return the number of different characters in `text`.

    Upper and lower case of a letter are different characters. Spaces and punctuation
    marks are characters too.

    中文：`text` 中不同字符的个数。同一字母的大写与小写视为不同字符。
    空格和标点也算字符。

    >>> distinct_character_count("A banana")
    5
    >>> distinct_character_count("")
    0
    """
    return len(set(text))


@reference(distinct_character_count)
def distinct_character_count_by_first_positions(text: Text) -> Size:
    count = 0
    for index, character in enumerate(text):
        if text.find(character) == index:
            count += 1
    return count


@reference(distinct_character_count)
def distinct_character_count_by_sorting(text: Text) -> Size:
    return sum(1 for _ in groupby(sorted(text)))


def lowercase_letters(text: Text) -> Word:
    """Return the string of all letters of `text` converted to lower case.

    Letters of either case are taken, in their original order and with repeats; all
    other characters are dropped.

    中文：`text` 中全部字母转换为小写后连成的字符串。各字母保持原有的先后顺序，
    重复的也保留；其他字符一律去掉。

    >>> lowercase_letters("Tea for 2, Anna!")
    'teaforanna'
    >>> lowercase_letters("4-2")
    ''
    """
    return "".join(character.lower() for character in text if character.isalpha())


@reference(lowercase_letters)
def lowercase_letters_by_removal(text: Text) -> Word:
    return re.sub("[^a-z]", "", text.lower())


@reference(lowercase_letters)
def lowercase_letters_by_case_bit(text: Text) -> Word:
    letters = []
    for character in text:
        # In ASCII, bit 32 is the only difference between the cases of a letter.
        code = ord(character) | 32
        if ord("a") <= code <= ord("z"):
            letters.append(chr(code))
    return "".join(letters)


def is_palindrome(text: Text) -> Flag:
    """Return whether `text` is a palindrome.

    A palindrome reads the same backward as forward; only letters and digits count, and
    case is ignored. A string with neither letters nor digits is a palindrome.

    中文：`text` 是回文。正读与反读相同即为回文；只考虑字母和数字，且忽略大小写。
    既无字母也无数字的字符串是回文。

    >>> is_palindrome("Never odd, or even!")
    True
    >>> is_palindrome("0P")
    False
    >>> is_palindrome("),")
    True
    """
    kept = [character.lower() for character in text if character.isalnum()]
    return kept == kept[::-1]


@reference(is_palindrome)
def is_palindrome_by_two_pointers(text: Text) -> Flag:
    left, right = 0, len(text) - 1
    mirrored = True
    while mirrored and left < right:
        if not text[left].isalnum():
            left += 1
        elif not text[right].isalnum():
            right -= 1
        else:
            mirrored = text[left].lower() == text[right].lower()
            left += 1
            right -= 1
    return mirrored


def common_prefix(first: Text, second: Text) -> Text:
    """Return the longest common prefix of `first` and `second`.

    Upper and lower case of a letter are different characters. If two strings start
    differently or one of them is empty, their common prefix is an empty string.

    中文：`first` 与 `second` 的最长公共前缀。同一字母的大写与小写视为不同字符。
    若两个字符串的首字符不同，或其中一个为空，则公共前缀为空字符串。

    >>> common_prefix("interview", "internet")
    'inter'
    >>> common_prefix("to", "tool")
    'to'
    >>> common_prefix("Tea", "tea")
    ''
    """
    shorter = min(len(first), len(second))
    length = 0
    while length < shorter and first[length] == second[length]:
        length += 1
    return first[:length]


@reference(common_prefix)
def common_prefix_by_shortening(first: Text, second: Text) -> Text:
    prefix = first
    while not second.startswith(prefix):
        prefix = prefix[:-1]
    return prefix


@reference(common_prefix)
def common_prefix_by_bisection(first: Text, second: Text) -> Text:
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[:middle] == second[:middle]:
            low = middle
        else:
            high = middle - 1
    return first[:low]


def shifted_text(text: Text, shift: Integer) -> Text:
    """Return the ciphertext of `text` under a Caesar cipher with a shift of `shift`.

    A Caesar cipher moves each letter forward in the alphabet by as many places as the
    shift says, from z on to a. With a negative shift, it moves letters backward, from a
    on to z. Letters keep their case, and all other characters stay as they are.

    中文：用位移量为 `shift` 的凯撒密码加密 `text` 所得的密文。
    凯撒密码把每个字母在字母表中向后（朝 z 的方向）移动，移动的位数等于位移量，
    越过 z 后从 a 继续。位移量为负时，向前（朝 a 的方向）移动，越过 a 后从 z 继续。
    字母保持原有大小写，其他字符不变。

    >>> shifted_text("xyz, ABC 1", 3)
    'abc, DEF 1'
    >>> shifted_text("Apple", -27)
    'Zookd'
    """
    characters = []
    for character in text:
        if character.isalpha():
            start = ord("A") if character.isupper() else ord("a")
            place = (ord(character) - start + shift) % 26
            characters.append(chr(start + place))
        else:
            characters.append(character)
    return "".join(characters)


@reference(shifted_text)
def shifted_text_by_translation(text: Text, shift: Integer) -> Text:
    turn = shift % 26
    rotated = ascii_lowercase[turn:] + ascii_lowercase[:turn]
    plain = ascii_lowercase + ascii_lowercase.upper()
    table = str.maketrans(plain, rotated + rotated.upper())
    return text.translate(table)


def run_lengths(text: Text) -> Runs:
    """Return the list of the runs of equal characters in `text`.

    Each run is a tuple of a string and a count: the character and how often it repeats
    in a row. A run is as long as possible, and the runs keep their order. Upper and
    lower case of a letter are different characters. Spaces and punctuation marks are
    characters too. An empty string has no runs.

    中文：`text` 中由相同字符连续组成的各段的列表。
    每段表示为由一个字符串与一个次数组成的元组：该字符及其连续出现的次数。
    每段都尽可能长，各段保持原有顺序。同一字母的大写与小写视为不同字符。
    空格和标点也算字符。空字符串没有任何段。

    >>> run_lengths("aaab  a")
    [('a', 3), ('b', 1), (' ', 2), ('a', 1)]
    >>> run_lengths("")
    []
    """
    runs: list[tuple[str, int]] = []
    for character in text:
        if runs and runs[-1][0] == character:
            runs[-1] = (character, runs[-1][1] + 1)
        else:
            runs.append((character, 1))
    return runs


@reference(run_lengths)
def run_lengths_by_grouping(text: Text) -> Runs:
    return [(character, len(list(group))) for character, group in groupby(text)]


@reference(run_lengths)
def run_lengths_by_boundaries(text: Text) -> Runs:
    starts = [
        index
        for index, character in enumerate(text)
        if index == 0 or text[index - 1] != character
    ]
    boundaries = [*starts, len(text)]
    return [(text[start], stop - start) for start, stop in pairwise(boundaries)]


def compact_code(entries: Runs) -> Text:
    """Return the compact code of `entries`.

    Each entry is a tuple of a string and a count. The compact code is one string that
    contains, for each entry in order, its string followed by its count in decimal, with
    nothing in between; a count of 1 is not written, and an entry with count 0 is left
    out altogether. The compact code of an empty list is an empty string.

    中文：`entries` 的紧凑编码。每项是由一个字符串与一个次数组成的元组。
    紧凑编码是一个字符串，由各项依次写成：先写该项的字符串，紧接着写其次数的十进制形式，
    中间没有任何分隔；次数为 1 时不写次数，次数为 0 的项整个省略。
    空列表的紧凑编码为空字符串。

    >>> compact_code([("a", 3), ("x", 0), ("bc", 1), ("a", 12)])
    'a3bca12'
    >>> compact_code([])
    ''
    """
    code = ""
    for part, count in entries:
        if count > 1:
            code += f"{part}{count}"
        elif count == 1:
            code += part
    return code


@reference(compact_code)
def compact_code_by_joining(entries: Runs) -> Text:
    counted = [(part, count) for part, count in entries if count]
    return "".join(part + str(count)[count == 1 :] for part, count in counted)


@reference(compact_code)
def compact_code_by_recursion(entries: Runs) -> Text:
    if not entries:
        return ""
    part, count = entries[0]
    suffix = "" if count == 1 else str(count)
    return (part + suffix if count else "") + compact_code_by_recursion(entries[1:])


def has_balanced_brackets(text: Text) -> Flag:
    """Return whether the brackets in `text` are balanced.

    For balanced brackets, each `(`, `[` and `{` must be closed later by its own `)`,
    `]` or `}`; pairs may nest but not cross, and no closing bracket may be left over.
    Other characters are ignored, and a string without brackets is balanced.

    中文：`text` 中的括号是平衡的。括号平衡是指每个 `(`、`[`、`{` 都由其后对应的 `)`、
    `]`、`}` 闭合；各对括号可以嵌套但不能交叉，也不能有多余的右括号。其他字符忽略不计，
    不含括号的字符串是平衡的。

    >>> has_balanced_brackets("{a[1] + (b)}()")
    True
    >>> has_balanced_brackets("([)]")
    False
    >>> has_balanced_brackets("())")
    False
    >>> has_balanced_brackets("")
    True
    """
    closers = {"(": ")", "[": "]", "{": "}"}
    expected: list[str] = []
    for character in text:
        if character in closers:
            expected.append(closers[character])
        elif character in ")]}" and (not expected or expected.pop() != character):
            return False
    return not expected


@reference(has_balanced_brackets)
def has_balanced_brackets_by_erasing(text: Text) -> Flag:
    remaining = "".join(character for character in text if character in "()[]{}")
    length = -1
    while len(remaining) != length:
        length = len(remaining)
        remaining = re.sub(r"\(\)|\[\]|\{\}", "", remaining)
    return remaining == ""
