"""Near readings: what a task would mean to someone who settled its ambiguities the other way.

Whether upper and lower case differ, what an empty input gives, whether order is kept, whether equal items count once.
The readings that are a matter of one token (`<` or `<=`, first or last of ties) are marked where that token is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from synthgen.weave.changes import Change, instead
from synthgen.weave.quotes import operand, parsed, text
from synthgen.weave.spots import Spot

_NOTHING: dict[str, tuple[tuple[str, str, str], ...]] = {
    "int": (("-1", "-1", " -1"), ("0", "0", " 0")),
    "bool": (("False", "`False`", " `False`"), ("True", "`True`", " `True`")),
    "str": (('""', "an empty string", "空字符串"),),
    "list[list[int]]": (("[]", "an empty list", "空列表"), ("[[]]", "`[[]]`", " `[[]]`")),
    "list": (("[]", "an empty list", "空列表"),),
    "dict": (("{}", "an empty dictionary", "空字典"),),
}
"""What people answer for an empty input, by the type of the result: source, English, Chinese."""
_HASHABLE = ("list[int]", "list[str]", "list[tuple[int, int]]", "list[tuple[str, int]]", "list[bool]")


def case_ignored(spot: Spot) -> Iterator[Change]:
    """Upper and lower case letters are taken for the same."""
    node = spot.node
    if not isinstance(node, cst.FunctionDef) or ".lower()" in text(node.body):
        return
    for name, hint in spot.scope.parameters.items():
        if hint == "str":
            line, where = f"{name} = {name}.lower()", f"{name} != {name}.lower()"
        elif hint == "list[str]":
            line, where = f"{name} = [item.lower() for item in {name}]", f"any(item != item.lower() for item in {name})"
        else:
            continue
        en, zh = f"upper and lower case are not told apart in `{name}`", f"没有区分 `{name}` 中的大小写"
        yield Change(_with_first(node, [line]), en, zh, reading=True, where=where)


def empty_answer(spot: Spot) -> Iterator[Change]:
    """Another answer for an empty input."""
    node = spot.node
    if not isinstance(node, cst.FunctionDef):
        return
    name = next((name for name, hint in spot.scope.parameters.items() if hint.startswith(("list", "str", "dict"))), None)
    result = spot.scope.result
    if name is None or f"if not {name}:" in text(node.body):
        return
    for source, en, zh in _NOTHING.get(result) or _NOTHING.get(result.split("[")[0], ()):
        change = _with_first(node, [f"if not {name}:", f"    return {source}"])
        yield Change(change, f"an empty `{name}` gives {en}", f"`{name}` 为空时返回了{zh}", reading=True, where=f"not {name}")


def items_once(spot: Spot) -> Iterator[Change]:
    """Equal items of a list count once."""
    node = spot.node
    if isinstance(node, cst.FunctionDef):
        for name, hint in spot.scope.parameters.items():
            if hint in _HASHABLE:
                new = _with_first(node, [f"{name} = list(dict.fromkeys({name}))"])
                en, zh = f"equal items of `{name}` count once", f"`{name}` 中相同的元素只算了一次"
                yield Change(new, en, zh, reading=True, where=f"len(set({name})) < len({name})")


def sign_ignored(spot: Spot) -> Iterator[Change]:
    """Negative numbers are taken for positive ones."""
    node = spot.node
    if isinstance(node, cst.FunctionDef) and "abs(" not in text(node.body):
        for name, hint in spot.scope.parameters.items():
            if hint in ("int", "list[int]"):
                line = f"{name} = abs({name})" if hint == "int" else f"{name} = [abs(item) for item in {name}]"
                where = f"{name} < 0" if hint == "int" else f"min({name}, default=0) < 0"
                yield Change(_with_first(node, [line]), f"the signs in `{name}` are ignored", f"忽略了 `{name}` 中的正负号", where=where)


def result_arranged(spot: Spot) -> Iterator[Change]:
    """The items of the result in sorted order, reversed, or each of them once."""
    node = spot.node
    result = spot.scope.result
    if not (spot.field == "value" and isinstance(spot.parent, cst.Return) and isinstance(node, cst.BaseExpression)):
        return
    if not result.startswith("list[") or isinstance(node, cst.List) or spot.inside(cst.Lambda):
        return
    sorts = isinstance(node, cst.Call) and text(node.func) == "sorted"
    if not sorts:
        yield Change(instead(spot, parsed(f"sorted({text(node)})")).node, "the result is sorted", "把结果排了序", reading=True)
        yield Change(
            instead(spot, parsed(f"{operand(node)}[::-1]")).node,
            "the result is in reverse order",
            "结果的顺序反了",
            reading=True,
        )
    if result in _HASHABLE:
        new = parsed(f"list(dict.fromkeys({text(node)}))")
        yield Change(
            instead(spot, new).node,
            "equal items of the result are kept once",
            "结果中相同的元素只保留了一个",
            reading=True,
        )


def result_off(spot: Spot) -> Iterator[Change]:
    """The result of a short function off by one, short of an item, or turned round; long ones have other slips."""
    node = spot.node
    if not (spot.field == "value" and isinstance(spot.parent, cst.Return) and isinstance(node, cst.BaseExpression)):
        return
    if len(spot.scope.function.body.body) > _SHORT or spot.inside(cst.Lambda):
        return
    result, source = spot.scope.result, operand(node)
    if result == "int":
        yield Change(parsed(f"{source} + 1"), "the result is one too large", "结果多了 1")
        yield Change(parsed(f"{source} - 1"), "the result is one too small", "结果少了 1")
    elif result == "bool" and not isinstance(node, cst.Comparison):
        yield Change(parsed(f"not {source}"), "the answer is the opposite", "结果正好相反")
    elif result.startswith(("list", "str")):
        things, thing = ("characters", "字符") if result == "str" else ("items", "元素")
        yield Change(parsed(f"{source}[1:]"), f"the first of the result's {things} is missing", f"结果缺少第一个{thing}")
        yield Change(parsed(f"{source}[:-1]"), f"the last of the result's {things} is missing", f"结果缺少最后一个{thing}")


READING_OPERATORS = (case_ignored, empty_answer, items_once, sign_ignored, result_arranged, result_off)
_SHORT = 4
"""A function of at most this many statements, the docstring counted, is short."""


def _with_first(function: cst.FunctionDef, lines: Sequence[str]) -> cst.FunctionDef:
    """Return `function` with `lines` as its first statement, after the docstring."""
    statement = cst.parse_statement("\n".join(lines) + "\n")
    body = list(function.body.body)
    start = 1 if function.get_docstring() is not None else 0
    return function.with_changes(body=function.body.with_changes(body=[*body[:start], statement, *body[start:]]))
