"""Typical wrong programs for the atoms of `counting`."""

from collections import Counter
from itertools import groupby, pairwise
from operator import itemgetter

from synthgen.kinds import (
    Counts,
    Integer,
    Integers,
    Runs,
    Size,
    SmallNatural,
    SortedIntegers,
    Text,
    Texts,
    WordGroups,
    Words,
)
from synthgen.library import mistake


@mistake(
    "letter_counts",
    "a letter that occurs in both cases has only the count of one of them",
    "大小写都出现的字母只得到其中一种写法的次数",
)
def counts_of_one_case(text: Text) -> Counts:
    return {
        character.lower(): text.count(character)
        for character in text
        if character.isalpha()
    }


@mistake(
    "letter_counts",
    "the letter z is left out",
    "漏掉了字母 z",
    where="'z' in text.lower()",
)
def counts_without_z(text: Text) -> Counts:
    lowered = text.lower()
    counts: dict[str, int] = {}
    for code in range(ord("a"), ord("z")):
        letter = chr(code)
        if letter in lowered:
            counts[letter] = lowered.count(letter)
    return counts


@mistake("letter_counts", "capital letters are left out", "没有统计大写字母")
def counts_of_small_letters(text: Text) -> Counts:
    counts: dict[str, int] = {}
    for character in text:
        if "a" <= character <= "z":
            counts[character] = counts.get(character, 0) + 1
    return counts


@mistake(
    "letter_counts",
    "only spaces are left out; digits and punctuation are counted too",
    "只排除了空格，数字和标点也被计数",
)
def counts_of_all_but_spaces(text: Text) -> Counts:
    return dict(Counter(text.lower().replace(" ", "")))


@mistake("word_counts", "the empty word is not counted", "没有统计空字符串")
def counts_of_filled_words(words: Words) -> Counts:
    counts: dict[str, int] = {}
    for word in words:
        if word:
            counts[word] = counts.get(word, 0) + 1
    return counts


@mistake(
    "word_counts",
    "of each word, only the last repeats that stand side by side are counted",
    "每个单词只统计最后一段连续出现的次数",
)
def counts_of_last_stretches(words: Words) -> Counts:
    return {word: len(list(group)) for word, group in groupby(words)}


@mistake(
    "most_frequent_number",
    "of several equally frequent numbers, the first in the list is taken",
    "多个数的出现次数同为最多时，取列表中最先出现的数",
)
def first_of_the_most_frequent(numbers: Integers) -> Integer:
    if not numbers:
        return 0
    return Counter(numbers).most_common(1)[0][0]


@mistake(
    "most_frequent_number",
    "only repeats that stand side by side are counted together",
    "只把连续出现的相同数合在一起计数",
)
def number_of_longest_stretch(numbers: Integers) -> Integer:
    winner = highest = 0
    for number, group in groupby(numbers):
        count = len(list(group))
        if count > highest or (count == highest and number < winner):
            winner, highest = number, count
    return winner


@mistake(
    "most_frequent_number",
    "the last group of equal numbers in order is forgotten",
    "忘记了排序后的最后一组相同的数",
)
def most_frequent_but_the_last_group(numbers: Integers) -> Integer:
    if not numbers:
        return 0
    ordered = sorted(numbers)
    winner = ordered[0]
    highest = 0
    count = 1
    for before, number in pairwise(ordered):
        if number == before:
            count += 1
        else:
            if count > highest:
                winner, highest = before, count
            count = 1
    return winner


@mistake("repeated_numbers", "only repeats that stand side by side are found", "只能找到相邻的重复")
def repeated_side_by_side(numbers: Integers) -> SortedIntegers:
    return sorted({before for before, number in pairwise(numbers) if before == number})


@mistake(
    "repeated_numbers",
    "a number is listed once for each time that it comes up again",
    "一个数每再次出现一次就被列出一次",
)
def listed_at_each_repeat(numbers: Integers) -> SortedIntegers:
    seen: set[int] = set()
    repeated: list[int] = []
    for number in numbers:
        if number in seen:
            repeated.append(number)
        seen.add(number)
    return sorted(repeated)


@mistake(
    "repeated_numbers",
    "numbers that occur more than twice are left out",
    "漏掉了出现超过两次的数",
)
def numbers_that_occur_twice(numbers: Integers) -> SortedIntegers:
    counts = Counter(numbers)
    return sorted(number for number, count in counts.items() if count == 2)


@mistake(
    "repeated_numbers",
    "the numbers are listed in the order in which they first occur",
    "各数按首次出现的先后排列，而不是升序",
)
def repeated_as_they_occur(numbers: Integers) -> SortedIntegers:
    return [number for number, count in Counter(numbers).items() if count > 1]


@mistake(
    "common_numbers",
    "a number is listed as often as it occurs in both lists",
    "一个数按它在两个列表中共同出现的次数重复列出",
    where="len(set(first)) < len(first)",
)
def common_with_repeats(first: Integers, second: Integers) -> SortedIntegers:
    return sorted((Counter(first) & Counter(second)).elements())


@mistake(
    "common_numbers",
    "a common number is listed as often as it occurs in `first`",
    "共同的数在 `first` 中出现几次就列出几次",
)
def elements_of_first_in_second(first: Integers, second: Integers) -> SortedIntegers:
    return sorted(number for number in first if number in second)


@mistake(
    "common_numbers",
    "the numbers are listed in the order in which they stand in `first`",
    "各数按在 `first` 中的先后排列，而不是升序",
)
def common_as_they_occur(first: Integers, second: Integers) -> SortedIntegers:
    return [number for number in dict.fromkeys(first) if number in second]


@mistake(
    "common_numbers",
    "the lists are merged as if both were ascending",
    "把两个列表当作升序列表来归并",
)
def common_by_merging_unsorted(first: Integers, second: Integers) -> SortedIntegers:
    common: set[int] = set()
    left = right = 0
    while left < len(first) and right < len(second):
        if first[left] == second[right]:
            common.add(first[left])
            left += 1
            right += 1
        elif first[left] < second[right]:
            left += 1
        else:
            right += 1
    return sorted(common)


@mistake(
    "merged_counts",
    "keys with a sum of 0 are left out",
    "漏掉了和为 0 的键",
    where="0 in first.values() or 0 in second.values()",
)
def sum_of_two_counters(first: Counts, second: Counts) -> Counts:
    return dict(Counter(first) + Counter(second))


@mistake(
    "merged_counts",
    "a key of both dictionaries has only its count in `second`",
    "两个字典都有的键只保留 `second` 中的次数",
)
def counts_of_second_first(first: Counts, second: Counts) -> Counts:
    return {**first, **second}


@mistake("summed_entries", "strings with a total of 0 are left out", "漏掉了次数之和为 0 的字符串")
def totals_above_zero(entries: Runs) -> Counts:
    totals: dict[str, int] = {}
    for text, count in entries:
        if count:
            totals[text] = totals.get(text, 0) + count
    return totals


@mistake(
    "summed_entries",
    "only the first entry of each string counts",
    "每个字符串只计入最先出现的一项",
)
def counts_of_first_entries(entries: Runs) -> Counts:
    totals: dict[str, int] = {}
    for text, count in entries:
        totals.setdefault(text, count)
    return totals


@mistake(
    "summed_entries",
    "of each string, only the last entries that stand side by side are summed",
    "每个字符串只累加最后一段相邻的各项",
    where="len({text for text, _ in entries}) < len(entries)",
)
def totals_of_last_stretches(entries: Runs) -> Counts:
    groups = groupby(entries, key=itemgetter(0))
    return {text: sum(count for _, count in group) for text, group in groups}


@mistake("frequent_keys", "the keys are sorted without regard to case", "排序时不分大小写")
def frequent_keys_in_any_case(counts: Counts, threshold: Size) -> Texts:
    keys = [key for key, count in counts.items() if count >= threshold]
    return sorted(keys, key=str.lower)


@mistake("frequent_keys", "keys with higher counts come first", "次数较高的键排在前面")
def frequent_keys_by_count(counts: Counts, threshold: Size) -> Texts:
    keys = [key for key, count in counts.items() if count >= threshold]
    return sorted(keys, key=lambda key: (-counts[key], key))


@mistake(
    "frequent_keys",
    "the search ends at the first key in order whose count is too small",
    "按顺序查找时遇到第一个次数不足的键就停止",
)
def frequent_keys_up_to_a_rare_one(counts: Counts, threshold: Size) -> Texts:
    keys = []
    for key in sorted(counts):
        if counts[key] < threshold:
            break
        keys.append(key)
    return keys


@mistake(
    "top_entries",
    "entries with equal counts are in descending order of their keys",
    "次数相同的项按键降序排列",
)
def top_entries_with_reversed_ties(counts: Counts, limit: SmallNatural) -> Runs:
    entries = sorted(
        counts.items(), key=lambda entry: (entry[1], entry[0]), reverse=True
    )
    return entries[:limit]


@mistake(
    "top_entries",
    "entries with equal counts are ordered without regard to the case of their keys",
    "次数相同的项按键排序时不分大小写",
    where="any(key != key.lower() for key in counts)",
)
def top_entries_in_any_case(counts: Counts, limit: SmallNatural) -> Runs:
    entries = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0].lower()))
    return entries[:limit]


@mistake(
    "top_entries",
    "a limit of 0 lets all entries through",
    "`limit` 为 0 时列出全部各项",
    where="limit == 0",
)
def top_entries_checked_too_late(counts: Counts, limit: SmallNatural) -> Runs:
    top: list[tuple[str, int]] = []
    for entry in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        top.append(entry)
        if len(top) == limit:
            break
    return top


@mistake(
    "top_entries",
    "keys with a count of 0 are left out",
    "漏掉了次数为 0 的键",
    where="0 in counts.values()",
)
def top_entries_above_zero(counts: Counts, limit: SmallNatural) -> Runs:
    entries = [entry for entry in counts.items() if entry[1] > 0]
    return sorted(entries, key=lambda entry: (-entry[1], entry[0]))[:limit]


@mistake(
    "top_entries",
    "entries that tie with the last one are listed beyond the limit",
    "与最后一项次数相同的项超出数目也列了出来",
)
def top_entries_with_all_ties(counts: Counts, limit: SmallNatural) -> Runs:
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    if limit == 0 or limit >= len(ordered):
        return ordered[:limit]
    lowest = ordered[limit - 1][1]
    return [entry for entry in ordered if entry[1] >= lowest]


@mistake(
    "anagram_groups",
    "words of the same letters are grouped, however often each occurs",
    "只比较所含的字母，忽略各字母出现的次数",
)
def groups_of_same_letters(words: Words) -> WordGroups:
    groups: dict[frozenset[str], list[str]] = {}
    for word in words:
        groups.setdefault(frozenset(word), []).append(word)
    return list(groups.values())


@mistake(
    "anagram_groups",
    "words of the same length and letters are grouped, however often each letter occurs",
    "只比较长度和所含的字母，忽略各字母出现的次数",
)
def groups_of_same_letters_and_length(words: Words) -> WordGroups:
    groups: list[list[str]] = []
    for word in words:
        for group in groups:
            known = group[0]
            if len(known) == len(word) and set(known) == set(word):
                group.append(word)
                break
        else:
            groups.append([word])
    return groups


@mistake(
    "anagram_groups",
    "only anagrams that stand side by side are grouped",
    "只把相邻的字母异位词归为一组",
)
def groups_of_neighbours(words: Words) -> WordGroups:
    return [list(group) for _, group in groupby(words, key=sorted)]


@mistake(
    "anagram_groups",
    "the words of each group are in alphabetical order",
    "组内单词按字母顺序排列",
)
def groups_in_alphabetical_order(words: Words) -> WordGroups:
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault("".join(sorted(word)), []).append(word)
    return [sorted(group) for group in groups.values()]
