"""Fewer pages for a program's process to write to: each one costs it a copy, several times the price of a system call.

A fork shares all pages until one side writes. What hurts is scatter: objects that were freed while the zygote started
leave gaps all over its memory, and each small object of a program that fills such a gap has a whole page copied for it.
So the zygote fills the gaps itself before it serves: what a program then allocates lies side by side in new pages.

This only saves time. Whether it works depends on CPython's and glibc's allocators (`Objects/obmalloc.c`,
`malloc/malloc.c`); elsewhere it gives up after a little memory, and nothing else changes.
"""

from __future__ import annotations

import ctypes
import os
import sys

POOL = 16 << 10
"""CPython serves objects of one size, up to `LARGEST_SMALL` bytes, from pools of this size and alignment."""
POOL_HEADER = 48
LARGEST_SMALL = 512
STEP = 16
BYTES_HEADER = sys.getsizeof(b"")
MALLOC_HEADER = 8
CHUNK = 64 << 10
"""The largest gap that is looked for; from 128 KiB on, malloc takes memory from elsewhere."""
MOST_BYTES = 4 << 20
"""So much is filled at most."""

_kept: list[object] = []


def fill(libc: ctypes.CDLL) -> None:
    """Fill the gaps of this process for good."""
    _fill_pools()
    fill_heap(libc)


def _fill_pools() -> None:
    """Take what is free in the pools that CPython has begun, size by size, until a new one is begun."""
    left = MOST_BYTES
    for size in range(LARGEST_SMALL, 0, -STEP):
        while left > 0:
            one = _object(size, left)
            if id(one) % POOL == POOL_HEADER:
                break  # the first of the new pool, which is given back at once
            _kept.append(one)
            left -= size


def _object(size: int, number: int) -> object:
    """Return a new object of so many bytes, rounded up to a whole `STEP`, that keeps nothing else alive."""
    if size >= BYTES_HEADER:
        return bytes(size - BYTES_HEADER)
    return number + (1 << 20) if size > STEP else object()


def fill_heap(libc: ctypes.CDLL) -> None:
    """Take all gaps below the end of malloc's heap, large ones first."""
    if "CS_GNU_LIBC_VERSION" not in os.confstr_names:  # of other libraries' malloc this says nothing
        return
    word, address = ctypes.c_size_t, ctypes.c_void_p
    malloc = ctypes.CFUNCTYPE(address, word)(("malloc", libc))
    free = ctypes.CFUNCTYPE(None, address)(("free", libc))
    end = malloc(CHUNK)
    free(end)
    size, filled = CHUNK, 0
    while size > MALLOC_HEADER and filled < MOST_BYTES:
        place = malloc(size - MALLOC_HEADER)
        if place is not None and place < end:
            filled += size
        else:
            free(place)
            size = size * 7 // 8 if size > LARGEST_SMALL else size - STEP
