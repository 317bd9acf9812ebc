"""Words: letters, words and the sentences they make."""

import re
from bisect import bisect_right, insort
from collections import Counter
from itertools import accumulate, groupby, pairwise
from string import ascii_lowercase

from synthgen.kinds import Flag, Natural, Sentence, Size, Text, Texts, Word, Words
from synthgen.library import reference


def sorted_letters(word: Word) -> Word:
    """Return the word made of the letters of `word` in alphabetical order.

    Repeated letters are all kept when letters are put in alphabetical order, and an
    empty word stays empty.

    中文：把 `word` 的字母按字母表顺序排列而成的单词。按字母表顺序排列时，
    重复的字母都保留；空单词仍为空。

    >>> sorted_letters("banana")
    'aaabnn'
    >>> sorted_letters("")
    ''
    """
    return "".join(sorted(word))


@reference(sorted_letters)
def sorted_letters_by_counting(word: Word) -> Word:
    return "".join(letter * word.count(letter) for letter in ascii_lowercase)


@reference(sorted_letters)
def sorted_letters_by_insertion(word: Word) -> Word:
    letters: list[str] = []
    for letter in word:
        insort(letters, letter)
    return "".join(letters)


def letter_value_sum(word: Word) -> Natural:
    """Return the sum of the letter values of `word`.

    The letter a has the value 1, b the value 2, and so on up to z with the value 26.
    Every occurrence of a letter counts. For an empty word, the sum of the letter values
    is 0.

    中文：`word` 中各字母的值之和。字母 a 的值为 1，b 的值为 2，依此类推，z 的值为 26。
    重复出现的字母每次都计入。空单词的各字母的值之和为 0。

    >>> letter_value_sum("cab")
    6
    >>> letter_value_sum("zoo")
    56
    >>> letter_value_sum("")
    0
    """
    total = 0
    for letter in word:
        total += ord(letter) - ord("a") + 1
    return total


@reference(letter_value_sum)
def letter_value_sum_by_each_letter(word: Word) -> Natural:
    return sum(
        value * word.count(letter)
        for value, letter in enumerate(ascii_lowercase, start=1)
    )


@reference(letter_value_sum)
def letter_value_sum_by_codes(word: Word) -> Natural:
    code_before_a = ord("a") - 1
    return sum(word.encode()) - code_before_a * len(word)


def is_isogram(word: Word) -> Flag:
    """Return whether `word` is an isogram.

    In an isogram no letter occurs more than once, whether adjacent or not. An empty
    word is an isogram.

    中文：`word` 中没有重复的字母。没有重复的字母是指每个字母至多出现一次，
    无论相邻与否；空单词也没有重复的字母。

    >>> is_isogram("world")
    True
    >>> is_isogram("level")
    False
    >>> is_isogram("")
    True
    """
    return len(set(word)) == len(word)


@reference(is_isogram)
def is_isogram_by_sorting(word: Word) -> Flag:
    return all(letter != following for letter, following in pairwise(sorted(word)))


@reference(is_isogram)
def is_isogram_by_bits(word: Word) -> Flag:
    seen = 0
    repeated = 0
    for letter in word:
        bit = 1 << (ord(letter) - ord("a"))
        repeated |= seen & bit
        seen |= bit
    return repeated == 0


def are_anagrams(first: Word, second: Word) -> Flag:
    """Return whether `first` and `second` are anagrams.

    Anagrams contain the same letters, each equally often. Equal words are anagrams too,
    also when both are empty.

    中文：`first` 与 `second` 互为字母异位词。互为字母异位词是指两个单词所含字母相同，
    且每个字母出现的次数也相同。相同的单词也互为字母异位词，两个空单词同样如此。

    >>> are_anagrams("listen", "silent")
    True
    >>> are_anagrams("aab", "abb")
    False
    >>> are_anagrams("", "")
    True
    """
    return sorted(first) == sorted(second)


@reference(are_anagrams)
def are_anagrams_by_counting(first: Word, second: Word) -> Flag:
    return Counter(first) == Counter(second)


@reference(are_anagrams)
def are_anagrams_by_crossing_out(first: Word, second: Word) -> Flag:
    remaining = second
    for letter in first:
        remaining = remaining.replace(letter, "", 1)
    return len(first) == len(second) and remaining == ""


def acronym(text: Text) -> Text:
    """Return the acronym of `text`.

    For an acronym, a string is split at its spaces; the first characters of the parts
    are joined in order and in upper case, and parts that do not start with a letter are
    skipped. If no part is left, the acronym is an empty string.

    中文：`text` 的首字母缩写。求首字母缩写时，
    把以空格分隔的各部分的首字符转换为大写并依次连接，跳过不以字母开头的部分。
    若没有剩下任何部分，首字母缩写为空字符串。

    >>> acronym("as soon as Possible")
    'ASAP'
    >>> acronym("3 well-known  (big) apples")
    'WA'
    >>> acronym("42 !")
    ''
    """
    initials = []
    for part in text.split():
        if part[0].isalpha():
            initials.append(part[0].upper())
    return "".join(initials)


@reference(acronym)
def acronym_by_previous_character(text: Text) -> Text:
    initials = ""
    previous = " "
    for character in text:
        if previous == " " and character.isalpha():
            initials += character.upper()
        previous = character
    return initials


@reference(acronym)
def acronym_by_pattern(text: Text) -> Text:
    return "".join(re.findall(r"(?<!\S)[A-Za-z]", text)).upper()


def words_of(text: Text) -> Words:
    """Return the list of the words of `text` converted to lower case.

    A word of a string is a run of letters that is as long as possible; every other
    character separates words. The words are listed in the order of the string, repeats
    included, and a string without letters has no words.

    中文：`text` 中各单词转换为小写后组成的列表。
    字符串中的单词是尽可能长的一段连续字母，其他字符都起分隔作用。
    列表中的单词按在字符串中的先后排列，重复的也保留；不含字母的字符串没有单词。

    >>> words_of("Don't stop: Stop2go!")
    ['don', 't', 'stop', 'stop', 'go']
    >>> words_of("...")
    []
    """
    spaced = "".join(
        character if character.isalpha() else " " for character in text.lower()
    )
    return spaced.split()


@reference(words_of)
def words_of_by_pattern(text: Text) -> Words:
    return re.findall("[a-z]+", text.lower())


@reference(words_of)
def words_of_by_grouping(text: Text) -> Words:
    return [
        "".join(characters).lower()
        for are_letters, characters in groupby(text, key=str.isalpha)
        if are_letters
    ]


def joined_words(words: Words) -> Sentence:
    """Return the sentence that joins the words in `words` with single spaces.

    Empty strings are skipped when words are joined. If no word is left, the sentence is
    an empty string.

    中文：把 `words` 中各单词以单个空格依次连接而成的句子。连接单词时跳过空字符串。
    若没有剩下任何单词，句子为空字符串。

    >>> joined_words(["hello", "", "big", "world"])
    'hello big world'
    >>> joined_words(["", ""])
    ''
    """
    return " ".join(word for word in words if word)


@reference(joined_words)
def joined_words_by_appending(words: Words) -> Sentence:
    sentence = ""
    for word in words:
        separator = " " if sentence and word else ""
        sentence += separator + word
    return sentence


@reference(joined_words)
def joined_words_by_collapsing(words: Words) -> Sentence:
    return re.sub(" +", " ", " ".join(words)).strip()


def longest_word(words: Words) -> Word:
    """Return the longest word in `words`.

    Of several words with the most letters, the first is taken. The longest word of an
    empty list is an empty string.

    中文：`words` 中最长的单词。最长是指字母最多；若有多个最长的单词，
    则取其中最先出现的。空列表中最长的单词视为空字符串。

    >>> longest_word(["at", "noon", "moon", "tea"])
    'noon'
    >>> longest_word([])
    ''
    """
    longest = ""
    for word in words:
        if len(word) > len(longest):
            longest = word
    return longest


@reference(longest_word)
def longest_word_by_maximum(words: Words) -> Word:
    return max(words, key=len, default="")


@reference(longest_word)
def longest_word_by_sorting(words: Words) -> Word:
    # A sort is stable, so the first of equal lengths stays in front, even in reverse.
    ranked = sorted(words, key=len, reverse=True)
    return ranked[0] if ranked else ""


def reversed_word_order(sentence: Sentence) -> Sentence:
    """Return the sentence made of the words of `sentence` in reverse order.

    The reversed words are joined by single spaces, and each keeps its own spelling and
    case. An empty string stays empty.

    中文：把 `sentence` 中的各单词按相反顺序排列而成的句子。各单词仍以单个空格连接，
    每个单词自身的拼写和大小写不变。空字符串仍为空。

    >>> reversed_word_order("Hello big world")
    'world big Hello'
    >>> reversed_word_order("")
    ''
    """
    words = sentence.split()
    return " ".join(reversed(words))


@reference(reversed_word_order)
def reversed_word_order_by_mirroring(sentence: Sentence) -> Sentence:
    mirrored = sentence[::-1]
    return " ".join(word[::-1] for word in mirrored.split(" "))


@reference(reversed_word_order)
def reversed_word_order_by_cutting_off(sentence: Sentence) -> Sentence:
    words = []
    rest = sentence
    while rest:
        rest, _, last = rest.rpartition(" ")
        words.append(last)
    return " ".join(words)


def wrapped_lines(text: Sentence, width: Size) -> Texts:
    """Return the list of the lines of `text` wrapped at a width of `width`.

    A word joins the current line if the line, a space and the word together are no
    longer than the width; otherwise it starts the next line. A word longer than the
    width stands alone on its line, uncut. An empty string has no lines.

    中文：把 `text` 以 `width` 为行宽换行所得各行的列表。若当前行、
    一个空格与下一个单词的总长度不超过行宽，则该单词接在当前行；否则另起一行。
    长度超过行宽的单词独占一行，不拆开。空字符串没有任何行。

    >>> wrapped_lines("up to the old moon", 6)
    ['up to', 'the', 'old', 'moon']
    >>> wrapped_lines("I see a rhythm on it", 5)
    ['I see', 'a', 'rhythm', 'on it']
    >>> wrapped_lines("", 4)
    []
    """
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


@reference(wrapped_lines)
def wrapped_lines_by_last_space(text: Sentence, width: Size) -> Texts:
    lines = []
    rest = text + " " if text else ""
    while rest:
        cut = rest.rfind(" ", 0, width + 1)
        if cut < 0:
            cut = rest.find(" ")
        lines.append(rest[:cut])
        rest = rest[cut + 1 :]
    return lines


@reference(wrapped_lines)
def wrapped_lines_by_end_positions(text: Sentence, width: Size) -> Texts:
    words = text.split()
    ends = list(accumulate((len(word) + 1 for word in words), initial=0))
    lines = []
    start = 0
    while start < len(words):
        stop = bisect_right(ends, ends[start] + width + 1) - 1
        stop = max(stop, start + 1)
        lines.append(" ".join(words[start:stop]))
        start = stop
    return lines
