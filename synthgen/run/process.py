"""Processes of this package that talk over a connection.

They are started as fresh interpreters, not forked or spawned by multiprocessing: so a hash seed can be set, a notebook or
a script needs no `if __name__` guard, and a parent that holds threads or devices is never copied.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Pipe, wait
from pathlib import Path
from typing import Any

from synthgen.errors import RunError

WORKER_HASH_SEED, TWIN_HASH_SEED = "0", "4242"
YOUNG = 20_000
"""Objects made before the collector looks at the youngest."""


class Process:
    """A Python process of this package that talks over a connection. Its role is a module with a function `serve`."""

    def __init__(self, role: str, *, hash_seed: str) -> None:
        self.connection, theirs = Pipe()
        number = theirs.fileno()
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(_search_path())}
        command = [sys.executable, "-P", "-m", "synthgen.run.child", str(number), role]
        self._process = subprocess.Popen(
            command, pass_fds=[number], env=environment, stdin=subprocess.DEVNULL, stdout=2, start_new_session=True
        )
        theirs.close()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self.connection.close()

    def close(self) -> int:
        """Close the connection, on which the process ends by itself, and return its exit code."""
        self.connection.close()
        return self._process.wait()


def spare_the_collector() -> None:
    """Keep the garbage collector from going through all that this process remembers: what a candidate leaves behind is young.

    The programs that run leave cycles, a namespace and its functions, which the younger generations find; full collections
    took a tenth of the time. To be called again after each block, so that what was remembered in it is gone through once.
    """
    gc.collect(1)
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 1_000)


def _search_path() -> list[str]:
    """Return where this process found synthgen and the rest, so that a child finds the same."""
    package = str(Path(__file__).resolve().parent.parent.parent)
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return list(dict.fromkeys([package, *filter(None, inherited)]))


def send(process: Process, message: object) -> None:
    """Give a process its next task. Raises RunError if it died."""
    try:
        process.connection.send(message)
    except OSError:
        raise _died(process) from None


def receive(process: Process) -> Any:
    """Return the next answer of a process. Raises RunError if it died, or if it sends a traceback, which is a bug's."""
    try:
        answer = process.connection.recv()
    except (EOFError, OSError):
        raise _died(process) from None
    if isinstance(answer, str):
        raise RunError(f"a worker met a bug of synthgen; please report it with these lines:\n{answer}")
    return answer


def _died(process: Process) -> RunError:
    code = process.close()
    return RunError(
        f"a worker process ended with exit code {code} (-9 mostly means that memory ran out: try fewer --workers); "
        "what is done is kept, continue with --resume"
    )


def farm(processes: Sequence[Process], tasks: Iterable[Any]) -> Iterator[Any]:
    """Send each task to a process that is free and yield the answers as they come."""
    queue = iter(tasks)
    busy: list[Process] = []
    for process, task in zip(processes, queue, strict=False):
        send(process, task)
        busy.append(process)
    while busy:
        ready = wait([process.connection for process in busy])
        for process in [process for process in busy if process.connection in ready]:
            busy.remove(process)
            yield receive(process)
            for task in queue:
                send(process, task)
                busy.append(process)
                break
