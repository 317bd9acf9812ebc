"""A run from start to end: blocks are made, candidates compared in index order, files written.

Of candidates with the same behaviour the one with the lowest index claims it, whether or not it is accepted in the end:
so a candidate's fate depends on lower indices alone, and neither workers nor kills change a byte.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from synthgen.errors import RunError, UsageError
from synthgen.records import EXPLANATIONS, Reason, Rejection
from synthgen.run.blocks import BLOCK_SIZE, Accepted, BlockResult, Refused
from synthgen.run.config import RunConfig, default_workers, library_of
from synthgen.run.directory import REJECTED, SAMPLES, RunDirectory, storage
from synthgen.run.engine import Engine, LocalEngine
from synthgen.run.finish import Totals, finish
from synthgen.run.identity import identity_of
from synthgen.run.judge import Judge
from synthgen.run.prepare import prepare_together
from synthgen.run.timers import Timers


@dataclass
class Progress:
    """How far a run is. `rejections` counts by reason; what comes after the last accepted sample is in no count."""

    wanted: int
    accepted: int = 0
    tried: int = 0
    rejections: Counter[str] = field(default_factory=Counter)

    def count(self, verdict: Accepted | Rejection) -> None:
        """Count one candidate."""
        self.tried += 1
        if isinstance(verdict, Rejection):
            self.rejections[verdict.reason.value] += 1
        else:
            self.accepted += 1


MOST_WORKERS = 1024
"""More processes than one machine feeds."""
Watcher = Callable[[Progress], None]
EngineMaker = Callable[[RunConfig], Engine]
Screen = Callable[[Accepted | Refused], Accepted | Refused]
"""Looks at each candidate before it is compared with the others, and may refuse it; it must depend on the candidate alone."""


def run(
    config: RunConfig,
    out: Path,
    workers: int | None = None,
    resume: bool = False,
    watch: Watcher | None = None,
    engine: EngineMaker | None = None,
    screen: Screen | None = None,
) -> Path:
    """Make the run that `config` describes in the directory `out` and return the directory.

    Raises UsageError, LibraryError or RunError; an interrupted run keeps its shards and continues with `resume`.
    """
    count = workers if workers is not None else default_workers()
    if not 1 <= count <= MOST_WORKERS:
        raise UsageError(f"workers: {count} were asked for; it takes 1 to {MOST_WORKERS}")
    library = library_of(config)
    directory = RunDirectory(out)
    identity = identity_of(config, library)
    directory.create(identity, resume)
    if directory.is_finished:
        directory.drop_shards()
        return out
    progress, totals, timers = Progress(config.n), Totals(), Timers()
    with storage(out), directory.whole(SAMPLES) as samples, directory.whole(REJECTED) as rejected:
        if config.n:
            prepare_together(config, library, count)
            maker = engine or (lambda asked: LocalEngine(asked, count))
            _fill(config, directory, maker, progress, _Samples(samples, totals), rejected, timers, watch, screen)
    finish(config, library, directory, progress, totals, timers, count)
    directory.drop_shards()
    return out


def _fill(
    config: RunConfig,
    directory: RunDirectory,
    engine: EngineMaker,
    progress: Progress,
    samples: _Samples,
    rejected: IO[str],
    timers: Timers,
    watch: Watcher | None,
    screen: Screen | None,
) -> None:
    judge = Judge(samples.recall)
    with closing(_results(config, directory, engine, judge.claims)) as results:
        for result in results:
            timers.add(result.seconds, result.calls)
            for outcome in result.outcomes:
                if progress.tried == config.attempts:
                    raise RunError(_exhausted(progress, config))
                verdict = judge.decide(screen(outcome) if screen else outcome)
                progress.count(verdict)
                if isinstance(verdict, Rejection):
                    rejected.write(_line((config.split_policy.hide(verdict) if config.split_policy else verdict).row()))
                else:
                    samples.write(verdict.text)
                if progress.accepted == config.n:
                    break
            if watch:
                watch(progress)
            if progress.accepted == config.n:
                return
    raise RunError(_exhausted(progress, config))


def _results(
    config: RunConfig, directory: RunDirectory, make_engine: EngineMaker, claims: Sequence[bytes]
) -> Generator[BlockResult, None, None]:
    """Yield the results of all blocks in order: kept ones from their shards, the others from an engine, which are kept."""
    blocks = -(-config.attempts // BLOCK_SIZE)
    done = 0
    while done < blocks and (kept := directory.kept(done)) is not None:
        yield kept
        done += 1
    missing = (block for block in range(done, blocks) if directory.kept(block) is None)
    engine = make_engine(config)
    try:
        made = engine.results(missing, claims)
        for block in range(done, blocks):
            result = directory.kept(block)
            if result is None:
                result = next(made)
                directory.keep(block, result)
            yield result
    finally:
        engine.close()


class _Samples:
    """The samples file as it is written, of which any row can be read again. What is written is counted in `totals`."""

    def __init__(self, handle: IO[str], totals: Totals) -> None:
        self._handle = handle
        self._totals = totals
        self._ends = [0]

    def write(self, text: str) -> None:
        """Add a row."""
        self._handle.write(text + "\n")
        self._totals.add(json.loads(text))
        self._ends.append(self._ends[-1] + len(text.encode()) + 1)

    def recall(self, number: int) -> str:
        """Return the row with this number."""
        self._handle.flush()
        with open(self._handle.name, "rb") as handle:
            handle.seek(self._ends[number])
            return handle.read(self._ends[number + 1] - self._ends[number]).decode()


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def _exhausted(progress: Progress, config: RunConfig) -> str:
    reasons = ", ".join(f"{count} {reason}" for reason, count in progress.rejections.most_common(3))
    common = progress.rejections.most_common(1)
    meaning = f" ({EXPLANATIONS[Reason(common[0][0])]})" if common else ""
    return (
        f"only {progress.accepted} of {config.n} samples were accepted in {progress.tried} attempts; "
        f"most were rejected as {reasons}{meaning}; "
        "ask for fewer, for other depths or topics, or give more --max-attempts"
    )
