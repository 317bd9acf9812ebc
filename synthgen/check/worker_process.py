"""Worker processes: another interpreter, under a hash seed of one's choice, that may hang and then is killed."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from pathlib import Path
from typing import Any

from synthgen.lifeline import Lifeline

LIBRARY_SECONDS = 900.0
"""Seconds for a step that goes through all atoms of a library."""


def other_seed() -> int:
    """Return a hash seed that this process does not run under."""
    return 2 if os.environ.get("PYTHONHASHSEED") == "1" else 1


class WorkerProcess:
    """Runs `synthgen.check.atom_worker`: started when it is needed, killed and started anew when it does not answer."""

    def __init__(self, hash_seed: int) -> None:
        self.hash_seed = hash_seed
        self.process: subprocess.Popen[bytes] | None = None
        self.lifeline: Lifeline | None = None

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def ask(self, seconds: float, *command: Any) -> Any:
        """Return the answer to a command, or None if there is none within `seconds`."""
        process = self.process or self.start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(command).encode() + b"\n")
            process.stdin.flush()
            line = self.line(process, seconds)
        except BrokenPipeError:
            line = b""
        if not line.endswith(b"\n"):
            self.stop()
            return None
        return json.loads(line)

    def line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """Return the next line of the worker; what there is of it, if the time is over or the worker dead."""
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            return process.stdout.readline() if selector.select(seconds) else b""

    def start(self) -> subprocess.Popen[bytes]:
        """Start the worker."""
        root = str(Path(__file__).resolve().parent.parent.parent)
        path = os.pathsep.join([root, *filter(None, sys.path)])
        environment = {
            **os.environ,
            "PYTHONHASHSEED": str(self.hash_seed),
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.lifeline = Lifeline()
        ends = [self.lifeline.theirs]
        command = [sys.executable, "-m", "synthgen.check.atom_worker", *map(str, ends)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment, pass_fds=ends)
        self.lifeline.passed()
        return self.process

    def stop(self) -> None:
        """Kill the worker."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None
        if self.lifeline is not None:
            self.lifeline.cut()
            self.lifeline = None
