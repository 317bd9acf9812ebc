"""`synthgen atoms check`: whether every atom of a folder keeps the promises of the library.

    report = check_library(Path("my_atoms"))
    for finding in report.findings: print(finding)

The folder may hold anything: each file is loaded and each atom run in processes that are killed when they hang, under
two hash seeds at the same time. A finding says in one sentence what was found and what to do. The rules:

    loads        the file can be read and the atom has kinds, words, two doctests and a reference
    form         it stands alone: plain parameters, builtins and standard-library imports only; no copied reference
    words        the phrase and the rules nest grammatically
    doctests     they are plain calls and hold, and show at least `LEAST_SHOWN` of the mutants to be wrong
    total        it raises on no input of its kinds; nor do the references
    kinds        the result is a literal of the declared kind
    references   they agree with the atom on all inputs
    pure         it modifies, prints and remembers nothing; the hash seed does not matter
    mistakes     each of them shows on some input, and does what no other one does
    bounded      it is done soon on the largest values, with a result that can be written down
    distinct     it does something, and no other atom does the same
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from synthgen.check.worker_process import LIBRARY_SECONDS, WorkerProcess
from synthgen.library import default_folder, topic_files

INPUTS = 2000
"""Hypothesis inputs on which atom and references must agree."""
HASH_SEEDS = (1, 2)
"""The seeds of the two processes."""
LEAST_SHOWN = 0.5
"""Share of an atom's mutants that its doctests alone must show to be wrong."""
ATOM_SECONDS = 60.0
"""Seconds for all runs of one atom; what takes longer hangs where no watch reaches."""
Progress = Callable[[int, int, str], None]
"""Told how many steps are done, of how many, and what was done last."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One rule that one atom breaks; `atom` is empty if the file as a whole does."""

    path: str
    line: int
    atom: str
    rule: str
    message: str

    def __str__(self) -> str:
        who = f"atom {self.atom!r}: " if self.atom else ""
        return f"{self.path}:{self.line}: {who}{self.message}"


@dataclass(frozen=True, slots=True)
class AtomRow:
    """The figures of one sound atom: atoms that can follow and precede it, mutants that its doctests show wrong."""

    atom: str
    topic: str
    followed_by: int
    preceded_by: int
    mutants: int
    equivalent: int
    shown: int


@dataclass(frozen=True, slots=True)
class AtomsReport:
    """What the check found: `findings` by file and line, `rows` of the atoms that could be tried to the end."""

    folder: str
    atoms: int
    findings: tuple[Finding, ...]
    rows: tuple[AtomRow, ...]

    @property
    def ok(self) -> bool:
        """Whether no rule is broken."""
        return not self.findings

    @property
    def shown(self) -> float:
        """The share of all mutants that the doctests alone show to be wrong."""
        return sum(row.shown for row in self.rows) / max(1, sum(row.mutants for row in self.rows))


def check_library(folder: Path | None = None, inputs: int = INPUTS, progress: Progress | None = None) -> AtomsReport:
    """Check every atom in `folder`, by default of the library that ships.

    Raises LibraryError if there is no atom file. Takes about a minute for a hundred atoms on two cores.
    """
    folder = folder or default_folder()
    check = _Check(folder, inputs, progress)
    with ThreadPoolExecutor(len(HASH_SEEDS)) as threads:
        first, second = threads.map(check.examine, HASH_SEEDS)
        check.compare_seeds(first, second)
        sound = [name for name in first if first[name] and name in check.where and not check.is_broken(name)]
        compared = threads.submit(check.compare, sound)
        mutated = threads.submit(check.mutate, sound)
        rows = check.rows(sound, compared.result(), mutated.result())
    return AtomsReport(str(folder), len(check.where), tuple(check.sorted_findings()), tuple(rows))


@dataclass
class _Check:
    """The state of one check: where the atoms stand, and the findings so far."""

    folder: Path
    inputs: int
    progress: Progress | None
    where: dict[str, tuple[Path, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    steps: int = 0
    lock: Lock = field(default_factory=Lock)

    def examine(self, hash_seed: int) -> dict[str, str]:
        """Load all files and try every atom under one hash seed; return a digest of the results of each, or nothing."""
        with WorkerProcess(hash_seed) as process:
            for path in topic_files(self.folder):
                self.load(process, path)
            return {name: self.examine_atom(process, path, name, line) for name, (path, line) in list(self.where.items())}

    def load(self, process: WorkerProcess, path: Path) -> None:
        """Load one file."""
        answer = process.ask(ATOM_SECONDS, "load", str(path))
        if answer is None:
            self.add(path, 1, "", "loads", "does not load, or ends the process; a topic file only defines functions")
            return
        for name, line, message in answer["problems"]:
            self.add(path, line, name, "loads", message)
        for name, line in answer["atoms"]:
            with self.lock:
                earlier, first = self.where.setdefault(name, (path, line))
            if earlier != path:
                self.add(path, line, name, "loads", f"exists already in {earlier.name}:{first}; rename one of the two")

    def examine_atom(self, process: WorkerProcess, path: Path, name: str, line: int) -> str:
        """Try one atom; a process that does not answer is a finding."""
        answer = process.ask(ATOM_SECONDS, "examine", str(path), name, self.inputs)
        self.done(name)
        if answer is None:
            message = "hangs or ends the process on inputs of its kinds; an atom ends soon on every value"
            self.add(path, line, name, "bounded", message)
            return ""
        for where, rule, message in answer["problems"]:
            self.add(path, where, name, rule, message)
        return str(answer["digest"])

    def compare_seeds(self, first: Mapping[str, str], second: Mapping[str, str]) -> None:
        """Note the atoms whose results depend on the hash seed."""
        for name in first:
            if first[name] and second.get(name) and first[name] != second[name]:
                path, line = self.where[name]
                message = "gives other results under another hash seed; do not go through a set, or sort it first"
                self.add(path, line, name, "pure", message)

    def compare(self, names: Sequence[str]) -> dict[str, Any]:
        """Compare the sound atoms with one another."""
        answer = self.ask_about(names, "compare", list(names), self.inputs)
        for first, second in answer.get("twins", []):
            path, line = self.where[second]
            other = self.where[first]
            found = f"gives the same results as {first!r} ({other[0].name}:{other[1]}) on all inputs of both"
            self.add(path, line, second, "distinct", f"{found}; keep one of the two")
        for name, found in answer.get("idle", {}).items():
            self.add(*self.where[name], name, "distinct", f"{found}; an atom must do something")
        return answer

    def mutate(self, names: Sequence[str]) -> dict[str, Any]:
        """Try the mutants of the sound atoms on their doctests."""
        answer = self.ask_about(names, "mutate", str(self.folder), list(names))
        for name, facts in answer.items():
            survivors = facts["survivors"]
            shown = facts["mutants"] - len(survivors)
            if shown < LEAST_SHOWN * facts["mutants"]:
                said = f"the doctests show {shown} of {facts['mutants']} mutants to be wrong, fewer than {LEAST_SHOWN:.0%}"
                self.add(*self.where[name], name, "doctests", f"{said}; add one that shows, say, that {survivors[0]}")
            for mistake, problem in facts["no_mistakes"]:
                self.add(*self.where[name], name, "mistakes", f"mistake {mistake!r} {problem}")
        return answer

    def ask_about(self, names: Sequence[str], *command: Any) -> dict[str, Any]:
        """Ask a fresh process that has loaded the files of `names`."""
        with WorkerProcess(HASH_SEEDS[0]) as process:
            for path in sorted({self.where[name][0] for name in names}):
                process.ask(ATOM_SECONDS, "load", str(path))
            answer = process.ask(LIBRARY_SECONDS, *command)
        self.done(str(command[0]))
        if answer is None:
            self.add(self.folder, 1, "", "bounded", f"the step {command[0]!r} did not end; check the files one at a time")
        return answer or {}

    def rows(self, names: Sequence[str], compared: Mapping[str, Any], mutated: Mapping[str, Any]) -> list[AtomRow]:
        """Return the figures of the sound atoms."""
        rows = []
        for name in names:
            follow, precede = compared.get("links", {}).get(name, (0, 0))
            facts = mutated.get(name, {"mutants": 0, "equivalent": 0, "survivors": []})
            shown = facts["mutants"] - len(facts["survivors"])
            topic = self.where[name][0].stem
            rows.append(AtomRow(name, topic, follow, precede, facts["mutants"], facts["equivalent"], shown))
        return rows

    def sorted_findings(self) -> list[Finding]:
        """Return the findings by file and line; an impure atom agrees with no reference, which need not be said."""
        impure = {finding.atom for finding in self.findings if finding.rule == "pure"}
        return sorted(found for found in self.findings if found.rule != "references" or found.atom not in impure)

    def is_broken(self, name: str) -> bool:
        """Whether running the atom further makes no sense."""
        rules = {finding.rule for finding in self.findings if finding.atom == name}
        return bool(rules - {"words"})

    def add(self, path: Path, line: int, atom: str, rule: str, message: str) -> None:
        """Note a finding. The two processes find most things twice, sometimes in other words."""
        found = Finding(str(path), line, atom, rule, message)
        with self.lock:
            several = rule in ("words", "form", "loads", "distinct", "mistakes")
            if not any(_same(found, other, several) for other in self.findings):
                self.findings.append(found)

    def done(self, what: str) -> None:
        """Tell the progress."""
        with self.lock:
            self.steps += 1
            if self.progress is not None:
                self.progress(self.steps, len(HASH_SEEDS) * len(self.where) + 2, what)


def _same(found: Finding, other: Finding, by_message: bool) -> bool:
    """Whether two findings are about one thing; `by_message` if an atom may break the rule in several ways."""
    place = (found.path, found.atom, found.rule) == (other.path, other.atom, other.rule)
    return place and (found.message == other.message if by_message else True)
