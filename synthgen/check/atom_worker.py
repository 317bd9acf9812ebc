"""The process in which atoms are examined: it reads commands and writes answers, a line of JSON each.

It may be killed at any time. Commands are `["load", path]`, `["examine", path, name, inputs]`, `["compare", names,
inputs]`, `["mutate", folder, names]` and `["digests", paths, names]`; see the functions of these names, the last in
`synthgen.check.tryout`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from synthgen.atom import Atom, Mistake
from synthgen.check.atom_rules import Examination
from synthgen.check.mutants import INPUTS, AtomMutant, MutantFacts, mutant_facts
from synthgen.check.pools import sample_inputs
from synthgen.check.trials import outcome
from synthgen.check.twins import idle, twins
from synthgen.check.watch import TooLong, Watch
from synthgen.errors import LibraryError
from synthgen.kinds import Kind
from synthgen.library import Library
from synthgen.lifeline import end_with_starter
from synthgen.literals import parse_arguments
from synthgen.streams import stream
from synthgen.topic_file import read_topic
from synthgen.weave.fuel import OutOfFuel

PATIENCE = 1.0
"""Seconds of processor time that one call may take."""
MOST_MEMORY = 4 << 30
"""Bytes of address space: what asks for more gets a MemoryError."""
_LOCATED = re.compile(r":(?P<line>\d+)?:? ?(?:atom '(?P<atom>\w+)':? )?(?P<message>.*)", re.DOTALL)


class Worker:
    """Keeps the files that were loaded, so that each is run once in a process."""

    def __init__(self) -> None:
        self.watch = Watch(PATIENCE)
        self.loaded: dict[str, list[Atom | LibraryError]] = {}

    def load(self, path: str) -> dict[str, Any]:
        """Read a file: the atoms with their lines, and the problems as (atom, line, message)."""
        entries = self.entries(path)
        atoms = [[entry.name, entry.line] for entry in entries if isinstance(entry, Atom)]
        return {
            "atoms": atoms,
            "problems": [_located(path, entry) for entry in entries if isinstance(entry, LibraryError)],
        }

    def examine(self, path: str, name: str, inputs: int) -> dict[str, Any]:
        """Try the rules on one atom: the problems as (line, rule, message), and a digest of the results."""
        atom = next(entry for entry in self.entries(path) if isinstance(entry, Atom) and entry.name == name)
        examination = Examination(atom, inputs, self.watch)
        examination.run()
        return {"problems": examination.problems, "digest": examination.digest}

    def compare(self, names: list[str], inputs: int) -> dict[str, Any]:
        """Find the atoms that do the same as another or nothing, and count what follows and precedes each."""
        atoms = self.atoms(names)
        problems = [(first.name, second.name) for first, second in twins(atoms, inputs)]
        empty = {atom.name: found for atom in atoms if (found := idle(atom, inputs))}
        links = {atom.name: _links(atom, atoms) for atom in atoms}
        return {"twins": problems, "idle": empty, "links": links}

    def mutate(self, folder: str, names: list[str]) -> dict[str, Any]:
        """Return for each atom how many mutants it has, those that its doctests let through, as descriptions, and the mistakes of it
        that are none.
        """
        atoms = self.atoms(names)
        facts = mutant_facts(Library(Path(folder), {atom.name: atom for atom in atoms}))
        return {atom.name: _mutants(atom, facts[atom.name]) for atom in atoms}

    def entries(self, path: str) -> list[Atom | LibraryError]:
        """Return the atoms and errors of a file."""
        if path not in self.loaded:
            self.watch.begin()
            try:
                self.loaded[path] = list(read_topic(Path(path)))
            except TooLong:
                text = f"{path}: does not load within a second; a topic file only defines functions"
                self.loaded[path] = [LibraryError(text)]
            except Exception as problem:
                self.loaded[path] = [LibraryError(f"{path}: cannot be read: {type(problem).__name__}: {problem}")]
            except BaseException as problem:
                text = f"{path}: raises {type(problem).__name__} when it is loaded; a topic file only defines functions"
                self.loaded[path] = [LibraryError(text)]
            finally:
                self.watch.end()
        return self.loaded[path]

    def atoms(self, names: list[str]) -> list[Atom]:
        """Return the atoms of the loaded files that are among `names`."""
        wanted = set(names)
        return [entry for entries in self.loaded.values() for entry in entries if isinstance(entry, Atom) and entry.name in wanted]


def main() -> None:
    """Answer commands until there are no more, or the lifeline that the argument names is let go. Whatever atoms print goes nowhere."""
    end_with_starter(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.stdin, commands = io.StringIO(), sys.stdin
    _limit_memory()
    worker = Worker()
    functions: dict[str, Callable[..., dict[str, Any]]] = {
        "load": worker.load,
        "examine": worker.examine,
        "compare": worker.compare,
        "mutate": worker.mutate,
        "digests": _digests,
    }
    for line in commands:
        name, *arguments = json.loads(line)
        with contextlib.redirect_stdout(io.StringIO()):
            answer = functions[name](*arguments)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _digests(paths: list[str], names: list[str]) -> dict[str, list[str]]:
    from synthgen.check.tryout import digests  # imports libcst, which takes as long as all the rest

    return digests(paths, names)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _located(path: str, problem: LibraryError) -> list[Any]:
    """Split the text of an error into atom, line and message."""
    found = _LOCATED.fullmatch(str(problem).removeprefix(path))
    if found is None:
        return ["", 1, str(problem)]
    return [found["atom"] or "", int(found["line"] or 1), found["message"]]


def _mutants(atom: Atom, facts: MutantFacts) -> dict[str, Any]:
    survivors = []
    calls = []
    for example in atom.examples:
        arguments = parse_arguments(example.call[len(atom.name) + 1 : -1])
        calls.append((arguments, outcome(atom.function(*arguments))))
    for mutant in facts.mutants:
        if not any(_differs(mutant.function, arguments, right) for arguments, right in calls):
            survivors.append(mutant.description)
    no_mistakes = [(one.name, problem) for one in atom.mistakes if (problem := _no_mistake(atom, one, facts))]
    return {"mutants": len(facts.mutants), "equivalent": len(facts.equivalent), "survivors": survivors, "no_mistakes": no_mistakes}


def _no_mistake(atom: Atom, mistake: Mistake, facts: MutantFacts) -> str | None:
    """Return why a program is none that tests can be asked to tell from the atom, or None if it is one."""
    if mistake.source in facts.equivalent:
        return "does what its atom does on all inputs; a mistake shows on some"
    if mistake.source in facts.unsafe:
        return "modifies its input, gives what is no literal, or depends on the hash seed"
    mutant = next((one for one in facts.mutants if one.source == mistake.source and one.description == mistake.words["en"]), None)
    if mutant is None:
        return "does what another mistake of its atom does, or never gives a value"
    if mistake.where and not _shows_only_there(atom, mutant):
        return f"shows also where its condition `{mistake.where}` does not hold"
    return None


def _shows_only_there(atom: Atom, mutant: AtomMutant) -> bool:
    """Return whether a mutant gives what its atom gives wherever its condition does not hold."""
    inputs = sample_inputs(atom.kinds, INPUTS, stream(0, "where", atom.name))
    return not any(_differs(mutant.function, row, outcome(atom.function(*row))) for row in inputs if not mutant.shows(*row))


def _differs(function: Callable[..., Any], arguments: tuple[Any, ...], right: bytes) -> bool:
    try:
        return outcome(function(*arguments)) != right
    except (Exception, OutOfFuel):
        return True


def _links(atom: Atom, atoms: list[Atom]) -> tuple[int, int]:
    """Count the atoms that can take this one's result, whole or item by item, and those whose result it can take."""
    others = [other for other in atoms if other is not atom]
    follow = sum(_feeds(atom.result, other) for other in others)
    precede = sum(_feeds(other.result, atom) for other in others)
    return follow, precede


def _feeds(result: Kind, atom: Atom) -> bool:
    return any(result.fits(kind) or (result.element is not None and result.element.fits(kind)) for kind in atom.kinds)


if __name__ == "__main__":
    main()
