"""Where jobs with solutions in them run: in worker processes or in the sandbox, several at once, in order either way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from synthgen.errors import UsageError
from synthgen.programs.answers import Isolation, Run, SandboxRun
from synthgen.programs.workers import Crew, Lost, mapped
from synthgen.sandbox import Limits, Sandbox
from synthgen.sandbox.sandbox import available_processors

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Bench:
    """A place for jobs. `seconds` is the wall time of a job in a worker process; the sandbox limits each program itself."""

    workers: int
    seconds: float
    sandbox: Sandbox | None

    def results(self, here: str, function: Callable[[Job, Run], Result], jobs: Iterable[Job], hash_seed: int) -> Iterator[Result | Lost]:
        """Yield `function(job, run)` for each of `jobs`, in order.

        `here` names, as "module:name", the function of a job alone that does the same where programs run in its own process;
        `hash_seed` is that process's. In the sandbox every run names its own hash seed.
        """
        if self.sandbox is None:
            return mapped(here, jobs, workers=self.workers, hash_seed=str(hash_seed), seconds=self.seconds)
        run = SandboxRun(self.sandbox)
        return self.sandbox.map(lambda job: function(job, run), jobs)

    @contextmanager
    def rounds(
        self, here: str, function: Callable[[Job, Run], Result], hash_seed: int
    ) -> Iterator[Callable[[Iterable[Job]], Iterator[Result | Lost]]]:
        """Give a function that does as `results` for several rounds of jobs, with the same processes for all."""
        if self.sandbox is not None:
            yield lambda jobs: self.results(here, function, jobs, hash_seed)
            return
        with Crew(here, workers=self.workers, hash_seed=str(hash_seed), seconds=self.seconds) as crew:
            yield crew.mapped


@contextmanager
def bench(isolation: Isolation, workers: int | None, seconds: float, sandbox: Sandbox | None = None) -> Iterator[Bench]:
    """Give a bench; a sandbox of its own is closed with it, one that was brought along stays open."""
    if isolation not in ("sandbox", "process"):
        raise UsageError(f"no isolation named {isolation!r}; there are: process, sandbox")
    count: Any = workers or available_processors()
    if isolation == "process":
        yield Bench(count, seconds, None)
    elif sandbox is not None:
        yield Bench(count, seconds, sandbox)
    else:
        with Sandbox(Limits(seconds=seconds), count) as own:
            yield Bench(count, seconds, own)
