"""A file of mistakes: wrong programs that people write for the atoms of one topic.

`<folder>/mistakes/<topic>.py` holds plain functions, each marked with the atom that it is taken for and what is wrong with it:

    @mistake("running_totals", "each total leaves out its own element", "每个前缀和都没有算上该位置的元素")
    def running_totals_before(numbers: Integers) -> Integers:
        return [sum(numbers[:stop]) for stop in range(len(numbers))]

They are mutants like those that operators make, of the sort that operators do not: a misreading of the words, or another algorithm
that is nearly right.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from synthgen.atom import Mistake
from synthgen.errors import LibraryError
from synthgen.function_file import implementation_of, import_file, imports_of, misfit, parse_file

FOLDER = "mistakes"
_WORD = re.compile(r"\b[a-z_]\w*")


def mistakes_path(topic: Path) -> Path:
    """Return where the mistakes for the atoms of a topic file stand; a library need not have any."""
    return topic.parent / FOLDER / topic.name


def read_mistakes(path: Path) -> dict[str, list[Mistake]]:
    """Return the mistakes of one file by atom, in order; none if there is no such file. Raises LibraryError."""
    found: dict[str, list[Mistake]] = {}
    if not path.exists():
        return found
    text, tree = parse_file(path)
    imports = imports_of(path, tree)
    module = import_file(path)
    lines = text.splitlines()
    nodes: dict[str, ast.FunctionDef] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            wrong = misfit(path, node, nodes, "mistake")
            if wrong is not None:
                raise wrong
            nodes[node.name] = node
            function = getattr(module, node.name)
            marked = function.__dict__.get("mistake_of")
            if marked is None:
                raise LibraryError(f"{path}:{node.lineno}: {node.name!r} is no mistake; mark it with @mistake(atom, what is wrong, 中文)")
            atom, en, zh, where = marked
            written = implementation_of(function, node, lines, imports)
            source = "\n".join([*written.imports, _renamed(written.source, node.name, atom)])
            parameters = tuple(argument.arg for argument in node.args.args)
            found.setdefault(atom, []).append(Mistake(node.name, node.lineno, parameters, {"en": en, "zh": zh}, where, source))
    return found


def _renamed(source: str, name: str, other: str) -> str:
    return _WORD.sub(lambda found: other if found[0] == name else found[0], source)
