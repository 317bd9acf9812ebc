"""A new task as a model wrote it, read: its names, kinds and types, and its program put together with the atoms that it calls."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synthgen.atom import Atom, Implementation
from synthgen.kinds import KINDS, Kind
from synthgen.llm.answers import Authored
from synthgen.llm.outcomes import Outcome
from synthgen.llm.wording import leaked_atom
from synthgen.syntax import parse_module
from synthgen.weave.forms import broken_implementation
from synthgen.weave.pieces import RESERVED, docstring, piece

RESULTS: dict[str, tuple[Kind, ...]] = {
    hint: tuple(kind for kind in KINDS.values() if kind.hint == hint) for hint in dict.fromkeys(kind.hint for kind in KINDS.values())
}
"""The kinds of each type that a new task may give."""


@dataclass(frozen=True, slots=True)
class NewProgram:
    """A new task's program: the entry point and what it takes, its own text, and the atoms that it calls."""

    entry: str
    parameters: tuple[tuple[str, Kind], ...]
    result: str
    specification: str
    body: str
    atoms: tuple[Atom, ...]
    calls: int

    @property
    def signature(self) -> str:
        """The signature as prompts state it."""
        return f"{self.entry}({', '.join(f'{name}: {kind.hint}' for name, kind in self.parameters)}) -> {self.result}"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the parameters."""
        return tuple(kind for _, kind in self.parameters)

    def source(self, language: str = "en", broken: Mapping[str, str] | None = None) -> str:
        """Return the module: the atoms as helpers, then the program. `broken` has the sources of mutants by the atom's name."""
        parts = [(atom, _implementation(atom, (broken or {}).get(atom.name))) for atom in self.atoms]
        imports = sorted({line for atom, one in parts for line in piece(one, atom).imports})
        helpers = [_helper(atom, one, language) for atom, one in parts]
        head = ["\n".join(imports)] if imports else []
        return "\n\n\n".join([*head, *helpers, self.body]) + "\n"


def read_program(answer: Authored, atoms: Sequence[Atom], kinds: Sequence[Kind]) -> NewProgram | tuple[Outcome, str]:
    """Return the program of an answer, or why it cannot be one."""
    allowed = {kind.name: kind for kind in kinds}
    names = [parameter.name for parameter in answer.parameters]
    taken = {atom.name for atom in atoms} | set(RESERVED)
    if answer.name in taken or keyword.iskeyword(answer.name):
        return Outcome.MALFORMED, f"the name {answer.name} is taken"
    if len(set(names)) < len(names) or set(names) & (taken | {answer.name}):
        return Outcome.MALFORMED, f"the parameters {', '.join(names)} are taken names, or not all different"
    for parameter in answer.parameters:
        if parameter.kind not in allowed:
            return Outcome.MALFORMED, f"the kind {parameter.kind} is none of {', '.join(allowed)}"
    result = answer.result.replace(" ", "").replace(",", ", ")
    if result not in RESULTS:
        return Outcome.MALFORMED, f"the result {answer.result} is none of {', '.join(RESULTS)}"
    try:
        tree = parse_module(answer.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        return Outcome.NO_PROGRAM, f"{type(problem).__name__}: {problem}"
    body = _without(answer.code, tree, {atom.name for atom in atoms})
    used = [node.id for node in ast.walk(parse_module(body)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    for atom in atoms:
        if atom.name not in used:
            return Outcome.UNUSED_ATOM, atom.name
    calls = sum(name in {atom.name for atom in atoms} for name in used)
    parameters = tuple((parameter.name, allowed[parameter.kind]) for parameter in answer.parameters)
    program = NewProgram(answer.name, parameters, result, answer.specification.strip(), body, tuple(atoms), calls)
    leaked = leaked_atom(program.specification, [atom.name for atom in atoms], program.signature)
    if leaked:
        return Outcome.NAMES_ATOM, leaked
    if f"def {answer.name}" in program.specification:
        return Outcome.QUOTES_CODE, ""
    return program


def atom_words(atom: Atom, language: str) -> str:
    """Return an atom as a model sees it: plain types, one docstring with all of its rules."""
    return _helper(atom, atom.implementation, language, rules=True)


def _implementation(atom: Atom, broken: str | None) -> Implementation:
    return atom.implementation if broken is None else broken_implementation(atom, broken)


def _helper(atom: Atom, implementation: Implementation, language: str, rules: bool = False) -> str:
    one = piece(implementation, atom)
    words = atom.words.get(language) or atom.words["en"]
    verb = {"zh": "返回", "en": "Return whether " if atom.is_predicate else "Return "}["zh" if words is atom.words.get("zh") else "en"]
    stop = "。" if verb == "返回" else "."
    told = f"{verb}{words.phrase}{stop}"
    if rules:
        told = (" " if stop == "." else "").join([told, *words.rules])
    return "\n".join([one.header, docstring(told), one.body])


def _without(code: str, tree: ast.Module, names: set[str]) -> str:
    """Return a program without the functions in `names`, which models define again though they are asked not to."""
    lines = code.rstrip().split("\n")
    for node in reversed(tree.body):
        if isinstance(node, ast.FunctionDef) and node.name in names:
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines).strip("\n")
