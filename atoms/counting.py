"""Counting: how often things occur, as dictionaries, entries and groups."""

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import groupby, pairwise
from operator import itemgetter
from string import ascii_lowercase

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
from synthgen.library import reference


def letter_counts(text: Text) -> Counts:
    """Return the dictionary of letter counts in `text`.

    Each letter that occurs is a key, converted to lower case, and its value is how
    often it occurs in either case; characters that are not letters are not counted.

    中文：`text` 中各字母出现次数的字典。出现过的每个字母以小写形式作为键，
    值为该字母不分大小写的出现次数；非字母字符不计。

    >>> letter_counts("Hi, hello 2!")
    {'h': 2, 'i': 1, 'e': 1, 'l': 2, 'o': 1}
    >>> letter_counts("42")
    {}
    """
    counts: dict[str, int] = {}
    for character in text.lower():
        if character.isalpha():
            counts[character] = counts.get(character, 0) + 1
    return counts


@reference(letter_counts)
def letter_counts_by_alphabet(text: Text) -> Counts:
    lowered = text.lower()
    return {
        letter: lowered.count(letter) for letter in ascii_lowercase if letter in lowered
    }


@reference(letter_counts)
def letter_counts_by_sorting(text: Text) -> Counts:
    letters = sorted(filter(str.isalpha, text.lower()))
    return {letter: len(list(group)) for letter, group in groupby(letters)}


def word_counts(words: Words) -> Counts:
    """Return the dictionary of word counts in `words`.

    Each different word is a key, and its value is how often the word occurs; the empty
    string is counted like any other word.

    中文：`words` 中各单词出现次数的字典。每个不同的单词作为键，值为其出现次数；
    空字符串与其他单词一样计数。

    >>> word_counts(["tea", "", "eat", "tea"])
    {'tea': 2, '': 1, 'eat': 1}
    >>> word_counts([])
    {}
    """
    return dict(Counter(words))


@reference(word_counts)
def word_counts_by_rescanning(words: Words) -> Counts:
    return {word: words.count(word) for word in words}


@reference(word_counts)
def word_counts_by_sorted_runs(words: Words) -> Counts:
    counts: dict[str, int] = {}
    ordered = sorted(words)
    start = 0
    for end, word in enumerate(ordered, start=1):
        if end == len(ordered) or ordered[end] != word:
            counts[word] = end - start
            start = end
    return counts


def most_frequent_number(numbers: Integers) -> Integer:
    """Return the most frequent number in `numbers`.

    Of several equally frequent numbers, the smallest counts as the most frequent. The
    most frequent number of an empty list is 0.

    中文：`numbers` 中出现次数最多的数。若有多个数的出现次数同为最多，则取其中最小的数。
    空列表中出现次数最多的数视为 0。

    >>> most_frequent_number([5, 3, 5, 3, 8])
    3
    >>> most_frequent_number([-2, -7])
    -7
    >>> most_frequent_number([])
    0
    """
    counts = Counter(numbers)
    highest = max(counts.values(), default=0)
    leaders = [number for number, count in counts.items() if count == highest]
    return min(leaders, default=0)


@reference(most_frequent_number)
def most_frequent_number_by_sorting(numbers: Integers) -> Integer:
    winner = 0
    highest = 0
    for number, group in groupby(sorted(numbers)):
        count = len(list(group))
        if count > highest:
            winner = number
            highest = count
    return winner


@reference(most_frequent_number)
def most_frequent_number_by_rescanning(numbers: Integers) -> Integer:
    # Of equals `max` takes the first, so the ascending order settles ties.
    return max(sorted(set(numbers)), key=numbers.count, default=0)


def repeated_numbers(numbers: Integers) -> SortedIntegers:
    """Return the ascending list of the different numbers that occur more than once in
    `numbers`.

    A number that occurs more than once is listed once.

    中文：`numbers` 中出现不止一次的各个不同的数组成的升序列表。
    出现不止一次的数只列一次。

    >>> repeated_numbers([7, 2, 7, -1, 2, 7])
    [2, 7]
    >>> repeated_numbers([3, 1])
    []
    """
    seen: set[int] = set()
    repeated: set[int] = set()
    for number in numbers:
        if number in seen:
            repeated.add(number)
        seen.add(number)
    return sorted(repeated)


@reference(repeated_numbers)
def repeated_numbers_by_sorting(numbers: Integers) -> SortedIntegers:
    repeated: list[int] = []
    for number, following in pairwise(sorted(numbers)):
        if number == following and number not in repeated:
            repeated.append(number)
    return repeated


@reference(repeated_numbers)
def repeated_numbers_by_counting(numbers: Integers) -> SortedIntegers:
    counts = Counter(numbers)
    return sorted(number for number, count in counts.items() if count > 1)


def common_numbers(first: Integers, second: Integers) -> SortedIntegers:
    """Return the ascending list of the different numbers that occur in both `first` and
    `second`.

    A common number is listed once, however often it occurs.

    中文：同时出现在 `first` 与 `second` 中的各个不同的数组成的升序列表。
    共同的数无论出现多少次都只列一次。

    >>> common_numbers([4, 1, 4, -3], [-3, 4, 4, 9])
    [-3, 4]
    >>> common_numbers([], [1])
    []
    """
    return sorted(set(first) & set(second))


@reference(common_numbers)
def common_numbers_by_merging(first: Integers, second: Integers) -> SortedIntegers:
    left = sorted(set(first))
    right = sorted(set(second))
    common: list[int] = []
    while left and right:
        if left[-1] == right[-1]:
            common.append(left.pop())
            right.pop()
        elif left[-1] > right[-1]:
            left.pop()
        else:
            right.pop()
    return common[::-1]


@reference(common_numbers)
def common_numbers_by_membership(first: Integers, second: Integers) -> SortedIntegers:
    common: list[int] = []
    for number in sorted(first):
        if number in second and number not in common:
            common.append(number)
    return common


def merged_counts(first: Counts, second: Counts) -> Counts:
    """Return the dictionary that adds the counts of `first` and `second` key by key.

    Every key of either dictionary is kept when counts are added, even with a sum of 0;
    a key that is missing in one of them counts as 0 there.

    中文：把 `first` 与 `second` 中的次数按键相加所得的字典。相加时，
    任一字典中的键都会保留，和为 0 的键也不例外；某个键在一个字典中不存在时，按 0 计算。

    >>> merged_counts({"a": 2, "b": 1}, {"b": 3, "c": 0})
    {'a': 2, 'b': 4, 'c': 0}
    >>> merged_counts({}, {})
    {}
    """
    merged = dict(first)
    for key, count in second.items():
        merged[key] = merged.get(key, 0) + count
    return merged


@reference(merged_counts)
def merged_counts_by_keys(first: Counts, second: Counts) -> Counts:
    keys = sorted(first.keys() | second.keys())
    return {key: first.get(key, 0) + second.get(key, 0) for key in keys}


@reference(merged_counts)
def merged_counts_by_counter(first: Counts, second: Counts) -> Counts:
    # `update` keeps keys with a sum of 0, which the sum of two counters drops.
    merged = Counter(first)
    merged.update(second)
    return dict(merged)


def summed_entries(entries: Runs) -> Counts:
    """Return the dictionary that maps each string in `entries` to its total count.

    Each entry is a tuple of a string and a count. The total count of a string is the
    sum of the counts of all entries with that string; a string with a total of 0 is
    kept as a key.

    中文：由 `entries` 中各字符串的总次数组成的字典。
    每项是由一个字符串与一个次数组成的元组。字典以字符串为键，
    以该字符串在各项中的次数之和为值；次数之和为 0 的字符串也保留为键。

    >>> summed_entries([("a", 2), ("b", 0), ("a", 3)])
    {'a': 5, 'b': 0}
    >>> summed_entries([])
    {}
    """
    totals: defaultdict[str, int] = defaultdict(int)
    for text, count in entries:
        totals[text] += count
    return dict(totals)


@reference(summed_entries)
def summed_entries_by_sorting(entries: Runs) -> Counts:
    groups = groupby(sorted(entries), key=itemgetter(0))
    return {text: sum(count for _, count in group) for text, group in groups}


@reference(summed_entries)
def summed_entries_by_rescanning(entries: Runs) -> Counts:
    return {
        text: sum(count for other, count in entries if other == text)
        for text, _ in entries
    }


def frequent_keys(counts: Counts, threshold: Size) -> Texts:
    """Return the list of the keys whose count in `counts` is at least `threshold`.

    These keys are in ascending order by character code, so capital letters come before
    small ones.

    中文：`counts` 中次数不小于 `threshold` 的键组成的列表。这些键按字符编码升序排列，
    因此大写字母排在小写字母之前。

    >>> frequent_keys({"pear": 3, "fig": 1, "Plum": 4, "apple": 2}, 2)
    ['Plum', 'apple', 'pear']
    >>> frequent_keys({"fig": 0}, 1)
    []
    """
    return sorted(key for key, count in counts.items() if count >= threshold)


@reference(frequent_keys)
def frequent_keys_by_bisection(counts: Counts, threshold: Size) -> Texts:
    entries = sorted(counts.items(), key=itemgetter(1))
    start = bisect_left(entries, threshold, key=itemgetter(1))
    return sorted(key for key, _ in entries[start:])


@reference(frequent_keys)
def frequent_keys_by_removal(counts: Counts, threshold: Size) -> Texts:
    keys = sorted(counts)
    for key, count in counts.items():
        if count < threshold:
            keys.remove(key)
    return keys


def top_entries(counts: Counts, limit: SmallNatural) -> Runs:
    """Return the list of up to `limit` entries with the highest counts in `counts`.

    An entry is a tuple of a key and its count. Entries with higher counts come first,
    and entries with equal counts are in ascending order of their keys by character
    code. If there are fewer than `limit` entries, all of them are listed.

    中文：`counts` 中次数最高的 `limit` 项组成的列表。每项是由键与其次数组成的元组。
    次数较高的项在前；次数相同的项按键的字符编码升序排列。总项数不足 `limit` 时，
    列出全部各项。

    >>> top_entries({"ant": 1, "sun": 5, "Zoo": 1, "up": 0}, 3)
    [('sun', 5), ('Zoo', 1), ('ant', 1)]
    >>> top_entries({"up": 0}, 4)
    [('up', 0)]
    >>> top_entries({"sun": 5}, 0)
    []
    """
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:limit]


@reference(top_entries)
def top_entries_by_stable_sorts(counts: Counts, limit: SmallNatural) -> Runs:
    entries = sorted(counts.items())
    entries.sort(key=itemgetter(1), reverse=True)
    return entries[:limit]


@reference(top_entries)
def top_entries_by_selection(counts: Counts, limit: SmallNatural) -> Runs:
    remaining = dict(counts)
    entries: list[tuple[str, int]] = []
    while remaining and len(entries) < limit:
        highest = max(remaining.values())
        key = min(key for key, count in remaining.items() if count == highest)
        entries.append((key, remaining.pop(key)))
    return entries


def anagram_groups(words: Words) -> WordGroups:
    """Return the list of the groups of anagrams in `words`.

    Two words are in the same group if they consist of the same letters, each equally
    often; a word without a partner is a group of its own. Each group is a list of
    words. The words of a group keep the order that they had before grouping, the groups
    are in the order in which their first words stood there, and repeated words are
    kept.

    中文：把 `words` 按字母异位词分组所得的列表。
    所含字母相同且各字母出现次数也相同的单词归为一组，没有同伴的单词自成一组。
    每组是一个单词列表。各组按其首个单词出现的先后排列，组内单词保持原有顺序，
    重复的单词全部保留。

    >>> anagram_groups(["tea", "tab", "eat", "tea", "bat", "at"])
    [['tea', 'eat', 'tea'], ['tab', 'bat'], ['at']]
    >>> anagram_groups(["aab", "abb", ""])
    [['aab'], ['abb'], ['']]
    >>> anagram_groups([])
    []
    """
    groups: dict[str, list[str]] = {}
    for word in words:
        letters = "".join(sorted(word))
        groups.setdefault(letters, []).append(word)
    return list(groups.values())


@reference(anagram_groups)
def anagram_groups_by_comparing(words: Words) -> WordGroups:
    groups: list[list[str]] = []
    for word in words:
        for group in groups:
            alike = all(group[0].count(letter) == word.count(letter) for letter in word)
            if alike and len(group[0]) == len(word):
                group.append(word)
                break
        else:
            groups.append([word])
    return groups


@reference(anagram_groups)
def anagram_groups_by_sorting(words: Words) -> WordGroups:
    spelled = sorted((sorted(word), index) for index, word in enumerate(words))
    groups = [
        [index for _, index in group]
        for _, group in groupby(spelled, key=itemgetter(0))
    ]
    return [[words[index] for index in group] for group in sorted(groups)]
