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


def blocks(source: str) -> list[str]:
    """Return the parts of a module's source that two blank lines keep apart: its imports and its functions, in order."""
    return _BETWEEN.split(source)


def text_quality(source: str) -> float:
    """Return `synthgen.quality.static_quality` of an emitted module."""
    return quality_of(_parts(source))


def decisions_and_nesting(source: str) -> tuple[int, int]:
    """Return how many decision points an emitted module has (McCabe 1976) and how deep its blocks stand inside a function."""
    parts = _parts(source)
    return sum(part.decisions for part in parts), max(part.nesting for part in parts)


def tree_to_change(block: str) -> ast.Module:
    """Return the tree of a block for the caller alone. Where its measures were just taken, it need not be parsed again."""
    return _trees.pop(block, None) or parse_module(block)


def _parts(source: str) -> list[Part]:
    *helpers, last = blocks(source)
    return [*map(_part_of_helper, helpers), _part_of_last(last)]


@lru_cache(maxsize=HELPERS_KEPT)
def _part_of_helper(block: str) -> Part:
    return Part.of(parse_module(block), block)


@lru_cache(maxsize=LAST_KEPT)
def _part_of_last(block: str) -> Part:
    tree = parse_module(block)
    if len(_trees) >= LAST_KEPT:
        _trees.clear()
    _trees[block] = tree
    return Part.of(tree, block)


_trees: dict[str, ast.Module] = {}
"""Trees of last functions that were measured a moment ago."""
