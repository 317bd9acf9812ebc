"""Python's own parser, for threads: one text is turned into a tree at a time.

Before 3.11.8 and 3.12.2 the parser counts depth in one place for all threads. If garbage is collected while a tree is built, and a callback
of the collector (Hypothesis and torch install some) gives way to another thread that parses too, it raises SystemError, "AST
constructor recursion depth mismatch" (https://github.com/python/cpython/issues/106905). Rewards are asked for from threads.
"""

from __future__ import annotations

import ast
import os
from _thread import RLock

_parsing = RLock()


def parse_module(source: str) -> ast.Module:
    """Return the tree of a module. Raises what `ast.parse` raises."""
    with _parsing:
        return ast.parse(source)


def parse_expression(source: str) -> ast.expr:
    """Return the tree of an expression. Raises what `ast.parse` raises."""
    with _parsing:
        return ast.parse(source, mode="eval").body


def _anew() -> None:
    """In a forked copy the thread that holds the lock may not exist."""
    global _parsing
    _parsing = RLock()


os.register_at_fork(after_in_child=_anew)
