"""The ways to use an atom, each in one record: how it types, evaluates, reads as source and reads as words.

Source templates name the step's arguments `{0}`, `{1}` ..., the item that a loop is at `{item}` (`{other}` for the second
list of a zip), the use of the atom `{call}` (`{function}` where a callable is wanted) and the step's own variable `{out}`.
In `loop`, the line `{block}` is where an atom's body goes if it is woven in; `{key}`, `{best}` and `{seen}` are further local
names. Word templates use the same names in backticks; `{phrase}` is the atom's noun phrase (for a predicate "whether ..."),
`{clause}` the clause of a predicate and `{which}` the same as a relative clause ("that is prime", "for which ..."), `{list}`
what the resulting list is called and `{units}` what the items of `{0}` are called, `{default}` a literal in backticks of its
own. A text that ends in a full stop is no noun phrase but whole sentences: a fold leaves its value in `{out}`, and `{give}`
stands for "return" or "let ... be".

To add a combinator, add a record here and its typing rule in `synthgen.plan.productions`; tests hold it to the contract.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import filterfalse, takewhile
from typing import Any, Literal

Role = Literal["none", "call", "each", "predicate", "key", "fold", "iterate", "zip"]
"""What the combinator does with its atom: nothing, call it once, use it on every item, as a test, as a key, ..."""

Use = Callable[..., Any]
"""An atom with its item parameters first and everything else bound."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a combinator in one language: a noun phrase (or a clause, if the result is a Flag) and rules."""

    text: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Combinator:
    """One way to compose. `cost` is what it adds to the depth of a plan besides its atom."""

    name: str
    role: Role
    weight: float
    evaluate: Callable[..., Any]
    """Takes the use of the atom (None without one), the default, and then the combinator's own arguments one by one. Items are gone through
    in C where that can be: an error of the atom's comes out as it is, except that StopIteration ends the items, which no atom raises."""
    expression: str
    loop: str
    words: Mapping[str, Wording]
    imports: tuple[str, ...] = ()
    empty_default: bool = False
    """Whether the step's default is the empty value of its kind, named by `{default}`."""

    @property
    def cost(self) -> int:
        """What one use adds to the depth of a plan: a plain call 1, joins 1, everything with an atom inside 2."""
        return 1 if self.role in ("none", "call") else 2

    @property
    def items(self) -> int:
        """How many leading parameters of its atom the combinator fills itself."""
        return {"none": 0, "call": 0, "fold": 2, "zip": 2}.get(self.role, 1)


def _distinct_by(use: Use, default: Any, items: Sequence[Any]) -> list[Any]:
    first: dict[Any, Any] = {}
    for item in items:
        first.setdefault(use(item), item)
    return list(first.values())


def _iterate(use: Use, default: Any, start: Any, times: int) -> Any:
    for _ in range(times):
        start = use(start)
    return start


def _record(
    name: str,
    role: Role,
    weight: float,
    evaluate: Callable[..., Any],
    expression: str,
    loop: str,
    en: tuple[str, ...],
    zh: tuple[str, ...],
    imports: tuple[str, ...] = (),
    empty_default: bool = False,
) -> Combinator:
    words = {"en": Wording(en[0], en[1:]), "zh": Wording(zh[0], zh[1:])}
    return Combinator(name, role, weight, evaluate, expression, loop.strip("\n"), words, imports, empty_default)


TEXT_KEY_RULES = frozenset({"Strings are compared by character code.", "字符串按字符编码比较。"})
"""The rules of sorting and choosing that matter only where the key is a string."""
_KEY_RULES_EN = ("Strings are compared by character code.",)
_KEY_RULES_ZH = ("字符串按字符编码比较。",)

_ALL = (
    _record(
        "apply", "call", 9.0, lambda use, default, *args: use(*args),
        "{call}", "{block}\n{out} = {call}",
        ("{phrase}",), ("{phrase}",),
    ),
    _record(
        "map", "each", 2.0, lambda use, default, items: list(map(use, items)),
        "[{call} for {item} in {0}]",
        "{out} = []\nfor {item} in {0}:\n    {block}\n    {out}.append({call})",
        ("the {list} that contains, in order, for each item `{item}` in {0}, {phrase}",),
        ("对{0}中的每个元素 `{item}` 依次求出{phrase}所得的{list}",),
    ),
    _record(
        "filter", "predicate", 3.0, lambda use, default, items: list(filter(use, items)),
        "[{item} for {item} in {0} if {call}]",
        "{out} = []\nfor {item} in {0}:\n    {block}\n    if {call}:\n        {out}.append({item})",
        ("the list that keeps, in order, every item `{item}` in {0} {which}",),
        ("{0}的各元素（记作 `{item}`）中满足“{clause}”的那些按原有顺序组成的列表",),
    ),
    _record(
        "reject", "predicate", 1.6, lambda use, default, items: list(filterfalse(use, items)),
        "[{item} for {item} in {0} if not {call}]",
        "{out} = []\nfor {item} in {0}:\n    {block}\n    if not {call}:\n        {out}.append({item})",
        ("the list that is left after removing from {0} every item `{item}` {which}", "The items that are left keep their order."),
        ("从{0}的各元素（记作 `{item}`）中去掉满足“{clause}”的那些后剩下的列表", "剩下的元素保持原有顺序。"),
    ),
    _record(
        "take_while", "predicate", 1.6, lambda use, default, items: list(takewhile(use, items)),
        "list(takewhile({function}, {0}))",
        "{out} = []\nfor {item} in {0}:\n    {block}\n    if not {call}:\n        break\n    {out}.append({item})",
        ("the longest initial part of {0} such that, for every item `{item}` in it, {clause}", "The initial part is a list; it is empty if already the first item breaks the condition."),
        ("从{0}的开头起、每个元素 `{item}` 都满足“{clause}”的最长一段", "这一段是列表；若第一个元素就不满足条件，则为空列表。"),
        imports=("from itertools import takewhile",),
    ),
    _record(
        "find", "predicate", 2.2, lambda use, default, items: next(filter(use, items), default),
        "next(({item} for {item} in {0} if {call}), {default})",
        "{out} = {default}\nfor {item} in {0}:\n    {block}\n    if {call}:\n        {out} = {item}\n        break",
        ("the first item `{item}` in {0} {which}", "If there is no such item, {default} is taken instead."),
        ("{0}的各元素（记作 `{item}`）中第一个满足“{clause}”的元素", "若没有这样的元素，则取 {default}。"),
        empty_default=True,
    ),
    _record(
        "count", "predicate", 3.0, lambda use, default, items: len(list(filter(use, items))),
        "sum(1 for {item} in {0} if {call})",
        "{out} = 0\nfor {item} in {0}:\n    {block}\n    if {call}:\n        {out} += 1",
        ("the number of items `{item}` in {0} for which {clause}",),
        ("{0}的各元素（记作 `{item}`）中满足“{clause}”的元素的个数",),
    ),
    _record(
        "any", "predicate", 1.4, lambda use, default, items: any(map(use, items)),
        "any({call} for {item} in {0})",
        "{out} = False\nfor {item} in {0}:\n    {block}\n    if {call}:\n        {out} = True\n        break",
        ("there is at least one item `{item}` in {0} {which}", "If there are no items at all, there is no such item."),
        ("{0}的各元素（记作 `{item}`）中至少有一个满足“{clause}”", "没有任何元素时，视为不成立。"),
    ),
    _record(
        "all", "predicate", 1.4, lambda use, default, items: all(map(use, items)),
        "all({call} for {item} in {0})",
        "{out} = True\nfor {item} in {0}:\n    {block}\n    if not {call}:\n        {out} = False\n        break",
        ("for every item `{item}` in {0}, {clause}", "If there are no items at all, this counts as true."),
        ("{0}中的每个元素 `{item}` 都满足“{clause}”", "没有任何元素时，视为成立。"),
    ),
    _record(
        "sort_by", "key", 1.2, lambda use, default, items: sorted(items, key=use),
        "sorted({0}, key={function})",
        "{out} = list({0})\n{out}.sort(key={function})",
        ("the list of the items `{item}` of {0}, sorted by {phrase}, smallest first", "Items that tie keep their original order.", *_KEY_RULES_EN),
        ("将{0}的各元素（记作 `{item}`）按“{phrase}”从小到大的顺序排列所得的列表", "排序时，并列的元素保持原有顺序。", *_KEY_RULES_ZH),
    ),
    _record(
        "sort_by_descending", "key", 0.8, lambda use, default, items: sorted(items, key=use, reverse=True),
        "sorted({0}, key={function}, reverse=True)",
        "{out} = list({0})\n{out}.sort(key={function}, reverse=True)",
        ("the list of the items `{item}` of {0}, sorted by {phrase}, largest first", "Items that tie keep their original order.", *_KEY_RULES_EN),
        ("将{0}的各元素（记作 `{item}`）按“{phrase}”从大到小的顺序排列所得的列表", "排序时，并列的元素保持原有顺序。", *_KEY_RULES_ZH),
    ),
    _record(
        "max_by", "key", 1.0, lambda use, default, items: max(items, key=use, default=default),
        "max({0}, key={function}, default={default})",
        "{out} = {default}\n{best} = None\nfor {item} in {0}:\n    {block}\n    {key} = {call}\n    if {best} is None or {key} > {best}:\n        {out}, {best} = {item}, {key}",
        ("the item `{item}` in {0} for which {phrase} is largest", "If several items tie, the first of them is taken; if there are no items, {default} is taken instead.", *_KEY_RULES_EN),
        ("{0}的各元素（记作 `{item}`）中使“{phrase}”最大的那个元素", "若有多个元素并列最大，取最先出现的一个；若没有任何元素，则取 {default}。", *_KEY_RULES_ZH),
        empty_default=True,
    ),
    _record(
        "min_by", "key", 1.0, lambda use, default, items: min(items, key=use, default=default),
        "min({0}, key={function}, default={default})",
        "{out} = {default}\n{best} = None\nfor {item} in {0}:\n    {block}\n    {key} = {call}\n    if {best} is None or {key} < {best}:\n        {out}, {best} = {item}, {key}",
        ("the item `{item}` in {0} for which {phrase} is smallest", "If several items tie, the first of them is taken; if there are no items, {default} is taken instead.", *_KEY_RULES_EN),
        ("{0}的各元素（记作 `{item}`）中使“{phrase}”最小的那个元素", "若有多个元素并列最小，取最先出现的一个；若没有任何元素，则取 {default}。", *_KEY_RULES_ZH),
        empty_default=True,
    ),
    _record(
        "sum_by", "each", 1.6, lambda use, default, items: sum(map(use, items)),
        "sum({call} for {item} in {0})",
        "{out} = 0\nfor {item} in {0}:\n    {block}\n    {out} += {call}",
        ("the sum, over all items `{item}` in {0}, of {phrase}", "A sum over no items is 0."),
        ("对{0}中的每个元素 `{item}` 求出{phrase}再全部相加所得的总和", "没有任何元素时，总和为 0。"),
    ),
    _record(
        "distinct_by", "key", 0.8, _distinct_by,
        "",
        "{seen} = set()\n{out} = []\nfor {item} in {0}:\n    {block}\n    {key} = {call}\n    if {key} not in {seen}:\n        {seen}.add({key})\n        {out}.append({item})",
        ("the list that keeps only the first of all items `{item}` in {0} that agree in {phrase}", "The items that are kept stay in their original order."),
        ("将{0}的各元素（记作 `{item}`）按“{phrase}”去重所得的列表", "去重时，该值相同的元素只保留最先出现的一个；保留下来的元素保持原有顺序。"),
    ),
    _record(
        "fold", "fold", 1.2, lambda use, default, start, items: reduce(use, items, start),
        "",
        "{out} = {0}\nfor {item} in {1}:\n    {block}\n    {out} = {call}",
        ("Start with `{out}` equal to {0}. Then, in order, for each item `{item}` in {1}, replace `{out}` with {phrase}.",),
        ("先令 `{out}` 等于{0}，再依次对{1}中的每个元素 `{item}`，将 `{out}` 更新为{phrase}。",),
    ),
    _record(
        "iterate", "iterate", 0.4, _iterate,
        "",
        "{out} = {0}\nfor _ in range({1}):\n    {block}\n    {out} = {call}",
        ("Start with `{out}` equal to {0}. Then do this {1} times: replace `{out}` with {phrase}.",),
        ("先令 `{out}` 等于{0}，再重复以下操作{1}次：将 `{out}` 更新为{phrase}。",),
    ),
    _record(
        "zip_with", "zip", 1.2, lambda use, default, items, others: list(map(use, items, others)),
        "[{call} for {item}, {other} in zip({0}, {1})]",
        "{out} = []\nfor {item}, {other} in zip({0}, {1}):\n    {block}\n    {out}.append({call})",
        ("the {list} that contains, in order, for each item `{item}` in {0} and the item `{other}` at the same position in {1}, {phrase}", "Items of the longer list that have no partner are ignored."),
        ("对{0}中的每个元素 `{item}` 与{1}中相同位置的元素 `{other}` 依次求出{phrase}所得的{list}", "较长的列表中没有配对的元素被忽略。"),
    ),
    _record(
        "branch", "none", 2.0, lambda use, default, asked, yes, no: yes if asked else no,
        "{1} if {0} else {2}",
        "if {0}:\n    {out} = {1}\nelse:\n    {out} = {2}",
        ("If {0}, {give} {1}; otherwise, {give} {2}.",),
        ("如果{0}，{give}{1}；否则，{give}{2}。",),
    ),
    _record(
        "add", "none", 0.7, lambda use, default, left, right: left + right,
        "{0} + {1}", "{out} = {0} + {1}",
        ("the sum of {0} and {1}",), ("{0}与{1}之和",),
    ),
    _record(
        "subtract", "none", 0.8, lambda use, default, left, right: left - right,
        "{0} - {1}", "{out} = {0} - {1}",
        ("the result of subtracting {1} from {0}",), ("{0}减去{1}的差",),
    ),
    _record(
        "larger", "none", 0.7, lambda use, default, left, right: max(left, right),
        "max({0}, {1})", "{out} = max({0}, {1})",
        ("the larger of {0} and {1}",), ("{0}与{1}中较大的一个",),
    ),
    _record(
        "smaller", "none", 0.7, lambda use, default, left, right: min(left, right),
        "min({0}, {1})", "{out} = min({0}, {1})",
        ("the smaller of {0} and {1}",), ("{0}与{1}中较小的一个",),
    ),
    _record(
        "concatenate", "none", 0.7, lambda use, default, left, right: left + right,
        "{0} + {1}", "{out} = {0} + {1}",
        ("the concatenation of {0} and {1}",),
        ("把{0}与{1}依次连接（前者在前）所得的结果",),
    ),
    _record(
        "equals", "none", 0.5, lambda use, default, left, right: left == right,
        "{0} == {1}", "{out} = {0} == {1}",
        ("{0} and {1} are equal",),
        ("{0}与{1}相等",),
    ),
    _record(
        "exceeds", "none", 1.0, lambda use, default, left, right: left > right,
        "{0} > {1}", "{out} = {0} > {1}",
        ("{0} is greater than {1}",), ("{0}大于{1}",),
    ),
    _record(
        "length", "none", 0.8, lambda use, default, items: len(items),
        "len({0})", "{out} = len({0})",
        ("the number of {units} in {0}",),
        ("{0}中{units}的个数",),
    ),
)  # fmt: skip

COMBINATORS: dict[str, Combinator] = {combinator.name: combinator for combinator in _ALL}
"""Every combinator by name."""
