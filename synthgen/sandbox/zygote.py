"""The zygote: a warm interpreter that forks one locked-down child for each program and says how it ended.

It is started by `synthgen.sandbox.worker` with `-S -s -P -B`, an empty environment and one socket. It imports what
solutions commonly import, gives up its rights, and then serves: a request carries the limits and two files, the
answer how the child ended. It never reads the files, so no program finds another's input here.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
import warnings
from collections.abc import Callable
from typing import NoReturn

from synthgen.sandbox import mappings, pages
from synthgen.sandbox.lockdown import Lockdown

LIMITS = struct.Struct("<qqqqqqqq")
"""A request: wall milliseconds, CPU seconds, memory bytes, output bytes, descriptors, threads, depth, digits."""
ENDING = struct.Struct("<qqqq")
"""An answer: wait status, 1 if the wall time ran out, CPU microseconds, peak resident KiB."""
IDLE_SECONDS = 5
"""How often an idle zygote looks whether its parent still lives, in case a copy of the socket keeps it open."""
PRELOADED = """
    ast bisect collections contextlib copy dataclasses datetime enum functools heapq itertools json math operator random
    re string typing synthgen.quality synthgen.sandbox.child
"""
"""What most solutions import, so that their process pays nothing for it. Not more: each C module here costs every
child about 10 us, since a fork copies its mappings; other modules are read from the disk when imported."""
MAX_HELLO = 8192


def main(descriptor: int, wanted: tuple[str, ...]) -> None:
    """Serve on the socket `descriptor` with those of the `wanted` steps that work, until the other end closes."""
    channel = socket.socket(fileno=descriptor)
    parent = os.getppid()
    lockdown = Lockdown(wanted)
    lockdown.enter_namespaces(descriptor)
    if "namespaces" in lockdown.steps:
        parent = os.getppid()
    _preload()
    if lockdown.known and lockdown.machine == "x86_64":
        mappings.tidy(lockdown.libc)
    base_memory = _mapped_bytes()
    warnings.simplefilter("ignore")
    lockdown.lock_zygote()
    hello = {"steps": lockdown.steps, "landlock": lockdown.landlock_abi, "base_memory": base_memory}
    channel.sendall(json.dumps(hello).encode())
    os.dup2(0, 2)  # /dev/null: the parent reads errors up to here
    serve_program = sys.modules["synthgen.sandbox.child"].serve
    _forget_ourselves()
    gc.collect()
    pages.fill(lockdown.libc)
    gc.freeze()  # untouched objects stay shared with the children
    gc.disable()
    _serve(channel, lockdown, base_memory, parent, serve_program)


def _preload() -> None:
    """Import what programs need, without the modules' own fork hooks: each child would pay for them."""
    register = os.register_at_fork
    os.register_at_fork = lambda **_hooks: None
    for name in PRELOADED.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    os.register_at_fork = register
    sys.modules["synthgen.sandbox.child"].warm_up()
    sys.modules["random"].seed(0)  # all start alike: a solution that draws numbers earns the same reward every time


def _forget_ourselves() -> None:
    """Take synthgen's modules out of the import system, so that a program does not meet them by name."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "synthgen"]:
        del sys.modules[name]


def _serve(
    channel: socket.socket, lockdown: Lockdown, base_memory: int, parent: int, serve_program: Callable[..., NoReturn]
) -> None:
    waiting = select.poll()
    waiting.register(channel.fileno(), select.POLLIN)
    zygote, door = os.getpid(), channel.fileno()
    wait = _waiter(door, lockdown)
    known: bytes = b""
    while True:
        if not waiting.poll(IDLE_SECONDS * 1000):
            if os.getppid() != parent:
                return
            continue
        try:
            request, files, _, _ = socket.recv_fds(channel, LIMITS.size, 2)
        except OSError:
            return
        if len(request) != LIMITS.size or len(files) != 2:
            return
        if request != known:
            known, limits = request, LIMITS.unpack(request)
            lock = lockdown.prepare(limits, base_memory)
        payload, results = files
        milliseconds, *_, depth, digits = limits
        child = os.fork()
        if child == 0:
            try:
                os.close(door)
                lock(zygote)
                serve_program(payload, results, depth, digits)
            finally:
                os._exit(1)
        timed_out, status, usage = wait(child, milliseconds)
        os.close(payload)
        os.close(results)
        cpu = round((usage.ru_utime + usage.ru_stime) * 1e6)
        try:
            channel.sendall(ENDING.pack(status, timed_out, cpu, usage.ru_maxrss))
        except OSError:
            return


def _waiter(door: int, lockdown: Lockdown) -> Callable[[int, int], tuple[bool, int, resource.struct_rusage]]:
    """Return a function that waits for a child's end, and brings it about if that takes too long or the caller has gone.

    It takes the child's number and milliseconds, and returns whether the child was killed, its wait status and what it
    used. It does little before the child has ended: each page that this process writes to until then is copied.
    """
    waiting = select.poll()
    waiting.register(door, 0)  # a hang-up is reported all the same
    register, unregister, poll, readable = waiting.register, waiting.unregister, waiting.poll, select.POLLIN
    with_handle = bool(lockdown.steps) and hasattr(os, "pidfd_open")

    def wait(child: int, milliseconds: int) -> tuple[bool, int, resource.struct_rusage]:
        found = None
        if with_handle:
            handle = os.pidfd_open(child)
            register(handle, readable)
            poll(milliseconds)
            unregister(handle)
            os.close(handle)
        else:
            found = _await_by_looking(child, milliseconds / 1000)
        ended, status, usage = found or os.wait4(child, os.WNOHANG)
        if not ended:
            os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is still the child's
            _, status, usage = os.wait4(child, 0)
        if "seccomp" not in lockdown.steps:  # it may have children of its own
            with contextlib.suppress(OSError):
                os.killpg(child, signal.SIGKILL)
        return not ended, status, usage

    return wait


def _await_by_looking(child: int, seconds: float) -> tuple[int, int, resource.struct_rusage] | None:
    """The same where there is no pidfd: macOS."""
    deadline = time.monotonic() + seconds
    pause = 0.0005
    while time.monotonic() < deadline:
        found = os.wait4(child, os.WNOHANG)
        if found[0]:
            return found
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)
    return None


def _mapped_bytes() -> int:
    """Return the address space that this process maps; 0 where /proc does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def start() -> None:
    """Run `main` with the arguments of the command line; print what goes wrong and exit."""
    try:
        main(int(sys.argv[1]), tuple(filter(None, sys.argv[2].split(","))))
    except Exception:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)
