"""Memory is put into huge pages where the machine has them, and stays what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.run import huge_pages

MAPS = """\
00200000-00a00000 r--p 00000000 08:01 12 /usr/lib/libpython.so
01300000-01900000 rw-p 00000000 00:00 0 [heap]
7f0000100000-7f0000700000 rw-p 00000000 00:00 0
7f0000800000-7f0000c00000 rw-p 00001000 08:01 12 /usr/lib/libpython.so
7f0001000000-7f0001400000 rw-s 00000000 00:05 9 /memfd:x (deleted)
7ffe00000000-7ffe00800000 rw-p 00000000 00:00 0 [stack]
"""


def test_whole_huge_pages_of_own_data_are_asked_for() -> None:
    found = list(huge_pages._pages(MAPS.splitlines(), 2 << 20))
    assert found == [0x1400000, 0x1600000, 0x7F0000200000, 0x7F0000400000]


def test_data_stays_and_lies_in_huge_pages() -> None:
    data = {number: str(number) for number in range(400_000)}
    count = huge_pages.collapse()
    assert all(value == str(number) for number, value in data.items())
    if count == 0:
        pytest.skip("this machine gives no huge pages on request")
    rollup = Path("/proc/self/smaps_rollup").read_text()
    huge = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("AnonHugePages:"))
    assert huge >= count * 1024


def test_a_machine_without_huge_pages_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huge_pages, "HUGE_PAGE_SIZE", "/nonexistent")
    assert huge_pages.collapse() == 0
    monkeypatch.setattr(huge_pages.sys, "platform", "darwin")
    assert huge_pages.collapse() == 0
