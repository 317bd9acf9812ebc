"""How fast `synthgen compose` is, stage by stage, from a cold and from a warm cache.

    python benchmarks/compose.py --n 2000
    python benchmarks/compose.py --n 10000 --write      # also puts the tables into docs/benchmarks.md

The run is the library's own (`synthgen.run.flow.run`), all checks included, into a temporary directory. *Cold* starts with an
empty cache folder, so pools, mutants and pieces are made first; *warm* runs again with the same folder. Wall seconds are taken
around the whole call, the start of the processes and the writing of the card included. Seconds per stage are the run's own
timers, as in its `metadata.json`: they add up over the workers, so they are divided by the samples, not by the wall time.
Memory is the largest sum of the resident memory of all processes, read five times a second. A fixed piece of Python
(`measure.PIECE`) is run all through, beside: it says how fast the machine was meanwhile.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import Meter, Pace, PeakMemory, cache_in, machine, publish, table

from synthgen.run.config import RunConfig, default_workers, make_config
from synthgen.run.directory import METADATA, SAMPLES
from synthgen.run.flow import run

LIMITS = {"cold": 60, "warm": 45}
"""Most seconds that 10,000 samples may take on two processors."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run took; `metadata` is the run's own, `piece` the CPU seconds of a fixed piece of Python meanwhile."""

    cache: str
    meter: Meter
    piece: float
    peak: int
    processes: int
    megabytes: float
    metadata: dict[str, Any]


def measure(config: RunConfig, workers: int, cache: str, folder: Path | None) -> Measured:
    """Run `config` once in a temporary directory, with synthgen's cache in `folder`."""
    with tempfile.TemporaryDirectory() as out, cache_in(folder), PeakMemory() as memory, Pace() as pace:
        path = Path(out) / "run"
        meter = Meter(pace)
        run(config, path, workers, watch=meter)
        meter.stop()
        metadata = json.loads((path / METADATA).read_text(encoding="utf-8"))
        size = (path / SAMPLES).stat().st_size / 1e6
    return Measured(cache, meter, pace.seconds, memory.peak, memory.processes, size, metadata)


def tables(runs: list[Measured], n: int, workers: int) -> str:
    """Return the report of some runs of the same config as Markdown."""
    head = ["", *(one.cache for one in runs)]
    rows = [
        ["samples", *(one.metadata["samples"] for one in runs)],
        ["wall seconds, all included", *(f"{one.meter.wall:.1f}" for one in runs)],
        ["samples per second, all included", *(f"{one.metadata['samples'] / one.meter.wall:.0f}" for one in runs)],
        ["seconds until the first block", *(f"{one.meter.start:.1f}" for one in runs)],
        ["samples per second from then on", *(f"{one.meter.rate:.0f}" for one in runs)],
        ["CPU seconds of all processes", *(f"{one.meter.cpu:.1f}" for one in runs)],
        ["CPU milliseconds per sample", *(f"{1000 * one.meter.cpu / one.metadata['samples']:.2f}" for one in runs)],
        ["a fixed piece of Python, CPU milliseconds", *(f"{1000 * one.piece:.0f}" for one in runs)],
        ["CPU of a sample, in such pieces", *(f"{one.meter.cpu / one.metadata['samples'] / one.piece:.4f}" for one in runs)],
        ["CPU milliseconds per sample from the first block on", *(f"{1000 * one.meter.steady_cpu:.2f}" for one in runs)],
        ["largest memory of all processes, MB", *(f"{one.peak / 1e6:.0f}" for one in runs)],
        ["processes at that time", *(one.processes for one in runs)],
        ["samples file, MB", *(f"{one.megabytes:.1f}" for one in runs)],
    ]
    if n == 10_000:
        rows.insert(2, ["asked for on two processors: at most", *(LIMITS.get(one.cache, "") for one in runs)])
    title = f"`compose.py --n {n}`, {workers} workers; {machine()}."
    return "\n\n".join([title, table(head, rows), _stages(runs), _reasons(runs[-1].metadata["funnel"])])


def _stages(runs: list[Measured]) -> str:
    columns = [one.metadata["timings"]["seconds"] for one in runs]
    order = sorted(columns[-1], key=lambda stage: -columns[-1][stage])
    totals = [sum(column.values()) for column in columns]
    counts = [one.metadata["samples"] for one in runs]
    calls = runs[-1].metadata["timings"]["calls"]
    rows: list[list[object]] = []
    for stage in order:
        cells = [f"{1000 * column.get(stage, 0.0) / count:.3f}" for column, count in zip(columns, counts, strict=True)]
        rows.append([stage, *cells, f"{columns[-1][stage] / totals[-1]:.1%}", calls[stage]])
    rows.append(["all stages", *(f"{1000 * total / count:.3f}" for total, count in zip(totals, counts, strict=True)), "100.0%", ""])
    return table(["stage, ms per sample", *(one.cache for one in runs), "share", "calls"], rows)


def _reasons(funnel: dict[str, Any]) -> str:
    tried = funnel["tried"]
    rows: list[list[object]] = [["accepted", funnel["accepted"], f"{funnel['accepted'] / tried:.1%}"]]
    reasons = sorted(funnel["reasons"].items(), key=lambda entry: -entry[1]["count"])
    rows += [[name.replace("_", " "), entry["count"], f"{entry['count'] / tried:.1%}"] for name, entry in reasons]
    return table(["candidates", "count", "share"], [*rows, ["tried", tried, "100.0%"]])


def main(arguments: list[str] | None = None) -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=2000, help="samples to accept; default: 2000")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=default_workers())
    parser.add_argument("--topics", default="", help="topics to take atoms from, with commas between; default: all")
    parser.add_argument("--cache", choices=["both", "own"], default="both", help="own: once, with the cache that is there")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    config = make_config(n=options.n, seed=options.seed, topics=options.topics)
    if options.cache == "own":
        runs = [measure(config, options.workers, "own cache", None)]
    else:
        with tempfile.TemporaryDirectory() as cache:
            runs = [measure(config, options.workers, name, Path(cache)) for name in ("cold", "warm")]
    publish("compose", tables(runs, options.n, options.workers), options.write)


if __name__ == "__main__":
    main()
