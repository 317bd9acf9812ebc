"""What programs do: their answers on probes, as hashes, and how far those of another program agree.

Every item is run on draws from the domain of its own tests; those that it answers and that tell most are kept. An item of our own
schema is run on the core inputs of its types before that: they are the same for all items of its signature, which other programs
answer once, and lie in the domain of each. Programs run in the sandbox, or in worker processes if they are trusted.
"""

from __future__ import annotations

import ast
import hashlib
import math
import textwrap
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from synthgen.check.core import core_calls
from synthgen.dataset.leakage.documents import Document
from synthgen.dataset.leakage.domain import domains_in, domains_of_calls, domains_of_hints, spelled
from synthgen.dataset.leakage.draws import calls_of
from synthgen.dataset.leakage.signature import Signature, signature_of
from synthgen.literals import canonical, format_arguments
from synthgen.programs.answers import Run, run_here
from synthgen.programs.bounded import ENTRY, bounded
from synthgen.syntax import parse_module

CORE = "core"
"""Where an item's first probes come from if it is of our schema: the core inputs of its types; all others from the domain of its tests."""
DRAWS, KEPT, KEPT_OWN = 200, 32, 96
"""Draws that an item is run on, and how many it keeps; of our schema more, since
tasks that are made of the same atoms differ by less."""
LEAST_PROBES = 20
"""Fewest probes that an item must answer to be judged."""
LEAST_RESULTS = 5
"""Fewest different results, or else functions of low entropy match by chance ..."""
LEAST_RARE = 8
"""... but two to four may do, if so many answers at least are not the commonest."""
MOST_ENTRIES = 8
"""Functions of one document that are tried."""
TICKS = 20_000
"""Steps of a program in one call."""


@dataclass(frozen=True, slots=True)
class Probes:
    """The probes of an item: `numbers` of the calls that `source` stands for, and the hashes of its answers, never 0."""

    source: str
    numbers: tuple[int, ...]
    answers: tuple[int, ...]

    @property
    def calls(self) -> tuple[str, ...]:
        """The calls, as texts."""
        known = probe_calls(self.source)
        return tuple(known[number] for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Probed:
    """The probes of an item: those that its signature shares, if it is of our schema, and those of the domain of its own tests."""

    sets: tuple[Probes, ...]

    @property
    def answers(self) -> tuple[int, ...]:
        """The hashes of all answers."""
        return tuple(hashed for one in self.sets for hashed in one.answers)

    @property
    def calls(self) -> tuple[str, ...]:
        """The calls of all probes, as texts."""
        return tuple(call for one in self.sets for call in one.calls)

    @property
    def telling(self) -> bool:
        """Whether the answers are enough, and different enough, for an agreement to mean something."""
        counts = Counter(self.answers)
        varied = len(counts) >= LEAST_RESULTS or counts.total() - max(counts.values(), default=0) >= LEAST_RARE
        return len(self.answers) >= LEAST_PROBES and varied


@dataclass(frozen=True, slots=True)
class Job:
    """A program and the calls to answer; `exact` tells types apart, else 1, 1.0 and True are one answer, as are list and tuple."""

    code: str
    entry: str
    calls: tuple[str, ...]
    exact: bool


def probe_calls(source: str) -> tuple[str, ...]:
    """Return the calls that a source of probes stands for."""
    if not is_exact(source):
        return calls_of(source, DRAWS)
    hints = tuple(source.removeprefix(f"{CORE}:").split(";"))[:-1]
    return tuple(format_arguments(call) for call in core_calls(hints) or ())


def sources_of(document: Document) -> tuple[str, ...]:
    """Return where a document's probes come from, shared ones first; none if nothing says what it takes."""
    signature = signature_of(document.code, document.entry) if document.code else None
    if signature is None:
        return ()
    plain = domains_of_hints(signature.hints[:-1]) if signature.stated else None
    domains = domains_of_calls(document.calls) or plain
    shared = (f"{CORE}:{';'.join(signature.hints)}",) if document.own and core_calls(signature.hints[:-1]) else ()
    return (*shared, spelled(domains, within=document.own)) if domains and signature.takes(domains) else shared


def entries_of(document: Document) -> tuple[str, ...]:
    """Return the functions of a document that may be the task's: of our own rows the entry point, else any that stands at the top."""
    if document.own or not document.code:
        return (document.entry,) if document.entry else ()
    try:
        tree = parse_module(document.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return tuple(dict.fromkeys([*([document.entry] if document.entry in names else []), *names[::-1]]))[:MOST_ENTRIES]


def is_exact(source: str) -> bool:
    """Return whether answers on probes of this source are compared with their types."""
    return source.startswith(f"{CORE}:")


def job_of(document: Document, source: str) -> Job:
    """Return the job that asks an item all probes of a source; inputs that break the contract of its task are refused."""
    code = _guarded(document) if document.contract.strip() else document.code
    return Job(code, document.entry, probe_calls(source), is_exact(source))


def answer_here(job: Job) -> list[int]:
    """Return the answers of a program that is trusted to run in this process."""
    return answer(job, run_here)


def answer(job: Job, run: Run) -> list[int]:
    """Return a hash of each answer; 0 stands for a failure, or for no answer at all."""
    try:
        source = bounded(_definitions(job.code), job.entry, TICKS)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [0] * len(job.calls)
    say = canonical if job.exact else loose
    return [0 if one.failure else digest(say(one.value)) for one in run(source, ENTRY, job.calls)]


def chosen(source: str, answers: Sequence[int], most: int) -> Probes:
    """Return the probes of an item that gave `answers`: all that it answers, or of draws `most` that tell most.

    From each result in turn one probe is taken, so that there are many results and none is rare. A small domain is drawn from more
    than once, so that a call may be there twice.
    """
    if is_exact(source):
        kept = [number for number, one in enumerate(answers) if one]
        return Probes(source, tuple(kept), tuple(answers[number] for number in kept))
    classes: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(answers):
        if one:
            classes[one].append(number)
    turns = sorted((turn, numbers[turn]) for numbers in classes.values() for turn in range(len(numbers)))
    kept = [number for _, number in turns[:most]]
    return Probes(source, tuple(kept), tuple(answers[number] for number in kept))


def digest(text: str) -> int:
    """Return a 64-bit hash of a text that is not 0."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1


def loose(value: Any) -> str:
    """Return a text that is equal for answers that a reader takes for the same: 1, 1.0 and True; a list and a tuple.

    Floats count to six digits.

    >>> loose((1.0, [True])) == loose([1, (1,)])
    True
    """
    if isinstance(value, list | tuple):
        return f"[{','.join(map(loose, value))}]"
    if isinstance(value, set | frozenset):
        return f"set[{','.join(sorted(map(loose, value)))}]"
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{loose(key)}:{loose(item)}" for key, item in value.items())) + "}"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:.6g}" if value != int(value) or abs(value) >= 1e15 else str(int(value))
    return repr(value)


def fits(signature: Signature, source: str) -> bool:
    """Return whether a program of this signature can be asked the probes of `source`."""
    if is_exact(source):
        return f"{CORE}:{';'.join(signature.hints)}" == source
    return signature.takes(domains_in(source))


def _definitions(code: str) -> str:
    """Return a program without what it does when it is loaded, such as examples that it prints."""
    tree = parse_module(code)
    idle = (ast.Expr, ast.Assert, ast.If, ast.For, ast.While, ast.With, ast.Try)
    tree.body = [node for node in tree.body if not isinstance(node, idle)]
    return ast.unparse(tree)


def _guarded(document: Document) -> str:
    """Return the program with EvalPlus's contract, which is written in the names of the parameters, in front of each call."""
    try:
        tree = parse_module(document.code)
        checks = parse_module(textwrap.dedent(document.contract.strip("\n"))).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return document.code
    function = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == document.entry), None)
    if function is not None:
        function.body[0:0] = checks
    return ast.unparse(tree)
