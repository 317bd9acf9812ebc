"""New tasks that the scripted server writes: one right one for any atoms, and one for every way of being wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from server import Reply

from synthgen.atom import Atom
from synthgen.library import Library
from synthgen.llm.authored_text import atom_words


@dataclass(frozen=True)
class Invention:
    """A new task: the answer to fuse or evolve, and the program without atoms that solves its words."""

    answer: dict[str, object]
    solution: str

    @property
    def reply(self) -> Reply:
        """The answer of the server."""
        return Reply(json.dumps(self.answer))


def asked_atoms(text: str, library: Library) -> list[Atom]:
    """Return the atoms that a question shows."""
    names = re.findall(r"^def (\w+)\(", text, re.MULTILINE)
    return [library[name] for name in dict.fromkeys(names) if name in library.atoms]


def invention(atoms: Sequence[Atom], name: str, salt: int = 0, **changes: object) -> Invention:
    """Return a task whose result hangs on every atom: their results, read as text, are summed letter by letter, each more than the last."""
    kinds = list(dict.fromkeys(kind for atom in atoms for kind in atom.kinds))
    parameters = [{"name": f"given_{place}", "kind": kind.name} for place, kind in enumerate(kinds)]
    calls = {atom.name: ", ".join(f"given_{kinds.index(kind)}" for kind in atom.kinds) for atom in atoms}
    names = ", ".join(f"{one['name']}: {kind.hint}" for one, kind in zip(parameters, kinds, strict=True))
    lines = [f"def {name}({names}) -> int:", f"    result = {salt}"]
    for place, (atom, arguments) in enumerate(calls.items()):
        lines += [f"    for letter in repr({atom}({arguments})):", f"        result = (result * 3 + ord(letter) + {place}) % 97"]
    for place, kind in enumerate(kinds):
        lines += [f"    result = (result + len(repr(given_{place}))) % 97"] if kind else []
    lines.append("    return result")
    code = "\n".join(lines)
    specification = f"The function named {name} reads results as text and mixes them into a number below 97, salt {salt}."
    answer = {"name": name, "parameters": parameters, "result": "int", "specification": specification, "code": code, **changes}
    helpers = "\n\n\n".join(atom_words(atom, "en") for atom in atoms)
    imports = "\n".join(sorted({line for atom in atoms for line in atom.implementation.imports}))
    body = str(answer["code"]).replace("    return result", "    result = result + 0\n    return result")
    solution = f"{imports}\n\n\n{helpers}\n\n\n{body}"
    for atom in atoms:
        solution = re.sub(rf"\b{atom.name}\b", f"own_{atom.name}", solution)
    return Invention(answer, solution)


def wrong_inventions(atoms: Sequence[Atom], name: str) -> list[tuple[str, Invention]]:
    """Return inventions that must be refused, each with the outcome that it must get."""
    right = invention(atoms, name)
    code = str(right.answer["code"])
    kept = "\n".join(f"    {atom.name}({', '.join('given_0' for _ in atom.kinds)})" for atom in atoms[:0])
    names = [str(one["name"]) for one in right.answer["parameters"]]  # type: ignore[attr-defined]
    head = code.split("\n", 1)[0]
    called = [f"    {line.split('repr(')[1].removesuffix('):')}" for line in code.split("\n") if "repr(" in line and "for" in line]

    def changed(**changes: object) -> Invention:
        return Invention({**right.answer, **changes}, right.solution)

    return [
        ("malformed", changed(name=atoms[0].name)),
        ("malformed", changed(parameters=[{"name": names[0], "kind": "Anything"}])),
        ("malformed", changed(result="complex")),
        ("no_program", changed(code="def broken(:")),
        ("no_program", changed(code=code.replace(head, f"def something_else({', '.join(names)}):"))),
        ("unsafe", changed(code=f"import os\n{code}")),
        ("unused_atom", changed(code=code.replace(atoms[-1].name, "str"))),
        ("names_atom", changed(specification=f"This function calls `{atoms[0].name}` and mixes what comes out of it.")),
        ("quotes_code", changed(specification=f"This is the function to be written:\n{head}\n    ...")),
        ("fails_inputs", changed(code=code.replace("return result", "return result // (result - result)"))),
        ("fails_inputs", changed(code=code.replace("return result", "return str(result)"))),
        ("constant", changed(code=code.replace("return result", "return result * 0"))),
        ("projection", changed(code="\n".join([head, *called, *([kept] if kept else []), f"    return {names[0]}"]), result="list[int]")),
        ("idle_atom", changed(code="\n".join([head, *called, *(f"    text_{name} = repr({name})" for name in names), _mixed(names)]))),
        ("disagreement", Invention(right.answer, right.solution.replace("% 97", "% 89"))),
    ]


def _mixed(names: Sequence[str]) -> str:
    lines = ["    result = 1"]
    lines += [f"    for letter in text_{name}:\n        result = (result * 3 + ord(letter)) % 97" for name in names]
    return "\n".join([*lines, "    return result"])
