"""The pool: warm zygotes for as many callers as there are slots, each hash seed with its own."""

from __future__ import annotations

import os
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from synthgen.errors import SandboxError
from synthgen.sandbox.verdict import Tier
from synthgen.sandbox.worker import Worker, WorkerLostError

_pools: weakref.WeakSet[Pool] = weakref.WeakSet()


class Pool:
    """At most `slots` programs run at once; a caller waits for a slot. Any thread may call."""

    def __init__(self, slots: int, tier: Tier | None, allow_weak: bool) -> None:
        """Nothing is started before the first `lend`."""
        self._slots = slots
        self._tier = tier
        self._allow_weak = allow_weak
        self._tidy = True
        self._reset()
        _pools.add(self)
        self._at_exit = weakref.finalize(self, _close_all, self._idle)

    def _reset(self) -> None:
        self._free = threading.BoundedSemaphore(self._slots)
        self._lock = threading.Lock()
        self._idle: OrderedDict[int, list[Worker]] = OrderedDict()
        self._alive = 0
        self._closed = False
        self.tier_seen = Tier.RLIMITS

    @contextmanager
    def lend(self, hash_seed: int) -> Iterator[Worker]:
        """Lend a zygote with that hash seed; if WorkerLostError comes out of the block it is thrown away.

        Raises SandboxError if none can be started, or only at a tier that was not agreed to, and WorkerLostError if one
        was killed while it started.
        """
        with self._free:
            worker = self._take(hash_seed) or self._start(hash_seed)
            try:
                yield worker
            except BaseException:  # an interrupted exchange leaves an answer in the channel: no good any more
                self._drop(worker)
                raise
            self._give_back(worker)

    def _take(self, hash_seed: int) -> Worker | None:
        surplus: Worker | None = None
        with self._lock:
            if self._closed:
                raise SandboxError("this sandbox is closed; make a new one")
            workers = self._idle.get(hash_seed)
            found = workers.pop() if workers else None
            if found is None:
                if self._alive >= self._slots:
                    surplus = self._pop_oldest()
                if surplus is None:
                    self._alive += 1
        if surplus is not None:
            surplus.close()
        if found is not None and not found.idle_and_alive():
            found.close()
            return None
        return found

    def _pop_oldest(self) -> Worker | None:
        for workers in self._idle.values():
            if workers:
                return workers.pop()
        return None

    def _start(self, hash_seed: int) -> Worker:
        try:
            worker = self._started(hash_seed)
        except BaseException:
            with self._lock:
                self._alive -= 1
            raise
        wanted = self._tier
        if worker.tier is Tier.RLIMITS and not self._allow_weak:
            problem = (
                f"untrusted code can only be held by resource limits here (this kernel offers: "
                f"{', '.join(worker.steps) or 'neither namespaces nor Landlock nor seccomp'}); on a machine that has "
                "nothing to lose, allow that with allow_weak=True or --allow-weak; see `synthgen sandbox doctor`"
            )
        elif wanted not in (None, worker.tier):
            problem = f"the tier {wanted} was asked for, this machine has {worker.tier}; see `synthgen sandbox doctor`"
        else:
            self.tier_seen = worker.tier
            return worker
        self._drop(worker)
        raise SandboxError(problem)

    def _started(self, hash_seed: int) -> Worker:
        """Return a zygote that has come up. If it does not with its memory laid out anew, it is left as it is from then on."""
        try:
            return Worker(hash_seed, self._tier, self._tidy)
        except (WorkerLostError, SandboxError):
            if not self._tidy:
                raise
        worker = Worker(hash_seed, self._tier, tidy=False)
        self._tidy = False
        return worker

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            if not self._closed:
                self._idle.setdefault(worker.hash_seed, []).append(worker)
                self._idle.move_to_end(worker.hash_seed)
                return
        worker.close()

    def _drop(self, worker: Worker) -> None:
        with self._lock:
            self._alive -= 1
        worker.close(patience=0.0)

    def close(self) -> None:
        """End the idle zygotes now, the busy ones when their program ends; idempotent."""
        with self._lock:
            self._closed = True
        self._at_exit()

    def forget(self) -> None:
        """In a forked copy of the caller: start afresh, since locks may be held and the zygotes are another's."""
        self._at_exit.detach()
        for workers in self._idle.values():
            for worker in workers:
                worker.forsake()
        closed = self._closed
        self._reset()
        self._closed = closed
        self._at_exit = weakref.finalize(self, _close_all, self._idle)


def _close_all(idle: OrderedDict[int, list[Worker]]) -> None:
    workers = [worker for some in idle.values() for worker in some]
    idle.clear()
    for worker in workers:
        worker.close()


def _after_fork() -> None:
    for pool in list(_pools):
        pool.forget()


os.register_at_fork(after_in_child=_after_fork)

__all__ = ["Pool", "WorkerLostError"]
