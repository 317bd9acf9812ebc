"""How the rate holds up: over a long run, and over workers.

    python benchmarks/scaling.py                             # one run of 100,000 samples, then 2,000 with 1, 2 and 4 workers
    python benchmarks/scaling.py --marks 500,1000,5000 --over-workers 1,2 --n 500

Over a long run: the rate at a mark (sample 5,000, 10,000, 50,000, 100,000) is that of the last `WINDOW` samples before it, from
the times at which the run's own progress reached these counts; CPU milliseconds per sample are those of all processes in the
same window, which other work on the machine disturbs less. On a shared machine neither compares from one mark to the next: the
rate times what a fixed piece of Python took in the same window (`measure.PIECE`) does. Memory is the resident memory of the
caller, of the largest worker and of the largest twin (which runs texts under another hash seed) at the mark: flat means that it
does not grow from mark to mark.

Over workers: the same config with each number of workers, from a warm cache; the rate is that from the first block on. The
samples must have the same bytes each time, which is checked.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from measure import Meter, Pace, machine, publish, table, tree

from synthgen.run.config import RunConfig, default_workers, make_config
from synthgen.run.directory import SAMPLES
from synthgen.run.flow import Progress, run

WINDOW = 2000
"""Samples before a mark over which its rate is taken, or half of the mark where that is less."""
KEPT = 0.8
"""Share of the rate at 10,000 that is asked for at 100,000."""
REFERENCE = 10_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A run at a count of accepted samples: the window's length and figures, and the memory of each role in bytes.

    `piece` are the CPU seconds of a fixed piece of Python in the window, the mean of several times.
    """

    count: int
    samples: int
    seconds: float
    cpu: float
    tried: int
    piece: float
    caller: int
    worker: int
    twin: int

    @property
    def rate(self) -> float:
        """Samples per second in the window; NaN if all of it came in one block."""
        return _over(self.samples, self.seconds if self.samples else 0)

    @property
    def by_pace(self) -> float:
        """Samples in the time that the piece takes."""
        return self.rate * self.piece


class Gauge:
    """Watches a run and takes the figures of its marks."""

    def __init__(self, marks: list[int], pace: Pace) -> None:
        self.marks: list[Mark] = []
        self._ahead = sorted(marks)
        self._pace = pace
        self._since: tuple[int, float, float, int, int] | None = None

    def __call__(self, progress: Progress) -> None:
        """Note where a window begins, and the mark where it ends."""
        if not self._ahead:
            return
        mark = self._ahead[0]
        if self._since is None and progress.accepted >= mark - min(WINDOW, mark // 2):
            self._since = progress.accepted, time.perf_counter(), _tree_cpu(), progress.tried, len(self._pace.taken)
        if progress.accepted >= mark and self._since:
            accepted, clock, cpu, tried, pieces = self._since
            figures = progress.accepted - accepted, time.perf_counter() - clock, _tree_cpu() - cpu, progress.tried - tried
            piece = fmean(self._pace.taken[pieces:] or [float("nan")])
            self.marks.append(Mark(mark, *figures, piece, *_memory()))
            self._since = None
            self._ahead.pop(0)
            self(progress)


def _over(amount: float, count: float) -> float:
    return amount / count if count else float("nan")


def _tree_cpu() -> float:
    return sum(member.cpu for member in tree())


def _memory() -> tuple[int, int, int]:
    members = tree()
    roles: tuple[list[int], list[int]] = [], []
    for member in members[1:]:
        if "synthgen.run.child" in member.command:
            roles[member.command.endswith(" twin")].append(member.resident)
    return members[0].resident, max(roles[0], default=0), max(roles[1], default=0)


def over_time(marks: list[int], seed: int, workers: int, topics: str) -> str:
    """Return the table of one run to the largest mark."""
    with tempfile.TemporaryDirectory() as out, Pace() as pace:
        gauge = Gauge(marks, pace)
        run(make_config(n=max(marks), seed=seed, topics=topics), Path(out) / "run", workers, watch=gauge)
    reference = next((mark for mark in gauge.marks if mark.count == REFERENCE), None)
    rows = [
        [
            f"{mark.count:,}", f"{mark.rate:.0f}", f"{mark.rate / reference.rate:.2f}" if reference else "",
            f"{1000 * mark.piece:.0f}", f"{mark.by_pace / reference.by_pace:.2f}" if reference else "",
            f"{1000 * _over(mark.cpu, mark.samples):.2f}", f"{_over(mark.samples, mark.tried):.1%}",
            *(f"{size / 1e6:.0f}" for size in (mark.caller, mark.worker, mark.twin)),
        ]
        for mark in gauge.marks
    ]  # fmt: skip
    kept = f"of that at {REFERENCE:,}"
    head = ["sample", "samples/s", kept, "piece, ms", "by pace", "CPU ms per sample", "accepted", "caller, MB", "worker, MB", "twin, MB"]
    return table(head, rows)


def over_workers(config: RunConfig, counts: list[int]) -> str:
    """Return the table of the same run with different numbers of workers. Raises SystemExit if the bytes differ."""
    rows, digests, single = [], set(), None
    for count in counts:
        with tempfile.TemporaryDirectory() as out:
            path, meter = Path(out) / "run", Meter()
            run(config, path, count, watch=meter)
            meter.stop()
            digests.add(hashlib.sha256((path / SAMPLES).read_bytes()).hexdigest())
        single = single or meter.rate
        times = f"{meter.start:.1f}", f"{meter.wall:.1f}", f"{1000 * meter.cpu / config.n:.2f}"
        rows.append([str(count), f"{meter.rate:.0f}", f"{meter.rate / single:.2f}", *times])
    if len(digests) != 1:
        raise SystemExit("the samples differ with the number of workers: that is a bug of synthgen; please report it")
    head = ["workers", "samples/s", f"of that with {counts[0]}", "start, s", "wall, s", "CPU ms per sample"]
    return f"{table(head, rows)}\n\nThe samples have the same bytes each time (checked)."


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


def main(arguments: list[str] | None = None) -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marks", type=_numbers, default=[5_000, 10_000, 50_000, 100_000], help="empty for none; default: up to 100000")
    parser.add_argument("--over-workers", type=_numbers, default=[1, 2, 4], help="numbers of workers, empty for none; default: 1,2,4")
    parser.add_argument("--n", type=int, default=2000, help="samples of each run over workers; default: 2000")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=default_workers(), help="workers of the long run")
    parser.add_argument("--topics", default="", help="topics to take atoms from, with commas between; default: all")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as out:  # makes what the cache lacks, outside the clock
        run(make_config(n=1, topics=options.topics), Path(out) / "run", options.workers)
    parts = [f"`scaling.py`; {machine()}."]
    if options.over_workers:
        config = make_config(n=options.n, seed=options.seed, topics=options.topics)
        parts += [f"Over workers, {options.n} samples each:", over_workers(config, options.over_workers)]
    if options.marks:
        long = over_time(options.marks, options.seed, options.workers, options.topics)
        parts += [f"Over one run of {max(options.marks):,} samples, {options.workers} workers; asked for: at least {KEPT} of the rate at "
                  f"{REFERENCE:,}.", long]  # fmt: skip
    publish("scaling", "\n\n".join(parts), options.write)


if __name__ == "__main__":
    main()
