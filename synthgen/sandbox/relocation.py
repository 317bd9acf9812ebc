"""The interpreter's own data in large pages: a fork and an end take them by the hundred instead of one by one.

A fork copies an entry for each 4 KiB page of data, and the child's end takes each back; with 2,000 of them that is most of what either
costs. The kernel does both for a whole stretch at once where the pages are parts of one huge page (Linux 6.9). So what the
interpreter has written until now is copied into huge pages, and these take its place at the same addresses; a page that a child
writes to is still copied alone.

Nothing may change between the copy and the exchange, not even a reference count. No function of the C library does both,
hence a few bytes of machine code: x86-64 alone.

This only saves time. Where the machine has no huge pages to give, or forbids any of it, all stays as it was.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterable, Iterator

from synthgen.sandbox.mappings import Range, Room, huge_page_size

LEAST = 256 << 10
"""Smaller mappings stay: there is little to gain, and the thread's own data, which the kernel writes to, is in one of them."""
SMALL_PAGE = 4096
MS_ASYNC = 1
COPY_AND_EXCHANGE = bytes.fromhex(
    "57 56 52"  # push rdi, rsi, rdx: the copy, the original, how many bytes
    "48 89 d1"  # mov rcx, rdx
    "f3 a4"  # rep movsb
    "5a 41 58 5f"  # pop rdx, r8, rdi: new size, new address, old address
    "48 89 d6"  # mov rsi, rdx: old size
    "41 ba 03 00 00 00"  # mov r10d, MREMAP_MAYMOVE | MREMAP_FIXED
    "b8 19 00 00 00"  # mov eax, mremap
    "0f 05 c3"  # syscall, ret
)


def relocate(libc: ctypes.CDLL) -> None:
    """Do it to this process, which must have one thread and run on x86-64."""
    with contextlib.suppress(OSError, ValueError):
        size = huge_page_size()
        with open("/proc/self/maps", encoding="utf-8") as maps:
            ranges = list(_data(maps))
        total = sum(high - low for low, high in ranges)
        room, code = Room(libc, -(-total // size) * size, size), Room(libc, SMALL_PAGE, SMALL_PAGE)
        try:
            ctypes.memmove(code.begin, COPY_AND_EXCHANGE, len(COPY_AND_EXCHANGE))
            if room.fill() and code.make_executable():
                address = ctypes.c_void_p
                exchange = ctypes.CFUNCTYPE(address, address, address, ctypes.c_size_t)(code.begin)
                place = room.begin
                for low, high in ranges:
                    mapped = libc.msync(address(low), ctypes.c_size_t(high - low), MS_ASYNC) == 0  # an allocator may give some back
                    if mapped and exchange(place, low, high - low) == low:
                        room.use(place, place + high - low)
                        place += high - low
        finally:
            code.leave()
            room.leave()


def _data(maps: Iterable[str]) -> Iterator[Range]:
    """Yield the large mappings that are this process's own to write to, but for its stack."""
    for line in maps:
        place, rights, _, _, _, *path = line.split(maxsplit=5)
        low, high = (int(address, 16) for address in place.split("-"))
        if rights == "rw-p" and high - low >= LEAST and not (path and path[0].startswith("[stack")):
            yield low, high
