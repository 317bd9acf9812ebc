"""The stage in which models take part: from a finished run to the same run, enriched, on one page.

The composed samples stay beside the result, and every stage starts from them: what a stage writes depends on them, on the settings
and on the answers alone. Answers are kept as they come, so a stage that was killed asks for nothing twice, and one that is
run again asks for nothing at all. Samples are worked on side by side and written in index order, whatever answers first.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from synthgen.errors import RunError
from synthgen.library import Library
from synthgen.llm.ask import default_cache, run_coroutine
from synthgen.llm.asking import Asker
from synthgen.llm.bench import Bench
from synthgen.llm.brief import Brief
from synthgen.llm.budget import Budget, Tally
from synthgen.llm.cache import Cache
from synthgen.llm.client import Client
from synthgen.llm.describe import describe_run
from synthgen.llm.endpoint import Endpoint
from synthgen.llm.ledger import COMPOSED, EXPLAINED, LEDGER, Counts, Ledger, line
from synthgen.llm.new_tasks import briefs_of, new_tasks, stage_seed
from synthgen.llm.outcomes import Outcome
from synthgen.llm.proof import Prover
from synthgen.llm.sample_roles import Enriched, enrich
from synthgen.llm.settings import ModelSettings
from synthgen.llm.templates import Templates
from synthgen.records import Sample
from synthgen.run.directory import SAMPLES, RunDirectory, storage
from synthgen.run.opened import Run, open_run
from synthgen.run.rows import Rows, sample_of
from synthgen.sandbox import Sandbox

WINDOW = 48
"""Samples that are worked on at once, so that an endpoint never waits for a program to run."""


@dataclass(slots=True)
class StageProgress:
    """How far a stage is: samples and new tasks done, of how many, what their attempts came to, what was spent."""

    wanted: int
    done: int = 0
    counts: Counts = field(default_factory=Counts)
    tally: Tally = field(default_factory=Tally)


Watch = Callable[[StageProgress], None]


def run_stage(path: Path, settings: ModelSettings, library: Library, watch: Watch | None = None) -> StageProgress:
    """Let models work on the finished run in `path`, whose atoms are those of `library`; returns what it came to.

    Raises UsageError for settings or templates that cannot be, RunError if there is no finished run or it cannot be written, and
    EndpointError if the endpoint cannot be used; the run is then as it was, and its answers are kept.
    """
    endpoint, templates = check_settings(settings)
    run = open_run(path)
    recorded = run.metadata["library"]["hash"]
    if recorded != library.fingerprint:
        found = f"library {recorded}, the atoms at hand are {library.fingerprint}"
        raise RunError(f"the run in {path} was made of {found}; give its own by --atoms DIR")
    base = _composed(run)
    return run_coroutine(lambda: _staged(run, base, settings, endpoint, templates, library, watch))


def check_settings(settings: ModelSettings) -> tuple[Endpoint, Templates]:
    """Return the endpoint and the templates of settings. Raises UsageError for what would fail only later: key, caps, templates."""
    Budget(settings.caps, settings.prices, settings.models)
    templates = Templates(settings.templates)
    return settings.endpoint(), templates


def _composed(run: Run) -> Rows[Sample]:
    """Return the samples as they were composed; what is there now becomes that if no stage has worked on the run."""
    path = run.path / COMPOSED
    directory = RunDirectory(run.path)
    if not path.is_file():
        with storage(run.path), (run.path / SAMPLES).open("rb") as source, directory.whole_binary(COMPOSED) as target:
            shutil.copyfileobj(source, target)
    return Rows(path, sample_of)


async def _staged(
    run: Run, base: Rows[Sample], settings: ModelSettings, endpoint: Endpoint, templates: Templates, library: Library, watch: Watch | None
) -> StageProgress:
    briefs = briefs_of(settings, base, library, run.metadata)
    progress = StageProgress(len(base) + len(briefs))
    seed = stage_seed(run.metadata)

    with ExitStack() as stack:

        def told(_: Tally) -> None:
            if watch:
                watch(progress)

        cache = stack.enter_context(Cache(settings.cache or default_cache()))
        sandbox, other = stack.enter_context(Sandbox()), stack.enter_context(Sandbox())
        _ = sandbox.tier  # a machine without a sandbox is told before anything is paid
        threads = stack.enter_context(ThreadPoolExecutor(sandbox.workers, "synthgen-proof"))
        client = Client(endpoint, cache, settings.caps, settings.prices, settings.models, told)
        progress.tally = client.tally
        async with client:
            bench = Bench(Asker(client, templates, settings), Prover((sandbox, other), seed), settings, seed, library, sandbox, threads)
            await _written(run, base, bench, briefs, progress, told)
    describe_run(run, settings, progress.counts, progress.tally)
    if watch:
        watch(progress)
    return progress


async def _written(
    run: Run, base: Rows[Sample], bench: Bench, briefs: Sequence[Brief], progress: StageProgress, told: Callable[[Tally], None]
) -> None:
    """Write samples, explanations and ledger; all get their names together at the end."""
    directory = RunDirectory(run.path)
    prompts = {_digest(sample.prompt) for sample in base}
    with ExitStack() as files:
        samples = files.enter_context(directory.whole(SAMPLES))
        explained = files.enter_context(directory.whole(EXPLAINED)) if "explain" in bench.settings.roles else None
        ledger = Ledger(files.enter_context(directory.whole(LEDGER)))
        progress.counts = ledger.counts
        async for done in _in_order(base, bench):
            row = _with_new_prompt(done, prompts)
            samples.write(line(row.sample.row()))
            if row.explanation is not None and explained is not None:
                explained.write(line(row.explanation.row()))
            ledger.write(row.attempts)
            progress.done += 1
            told(progress.tally)
        async for attempts, sample in new_tasks(briefs, base, bench, prompts):
            if sample is not None:
                samples.write(line(sample.row()))
            ledger.write(attempts)
            progress.done += 1
            told(progress.tally)
    if "explain" not in bench.settings.roles:
        (run.path / EXPLAINED).unlink(missing_ok=True)


async def _in_order(samples: Iterable[Sample], bench: Bench) -> AsyncIterator[Enriched]:
    """Yield what becomes of each sample, in order, with many under way."""
    if not {"paraphrase", "solve", "explain"} & set(bench.settings.roles):
        for sample in samples:
            yield Enriched(sample, sample, None, ())
        return
    source = iter(samples)
    pending = deque(asyncio.ensure_future(enrich(sample, bench)) for sample in islice(source, WINDOW))
    try:
        while pending:
            yield await pending[0]
            pending.popleft()
            pending.extend(asyncio.ensure_future(enrich(sample, bench)) for sample in islice(source, 1))
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


def _with_new_prompt(done: Enriched, prompts: set[bytes]) -> Enriched:
    """Return the sample, or as it was if a model worded it like another one."""
    if done.sample.prompt == done.plain.prompt:
        return done
    key = _digest(done.sample.prompt)
    if key in prompts:
        return done.undone(Outcome.SAME_PROMPT, "another sample has this wording")
    prompts.add(key)
    return done


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()
