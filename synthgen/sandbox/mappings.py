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
            size = huge_page_size()
            for low, high in libraries:
                _enlarge(libc, -(-low // size) * size, high // size * size, size)
        for low, high in libraries:
            libc.mprotect(ctypes.c_void_p(low), ctypes.c_size_t(high - low), PROT_READ | PROT_EXEC)


def huge_page_size() -> int:
    """Return the bytes of a huge page. Raises OSError where there is none."""
    with open(HUGE_PAGE_SIZE, encoding="ascii") as file:
        return int(file.read())


class Room:
    """New memory of `size` bytes, which begins at a multiple of `page`; `left` is what is not in use elsewhere."""

    def __init__(self, libc: ctypes.CDLL, size: int, page: int) -> None:
        """Raise OSError if there is none to have; `size` is a multiple of `page`."""
        word, address, number = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int
        mmap = ctypes.CFUNCTYPE(address, address, word, number, number, number, ctypes.c_long)(("mmap", libc))
        self._mprotect = ctypes.CFUNCTYPE(number, address, word, number)(("mprotect", libc))
        self._madvise = ctypes.CFUNCTYPE(number, address, word, number)(("madvise", libc))
        self._munmap = ctypes.CFUNCTYPE(number, address, word)(("munmap", libc))
        self._page = page
        start: int = mmap(None, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        if start == FAILED:
            raise OSError("no room for a copy")
        self.begin = -(-start // page) * page
        self.end = self.begin + size
        self.left: list[Range] = [(start, self.begin), (self.end, start + size + page)]
        self.leave()
        self.left = [(self.begin, self.end)]

    def fill(self) -> bool:
        """Put huge pages into all of it, and return whether the machine had them."""
        size = self.end - self.begin
        if self._madvise(self.begin, size, MADV_HUGEPAGE) != 0:
            return False
        for place in range(self.begin, self.end, self._page):
            ctypes.memset(place, 0, 1)
        return _huge_bytes(self.begin) == size  # small pages would make each fork dearer, not cheaper

    def make_executable(self) -> bool:
        """Allow that it is run, and no longer that it is written to; return whether that is allowed here."""
        refused: int = self._mprotect(self.begin, self.end - self.begin, PROT_READ | PROT_EXEC)
        return not refused

    def use(self, low: int, high: int) -> None:
        """Remember that this part, behind all that was used before, is now in use elsewhere."""
        begin, end = self.left.pop()
        self.left += [(begin, low), (high, end)]

    def leave(self) -> None:
        """Give back what is left."""
        for low, high in self.left:
            if high > low:
                self._munmap(low, high - low)


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
    if high <= low:
        return
    word, address = ctypes.c_size_t, ctypes.c_void_p
    mremap = ctypes.CFUNCTYPE(address, address, word, word, ctypes.c_int, address)(("mremap", libc))
    room = Room(libc, high - low, page)
    try:
        if room.fill():
            ctypes.memmove(room.begin, low, high - low)
            flags = MREMAP_MAYMOVE | MREMAP_FIXED
            if room.make_executable() and mremap(room.begin, high - low, high - low, flags, low) == low:
                room.use(room.begin, room.end)
    finally:
        room.leave()


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
