"""Worker processes under a chosen hash seed, for code that is trusted to do no harm, though not to end.

    for answer in mapped("synthgen.verify.rows:check_job", jobs, workers=2, hash_seed="0", seconds=20):
        ...

Answers come in the order of the jobs. A job that takes too long or ends its process is answered by `Lost`; the process
is replaced and the others go on. None outlives the process that started it, not even in the midst of an endless program.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any

from synthgen.lifeline import Lifeline, end_with_starter

AHEAD = 8
"""Answers per worker that may wait for an earlier one."""
MEMORY = 2 << 30
"""Address space of a worker, in bytes: a mutant that doubles a list for ever meets MemoryError, not the machine's end."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The answer of a job whose process did not live to give one."""

    reason: str


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    connection: Connection
    lifeline: Lifeline
    job: int = -1
    deadline: float = 0.0

    @classmethod
    def start(cls, function: str, hash_seed: str) -> _Worker:
        ours, theirs = Pipe()
        lifeline = Lifeline()
        package = str(Path(__file__).resolve().parent.parent.parent)
        path = os.pathsep.join(dict.fromkeys([package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]))
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": path}
        descriptors = [theirs.fileno(), lifeline.theirs]
        command = [sys.executable, "-P", "-m", "synthgen.programs.workers", *map(str, descriptors), function]
        process = subprocess.Popen(
            command,
            pass_fds=descriptors,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        lifeline.passed()
        return cls(process, ours, lifeline)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.connection.close()
        self.lifeline.cut()


def mapped(function: str, jobs: Iterable[Any], *, workers: int, hash_seed: str, seconds: float) -> Iterator[Any]:
    """Yield what `function`, named as "module:name", returns for each of `jobs`, in order, or `Lost`.

    Each job has `seconds` of wall time. An exception in `function` is a bug, and raised here as RuntimeError.
    """
    with Crew(function, workers=workers, hash_seed=hash_seed, seconds=seconds) as crew:
        yield from crew.mapped(jobs)


class Crew:
    """Worker processes for several rounds of jobs; as a context manager it ends them."""

    def __init__(self, function: str, *, workers: int, hash_seed: str, seconds: float) -> None:
        """Start the processes; see `mapped` for the arguments."""
        self._function, self._hash_seed, self._seconds = function, hash_seed, seconds
        self._crew = [_Worker.start(function, hash_seed) for _ in range(workers)]

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *problem: object) -> None:
        for worker in self._crew:
            worker.kill()

    def _replace(self, place: int) -> None:
        self._crew[place].kill()
        self._crew[place] = _Worker.start(self._function, self._hash_seed)

    def mapped(self, jobs: Iterable[Any]) -> Iterator[Any]:
        """Yield the answer of each job in order, as `mapped` does; one round must be over before the next begins."""
        queue = enumerate(jobs)
        answers: dict[int, Any] = {}
        following = 0
        exhausted = False
        while True:
            for place, worker in enumerate(self._crew):
                if worker.job >= 0 and time.monotonic() > worker.deadline and not worker.connection.poll():
                    answers[worker.job] = Lost(f"it was not done after {self._seconds:g} s")
                    self._replace(place)
            for worker in self._crew:
                if worker.job < 0 and not exhausted and len(answers) < AHEAD * len(self._crew):
                    number, job = next(queue, (-1, None))
                    exhausted = number < 0
                    if not exhausted:
                        worker.job, worker.deadline = number, time.monotonic() + self._seconds
                        _send(worker.connection, job)
            while following in answers:
                yield answers.pop(following)
                following += 1
            busy = [worker for worker in self._crew if worker.job >= 0]
            if not busy:
                if exhausted:
                    return
                continue
            patience = max(0.01, min(worker.deadline for worker in busy) - time.monotonic())
            ready = wait([worker.connection for worker in busy], patience)
            for place, worker in enumerate(self._crew):
                if worker.job < 0 or worker.connection not in ready:
                    continue
                answers[worker.job] = _receive(worker)
                worker.job = -1
                if worker.process.poll() is not None:
                    self._replace(place)


def _send(connection: Connection, job: Any) -> None:
    try:
        connection.send(job)
    except (BrokenPipeError, ConnectionResetError):
        return  # the process is dead, which the next look at the connection finds


def _receive(worker: _Worker) -> Any:
    try:
        fine, answer = worker.connection.recv()
    except (EOFError, ConnectionResetError, OSError):
        return Lost(f"it ended the process with exit code {worker.process.wait()}")
    if not fine:
        raise RuntimeError(f"a bug of synthgen in a worker process; please report it with these lines:\n{answer}")
    return answer


def serve(connection: Connection, function: Callable[[Any], Any]) -> None:
    """Answer jobs until the connection closes."""
    import traceback

    while True:
        try:
            job = connection.recv()
        except (EOFError, ConnectionResetError):
            return
        try:
            answer: tuple[bool, Any] = (True, function(job))
        except Exception:
            answer = (False, traceback.format_exc())
        connection.send(answer)


def main(arguments: list[str]) -> None:
    """Serve the connection on the first file descriptor with the function named last, until the lifeline on the second is let go."""
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    connection, lifeline, function = arguments
    end_with_starter(int(lifeline))
    module, _, name = function.partition(":")
    serve(Connection(int(connection)), getattr(importlib.import_module(module), name))


if __name__ == "__main__":
    main(sys.argv[1:])
