"""Grams of programs: runs of code tokens with variables renamed to one name, and runs of nodes of the syntax tree."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterator, Sequence

import numpy as np

from synthgen.dataset.leakage.features import Features, Powers, runs, spans
from synthgen.dataset.leakage.source_text import plain_code, tree_of_code

TOKENS = 5
"""Code tokens of a gram. 3-grams of tokens with their names find fewer rewritten programs; docs/leakage.md has both."""
NODES = 5
"""Syntax nodes of a gram."""
VARIABLE = "v"
"""What every name becomes that is no keyword, no builtin and no attribute: renaming hides nothing."""
_KNOWN = frozenset({*keyword.kwlist, *dir(builtins)})
_TOKEN = re.compile(r"""[^\W\d]\w*|\d+(?:\.\d+)?|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[<>=!+\-*/%]=|\*\*|//|[^\w\s]""")
_SILENT = (ast.Load, ast.Store, ast.Del)
_powers = Powers()


def token_grams(codes: Sequence[str]) -> Features:
    """Return the grams of code tokens of each program."""
    return _grams([_renamed(tokens_of(code)) for code in codes], TOKENS)


def node_grams(codes: Sequence[str]) -> Features:
    """Return the grams of syntax nodes of each program; of one that does not parse, none."""
    return _grams([[name for name, _ in nodes_of(code)] for code in codes], NODES)


def tokens_of(code: str) -> list[str]:
    """Return the tokens of a program without comments, docstrings, hints' layout and imports, names as they are."""
    return _TOKEN.findall(plain_code(code))


def nodes_of(code: str) -> list[tuple[str, int]]:
    """Return the syntax nodes of a program in order, each with its line, or 0; constants say their type."""
    tree = tree_of_code(code)
    return [] if tree is None else list(_walked(tree))


def _walked(tree: ast.AST) -> Iterator[tuple[str, int]]:
    waiting = [(tree, 0)]
    while waiting:
        node, line = waiting.pop()
        line = getattr(node, "lineno", line)
        kind = type(node).__name__
        yield (f"{kind} {type(node.value).__name__}" if isinstance(node, ast.Constant) else kind), line
        waiting += [(child, line) for child in reversed(list(ast.iter_child_nodes(node))) if not isinstance(child, _SILENT)]


def _renamed(tokens: list[str]) -> list[str]:
    before = ["", *tokens]
    return [
        VARIABLE if token.isidentifier() and token not in _KNOWN and before[place] != "." else token for place, token in enumerate(tokens)
    ]


def _grams(lists: Sequence[list[str]], length: int) -> Features:
    """Return the runs of `length` neighbours in each list of texts."""
    texts = [text.encode("utf-8", "surrogatepass") for one in lists for text in one]
    borders = np.cumsum([0, *map(len, texts)])
    values = spans(np.frombuffer(b"".join(texts), dtype=np.uint8), borders[:-1], borders[1:], _powers)
    counts = np.array([len(one) for one in lists], dtype=np.int64)
    owners = np.repeat(np.arange(len(lists)), counts)
    within = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    whole = np.flatnonzero(within <= counts[owners] - length)
    return Features(owners[whole], runs(values, length)[whole], within[whole], np.full(len(whole), length))
