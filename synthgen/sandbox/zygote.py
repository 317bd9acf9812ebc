"""The zygote: a warm interpreter that forks one locked-down child for each program and says how it ended.

It is started by `synthgen.sandbox.worker` with `-S -s -P -B`, an empty environment and one socket. It imports what
solutions commonly import, gives up its rights, and then serves (`synthgen.sandbox.serving`).
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import marshal
import os
import socket
import sys
import types
import warnings
from importlib.machinery import PathFinder
from typing import Any

from synthgen.sandbox import mappings, pages, rehearsal, relocation
from synthgen.sandbox.lockdown import Lockdown

PRELOADED = """
    ast bisect collections contextlib copy dataclasses datetime enum functools heapq itertools json math operator random
    re string typing synthgen.quality
"""
"""What most solutions import, so that their process pays nothing for it. Not more: each C module here costs every
child about 10 us, since a fork copies its mappings; other modules are read from the disk when imported."""
SERVING = tuple(f"synthgen.sandbox.{name}" for name in ("protocol", "encode", "child", "serving"))
"""What works in the child or just before the fork, each module after those that it imports."""


def main(descriptor: int, wanted: tuple[str, ...], tidy: bool) -> None:
    """Serve on the socket `descriptor` with those of the `wanted` steps that work, until the other end closes.

    With `tidy`, memory is laid out anew where that is known to work, which makes forks cheaper.
    """
    channel = socket.socket(fileno=descriptor)
    parent = os.getppid()
    lockdown = Lockdown(wanted)
    lockdown.enter_namespaces(descriptor)
    if "namespaces" in lockdown.steps:
        parent = os.getppid()
    _preload()
    if tidy and lockdown.known and lockdown.machine == "x86_64":
        mappings.tidy(lockdown.libc)
        gc.collect()
        relocation.relocate(lockdown.libc)
    base_memory = _mapped_bytes()
    recipes = [(name, _compiled(name)) for name in SERVING]
    stage = os.memfd_create("rehearsal") if hasattr(os, "memfd_create") else None
    warnings.simplefilter("ignore")
    lockdown.lock_zygote()
    hello = {"steps": lockdown.steps, "landlock": lockdown.landlock_abi, "base_memory": base_memory}
    channel.sendall(json.dumps(hello).encode())
    os.dup2(0, 2)  # /dev/null: the parent reads errors up to here
    gc.collect()
    pages.fill(lockdown.libc)
    serving = _load(recipes)
    if stage is not None:
        serving.warm_up(stage, rehearsal.payload(), 1)
    _forget_ourselves()
    gc.collect()
    pages.fill_heap(lockdown.libc)
    gc.freeze()  # untouched objects stay shared with the children
    gc.disable()
    serving.serve(channel, lockdown, base_memory, parent)


def _preload() -> None:
    """Import what programs need, without the modules' own fork hooks: each child would pay for them."""
    register = os.register_at_fork
    os.register_at_fork = lambda **_hooks: None
    for name in PRELOADED.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    os.register_at_fork = register
    sys.modules["random"].seed(0)  # all start alike: a solution that draws numbers earns the same reward every time


def _compiled(name: str) -> bytes:
    """Return the code of a module of this package, as a file keeps it."""
    spec = PathFinder.find_spec(name, sys.modules["synthgen.sandbox"].__path__)
    loader: Any = spec and spec.loader
    return marshal.dumps(loader.get_code(name))


def _load(recipes: list[tuple[str, bytes]]) -> Any:
    """Run the code of modules, and return the last.

    All their objects come to lie together, in memory that nothing has used before. If they were imported like any other, each
    would lie somewhere else, and a child would copy a page for each that it uses.
    """
    for name, code in recipes:
        module = sys.modules[name] = types.ModuleType(name)
        exec(marshal.loads(code), module.__dict__)
    return module


def _forget_ourselves() -> None:
    """Take synthgen's modules out of the import system, so that a program does not meet them by name."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "synthgen"]:
        del sys.modules[name]


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
        main(int(sys.argv[1]), tuple(filter(None, sys.argv[2].split(","))), sys.argv[3] == "1")
    except Exception:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)
