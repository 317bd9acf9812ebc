"""Python's own parser, for threads: one text is turned into a tree at a time.

Before 3.11.8 and 3.12.2 the parser counts depth in one place for all threads. If garbage is collected while a tree is built, and a callback
of the collector (Hypothesis and torch install some) gives way to another thread that parses too, it raises SystemError, "AST
constructor recursion depth mismatch" (https://github.com/python/cpython/issues/106905). Rewards are asked for from threads. Other
people's code does not know of our lock, and a finalizer may parse in the midst of it: so what was disturbed is done again.
"""

from __future__ import annotations

import ast
import os
from _thread import RLock

TRIES = 5
"""How often a text is parsed before a SystemError is believed; being disturbed once is rare already."""
_parsing = RLock()


def parse_module(source: str) -> ast.Module:
    """Return the tree of a module. Raises what `ast.parse` raises."""
    return _parsed(source, "exec")  # type: ignore[return-value]


def parse_expression(source: str) -> ast.expr:
    """Return the tree of an expression. Raises what `ast.parse` raises."""
    return _parsed(source, "eval").body  # type: ignore[attr-defined, no-any-return]


def _parsed(source: str, mode: str) -> ast.AST:
    with _parsing:
        for _ in range(TRIES - 1):
            try:
                return ast.parse(source, mode=mode)
            except SystemError:
                continue
        return ast.parse(source, mode=mode)


def _anew() -> None:
    """In a forked copy the thread that holds the lock may not exist."""
    global _parsing
    _parsing = RLock()


os.register_at_fork(after_in_child=_anew)
