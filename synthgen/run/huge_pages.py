"""Memory in large pages: a worker goes all over what it remembers, and the processor finds few small pages without a search.

Linux puts memory into pages of 2 MiB when asked (`MADV_COLLAPSE`, since 6.1). Python's own memory consists of pieces of 1 MiB
that lie side by side, so it never gets such pages by itself. Elsewhere nothing happens, and nothing but speed changes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterable, Iterator

HUGE_PAGE_SIZE = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"
MADV_COLLAPSE = 25
"""From `include/uapi/asm-generic/mman-common.h`."""


def collapse() -> int:
    """Put this process's data into huge pages as far as the machine has them; return how many it lies in."""
    if sys.platform != "linux":
        return 0
    count = 0
    with contextlib.suppress(OSError, ValueError, AttributeError):
        madvise = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)(("madvise", ctypes.CDLL(None)))
        with open(HUGE_PAGE_SIZE, encoding="ascii") as file:
            size = int(file.read())
        with open(f"/proc/{os.getpid()}/maps", encoding="utf-8") as maps:
            pages = list(_pages(maps, size))
        for page in pages:
            count += madvise(page, size, MADV_COLLAPSE) == 0
    return count


def _pages(maps: Iterable[str], size: int) -> Iterator[int]:
    """Yield where whole huge pages fit into the memory that belongs to no file and is written to, stacks left out."""
    for line in maps:
        place, rights, _, _, _, *path = line.split(maxsplit=5)
        if rights == "rw-p" and (not path or path[0].startswith("[heap]")):
            low, high = (int(address, 16) for address in place.split("-"))
            yield from range(-(-low // size) * size, high // size * size, size)
