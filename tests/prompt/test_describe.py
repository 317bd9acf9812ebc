"""Plans in words, as given and expected pairs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

import pytest

from synthgen.atom import Words
from synthgen.library import load_library
from synthgen.plan.graph import Plan, parse_plan
from synthgen.plan.names import name_plan
from synthgen.prompt import helper_docs, summary
from synthgen.prompt.describe import describe
from synthgen.prompt.layout import spaced, wrapped


def plan_of(*rows: Sequence[Any]) -> Plan:
    return parse_plan(json.dumps(rows), load_library())


NESTED = plan_of(
    ["input", "Text"], ["apply", "Text", "reversed_text", [], [0]], ["apply", "Size", "vowel_count", [], [1]]
)
CHOSEN = plan_of(
    ["input", "Natural"],
    ["apply", "Flag", "is_prime", [], [0]],
    ["apply", "Size", "set_bit_count", [], [0]],
    ["branch", "Natural", "", [], [1, 2, 0]],
    ["apply", "Size", "digit_sum", [], [3]],
)
SHARED = plan_of(
    ["input", "Words"],
    ["constant", "Word", "'tea'"],
    ["filter", "Words", "are_anagrams", [0], [0, 1]],
    ["apply", "Sentence", "joined_words", [], [2]],
    ["apply", "Word", "longest_word", [], [2]],
    ["concatenate", "Text", "", [], [3, 4]],
)


def sentences(plan: Plan, language: str) -> list[str]:
    description = describe(plan, name_plan(plan), language, "return")
    return [spaced(sentence.text) for sentence in (*description.steps, description.result)]


@pytest.mark.parametrize(
    ("plan", "language", "expected"),
    [
        (NESTED, "en", ["Return the number of vowels in the reverse of `text`."]),
        (NESTED, "zh", ["返回 `text` 反转后的字符串中元音字母的个数。"]),
        (
            CHOSEN,
            "en",
            [
                "If `number` is prime, let `chosen` be the number of ones in the binary representation of `number`; "
                "otherwise, let `chosen` be `number`.",
                "Return the sum of the decimal digits of `chosen`.",
            ],
        ),
        (
            CHOSEN,
            "zh",
            [
                "如果 `number` 是质数，令 `chosen` 为 `number` 的二进制表示中 1 的个数；"
                "否则，令 `chosen` 为 `number`。",
                "返回 `chosen` 的十进制各位数字之和。",
            ],
        ),
        (
            SHARED,
            "en",
            [
                "Let `matching_words` be the list that keeps, in order, every item `name` in `words` "
                'for which `name` and `"tea"` are anagrams.',
                "Let `joined_sentence` be the sentence that joins the words in `matching_words` with single spaces.",
                "Return the concatenation of `joined_sentence` and the longest word in `matching_words`.",
            ],
        ),
    ],
)
def test_a_plan_reads_as_expected(plan: Plan, language: str, expected: list[str]) -> None:
    assert sentences(plan, language) == expected


LOOPS: dict[str, tuple[list[list[Any]], str, str]] = {
    "map": (
        [["input", "Integers"], ["map", "Naturals", "digit_sum", [0], [0]]],
        "Return the list that contains, in order, for each item `number` in `numbers`, "
        "the sum of the decimal digits of `number`.",
        "返回对 `numbers` 中的每个元素 `number` 依次求出“`number` 的十进制各位数字之和”所得的列表。",
    ),
    "max_by": (
        [["input", "Texts"], ["max_by", "Text", "vowel_count", [0], [0]]],
        "Return the item `text` in `texts` for which the number of vowels in `text` is largest.",
        "返回 `texts` 的各元素（记作 `text`）中使“`text` 中元音字母的个数”最大的那个元素。",
    ),
    "all": (
        [["input", "Texts"], ["all", "Flag", "is_palindrome", [0], [0]]],
        "Return whether for every item `text` in `texts`, `text` is a palindrome.",
        "若 `texts` 中的每个元素 `text` 都满足“`text` 是回文”，返回 `True`，否则返回 `False`。",
    ),
    "flags": (
        [["input", "Naturals"], ["map", "Flags", "is_prime", [0], [0]]],
        "Return the list of truth values that contains, in order, for each item `number` in `numbers`, "
        "whether `number` is prime.",
        "返回对 `numbers` 中的每个元素 `number` 依次求出“`number` 是质数”的真假所得的布尔值列表。",
    ),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_reads_as_expected(name: str) -> None:
    rows, english, chinese = LOOPS[name]
    assert sentences(plan_of(*rows), "en") == [english]
    assert sentences(plan_of(*rows), "zh") == [chinese]


def test_a_fold_names_its_value_and_returns_it() -> None:
    rows: list[list[Any]] = [
        ["input", "Intervals"],
        ["constant", "Integer", "0"],
        ["fold", "Integer", "clamped_number", [0, 1], [1, 0]],
    ]
    assert sentences(plan_of(*rows), "en") == [
        "Start with `combined_number` equal to 0. Then, in order, for each item `interval` in `intervals`, "
        "replace `combined_number` with the integer in `interval` that is closest to `combined_number`.",
        "Return the final value of `combined_number`.",
    ]


def test_rules_about_strings_are_left_out_where_keys_are_numbers() -> None:
    by_number = describe_last(["sort_by", "Texts", "vowel_count", [0], [0]])
    by_text = describe_last(["sort_by", "Texts", "reversed_text", [0], [0]])
    assert "Strings are compared by character code." not in by_number
    assert "Strings are compared by character code." in by_text


def describe_last(row: Sequence[Any]) -> tuple[str, ...]:
    plan = plan_of(["input", "Texts"], row)
    return describe(plan, name_plan(plan), "en", "return").result.rules


def test_a_rule_is_said_once() -> None:
    rows: list[list[Any]] = [
        ["input", "Text"],
        ["apply", "Text", "reversed_text", [], [0]],
        ["apply", "Text", "reversed_text", [], [1]],
    ]
    plan = plan_of(*rows, ["concatenate", "Text", "", [], [2, 0]])
    description = describe(plan, name_plan(plan), "en", "return")
    rules = [rule for sentence in (*description.steps, description.result) for rule in sentence.rules]
    assert len(rules) == len(set(rules)) == 1


def test_a_rule_that_speaks_of_the_result_names_it() -> None:
    plan = plan_of(
        ["input", "Text"], ["apply", "Text", "reversed_text", [], [0]], ["apply", "Size", "vowel_count", [], [1]]
    )
    atom = plan.atoms[0]
    words = {"en": Words("the mirror of `text`", ("If `text` is empty, the result is empty.",))}
    changed = dataclasses.replace(atom, name="mirror_of", words=words)
    step = dataclasses.replace(plan.steps[0][1], atom=changed)
    own = Plan((plan.nodes[0], step, plan.nodes[2]))
    description = describe(own, name_plan(own), "en", "return")
    assert description.steps[0].text == "Let `mirror` be the mirror of `text`."
    assert description.steps[0].rules == ("If `text` is empty, `mirror` is empty.",)
    assert describe(own, name_plan(own), "zh", "return").steps[0].text.startswith("令 `mirror` 为")


@pytest.mark.parametrize(
    ("plan", "language", "expected"),
    [
        (NESTED, "en", "Return the number of vowels in the reverse of `text`."),
        (CHOSEN, "en", "Return the sum of the decimal digits of a non-negative integer derived from `number`."),
        (CHOSEN, "zh", "返回由 `number` 得到的非负整数的十进制各位数字之和。"),
        (SHARED, "en", None),
    ],
)
def test_a_summary_is_as_exact_as_fits(plan: Plan, language: str, expected: str | None) -> None:
    assert summary(plan, name_plan(plan), language) == expected


def test_helpers_are_documented_by_their_phrases() -> None:
    assert helper_docs(CHOSEN, "en")["is_prime"] == "Return whether `number` is prime."
    assert helper_docs(CHOSEN, "zh")["digit_sum"] == "返回 `number` 的十进制各位数字之和。"


def test_chinese_has_one_space_beside_code_and_none_beside_punctuation() -> None:
    assert spaced("令 `x`为`y`， `z` 共3个") == "令 `x` 为 `y`，`z` 共 3 个"
    assert spaced("Ties go to the first.It may be empty.") == "Ties go to the first. It may be empty."
    assert spaced("```python\nf(x) # 共3个\n```") == "```python\nf(x) # 共3个\n```"


def test_wrapped_prose_keeps_code_in_one_line() -> None:
    text = "word " * 16 + "`(1, 2, 3)` end."
    assert wrapped(text).splitlines() == ["    " + "word " * 15 + "word", "    `(1, 2, 3)` end."]
    assert wrapped("甲。乙。", language="zh").splitlines() == ["    甲。", "    乙。"]
