"""A zygote at work: one program a request, each in a child, until the caller hangs up.

A request is the limits and two files, the answer how the child ended. The zygote never reads the files, so no program
finds another's input here.

This module is loaded late (`synthgen.sandbox.zygote`), and says little between fork and program: each object that a child uses, if only
by counting a reference, may cost it the copy of a page. Hence the names that are looked up beforehand.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import resource
import select
import signal
import socket
import time
from collections.abc import Callable

from synthgen.sandbox.child import serve as serve_program
from synthgen.sandbox.child import warm_up
from synthgen.sandbox.lockdown import PR_SET_PDEATHSIG, Lockdown
from synthgen.sandbox.protocol import ENDING, FILES, LIMITS, SIZE

RUSAGE_WORDS = 18
"""struct rusage of getrusage(2): seconds and microseconds of the program, of the kernel for it, its peak in KiB, and more."""
Ending = tuple[int, bool, int, int]
"""What an answer says, in its order: wait status, whether the child was killed, CPU microseconds, peak resident KiB."""
IDLE_SECONDS = 5
"""How often an idle zygote looks whether its parent still lives, in case a copy of the socket keeps it open."""

__all__ = ["locker", "serve", "warm_up"]


def serve(channel: socket.socket, lockdown: Lockdown, base_memory: int, parent: int) -> None:
    """Run what is asked for on `channel` until the other end closes, or `parent` is the parent no more."""
    zygote, door = os.getpid(), channel.fileno()
    wait = _waiter(door, lockdown)
    channel.settimeout(IDLE_SECONDS)
    receive, fork, close, leave, program = channel.recvmsg, os.fork, os.close, os._exit, serve_program
    unpack_size, unpack_files, pack, send = SIZE.unpack_from, FILES.unpack, ENDING.pack, channel.sendall
    length, room = LIMITS.size + SIZE.size, socket.CMSG_LEN(FILES.size)
    known = b""
    while True:
        try:
            request, control, _, _ = receive(length, room)
        except TimeoutError:
            if os.getppid() != parent:
                return
            continue
        except OSError:
            return
        if len(request) != length or len(control) != 1 or len(control[0][2]) != FILES.size:
            return
        if not known or not request.startswith(known):
            known = request[: LIMITS.size]
            limits = LIMITS.unpack(known)
            milliseconds, *_, depth, digits = limits
            lock = locker(lockdown, limits, base_memory)
        (size,) = unpack_size(request, LIMITS.size)
        payload, results = unpack_files(control[0][2])
        child = fork()
        if child == 0:
            try:
                close(door)
                lock(zygote)
                program(payload, size, results, depth, digits)
            finally:
                leave(1)
        answer = pack(*wait(child, milliseconds))
        close(payload)
        close(results)
        try:
            send(answer)
        except OSError:
            return


def locker(lockdown: Lockdown, limits: tuple[int, ...], base_memory: int) -> Callable[[int], None]:
    """Return the function that locks a program in under `limits`; it takes the zygote's process number."""
    rlimits = lockdown.rlimits(limits, base_memory)
    setrlimit = resource.setrlimit
    if "seccomp" not in lockdown.steps:

        def lock_weakly(_zygote: int) -> None:
            os.setsid()
            for which, pair in rlimits:
                with contextlib.suppress(OSError, ValueError):  # macOS refuses some; the tier's description says so
                    setrlimit(which, pair)

        return lock_weakly
    dies_with_zygote = "namespaces" not in lockdown.steps  # else the kernel sees to it
    install, prctl = lockdown.program_filter(limits).install, lockdown.libc.prctl

    def lock(zygote: int) -> None:
        for which, pair in rlimits:
            setrlimit(which, pair)
        if dies_with_zygote:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != zygote:
                os._exit(1)
        install()

    return lock


def _waiter(door: int, lockdown: Lockdown) -> Callable[[int, int], Ending]:
    """Return a function that waits for a child's end, and brings it about if that takes too long or the caller has gone.

    It takes the child's number and milliseconds. It does little before the child has ended: each page that this process
    writes to until then is copied.
    """
    with_handle = bool(lockdown.steps) and hasattr(os, "pidfd_open")
    wait = _wait_by_handle(door) if with_handle else _wait_by_looking
    return wait if "seccomp" in lockdown.steps else functools.partial(_wait_and_end_offspring, wait)


def _wait_and_end_offspring(wait: Callable[[int, int], Ending], child: int, milliseconds: int) -> Ending:
    """Where nothing forbids it, a program may have children of its own."""
    ending = wait(child, milliseconds)
    with contextlib.suppress(OSError):
        os.killpg(child, signal.SIGKILL)
    return ending


def _wait_by_handle(door: int) -> Callable[[int, int], Ending]:
    waiting = select.poll()
    waiting.register(door, 0)  # a hang-up is reported all the same
    poll, open_handle, close, reap = waiting.poll, os.pidfd_open, os.close, _reaper()
    watched = -1

    def wait(child: int, milliseconds: int) -> Ending:
        nonlocal watched
        handle = open_handle(child)
        if handle != watched:  # as good as never: it is the lowest number that is free
            waiting.register(handle, select.POLLIN)
            if watched >= 0:
                waiting.unregister(watched)
            watched = handle
        poll(milliseconds)
        close(handle)
        return reap(child) or _kill(child)

    return wait


def _reaper() -> Callable[[int], Ending | None]:
    """Return a function that says how a child has ended, or None if it has not: `os.wait4` on Linux, without its objects and imports."""
    status, usage = ctypes.c_int(), (ctypes.c_long * RUSAGE_WORDS)()
    wait4, status_at, usage_at, now = ctypes.PyDLL(None).wait4, ctypes.byref(status), ctypes.byref(usage), os.WNOHANG

    def reap(child: int) -> Ending | None:
        if wait4(child, status_at, now, usage_at) != child:
            return None
        seconds, micros, system_seconds, system_micros, peak = usage[:5]
        return status.value, False, (seconds + system_seconds) * 1_000_000 + micros + system_micros, peak

    return reap


def _kill(child: int) -> Ending:
    os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is still the child's
    return _ending(*os.wait4(child, 0)[1:], killed=True)


def _ending(status: int, usage: resource.struct_rusage, killed: bool) -> Ending:
    return status, killed, round((usage.ru_utime + usage.ru_stime) * 1e6), usage.ru_maxrss


def _wait_by_looking(child: int, milliseconds: int) -> Ending:
    """Do the same where there is no pidfd: macOS."""
    deadline = time.monotonic() + milliseconds / 1000
    pause = 0.0005
    ended, status, usage = 0, 0, None
    while not ended and time.monotonic() < deadline:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if not ended:
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)
    return _ending(status, usage, killed=False) if ended and usage else _kill(child)
