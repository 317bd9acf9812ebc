"""The sandbox: run untrusted programs under limits and say what each call came to."""

from __future__ import annotations

import contextlib
import marshal
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import TypeVar, cast

from synthgen.errors import SandboxError, UsageError
from synthgen.sandbox import judge
from synthgen.sandbox.cases import Cases, pack_call, prepare
from synthgen.sandbox.child import WITH_CHANGES, WITH_QUALITY
from synthgen.sandbox.limits import Limits
from synthgen.sandbox.pool import Pool, WorkerLostError
from synthgen.sandbox.verdict import Execution, Outcome, Tier, Trial, Verdict

MAX_HASH_SEED = 2**32 - 1
"""CPython's own bound for PYTHONHASHSEED."""
ATTEMPTS = 2
"""A zygote that is lost is replaced once for the same program."""
AHEAD = 256
"""Results per worker that `Sandbox.map` holds back to keep the order; then it waits for the one that is missing."""

Given = TypeVar("Given")
Result = TypeVar("Result")


class Sandbox:
    """Warm zygotes that run untrusted programs, one process each; thread-safe, a context manager.

    workers     programs at once; None stands for the processors that this process may use
    tier        None takes the strongest that the machine offers; a tier asks for exactly that one
    allow_weak  agree to resource limits only, where there is nothing better (or `tier` asks for it)

    Zygotes start at the first use (about 0.15 s) and end with `close` or the interpreter. From asyncio, call by
    way of `asyncio.to_thread`.

    >>> with Sandbox(workers=1) as sandbox:
    ...     [outcome.value for outcome in sandbox.execute("def f(a, b): return a + b", ["1, 2", "'x', 'y'"]).outcomes]
    [3, 'xy']
    """

    def __init__(
        self,
        limits: Limits | None = None,
        workers: int | None = None,
        tier: Tier | None = None,
        allow_weak: bool = False,
    ) -> None:
        """Raise UsageError if `workers` is no positive number."""
        if workers is not None and workers < 1:
            raise UsageError(f"a sandbox with {workers} workers was asked for; it takes at least 1")
        self.limits = limits or Limits()
        self.workers = workers or available_processors()
        self._pool = Pool(self.workers, tier, allow_weak)

    def execute(
        self,
        source: str | Sequence[str],
        calls: Sequence[str],
        entry_point: str | None = None,
        *,
        hash_seed: int = 0,
        limits: Limits | None = None,
        with_changes: bool = False,
        with_quality: bool = False,
    ) -> Execution:
        """Call the function `entry_point` of `source` with each of `calls`, in order, in one fresh process.

        `source` may be several readings of one answer: the first that compiles is run. A call is the text between its
        parentheses: "[3, 1], 2". `with_changes` also says which calls changed their
        arguments, `with_quality` rates the source. Raises LiteralError if a call is no list of literals, and
        SandboxError if there is no sandbox; whatever the source does is an outcome.
        """
        wishes = with_changes * WITH_CHANGES | with_quality * WITH_QUALITY
        packed = [pack_call(call) for call in calls]
        return self._execute(source, packed, entry_point, hash_seed, limits or self.limits, wishes)

    def run(
        self,
        source: str | Sequence[str],
        test_cases: Cases | str | Iterable[Mapping[str, str]],
        entry_point: str | None = None,
        *,
        hash_seed: int = 0,
        limits: Limits | None = None,
        with_quality: bool = False,
    ) -> Trial:
        """Return the verdicts of `source` on `test_cases`, which are compared here, never where the source runs.

        Raises RecordError if a test case is no such thing, and SandboxError if there is no sandbox.
        """
        cases = test_cases if isinstance(test_cases, Cases) else prepare(test_cases)
        wishes = WITH_QUALITY if with_quality else 0
        execution = self._execute(source, cases.calls, entry_point, hash_seed, limits or self.limits, wishes)
        return Trial(tuple(map(judge.verdict, execution.outcomes, cases.expected)), execution)

    def map(self, function: Callable[[Given], Result], items: Iterable[Given]) -> Iterator[Result]:
        """Yield `function` of each item, in order, with all workers busy; `function` calls this sandbox.

        Items are taken as the workers need them, so that an endless iterable is fine; a slow one holds no other up,
        until `AHEAD` results per worker wait for its own.
        """
        tasks: SimpleQueue[tuple[int, Given] | None] = SimpleQueue()
        done: SimpleQueue[tuple[int, Result | None, BaseException | None]] = SimpleQueue()
        held: dict[int, tuple[Result | None, BaseException | None]] = {}
        threads = [Thread(target=_work, args=(function, tasks, done), daemon=True) for _ in range(self.workers)]
        for thread in threads:
            thread.start()
        taken = given = under_way = 0
        waiting = iter(items)
        more = True
        try:
            while more or under_way or given in held:
                if given in held:
                    value, problem = held.pop(given)
                    given += 1
                    if problem is not None:
                        raise problem
                    yield cast(Result, value)
                elif more and under_way < 2 * self.workers and taken - given < AHEAD * self.workers:
                    try:
                        tasks.put((taken, next(waiting)))
                        taken, under_way = taken + 1, under_way + 1
                    except StopIteration:
                        more = False
                else:
                    place, result, trouble = done.get()
                    held[place] = result, trouble
                    under_way -= 1
        finally:  # whoever stops taking results wants no more programs run
            with contextlib.suppress(Empty):
                while True:
                    tasks.get_nowait()
            for _ in threads:
                tasks.put(None)
            for thread in threads:
                thread.join()

    @property
    def tier(self) -> Tier:
        """How well programs are locked in here; starts a zygote to find out."""
        try:
            with self._pool.lend(0) as worker:
                return worker.tier
        except WorkerLostError as lost:
            raise SandboxError(f"the sandbox did not start: {lost}") from None

    def close(self) -> None:
        """End the zygotes; idempotent."""
        self._pool.close()

    def __enter__(self) -> Sandbox:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _execute(
        self,
        source: str | Sequence[str],
        calls: Sequence[bytes],
        entry_point: str | None,
        hash_seed: int,
        limits: Limits,
        wishes: int,
    ) -> Execution:
        readings = (source,) if isinstance(source, str) else tuple(source)
        if not 0 <= hash_seed <= MAX_HASH_SEED:
            raise UsageError(f"the hash seed {hash_seed} was asked for; it takes 0 to {MAX_HASH_SEED}")
        payload = marshal.dumps((readings, entry_point, tuple(calls), wishes))
        begun = time.monotonic()
        problem = ""
        for _ in range(ATTEMPTS):
            try:
                with self._pool.lend(hash_seed) as worker:
                    begun = time.monotonic()
                    ending = worker.run(limits, payload)
                    tier = worker.tier
            except WorkerLostError as lost:
                problem = str(lost)
                continue
            took = time.monotonic() - begun
            said = judge.report(ending)
            outcomes = judge.outcomes(ending, len(calls), limits)
            used = (took, ending.cpu_seconds, ending.peak_mb)
            name = said.entry_point or entry_point
            return Execution(outcomes, said.reading, name, said.quality, tier, hash_seed, *used)
        lost_outcome = Outcome(Verdict.INFRASTRUCTURE, detail=f"the zygote was lost twice: {problem}"[:200])
        took = time.monotonic() - begun
        return Execution(
            (lost_outcome,) * len(calls), None, entry_point, None, self._pool.tier_seen, hash_seed, took, 0.0, 0.0
        )


def _work(
    function: Callable[[Given], Result],
    tasks: SimpleQueue[tuple[int, Given] | None],
    done: SimpleQueue[tuple[int, Result | None, BaseException | None]],
) -> None:
    """Do `tasks` until one is None; plain queues, since futures cost more than the rest of the caller's part."""
    while (task := tasks.get()) is not None:
        place, item = task
        try:
            done.put((place, function(item), None))
        except BaseException as problem:
            done.put((place, None, problem))


def available_processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
