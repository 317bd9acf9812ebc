"""Typical wrong programs for the atoms of `strings`."""

import re
from itertools import groupby

from synthgen.kinds import Flag, Integer, Runs, Size, Text, Word
from synthgen.library import mistake


@mistake(
    "reversed_text",
    "in a string of even length, the two characters in the middle keep their places",
    "字符串长度为偶数时，正中间的两个字符没有交换",
)
def reversed_text_but_the_middle_pair(text: Text) -> Text:
    characters = list(text)
    for index in range((len(characters) - 1) // 2):
        other = len(characters) - 1 - index
        characters[index], characters[other] = characters[other], characters[index]
    return "".join(characters)


@mistake("reversed_text", "spaces at either end are dropped", "去掉了首尾的空格")
def reversed_text_without_outer_spaces(text: Text) -> Text:
    return text.strip()[::-1]


@mistake("vowel_count", "vowels in upper case are not counted", "没有计入大写的元音字母")
def lower_case_vowel_count(text: Text) -> Size:
    return sum(character in "aeiou" for character in text)


@mistake("vowel_count", "y counts as a vowel", "把 y 也算作元音字母")
def vowel_count_with_y(text: Text) -> Size:
    return sum(character in "aeiouy" for character in text.lower())


@mistake("vowel_count", "neighbouring vowels count once", "相邻的元音字母只算一次")
def vowel_group_count(text: Text) -> Size:
    return len(re.findall("[aeiou]+", text.lower()))


@mistake("vowel_count", "each vowel counts once at most", "每种元音字母至多只算一次")
def different_vowel_count(text: Text) -> Size:
    lowered = text.lower()
    return sum(vowel in lowered for vowel in "aeiou")


@mistake("distinct_character_count", "spaces do not count", "没有算上空格")
def distinct_character_count_without_spaces(text: Text) -> Size:
    return len(set(text.replace(" ", "")))


@mistake("distinct_character_count", "punctuation marks do not count", "没有算上标点")
def distinct_character_count_without_marks(text: Text) -> Size:
    return len({character for character in text if character.isalnum() or character == " "})


@mistake("distinct_character_count", "spaces at either end do not count", "没有算上首尾的空格")
def distinct_character_count_when_stripped(text: Text) -> Size:
    return len(set(text.strip()))


@mistake(
    "distinct_character_count",
    "only the characters that occur exactly once are counted",
    "只计入了恰好出现一次的字符",
)
def single_character_count(text: Text) -> Size:
    return sum(text.count(character) == 1 for character in text)


@mistake(
    "lowercase_letters",
    "`[`, `]` and the other marks between Z and a are kept",
    "保留了 `[`、`]` 等编码在 Z 与 a 之间的符号",
)
def lowercase_letters_up_to_z(text: Text) -> Word:
    return re.sub("[^A-z]", "", text).lower()


@mistake("lowercase_letters", "letters in upper case are dropped", "去掉了大写字母")
def letters_in_lower_case(text: Text) -> Word:
    return "".join(character for character in text if "a" <= character <= "z")


@mistake("lowercase_letters", "only the first of equal letters is kept", "相同的字母只保留了第一个")
def lowercase_letters_once(text: Text) -> Word:
    letters = ""
    for character in text.lower():
        if character.isalpha() and character not in letters:
            letters += character
    return letters


@mistake(
    "is_palindrome",
    "of several characters in a row that do not count, only one is skipped",
    "遇到连续几个既非字母也非数字的字符时，只跳过了一个",
)
def is_palindrome_skipping_once(text: Text) -> Flag:
    left, right = 0, len(text) - 1
    while left < right:
        if not text[left].isalnum():
            left += 1
        if not text[right].isalnum():
            right -= 1
        if text[left].lower() != text[right].lower():
            return False
        left += 1
        right -= 1
    return True


@mistake(
    "is_palindrome",
    "a string with neither letters nor digits is no palindrome",
    "既无字母也无数字的字符串不算回文",
)
def is_palindrome_with_something_kept(text: Text) -> Flag:
    kept = [character.lower() for character in text if character.isalnum()]
    return len(kept) > 0 and kept == kept[::-1]


@mistake("is_palindrome", "letters in upper case are dropped", "去掉了大写字母")
def is_palindrome_in_lower_case(text: Text) -> Flag:
    kept = re.sub("[^a-z0-9]", "", text).lower()
    return kept == kept[::-1]


@mistake("is_palindrome", "only spaces are ignored, punctuation marks count", "只忽略了空格，标点也参与比较")
def is_palindrome_with_marks(text: Text) -> Flag:
    kept = text.replace(" ", "").lower()
    return kept == kept[::-1]


@mistake(
    "common_prefix",
    "goes on after the first difference and takes later characters that agree",
    "遇到第一处不同后没有停止，又取了后面位置上相同的字符",
)
def common_characters_by_place(first: Text, second: Text) -> Text:
    return "".join(one for one, other in zip(first, second, strict=False) if one == other)


@mistake(
    "common_prefix",
    "the prefix is empty if one string is a prefix of the other",
    "其中一个字符串是另一个的前缀时，结果为空字符串",
)
def common_prefix_before_a_difference(first: Text, second: Text) -> Text:
    for index in range(min(len(first), len(second))):
        if first[index] != second[index]:
            return first[:index]
    return ""


@mistake(
    "common_prefix",
    "the prefix of the first string may stand anywhere in the second",
    "第一个字符串的前缀可以出现在第二个字符串中的任意位置",
)
def prefix_found_anywhere(first: Text, second: Text) -> Text:
    prefix = first
    while prefix not in second:
        prefix = prefix[:-1]
    return prefix


@mistake(
    "common_prefix",
    "upper and lower case of a letter count as equal",
    "同一字母的大写与小写被当作相同字符",
)
def common_prefix_in_any_case(first: Text, second: Text) -> Text:
    length = 0
    for one, other in zip(first, second, strict=False):
        if one.lower() != other.lower():
            break
        length += 1
    return first[:length]


@mistake(
    "shifted_text",
    "digits are shifted too, from 9 on to 0",
    "数字也随之移动，越过 9 后从 0 继续",
    where="any(map(str.isdigit, text))",
)
def shifted_text_and_digits(text: Text, shift: Integer) -> Text:
    characters = []
    for character in text:
        if character.isalpha():
            start = ord("A") if character.isupper() else ord("a")
            characters.append(chr(start + (ord(character) - start + shift) % 26))
        elif character.isdigit():
            characters.append(str((int(character) + shift) % 10))
        else:
            characters.append(character)
    return "".join(characters)


@mistake(
    "shifted_text",
    "capitals go on past Z into other characters",
    "大写字母越过 Z 后没有从 A 继续，变成了其他字符",
    where="text != text.lower()",
)
def shifted_text_with_one_end(text: Text, shift: Integer) -> Text:
    characters = []
    for character in text:
        if character.isalpha():
            code = ord(character) + shift % 26
            if code > ord("z"):
                code -= 26
            characters.append(chr(code))
        else:
            characters.append(character)
    return "".join(characters)


@mistake(
    "shifted_text",
    "a negative shift does not go from a on to z",
    "位移量为负时，越过 a 后没有从 z 继续",
    where="shift < 0",
)
def shifted_text_wrapping_forward(text: Text, shift: Integer) -> Text:
    turn = shift % 26 if shift >= 0 else -(-shift % 26)
    characters = []
    for character in text:
        if not character.isalpha():
            characters.append(character)
            continue
        last = ord("Z") if character.isupper() else ord("z")
        code = ord(character) + turn
        if code > last:
            code -= 26
        characters.append(chr(code))
    return "".join(characters)


@mistake(
    "shifted_text",
    "large shifts leave the alphabet, because they go round it once at most",
    "位移量很大时会越出字母表，因为最多只绕一圈",
    where="abs(shift) > 26",
)
def shifted_text_going_round_once(text: Text, shift: Integer) -> Text:
    characters = []
    for character in text:
        if character.isalpha():
            start = ord("A") if character.isupper() else ord("a")
            place = ord(character) - start + shift
            if place > 25:
                place -= 26
            elif place < 0:
                place += 26
            characters.append(chr(start + place))
        else:
            characters.append(character)
    return "".join(characters)


@mistake(
    "run_lengths",
    "a run goes on where only the case of its letter changes",
    "字母仅大小写不同时，仍被算作同一段",
    where="text != text.lower()",
)
def run_lengths_in_any_case(text: Text) -> Runs:
    runs = []
    for _, group in groupby(text, key=str.lower):
        characters = list(group)
        runs.append((characters[0], len(characters)))
    return runs


@mistake(
    "run_lengths",
    "all occurrences of a character are one run",
    "同一字符的所有出现都被并为一段",
    where="len(set(text)) < len(text)",
)
def character_counts_in_order(text: Text) -> Runs:
    return [(character, text.count(character)) for character in dict.fromkeys(text)]


@mistake(
    "run_lengths",
    "spaces are dropped first, so that they make no runs and separate none",
    "先去掉了空格，空格既不成段，也不分隔其他段",
)
def run_lengths_without_spaces(text: Text) -> Runs:
    joined = text.replace(" ", "")
    return [(character, len(list(group))) for character, group in groupby(joined)]


@mistake(
    "compact_code",
    "of an entry with count 0, the string is written",
    "次数为 0 的项仍写出了字符串",
)
def compact_code_with_bare_strings(entries: Runs) -> Text:
    return "".join(part + (str(count) if count > 1 else "") for part, count in entries)


@mistake(
    "compact_code",
    "an entry with count 0 is written with its 0",
    "次数为 0 的项没有省略，连同 0 一起写出",
)
def compact_code_with_zeros(entries: Runs) -> Text:
    return "".join(part if count == 1 else f"{part}{count}" for part, count in entries)


@mistake(
    "compact_code",
    "neighbouring entries with the same string are written as one, with the sum of their counts",
    "字符串相同的相邻项被合并为一项，次数相加",
    where="any(one[0] == other[0] for one, other in zip(entries, entries[1:]))",
)
def compact_code_of_merged_entries(entries: Runs) -> Text:
    code = ""
    for part, group in groupby(entries, key=lambda entry: entry[0]):
        count = sum(entry[1] for entry in group)
        if count > 0:
            code += part if count == 1 else f"{part}{count}"
    return code


@mistake(
    "compact_code",
    "an entry whose string is empty is left out",
    "字符串为空的项被整个省略",
)
def compact_code_of_full_strings(entries: Runs) -> Text:
    code = ""
    for part, count in entries:
        if not part or count == 0:
            continue
        code += part if count == 1 else part + str(count)
    return code


@mistake("has_balanced_brackets", "pairs of different kinds may cross", "不同种类的括号可以交叉")
def has_balanced_brackets_of_each_kind(text: Text) -> Flag:
    for opener, closer in ("()", "[]", "{}"):
        depth = 0
        for character in text:
            if character == opener:
                depth += 1
            elif character == closer:
                depth -= 1
                if depth < 0:
                    return False
        if depth != 0:
            return False
    return True


@mistake(
    "has_balanced_brackets",
    "only the numbers of opening and closing brackets of each kind are compared",
    "只比较了每种左括号与右括号的个数",
)
def has_equally_many_brackets(text: Text) -> Flag:
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in ("()", "[]", "{}"))


@mistake(
    "has_balanced_brackets",
    "a closing bracket of any kind closes the last opening one",
    "任何一种右括号都能闭合最近的左括号",
)
def has_balanced_brackets_of_any_kind(text: Text) -> Flag:
    depth = 0
    for character in text:
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        if depth < 0:
            return False
    return depth == 0


@mistake(
    "has_balanced_brackets",
    "opening brackets that are never closed are accepted",
    "始终没有闭合的左括号也被接受",
)
def has_balanced_closing_brackets(text: Text) -> Flag:
    openers = {")": "(", "]": "[", "}": "{"}
    opened: list[str] = []
    for character in text:
        if character in "([{":
            opened.append(character)
        elif character in openers:
            if not opened or opened[-1] != openers[character]:
                return False
            opened.pop()
    return True


@mistake(
    "has_balanced_brackets",
    "brackets with other characters between them do not match",
    "中间夹有其他字符的一对括号不算配对",
)
def has_balanced_brackets_when_adjacent(text: Text) -> Flag:
    remaining = text
    while "()" in remaining or "[]" in remaining or "{}" in remaining:
        for pair in ("()", "[]", "{}"):
            remaining = remaining.replace(pair, "")
    return not any(bracket in remaining for bracket in "()[]{}")
