"""The normal form of a source: indentation by four spaces, no trailing white space, imports one by one in order, same program.

Every rewrite is kept only if the syntax tree stays what it was, but for the order of the imports at the top.
"""

from __future__ import annotations

import ast
import io
import tokenize

from synthgen.syntax import parse_module

STEP = 4


def normal_form(source: str) -> str:
    """Return the normal form of `source`; a source that does not parse, or cannot be rewritten safely, as it is.

    >>> normal_form("import sys, os\\r\\ndef f(x):\\n\\tif x:\\n\\t\\treturn 1   \\n")
    'import os\\nimport sys\\ndef f(x):\\n    if x:\\n        return 1\\n'
    """
    for rewrite in (_line_ends, _indented, _import_block):
        candidate = rewrite(source)
        if candidate != source and _same(source, candidate):
            source = candidate
    return source


def _line_ends(source: str) -> str:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


def _indented(source: str) -> str:
    """Return the source with four spaces for each level; lines inside brackets and strings keep their places."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return source
    lines = source.splitlines(keepends=True)
    level, starts = 0, True
    for token in tokens:
        if token.type == tokenize.INDENT:
            level += 1
        elif token.type == tokenize.DEDENT:
            level -= 1
        elif token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
            starts = True
        elif starts and token.type not in (tokenize.NL, tokenize.COMMENT):
            number = token.start[0] - 1
            lines[number] = " " * (STEP * level) + lines[number].lstrip(" \t\f")
            starts = False
    return "".join(lines)


def _import_block(source: str) -> str:
    """Return the source with the imports that it starts with sorted, one module a line, none twice; a block with comments stays."""
    try:
        tree = parse_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    block = _block(tree)
    if not block:
        return source
    lines = source.split("\n")
    first, last = block[0].lineno - 1, block[-1].end_lineno or block[-1].lineno
    if any("#" in line or ";" in line for line in lines[first:last]):
        return source
    return "\n".join([*lines[:first], *_sorted(block), *lines[last:]])


def _block(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    """Return the first imports that stand together, after docstring and `__future__` imports."""
    block: list[ast.Import | ast.ImportFrom] = []
    for node in tree.body:
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if isinstance(node, ast.Import | ast.ImportFrom) and not is_future:
            block.append(node)
        elif block:
            break
    return block


def _sorted(block: list[ast.Import | ast.ImportFrom]) -> list[str]:
    plain: set[tuple[str, str]] = set()
    named: dict[str, set[tuple[str, str]]] = {}
    for node in block:
        aliases = {(alias.name, alias.asname or "") for alias in node.names}
        if isinstance(node, ast.Import):
            plain |= aliases
        else:
            named.setdefault("." * node.level + (node.module or ""), set()).update(aliases)
    lines = [f"import {_alias(*alias)}" for alias in sorted(plain)]
    for module, names in sorted(named.items()):
        lines.append(f"from {module} import {', '.join(_alias(*alias) for alias in sorted(names))}")
    return lines


def _alias(name: str, short: str) -> str:
    return f"{name} as {short}" if short else name


def _same(left: str, right: str) -> bool:
    """Return whether two sources are the same program: equal trees, and the same names imported at the top."""
    try:
        trees = parse_module(left), parse_module(right)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    blocks = [_block(tree) for tree in trees]
    shadowed = any(len({alias.asname or alias.name for node in block for alias in node.names}) != _distinct(block) for block in blocks)
    if shadowed or _imported(blocks[0]) != _imported(blocks[1]):
        return False
    for tree, block in zip(trees, blocks, strict=True):
        inside = set(map(id, block))
        tree.body = [node for node in tree.body if id(node) not in inside]
    return ast.dump(trees[0]) == ast.dump(trees[1])


def _imported(block: list[ast.Import | ast.ImportFrom]) -> set[tuple[int, str, str, str]]:
    return {
        (getattr(node, "level", -1), getattr(node, "module", "") or "", alias.name, alias.asname or "")
        for node in block
        for alias in node.names
    }


def _distinct(block: list[ast.Import | ast.ImportFrom]) -> int:
    return len(_imported(block))
