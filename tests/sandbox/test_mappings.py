"""The interpreter's mappings: which are put together, and that the interpreter lives on with them."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from synthgen.sandbox import mappings

MAPS = """\
1000-2000 r--p 00000000 fe:00 7      /lib/a.so
2000-4000 r-xp 00001000 fe:00 7      /lib/a.so
4000-5000 r--p 00003000 fe:00 7      /lib/a.so
5000-6000 r--p 00004000 fe:00 7      /lib/a.so
6000-7000 rw-p 00005000 fe:00 7      /lib/a.so
7000-8000 r-xp 00000000 fe:00 8      /lib/b with a blank.so
8000-9000 r--p 00000000 fe:00 8      /lib/b with a blank.so
9000-a000 r--p 00001000 fe:00 9      /lib/locale
a000-b000 r--s 00000000 fe:00 9      /lib/cache
b000-c000 r-xp 00000000 00:00 0
c000-d000 r-xp 00000000 00:00 0      [vdso]
"""
TIDIED = """
import ctypes, json, sys
from synthgen.sandbox import mappings
def count():
    return len(open("/proc/self/maps").readlines())
before = count()
mappings.tidy(ctypes.CDLL(None, use_errno=True))
assert [mapping for mapping in open("/proc/self/maps") if " rwx" in mapping] == []
compile("def f(x): return [y * 2 for y in x]", "", "exec")
print(json.dumps([before, count(), sum(range(1000))]))
"""


def test_headers_code_and_constants_are_one_stretch_but_relocated_data_is_not() -> None:
    assert list(mappings._code(MAPS.splitlines(keepends=True))) == [(0x1000, 0x5000), (0x7000, 0x8000)]


@pytest.mark.skipif((sys.platform, platform.machine()) != ("linux", "x86_64"), reason="only done on Linux, x86-64")
def test_interpreter_lives_on_with_fewer_mappings() -> None:
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", TIDIED], capture_output=True, text=True, cwd=root, check=True, timeout=60)
    before, after, total = map(int, done.stdout.strip("[]\n").split(","))
    assert after < before * 0.9
    assert total == 499500


RELOCATED = """
import ctypes, json
from synthgen.sandbox import mappings, relocation
values = {number: str(number) for number in range(100_000)}
libc = ctypes.CDLL(None, use_errno=True)
def ranges():
    return list(relocation._data(open("/proc/self/maps")))
before = sum(high - low for low, high in ranges())
try:
    size = mappings.huge_page_size()
    room = mappings.Room(libc, 8 * size, size)
    offered = room.fill()
    room.leave()
except OSError:
    offered = False
relocation.relocate(libc)
huge = size = 0
for line in open("/proc/self/smaps"):
    size = int(line.split()[1]) if line.startswith("Size:") else size
    huge += size if line.startswith("VmFlags:") and " hg" in line else 0
values |= {number: str(number) for number in range(100_000, 200_000)}
right = all(values[number] == str(number) for number in range(200_000))
print(json.dumps([before >> 10, huge, int(right), int(offered)]))
"""


@pytest.mark.skipif((sys.platform, platform.machine()) != ("linux", "x86_64"), reason="only done on Linux, x86-64")
def test_interpreter_lives_on_with_its_data_in_huge_pages() -> None:
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", RELOCATED], capture_output=True, text=True, cwd=root, check=True, timeout=60)
    moved, huge, right, offered = map(int, done.stdout.strip("[]\n").split(","))
    assert right == 1
    assert moved > 10_000
    assert huge >= moved or not offered

