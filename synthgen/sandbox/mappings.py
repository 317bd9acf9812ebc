"""Fewer and larger mappings of the interpreter's code: a fork copies each mapping, and its child has to find each page anew.

Two things, both before the zygote gives anything up:

- What lies in whole huge pages of a library's code and constants is copied into one huge page each, in its place. A child
  inherits such a page as a single entry, where it would meet the file's 4 KiB pages one fault after the other.
- Headers, code and constants of a library, which the loader maps apart, become one mapping. The constants may be executed
  then; that adds nothing to what a program can do, since it may map executable memory of its own.

This only saves time. Where the machine has no huge pages to give, or forbids any of it, all stays as it was.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterable, Iterator

HUGE_PAGE_SIZE = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"
MADV_HUGEPAGE = 14
MREMAP_MAYMOVE, MREMAP_FIXED = 1, 2
PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
MAP_PRIVATE, MAP_ANONYMOUS = 0x02, 0x20
"""From `include/uapi/linux/mman.h` and its neighbours, as x86-64 has them."""
FAILED = ctypes.c_void_p(-1).value

Range = tuple[int, int]
"""First address, and the first one behind."""


def tidy(libc: ctypes.CDLL) -> None:
    """Do both to this process, which must have one thread. For x86-64: elsewhere code may carry rights that this would drop."""
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/maps", encoding="utf-8") as maps:
            libraries = list(_code(maps))
        with contextlib.suppress(OSError, ValueError):
            with open(HUGE_PAGE_SIZE, encoding="ascii") as file:
                size = int(file.read())
            for low, high in libraries:
                _enlarge(libc, -(-low // size) * size, high // size * size, size)
        for low, high in libraries:
            libc.mprotect(ctypes.c_void_p(low), ctypes.c_size_t(high - low), PROT_READ | PROT_EXEC)


def _code(maps: Iterable[str]) -> Iterator[Range]:
    """Yield where headers, code and constants of a file lie side by side, never to be written.

    What follows the constants is relocated data that the loader has made read-only; that stays as it is.
    """
    begin = end = follows = 0
    name = seen = ""
    for line in [*maps, "0-0 ---p 0 0 0"]:
        place, rights, offset, _, _, *path = line.split(maxsplit=5)
        low, high = (int(address, 16) for address in place.split("-"))
        file = path[0].strip() if path and path[0].startswith("/") and rights[1] == "-" and rights[3] == "p" else ""
        if not file or (file, low, int(offset, 16)) != (name, end, follows) or seen.endswith("x-"):
            if name and "x" in seen:
                yield begin, end
            begin, name, seen = low, file, ""
        end, follows, seen = high, int(offset, 16) + high - low, seen + rights[2]


def _enlarge(libc: ctypes.CDLL, low: int, high: int, page: int) -> None:
    """Put a copy in huge pages in the place of what lies from `low` to `high`, if there is room for one."""
    size = high - low
    if size <= 0:
        return
    word, address, number = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int
    mmap = ctypes.CFUNCTYPE(address, address, word, number, number, number, ctypes.c_long)(("mmap", libc))
    mremap = ctypes.CFUNCTYPE(address, address, word, word, number, address)(("mremap", libc))
    munmap = ctypes.CFUNCTYPE(number, address, word)(("munmap", libc))
    room = mmap(None, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    if room == FAILED:
        return
    copy = -(-room // page) * page
    moved = False
    if libc.madvise(address(copy), word(size), MADV_HUGEPAGE) == 0:
        ctypes.memmove(copy, low, size)
        allowed = libc.mprotect(address(copy), word(size), PROT_READ | PROT_EXEC) == 0
        if allowed and _huge_bytes(copy) == size:  # small pages would make each fork dearer, not cheaper
            moved = mremap(copy, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, low) == low
    for begin, end in [(room, copy), (copy + size, room + size + page)] if moved else [(room, room + size + page)]:
        if end > begin:
            munmap(begin, end - begin)


def _huge_bytes(begin: int) -> int:
    """Return how much of the mapping that begins there lies in huge pages."""
    with open("/proc/self/smaps", encoding="utf-8") as file:
        found = False
        for line in file:
            if "-" in line.split(maxsplit=1)[0]:
                found = line.startswith(f"{begin:x}-")
            elif found and line.startswith("AnonHugePages:"):
                return int(line.split()[1]) << 10
    return 0
