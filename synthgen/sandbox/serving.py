"""A zygote at work: one program a request, each in a child, until the caller hangs up.

A request is the limits and two files, the answer how the child ended. The zygote never reads the files, so no program
finds another's input here.

This module is loaded late (`synthgen.sandbox.zygote`), and says little between fork and program: each object that a child uses, if only
by counting a reference, may cost it the copy of a page. Hence the names that are looked up beforehand.
"""

from __future__ import annotations

import contextlib
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

IDLE_SECONDS = 5
"""How often an idle zygote looks whether its parent still lives, in case a copy of the socket keeps it open."""

__all__ = ["locker", "serve", "warm_up"]


def serve(channel: socket.socket, lockdown: Lockdown, base_memory: int, parent: int) -> None:
    """Run what is asked for on `channel` until the other end closes, or `parent` is the parent no more."""
    zygote, door = os.getpid(), channel.fileno()
    wait = _waiter(door, lockdown)
    channel.settimeout(IDLE_SECONDS)
    receive, fork, close, leave, program = channel.recvmsg, os.fork, os.close, os._exit, serve_program
    unpack_size, unpack_files = SIZE.unpack_from, FILES.unpack
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
        timed_out, status, usage = wait(child, milliseconds)
        close(payload)
        close(results)
        cpu = round((usage.ru_utime + usage.ru_stime) * 1e6)
        try:
            channel.sendall(ENDING.pack(status, timed_out, cpu, usage.ru_maxrss))
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
