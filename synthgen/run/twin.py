"""The twin of a worker: a process that runs the same texts under another hash seed.

It is told nothing but programs, inputs and results, and so imports nothing of the stages that make them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

from synthgen.check.execute import Program, run_programs
from synthgen.run.process import spare_the_collector


@dataclass(frozen=True, slots=True)
class Texts:
    """What the twin runs: forms, compiled, on inputs that have known results."""

    entry: str
    programs: tuple[Program, ...]
    rows: bytes
    expected: bytes


def serve(connection: Connection) -> None:
    """Run texts under this process's hash seed and answer whether each gives the results that it should."""
    spare_the_collector()
    try:
        while True:
            batch: Sequence[Sequence[Texts]] = connection.recv()
            connection.send([all(map(_agrees, texts)) for texts in batch])
            spare_the_collector()
    except (EOFError, OSError):
        return


def _agrees(texts: Texts) -> bool:
    outcome = run_programs(texts.programs, texts.entry, texts.rows, texts.expected)
    return outcome.agrees and outcome.kept_inputs
