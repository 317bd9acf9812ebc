"""The caller's side of one zygote: start it, hand it programs one at a time, notice when it is gone.

It is started with Popen, which execs at once: the caller, who may hold threads and a GPU, is never forked.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthgen.errors import SandboxError
from synthgen.sandbox.limits import Limits
from synthgen.sandbox.protocol import ENDING, FILES, MAX_HELLO, SIZE
from synthgen.sandbox.verdict import STEPS, Tier, tier_of

START_SECONDS = 30.0
"""How long a zygote may take to come up, on a machine that is busy."""
GRACE_SECONDS = 20.0
"""How much later than a program's wall time its zygote must answer, before it counts as lost."""
PYTHON_FLAGS = ("-S", "-s", "-P", "-B", "-X", "utf8")
"""No site-packages, no user packages, no script folder, no bytecode; not -I or -E, which ignore PYTHONHASHSEED."""
BOOT = """\
import sys, types
def package(name, path):
    module = sys.modules[name] = types.ModuleType(name)
    module.__path__ = [path]
root = sys.argv.pop(1)
package("synthgen", root)
package("synthgen.sandbox", root + "/sandbox")
from synthgen.sandbox.zygote import start
start()
"""
"""Enters the zygote without running the package's own `__init__`, which is for callers."""


class WorkerLostError(Exception):
    """The zygote died or does not answer; nothing is known about the program."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a program's process ended, and the bytes that it left."""

    status: int
    timed_out: bool
    cpu_seconds: float
    peak_mb: float
    report: bytes
    results: bytes


class Worker:
    """One zygote; for one caller at a time."""

    def __init__(self, hash_seed: int, tier: Tier | None, tidy: bool = True) -> None:
        """Start it with PYTHONHASHSEED `hash_seed`, at `tier` at most; `tidy` lets it lay out its memory anew for cheaper forks.

        Raises SandboxError if it cannot come up here, and WorkerLostError if somebody killed it meanwhile.
        """
        self.hash_seed = hash_seed
        kind = socket.SOCK_STREAM if sys.platform == "darwin" else socket.SOCK_SEQPACKET
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, kind)
        root = str(Path(__file__).resolve().parent.parent)
        steps = STEPS[tier or Tier.NAMESPACES]
        command = [sys.executable, *PYTHON_FLAGS, "-c", BOOT, root, str(theirs.fileno()), steps, "1" if tidy else "0"]
        environment = {"PYTHONHASHSEED": str(hash_seed), "LD_BIND_NOW": "1"}  # or each child looks up symbols
        with theirs:
            try:
                self._process = _start(command, [theirs.fileno()], environment)
            except SandboxError:
                self._channel.close()
                raise
        try:
            hello = self._greet()
        except BaseException:
            self.close()
            raise
        self.steps: list[str] = hello["steps"]
        self.landlock_abi: int = hello["landlock"]
        self.base_mb: float = hello["base_memory"] / (1 << 20)
        self.tier = tier_of(self.steps)

    def _greet(self) -> dict[str, Any]:
        errors = self._process.stderr
        self._channel.settimeout(START_SECONDS)
        try:
            text = self._channel.recv(MAX_HELLO)
        except OSError:
            text = b""
        said = b""
        if not text:
            self._end(patience=1.0)
            said = errors.read() if errors else b""
        if errors:
            errors.close()
        if not text and self._process.returncode < 0 and not said:
            raise WorkerLostError(f"signal {-self._process.returncode} ended the zygote while it started")
        if not text:
            last = said.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise SandboxError(f"the sandbox did not start with {sys.executable}: {last[0][:300]}")
        hello: dict[str, Any] = json.loads(text)
        return hello

    def run(self, limits: Limits, payload: bytes) -> Ending:
        """Run one program; `payload` is what `synthgen.sandbox.child.serve` reads. Raises WorkerLostError."""
        request = _memory_file(payload)
        try:
            results = _memory_file(b"")
            try:
                answer = self._exchange(limits, len(payload), [request, results])
                status, timed_out, cpu, peak = ENDING.unpack(answer)
                head = os.pread(request, 4096, 0)
                report = head.partition(b"\n")[0] if head.startswith(b"{") else b""
                left = _read(results, limits.output)
            finally:
                os.close(results)
        finally:
            os.close(request)
        return Ending(status, bool(timed_out), cpu / 1e6, peak / 1024, report, left)

    def _exchange(self, limits: Limits, size: int, files: list[int]) -> bytes:
        try:
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, FILES.pack(*files))
            self._channel.sendmsg([limits.packed(), SIZE.pack(size)], [rights])
            self._channel.settimeout(limits.seconds + GRACE_SECONDS)
            answer = self._channel.recv(ENDING.size)
        except OSError as problem:
            raise WorkerLostError(str(problem)) from None
        if len(answer) != ENDING.size:
            raise WorkerLostError("the zygote has gone")
        return answer

    @property
    def pid(self) -> int:
        """The number of the process that was started; the zygote itself may be its child."""
        return self._process.pid

    def forsake(self) -> None:
        """In a forked copy of the caller: let go of the descriptors and leave the zygote to its owner."""
        self._channel.close()
        self._process.returncode = 0

    def close(self, patience: float = 2.0) -> None:
        """End the zygote and whatever runs in it; `patience` is in seconds."""
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        self._channel.close()
        self._end(patience)
        if self._process.stderr:
            self._process.stderr.close()

    def _end(self, patience: float) -> None:
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def idle_and_alive(self) -> bool:
        """Return whether the zygote waits for work; one that died in the meantime has hung up."""
        waiting = select.poll()
        waiting.register(self._channel.fileno(), select.POLLIN)
        return not waiting.poll(0)


def _start(command: list[str], pass_fds: list[int], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a process away from the caller's folder, terminal and streams. Raises SandboxError."""
    null = subprocess.DEVNULL
    try:
        return subprocess.Popen(
            command,
            env=env,
            cwd="/",
            pass_fds=pass_fds,
            stdin=null,
            stdout=null,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as problem:
        raise SandboxError(f"the sandbox cannot start the interpreter {command[0]!r}: {problem.strerror}") from None


def _memory_file(content: bytes) -> int:
    """Return a descriptor of an anonymous file that holds `content` and stands at its beginning."""
    if hasattr(os, "memfd_create"):
        file = os.memfd_create("synthgen", os.MFD_CLOEXEC)
    else:
        with tempfile.TemporaryFile() as temporary:
            file = os.dup(temporary.fileno())
    try:
        place = 0
        while place < len(content):
            place += os.pwrite(file, content[place:] if place else content, place)
    except BaseException:
        os.close(file)
        raise
    return file


def _read(file: int, most: int) -> bytes:
    size = min(os.fstat(file).st_size, most)
    chunks = []
    place = 0
    while place < size and (chunk := os.pread(file, size - place, place)):
        chunks.append(chunk)
        place += len(chunk)
    return b"".join(chunks)
