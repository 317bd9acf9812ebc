"""The last files of a run: the Parquet twin, the dataset card, and `metadata.json`, which marks the run as finished."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synthgen.library import Library
from synthgen.records import EXPLANATIONS, Reason
from synthgen.run.card import write_card
from synthgen.run.config import RunConfig
from synthgen.run.directory import METADATA, PARQUET, SAMPLES, RunDirectory
from synthgen.run.identity import identity_of
from synthgen.run.rows import arrow_batches, arrow_schema
from synthgen.run.timers import Timers

if TYPE_CHECKING:
    from synthgen.run.flow import Progress


def finish(
    config: RunConfig, library: Library, directory: RunDirectory, progress: Progress, totals: Totals, timers: Timers, workers: int
) -> None:
    """Write what describes a run whose samples are there; `metadata.json` comes last and marks the run as finished."""
    if config.format == "parquet":
        write_parquet(directory)
    identity = identity_of(config, library)
    figures = {
        "samples": progress.accepted,
        "seed": config.seed,
        "config": identity["settings"],
        "versions": {name: value for name, value in identity.items() if name not in ("settings", "library")},
        "library": {"hash": library.fingerprint, "atoms": len(library), "topics": sorted(library.topics)},
        **totals.figures(),
        "funnel": funnel(progress.tried, progress.accepted, progress.rejections),
    }
    write_card(config, directory, figures)
    timings = {
        "workers": workers,
        "seconds": {name: round(value, 3) for name, value in timers.seconds.items()},
        "calls": timers.calls,
    }
    directory.write(METADATA, json.dumps({**figures, "timings": timings}, indent=2, ensure_ascii=False) + "\n")


def funnel(tried: int, accepted: int, rejections: Mapping[str, int]) -> dict[str, Any]:
    """Return how candidates became samples; tried = accepted + rejected, and the reasons add up to the rejected."""
    reasons = {reason: {"count": count, "meaning": EXPLANATIONS[Reason(reason)]} for reason, count in sorted(rejections.items())}
    return {"tried": tried, "accepted": accepted, "rejected": sum(rejections.values()), "reasons": reasons}


COUNTED = (
    "languages", "styles", "task_types", "difficulty", "depth", "shape", "topics", "atoms", "combinators", "sources", "licences",
)  # fmt: skip
"""What is counted by value; a sample counts once for each of its topics, atoms and combinators."""
SUMMED = ("mutants", "equivalent", "killed", "killed_twice", "near_readings", "branches", "branches_covered")
"""Checks that are added up over the samples."""


@dataclass
class Totals:
    """Counts over samples."""

    samples: int = 0
    counters: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in COUNTED})
    complexity: int = 0
    checks: Counter[str] = field(default_factory=Counter)

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one sample."""
        metadata = row["metadata"]
        values = (
            [metadata["language"]], [metadata["style"]], [metadata["task_type"]], [row["difficulty"]], [str(metadata["depth"])],
            ["chain" if metadata["chain"] else "graph"], metadata["topics"], metadata["atoms"],
            list(dict.fromkeys(metadata["combinators"])), [metadata["source"]], [metadata["licence"]],
        )  # fmt: skip
        for name, entries in zip(COUNTED, values, strict=True):
            self.counters[name].update(entries)
        self.samples += 1
        self.complexity += metadata["features"]["cyclomatic"]
        checks = metadata["checks"]
        self.checks.update({name: checks[name] for name in SUMMED})
        self.checks.update(tests=len(row["test_cases"]), solutions=1 + len(row["reference_code"]), error_examples=len(metadata["errors"]))

    def figures(self) -> dict[str, Any]:
        """Return the counts as `metadata.json` has them."""
        return {
            "mean_complexity": round(self.complexity / self.samples, 3) if self.samples else 0.0,
            "counts": {name: dict(sorted(counter.items())) for name, counter in self.counters.items()},
            "checks": dict(self.checks),
        }


def counted(directory: RunDirectory) -> Totals:
    """Return the counts over the samples that a directory has."""
    totals = Totals()
    with (directory.path / SAMPLES).open(encoding="utf-8") as handle:
        for line in handle:
            totals.add(json.loads(line))
    return totals


def write_parquet(directory: RunDirectory) -> None:
    """Write the Parquet twin of the samples that a directory has."""
    from pyarrow import parquet

    with (
        directory.whole_binary(PARQUET) as handle,
        parquet.ParquetWriter(handle, arrow_schema(), compression="zstd") as writer,
    ):
        for batch in arrow_batches(directory.path / SAMPLES):
            writer.write_batch(batch)
