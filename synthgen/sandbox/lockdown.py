"""The lock-down: what a zygote gives up once, and what each program gives up before it reads a byte of input.

    zygote    namespaces, no_new_privs, not dumpable, capabilities, Landlock, seccomp
    program   rlimits, dies with the zygote, the zygote's own system calls

The order matters: each step needs a right that a later one takes away.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
import sys

from synthgen.sandbox import landlock, namespaces
from synthgen.sandbox.seccomp import Filter, Instruction, program_code, zygote_code
from synthgen.sandbox.syscalls import AUDIT_ARCH, CAPSET

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
"""From `include/uapi/linux/prctl.h`."""
CAPABILITY_VERSION_3 = 0x20080522
MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
STEPS = ("namespaces", "landlock", "seccomp")
"""What a tier is made of, besides rlimits: strongest first."""


class Lockdown:
    """The steps that this machine offers, found by trying, and the means to apply them.

    `wanted` names the steps that may be used; `steps` are those of them that work here.
    """

    def __init__(self, wanted: tuple[str, ...]) -> None:
        """Probe; nothing is given up yet."""
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.machine = MACHINES.get(os.uname().machine.lower(), "")
        self.known = sys.platform == "linux" and self.machine in AUDIT_ARCH and sys.maxsize > 2**32
        self.landlock_abi = landlock.abi(self.libc) if self.known else 0
        self.steps = [step for step in STEPS if step in wanted and self._works(step)]
        self._filters: dict[bool, Filter] = {}

    def _works(self, step: str) -> bool:
        if not self.known:
            return False
        if step == "namespaces":
            return namespaces.available(self.libc)
        return self.landlock_abi > 0 if step == "landlock" else self._seccomp_works()

    def _seccomp_works(self) -> bool:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                self._no_new_privileges()
                self._filter(zygote_code(self.machine)).install()
                code = 0
            finally:
                os._exit(code)
        return os.waitpid(child, 0)[1] == 0

    def _filter(self, code: list[Instruction]) -> Filter:
        return Filter(self.machine, code, self.libc)

    def enter_namespaces(self, keep: int) -> None:
        """Go on in new namespaces, if this machine has them, as the only holder of the descriptor `keep`."""
        if "namespaces" in self.steps:
            namespaces.enter(self.libc, keep)

    def lock_zygote(self) -> None:
        """Give up what neither the zygote nor any program needs again. Raises OSError."""
        if not self.steps:
            return
        self._no_new_privileges()
        self._check(self.libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "not dumpable")
        self._drop_capabilities()
        if "landlock" in self.steps:
            landlock.restrict(self.libc, landlock.readable_paths())
        if "seccomp" in self.steps:
            self._filter(zygote_code(self.machine)).install()

    def rlimits(self, limits: tuple[int, ...], base_memory: int) -> list[tuple[int, tuple[int, int]]]:
        """Return which resource limits a program gets, and their values, as `resource.setrlimit` takes them."""
        _, cpu, memory, output, descriptors, threads, _, _ = limits
        values = {"CORE": 0, "CPU": cpu, "FSIZE": output, "NOFILE": descriptors, "MEMLOCK": 0}
        if base_memory:
            values["AS"] = base_memory + memory
        if threads == 1 and "seccomp" not in self.steps:
            values["NPROC"] = 0  # does not bind root, and counts all processes of the user: seccomp does it better
        names = {name: getattr(resource, f"RLIMIT_{name}", None) for name in values}
        return [(which, (values[name], values[name])) for name, which in names.items() if which is not None]

    def program_filter(self, limits: tuple[int, ...]) -> Filter:
        """Return the filter that a program under `limits` adds to the zygote's."""
        threads = limits[5] > 1
        if threads not in self._filters:
            quick = ctypes.PyDLL(None)  # keeps the interpreter's lock, which nobody else wants
            self._filters[threads] = Filter(self.machine, program_code(self.machine, threads), quick)
        return self._filters[threads]

    def _no_new_privileges(self) -> None:
        self._check(self.libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")

    def _drop_capabilities(self) -> None:
        """Empty all capability sets (capabilities(7)); the bounding set may refuse where there is nothing to drop."""
        for capability in range(64):
            if self.libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
                break
        header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
        self._check(self.libc.syscall(getattr(CAPSET, self.machine), header, b"\0" * 24), "capset")

    @staticmethod
    def _check(result: int, step: str) -> None:
        if result != 0:
            raise OSError(ctypes.get_errno(), f"{step}: {os.strerror(ctypes.get_errno())}")
