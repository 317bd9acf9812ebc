"""Planted leaks: one row in six disguises, from a plain copy to another program of the same behaviour, and one that is no leak of it."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from synthgen.syntax import parse_module

Plant = Callable[[Mapping[str, Any], Random], dict[str, Any] | None]
"""Makes a training row of an item, or None if there is no such disguise of it."""
RECOMPOSED = "references"
"""The form of a solution that is made of the atoms' references, which are other algorithms."""
_WORDS = "amber birch cedar delta ember frost grove haven inlet jetty knoll larch maple north ocean pearl quill ridge stone".split()
_KNOWN = {*keyword.kwlist, *dir(builtins)}


def exact(row: Mapping[str, Any], random: Random) -> dict[str, Any] | None:
    """Copy the row."""
    return dict(row)


def renamed(row: Mapping[str, Any], random: Random) -> dict[str, Any] | None:
    """Give new names to the function, its parameters and variables, in the program and in the prompt."""
    tree = parse_module(row["code"])
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    new = {name: f"{random.choice(_WORDS)}_{number}" for number, name in enumerate(sorted(bound - _KNOWN))}
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in own:
            for given in node.keywords:
                given.arg = new.get(given.arg or "", given.arg)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
        elif isinstance(node, ast.FunctionDef):
            node.name = new.get(node.name, node.name)
        elif isinstance(node, ast.Nonlocal | ast.Global):
            node.names = [new.get(name, name) for name in node.names]
    prompt = re.sub(r"\w+", lambda match: new.get(match[0], match[0]), str(row["prompt"]))
    return _with(row, prompt, ast.unparse(tree), new.get(_entry(row), _entry(row)))


def reformatted(row: Mapping[str, Any], random: Random) -> dict[str, Any] | None:
    """Indent by two spaces, put a comment before each line, and break the prompt's lines elsewhere."""
    lines = ast.unparse(parse_module(row["code"])).split("\n")
    again = []
    for line in lines:
        inside = len(line) - len(line.lstrip(" "))
        again += [" " * (inside // 2) + f"# {random.choice(_WORDS)}", " " * (inside // 2) + line.lstrip(" ")] if line.strip() else [""]
    return _with(row, "\n".join(str(row["prompt"]).split()), "\n".join(again) + "\n", _entry(row))


def paraphrased(row: Mapping[str, Any], random: Random) -> dict[str, Any] | None:
    """Take another form of the solution, and a prompt that tells the task by its tests."""
    forms = (row.get("metadata") or {}).get("reference_forms") or []
    others = [code for form, code in zip(forms, row["reference_code"], strict=False) if form != RECOMPOSED] or row["reference_code"][:1]
    return _with(row, _by_tests(row), random.choice(others), _entry(row))


def recomposed(row: Mapping[str, Any], random: Random) -> dict[str, Any] | None:
    """Take the solution that is made of other algorithms, and a prompt that tells the task by its tests."""
    forms = (row.get("metadata") or {}).get("reference_forms") or []
    codes = [code for form, code in zip(forms, row["reference_code"], strict=False) if form == RECOMPOSED]
    return _with(row, _by_tests(row), codes[0], _entry(row)) if codes else None


def one_constant_changed(row: Mapping[str, Any], random: Random) -> dict[str, Any] | None:
    """Add one to one whole number of the program: nearly the same text, but another task."""
    tree = parse_module(row["code"])
    numbers = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is int]
    if not numbers:
        return None
    chosen = random.choice(numbers)
    assert isinstance(chosen.value, int)  # chosen among whole numbers
    chosen.value += 1
    return _with(row, str(row["prompt"]), ast.unparse(tree), _entry(row))


PLANTS: dict[str, Plant] = {
    "exact": exact, "renamed": renamed, "reformatted": reformatted, "paraphrased": paraphrased,
    "recomposed from other atoms": recomposed, "one constant changed": one_constant_changed,
}  # fmt: skip


def _entry(row: Mapping[str, Any]) -> str:
    return str((row.get("metadata") or {}).get("entry_point") or "")


def _by_tests(row: Mapping[str, Any]) -> str:
    shown = [f"f({case['input']}) is {case['output']}" for case in row["test_cases"][:3]]
    return f"Find out what f does and write it: {'; '.join(shown)}."


def _with(row: Mapping[str, Any], prompt: str, code: str, entry: str) -> dict[str, Any]:
    metadata = {**(row.get("metadata") or {}), "entry_point": entry}
    return {**row, "prompt": prompt, "code": code, "metadata": metadata}
