"""Which ways the conditions of a solution go on given inputs, by marks that are written around each condition."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import count as count_from
from types import CodeType
from typing import Any

from synthgen.check.execute import compiled_last
from synthgen.check.text import HELPERS_KEPT, blocks, tree_to_change

_MAY_DECIDE = re.compile(r"\b(if|elif|while)\b")
"""Where none of these words stands, not even in a text, there is no condition to mark."""
Way = tuple[int, bool]
"""A condition's number and the way it went."""


class Marked:
    """A solution whose conditions report which way they go: `if`, `while`, conditional expressions, comprehension filters.

    Conditions of the last function are numbered from 1; those of helpers, which are marked once and kept, below 0.
    """

    def __init__(self, source: str, entry: str) -> None:
        """Mark `source`."""
        self._seen: set[Way] = set()
        namespace: dict[str, Any] = {"__name__": "solution", "_mark": self._mark}
        *helpers, last = blocks(source)
        self.conditions = 0
        for helper in helpers:
            code, count = _marked_helper(helper)
            exec(code, namespace)
            self.conditions += count
        code, count = _marked(last, count_from(1))
        exec(code, namespace)
        self.conditions += count
        self._entry: Callable[..., Any] = namespace[entry]

    def ways(self, row: Sequence[Any]) -> set[Way]:
        """Return the ways that the conditions go on one input."""
        self._seen = set()
        self._entry(*row)
        return self._seen

    def _mark(self, number: int, value: Any) -> Any:
        self._seen.add((number, bool(value)))
        return value


_helper_numbers = count_from(-1, -1)


@lru_cache(maxsize=HELPERS_KEPT)
def _marked_helper(block: str) -> tuple[CodeType, int]:
    return _marked(block, _helper_numbers)


def _marked(block: str, numbers: Iterator[int]) -> tuple[CodeType, int]:
    """Return the code of a part of a module, its conditions marked with `numbers`, and how many there are."""
    if not _MAY_DECIDE.search(block):
        return compiled_last(block), 0
    tree = tree_to_change(block)
    count = mark(tree, numbers)
    return compile(tree, "<solution>", "exec"), count


def mark(tree: ast.Module, numbers: Iterator[int]) -> int:
    """Write a call of `_mark`, with the next of `numbers`, around every condition of a tree, in place; return how many there are."""
    count = 0

    def marked(test: ast.expr) -> ast.expr:
        nonlocal count
        count += 1
        line, column = test.lineno, test.col_offset
        number = ast.Constant(next(numbers), lineno=line, col_offset=column)
        name = ast.Name("_mark", ast.Load(), lineno=line, col_offset=column)
        return ast.Call(name, [number, test], [], lineno=line, col_offset=column)

    for node in list(ast.walk(tree)):
        if isinstance(node, ast.If | ast.IfExp) or (isinstance(node, ast.While) and not isinstance(node.test, ast.Constant)):
            node.test = marked(node.test)
        elif isinstance(node, ast.comprehension):
            node.ifs = list(map(marked, node.ifs))
    return count


def covering(marked: Marked, rows: Sequence[Sequence[Any]], tests: Sequence[int], spare: Sequence[int]) -> tuple[list[int], int, int]:
    """Return rows of `spare` that cover what `tests` leave out, the number of ways that any row goes, and those covered then.

    Rows are given by position. A way that no row goes cannot be covered and does not count.
    """
    covered: set[Way] = set()
    for row in tests:
        if len(covered) == 2 * marked.conditions:
            break
        covered |= marked.ways(rows[row])
    conditions = {number for number, _ in covered}
    if all({(number, True), (number, False)} <= covered for number in conditions) and len(conditions) == marked.conditions:
        return [], len(covered), len(covered)
    added: list[int] = []
    reachable = set(covered)
    for row in spare:
        ways = marked.ways(rows[row])
        reachable |= ways
        if not ways <= covered:
            covered |= ways
            added.append(row)
    for row in set(range(len(rows))) - set(spare):
        reachable |= marked.ways(rows[row])
    return added, len(reachable), len(covered)

