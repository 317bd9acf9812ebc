"""What the benchmarks share: the machine, tables, figures of a process tree, and filling in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from synthgen.run.flow import Progress

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
PIECE = """
from time import process_time
begun = process_time()
for turn in range(600):
    counts = {}
    for number in range(1000):
        counts[number % 97] = counts.get(number % 97, 0) + number
    letters = "".join(chr(97 + count % 26) for count in sorted(counts.values(), key=lambda count: -count))
    assert letters.split("e")
print(process_time() - begun, process_time())
"""
"""A fixed piece of plain Python, a tenth of a second on a fast processor: functions, dicts, lists and strings, as in an atom."""
PIECE_EVERY = 4.0
"""Seconds between two runs of the piece, which take some 1.5 % of two processors."""
SAMPLE_EVERY = 0.2
"""Seconds between two readings of the memory of a process tree."""


def machine() -> str:
    """Return one line on where and when figures were taken: processor, processors to use, Python, load, date."""
    model = platform.processor() or platform.machine()
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
        model = found[1] if found else model
    except OSError:
        pass
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f"load {os.getloadavg()[0]:.1f} before"
    return f"{model}, {usable} processors, {platform.system()}, Python {platform.python_version()}, {load}, {datetime.now(UTC):%Y-%m-%d}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table whose columns line up; all but the first are aligned to the right.

    >>> print(table(["what", "s"], [["start", 1.5]]))
    | what  |   s |
    |-------|----:|
    | start | 1.5 |
    """
    lines = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = ["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]
    text = ["| " + " | ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) + " |" for line in lines]
    return "\n".join([text[0], "|" + "|".join(rule) + "|", *text[1:]])


def publish(name: str, text: str, write: bool, page: Path = PAGE) -> None:
    """Print the figures of a benchmark and, if asked to, put them in its place in docs/benchmarks.md."""
    print(text, flush=True)
    if not write:
        return
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before = page.read_text(encoding="utf-8")
    if before.count(begin) != 1 or before.count(end) != 1:
        raise SystemExit(f"{page} has no place for the figures of {name}: it needs one line {begin} and one line {end}")
    head, _, rest = before.partition(begin)
    page.write_text(f"{head}{begin}\n\n{text}\n\n{end}{rest.partition(end)[2]}", encoding="utf-8")
    print(f"written to {page}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Member:
    """A process of a tree: resident bytes, CPU seconds used so far, command line."""

    number: int
    resident: int
    cpu: float
    command: str


def tree() -> list[Member]:
    """Return this process and all that descend from it, this one first."""
    found = _from_proc() if Path("/proc/self/stat").exists() else _from_ps()
    children: dict[int, list[int]] = {}
    for number, (parent, _) in found.items():
        children.setdefault(parent, []).append(number)
    wanted = [os.getpid()]
    for number in wanted:
        wanted.extend(children.get(number, []))
    return [found[number][1] for number in wanted if number in found]


def _from_proc() -> dict[int, tuple[int, Member]]:
    page, ticks = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{name}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            command = Path(f"/proc/{name}/cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " ").strip()
        except OSError:  # it ended meanwhile
            continue
        cpu = (int(stat[11]) + int(stat[12])) / ticks
        found[int(name)] = (int(stat[1]), Member(int(name), int(stat[21]) * page, cpu, command))
    return found


def _from_ps() -> dict[int, tuple[int, Member]]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss=,time=,command="], capture_output=True, text=True, check=True).stdout
    found = {}
    for line in listed.splitlines():
        number, parent, resident, used, *command = line.split(maxsplit=4)
        cpu = sum(60**place * float(part) for place, part in enumerate(reversed(used.rpartition("-")[2].split(":"))))
        found[int(number)] = (int(parent), Member(int(number), int(resident) * 1024, cpu, "".join(command)))
    return found


class Beside:
    """Does something in a thread of its own while it is entered, until `_done` is set."""

    def __enter__(self) -> Self:
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        raise NotImplementedError


@dataclass
class PeakMemory(Beside):
    """Reads, while it is entered, the resident memory of this process and its descendants together, and keeps the largest.

    The sum counts pages that several processes share (the interpreter's own) once for each.
    """

    peak: int = 0
    processes: int = 0

    def _watch(self) -> None:
        while True:
            members = tree()
            total = sum(member.resident for member in members)
            if total > self.peak:
                self.peak, self.processes = total, len(members)
            if self._done.wait(SAMPLE_EVERY):
                return


@dataclass
class Pace(Beside):
    """Runs `PIECE` again and again while it is entered, and notes the CPU seconds of each.

    On a shared machine a processor may be half as fast as a minute before, by clock and CPU time alike. CPU seconds compare from one
    hour, and one machine, to another where they are divided by `seconds`.
    """

    taken: list[float] = field(default_factory=list)
    spent: float = 0.0
    """CPU seconds of all that ran, the starts of their interpreters included."""

    @property
    def seconds(self) -> float:
        """CPU seconds of the piece, the mean of all times."""
        return fmean(self.taken)

    def _watch(self) -> None:
        while True:
            ran = subprocess.run([sys.executable, "-S", "-c", PIECE], stdout=subprocess.PIPE, text=True, check=True)
            piece, whole = map(float, ran.stdout.split())
            self.taken.append(piece)
            self.spent += whole
            if self._done.wait(PIECE_EVERY):
                return


@contextmanager
def cache_in(folder: Path | None) -> Iterator[None]:
    """Let synthgen keep its cache in `folder` meanwhile; None leaves it where it is."""
    before = os.environ.get("SYNTHGEN_CACHE")
    if folder:
        os.environ["SYNTHGEN_CACHE"] = str(folder)
    try:
        yield
    finally:
        if folder and before is None:
            del os.environ["SYNTHGEN_CACHE"]
        elif folder and before is not None:
            os.environ["SYNTHGEN_CACHE"] = before


class Meter:
    """Watches a run: when each count of accepted samples was reached, and what it took by clock and CPU.

    Give it to `synthgen.run.flow.run` as `watch`, made just before, and call `stop` just after. What a `pace` spends is left out.
    """

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace or Pace()
        self._begun = time.perf_counter()
        self._own, self._waited = _times()
        self._waited -= self._pace.spent
        self._cpu: list[float] = []
        self.seconds: list[float] = []
        self.accepted: list[int] = []
        self.wall = self.cpu = float("nan")
        self._own_then = self._own

    def __call__(self, progress: Progress) -> None:
        """Note how far the run is; at its first and its last block the CPU seconds of its processes too, which are killed then."""
        self.seconds.append(time.perf_counter() - self._begun)
        self.accepted.append(progress.accepted)
        if len(self.seconds) == 1 or progress.accepted == progress.wanted:
            own, waited = _times()
            self._cpu.append(own - self._own + waited - self._pace.spent - self._waited + sum(member.cpu for member in tree()[1:]))
            self._own_then = own

    def stop(self) -> None:
        """Take the wall and CPU seconds since the beginning, those of all processes together."""
        self.wall = time.perf_counter() - self._begun
        self.cpu = self._cpu[-1] + _times()[0] - self._own_then

    @property
    def start(self) -> float:
        """Seconds until the first block of candidates came back."""
        return self.seconds[0]

    @property
    def rate(self) -> float:
        """Samples per second from the first block on, so without the start; NaN if there was one block only."""
        if len(self.seconds) < 2:
            return float("nan")
        return (self.accepted[-1] - self.accepted[0]) / (self.seconds[-1] - self.seconds[0])

    @property
    def steady_cpu(self) -> float:
        """CPU seconds per sample from the first block to the last, so without the start; NaN if there was one block only."""
        later = self.accepted[-1] - self.accepted[0]
        return (self._cpu[-1] - self._cpu[0]) / later if later else float("nan")


def _times() -> tuple[float, float]:
    """Return the CPU seconds of this process, and those of the children that it has waited for."""
    spent = os.times()
    return spent.user + spent.system, spent.children_user + spent.children_system
