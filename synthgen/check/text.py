"""Emitted text taken apart and measured: helpers that many solutions share are read once, and not for each solution again."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from synthgen.quality import Part, quality_of
from synthgen.syntax import parse_module

HELPERS_KEPT = 2048
"""Helpers of which something is kept, a few kB each."""
LAST_KEPT = 16
"""Last functions of which something is kept: what a solution, its references and its error examples ask for more than once."""
_BETWEEN = re.compile(r"\n\n\n(?=\S)")
_DECISIONS = (ast.If, ast.IfExp, ast.For, ast.While, ast.comprehension, ast.ExceptHandler)
_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try)


def blocks(source: str) -> list[str]:
    """Return the parts of a module's source that two blank lines keep apart: its imports and its functions, in order."""
    return _BETWEEN.split(source)


def text_quality(source: str) -> float:
    """Return `synthgen.quality.static_quality` of an emitted module."""
    *helpers, last = blocks(source)
    return quality_of([*map(_part_of_helper, helpers), _part_of_last(last)])


def decisions_and_nesting(source: str) -> tuple[int, int]:
    """Return how many decision points an emitted module has (McCabe 1976) and how deep its blocks stand inside a function."""
    *helpers, last = blocks(source)
    counts = [*map(_counts_of_helper, helpers), _counts(last)]
    return sum(decisions for decisions, _ in counts), max(nesting for _, nesting in counts)


@lru_cache(maxsize=LAST_KEPT)
def _tree(block: str) -> ast.Module:
    """Return the tree of a block, which is asked for its counts and then for its quality. Treat it as read-only."""
    return parse_module(block)


def _part(block: str) -> Part:
    return Part.of(_tree(block), block)


_part_of_helper = lru_cache(maxsize=HELPERS_KEPT)(_part)
_part_of_last = lru_cache(maxsize=LAST_KEPT)(_part)


def _counts(block: str) -> tuple[int, int]:
    tree = _tree(block)
    decisions = 0
    for node in ast.walk(tree):
        if isinstance(node, _DECISIONS):
            decisions += 1 + (len(node.ifs) if isinstance(node, ast.comprehension) else 0)
        elif isinstance(node, ast.BoolOp):
            decisions += len(node.values) - 1
    return decisions, max(map(_nesting, tree.body))


_counts_of_helper = lru_cache(maxsize=HELPERS_KEPT)(_counts)


def _nesting(node: ast.AST) -> int:
    own = isinstance(node, _BLOCKS)
    return own + max((_nesting(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)), default=0)
