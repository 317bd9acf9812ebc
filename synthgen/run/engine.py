"""Engines: what makes blocks. An engine yields the results of the blocks that it is asked for, in the order of asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import wait
from typing import Protocol

from synthgen.run.blocks import BLOCK_SIZE, BlockResult
from synthgen.run.config import RunConfig
from synthgen.run.process import WORKER_HASH_SEED, Process, receive, send

AHEAD = 3
"""Blocks per worker that may be under way or wait for an earlier one; more would only be thrown away at the end."""


class Engine(Protocol):
    """Makes blocks of one config."""

    def results(self, blocks: Iterable[int], claims: Sequence[bytes]) -> Iterator[BlockResult]:
        """Yield the result of each block number, in the order of `blocks`, which is taken from as work gets done.

        `claims` grows while this runs: the behaviours that judged candidates claimed, all of lower index than a block not yet
        begun. An engine may spare the proof of candidates that have one of them; their fate is the same if it does not.
        """
        ...

    def close(self) -> None:
        """Let go of all processes."""
        ...


class LocalEngine:
    """Worker processes on this machine."""

    def __init__(self, config: RunConfig, workers: int) -> None:
        self._workers = [Process("worker", hash_seed=WORKER_HASH_SEED) for _ in range(workers)]
        for worker in self._workers:
            send(worker, config)

    def results(self, blocks: Iterable[int], claims: Sequence[bytes]) -> Iterator[BlockResult]:
        """Yield results in order; workers take the next block as soon as they are free, and what is claimed since their last."""
        queue = iter(blocks)
        told = dict.fromkeys(self._workers, 0)
        waiting: dict[int, BlockResult | None] = {}
        busy: dict[Process, int] = {}
        idle = list(self._workers)
        exhausted = False
        while True:
            while idle and not exhausted and len(waiting) < AHEAD * len(self._workers):
                block = next(queue, None)
                if block is None:
                    exhausted = True
                    break
                worker = idle.pop()
                waiting[block] = None
                busy[worker] = block
                news = b"".join(claims[told[worker] :])
                told[worker] = len(claims)
                send(worker, (block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE, news))
            if not waiting:
                return
            first = next(iter(waiting))
            result = waiting[first]
            if result is not None:
                del waiting[first]
                yield result
                continue
            ready = wait([worker.connection for worker in busy])
            for worker in [worker for worker in busy if worker.connection in ready]:
                waiting[busy.pop(worker)] = receive(worker)
                idle.append(worker)

    def close(self) -> None:
        """Kill the workers; whatever they are at is not wanted any more."""
        for worker in self._workers:
            worker.kill()
