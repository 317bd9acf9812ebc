"""The programs of files of samples with their signatures, and what they answer: digests, by which thousands are compared."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from synthgen.kinds import KINDS, Kind
from synthgen.literals import canonical
from synthgen.programs.answers import Run, run_here, tree_of
from synthgen.programs.bounded import ENTRY, bounded
from synthgen.records import TASK_TYPE
from synthgen.sandbox.child import find_entry_point
from synthgen.verify.files import file_of, rows_of
from synthgen.verify.schema import SampleRow, read

DIGEST = 8
"""Bytes of the digest of one answer: among 10**6 answers two differ alike with a chance below 10**-7."""
TICKS, PATIENCE = 20_000, 3
"""Ticks of a bounded call; and how many calls may run out of them until the program is given up, as each may take a while."""
GUARDED = "guarded_call"
_GUARD = f"""
_overdue = [0]
def {GUARDED}(*arguments):
    if _overdue[0] >= {PATIENCE}:
        raise RuntimeError("it did not end on several calls")
    try:
        return {ENTRY}(*arguments)
    except _OutOfTicks:
        _overdue[0] += 1
        raise
"""
NOTHING = bytes(DIGEST)
"""Stands for a call that failed; it is like no answer, not even another failure."""


@dataclass(frozen=True, slots=True)
class Program:
    """A solution as it stands in a file; `kinds` and `behaviour` are what the row says of it, if it does."""

    id: str
    code: str
    entry: str
    hints: tuple[str, ...]
    result: str
    kinds: tuple[Kind, ...]
    behaviour: str


def programs_of(path: Path) -> Iterator[Program | None]:
    """Yield a program for each row of a file or a run, None for a row that has none with a typed signature.

    Rows of other task types count by their first reference, which is a whole program. Raises UsageError for what is no file.
    """
    for line, raw in rows_of(file_of(path)):
        row, _ = read(raw)
        yield _program(row, f"{path.name}:{line}") if row else None


def _program(row: SampleRow, place: str) -> Program | None:
    metadata = row.metadata or {}
    code = row.code if metadata.get("task_type", TASK_TYPE) == TASK_TYPE else row.reference_code[0]
    tree = tree_of(code)
    if isinstance(tree, str):
        return None
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    named = metadata.get("entry_point")
    entry = named if isinstance(named, str) and named in functions else find_entry_point(tree) or ""
    function = functions.get(entry)
    if function is None or function.returns is None or any(one.annotation is None for one in function.args.args):
        return None
    hints = tuple(ast.unparse(one.annotation) for one in function.args.args if one.annotation is not None)
    names, behaviour, name = (metadata.get(field) for field in ("parameter_kinds", "behaviour", "id"))
    kinds = tuple(KINDS[kind] for kind in names if kind in KINDS) if isinstance(names, list) else ()
    fitting = tuple(kind.hint for kind in kinds) == hints
    return Program(
        id=name if isinstance(name, str) else place,
        code=code,
        entry=entry,
        hints=hints,
        result=ast.unparse(function.returns),
        kinds=kinds if fitting else (),
        behaviour=behaviour if isinstance(behaviour, str) else "",
    )


@dataclass(frozen=True, slots=True)
class AnswerJob:
    """A program and the calls that it is to answer; it is bounded by counting if these are calls that it may not end on."""

    code: str
    entry: str
    calls: Sequence[str]
    bounded: bool = False


def answers_job(job: AnswerJob) -> tuple[bytes, list[str]]:
    """Return the answers of a job whose program is trusted to run in this process."""
    return answers(job, run_here)


def answers(job: AnswerJob, run: Run) -> tuple[bytes, list[str]]:
    """Return the digests of all answers in a row, and of a program that is not bounded their canonical texts, empty for failures."""
    source, entry = (_guarded(job.code, job.entry), GUARDED) if job.bounded else (job.code, job.entry)
    texts = ["" if one.failure else canonical(one.value) for one in run(source, entry, job.calls)]
    return b"".join(map(digest_of, texts)), [] if job.bounded else texts


@lru_cache(maxsize=20_000)
def _guarded(code: str, entry: str) -> str:
    """Return a program that ends on every call, and answers no more after several that took too long."""
    return f"{bounded(code, entry, TICKS)}\n{_GUARD}"


def digest_of(text: str) -> bytes:
    """Return the digest of an answer as canonical text, or NOTHING for an empty one."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST).digest() if text else NOTHING
