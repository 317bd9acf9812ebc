"""Typical wrong programs for the atoms of `words`."""

import re
from collections import Counter
from itertools import pairwise

from synthgen.kinds import Flag, Natural, Sentence, Size, Text, Texts, Word, Words
from synthgen.library import mistake


@mistake("sorted_letters", "repeated letters are kept once", "重复的字母只保留了一个")
def sorted_different_letters(word: Word) -> Word:
    return "".join(sorted(set(word)))


@mistake(
    "sorted_letters",
    "the sort stops one pass too soon, so that the first two letters may be in the wrong order",
    "冒泡排序少了最后一轮，前两个字母的顺序可能不对",
)
def sorted_letters_without_last_pass(word: Word) -> Word:
    letters = list(word)
    for last in range(len(letters) - 1, 1, -1):
        for index in range(last):
            if letters[index] > letters[index + 1]:
                letters[index], letters[index + 1] = letters[index + 1], letters[index]
    return "".join(letters)


@mistake("letter_value_sum", "repeated letters count once", "重复的字母只算了一次")
def different_letter_value_sum(word: Word) -> Natural:
    return sum(ord(letter) - ord("a") + 1 for letter in set(word))


@mistake("is_isogram", "only adjacent letters are compared", "只比较了相邻的字母")
def has_no_double_letter(word: Word) -> Flag:
    return all(letter != following for letter, following in pairwise(word))


@mistake(
    "is_isogram",
    "letters may repeat if all occur equally often",
    "只要各字母出现的次数相同，重复也算符合",
)
def has_equally_frequent_letters(word: Word) -> Flag:
    return len(set(Counter(word).values())) <= 1


@mistake("is_isogram", "only the first letter is checked", "只检查了第一个字母")
def is_first_letter_unique(word: Word) -> Flag:
    for letter in word:
        return word.count(letter) == 1
    return True


@mistake(
    "are_anagrams",
    "how often a letter occurs does not matter",
    "没有比较各字母出现的次数",
)
def have_same_letters(first: Word, second: Word) -> Flag:
    return set(first) == set(second)


@mistake(
    "are_anagrams",
    "the second word may have letters left over",
    "第二个单词可以有多余的字母",
)
def is_made_from(first: Word, second: Word) -> Flag:
    remaining = list(second)
    for letter in first:
        if letter not in remaining:
            return False
        remaining.remove(letter)
    return True


@mistake("are_anagrams", "equal words are no anagrams", "相同的单词不算互为字母异位词")
def are_different_anagrams(first: Word, second: Word) -> Flag:
    return first != second and sorted(first) == sorted(second)


@mistake(
    "are_anagrams",
    "words of equal length pass if each letter of the first occurs in the second",
    "长度相同且第一个单词的字母都在第二个单词中出现就算符合",
)
def have_same_length_and_letters(first: Word, second: Word) -> Flag:
    return len(first) == len(second) and all(letter in second for letter in first)


@mistake(
    "acronym",
    "a letter after a hyphen or another mark starts a part too",
    "连字符等符号之后的字母也被当作一部分的开头",
)
def acronym_at_word_boundaries(text: Text) -> Text:
    return "".join(re.findall(r"\b[A-Za-z]", text)).upper()


@mistake(
    "acronym",
    "a part that does not start with a letter gives its first letter",
    "不以字母开头的部分没有跳过，而是取了其中的第一个字母",
)
def acronym_of_first_letters(text: Text) -> Text:
    initials = ""
    for part in text.split():
        letters = [character for character in part if character.isalpha()]
        if letters:
            initials += letters[0].upper()
    return initials


@mistake(
    "acronym",
    "parts that do not consist of letters alone are skipped",
    "跳过了含有非字母字符的部分",
)
def acronym_of_pure_words(text: Text) -> Text:
    return "".join(part[0].upper() for part in text.split() if part.isalpha())


@mistake(
    "words_of",
    "a hyphen between letters does not separate words",
    "字母之间的连字符没有起分隔作用",
)
def words_with_hyphens(text: Text) -> Words:
    return re.findall(r"[a-z]+(?:[-'][a-z]+)*", text.lower())


@mistake(
    "words_of",
    "only spaces separate words; other characters are dropped from them",
    "只有空格起分隔作用，其他字符只是从单词中去掉",
)
def words_between_spaces(text: Text) -> Words:
    words = []
    for part in text.lower().split():
        word = "".join(character for character in part if character.isalpha())
        if word:
            words.append(word)
    return words


@mistake(
    "words_of",
    "parts between spaces that do not consist of letters alone are skipped",
    "跳过了以空格分隔的各部分中含有非字母字符的部分",
)
def words_without_marks(text: Text) -> Words:
    return [part for part in text.lower().split() if part.isalpha()]


@mistake(
    "words_of",
    "`[`, `]` and the other marks between Z and a belong to words",
    "`[`、`]` 等编码在 Z 与 a 之间的符号也算单词的一部分",
)
def words_up_to_z(text: Text) -> Words:
    return [word.lower() for word in re.findall("[A-z]+", text)]


@mistake(
    "joined_words",
    "an empty string between two words leaves one space more",
    "两个单词之间的空字符串会多留下一个空格",
)
def joined_words_and_trimmed(words: Words) -> Sentence:
    return " ".join(words).strip()


@mistake(
    "joined_words",
    "double spaces are replaced only once, and an empty string at either end leaves a space",
    "两个连续空格只替换了一遍，首尾的空字符串会留下空格",
)
def joined_words_with_one_replacement(words: Words) -> Sentence:
    return " ".join(words).replace("  ", " ")


@mistake(
    "joined_words",
    "an empty string that follows a word adds a space",
    "单词之后的空字符串会多加一个空格",
)
def joined_words_after_the_first(words: Words) -> Sentence:
    sentence = ""
    for word in words:
        if sentence:
            sentence += " "
        sentence += word
    return sentence


@mistake("joined_words", "stops at the first empty string", "遇到第一个空字符串就停止了")
def joined_words_before_a_gap(words: Words) -> Sentence:
    kept = []
    for word in words:
        if not word:
            break
        kept.append(word)
    return " ".join(kept)


@mistake(
    "longest_word",
    "of several longest words, the alphabetically first is taken",
    "有多个最长的单词时，取了按字母表顺序最靠前的",
    where="len(set(map(len, words))) < len(words)",
)
def alphabetically_first_longest_word(words: Words) -> Word:
    return max(sorted(words), key=len, default="")


@mistake(
    "longest_word",
    "of several longest words, the alphabetically last is taken",
    "有多个最长的单词时，取了按字母表顺序最靠后的",
    where="len(set(map(len, words))) < len(words)",
)
def alphabetically_last_longest_word(words: Words) -> Word:
    return max(words, key=lambda word: (len(word), word), default="")


@mistake(
    "longest_word",
    "each word is compared with the one before it, not with the longest so far",
    "每个单词只与前一个单词比较，而不是与目前最长的单词比较",
)
def last_longer_word(words: Words) -> Word:
    longest = words[0] if words else ""
    for previous, word in pairwise(words):
        if len(word) > len(previous):
            longest = word
    return longest


@mistake(
    "reversed_word_order",
    "with an even number of words, the two in the middle keep their places",
    "单词个数为偶数时，正中间的两个单词没有交换",
)
def reversed_word_order_but_the_middle_pair(sentence: Sentence) -> Sentence:
    words = sentence.split()
    for index in range((len(words) - 1) // 2):
        other = len(words) - 1 - index
        words[index], words[other] = words[other], words[index]
    return " ".join(words)


@mistake(
    "reversed_word_order",
    "the first word of the new sentence starts in upper case",
    "新句子的第一个单词被改为首字母大写",
)
def reversed_word_order_with_a_capital(sentence: Sentence) -> Sentence:
    backward = " ".join(reversed(sentence.split()))
    return backward[:1].upper() + backward[1:]


@mistake(
    "wrapped_lines",
    "a first word longer than the width leaves an empty line before it",
    "第一个单词长度超过行宽时，前面会多出一个空行",
)
def wrapped_lines_after_an_empty_one(text: Sentence, width: Size) -> Texts:
    lines = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if len(longer) <= width:
            line = longer
        else:
            lines.append(line)
            line = word
    if line:
        lines.append(line)
    return lines


@mistake(
    "wrapped_lines",
    "only the space before the next word counts, not those already on the line",
    "只算上了下一个单词前的空格，没有算上当前行中已有的空格",
)
def wrapped_lines_forgetting_spaces(text: Sentence, width: Size) -> Texts:
    lines: list[str] = []
    used = 0
    for word in text.split():
        if lines and used + 1 + len(word) <= width:
            lines[-1] += " " + word
            used += len(word)
        else:
            lines.append(word)
            used = len(word)
    return lines


@mistake("wrapped_lines", "a word longer than the width is cut", "长度超过行宽的单词被拆开")
def wrapped_lines_with_cut_words(text: Sentence, width: Size) -> Texts:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        elif len(word) <= width:
            lines.append(word)
        else:
            lines.extend(word[start : start + width] for start in range(0, len(word), width))
    return lines


@mistake(
    "wrapped_lines",
    "a word longer than the width is left out",
    "长度超过行宽的单词被省略",
)
def wrapped_lines_without_long_words(text: Sentence, width: Size) -> Texts:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        elif len(word) <= width:
            lines.append(word)
    return lines
