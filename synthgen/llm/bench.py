"""What every role works with: the asker, the prover and its threads, and the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from synthgen.library import Library
from synthgen.llm.answers import Program
from synthgen.llm.asking import Asker, Said
from synthgen.llm.outcomes import Outcome
from synthgen.llm.proof import Prover, Trial
from synthgen.llm.settings import CHECK, ModelSettings
from synthgen.records import Sample, TestCase
from synthgen.sandbox import Sandbox

Given = ParamSpec("Given")
Result = TypeVar("Result")
CHECKS_FROM = 1_000_000
"""Number of the first answer that proves a text. The solve role asks for others to the same words: an answer that was chosen
because it passed would make its pass rate too high."""
LANGUAGE_NAMES = {"en": "English", "zh": "中文"}
"""What languages are called in templates; others go by what the user calls them."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The place where roles work."""

    asker: Asker
    prover: Prover
    settings: ModelSettings
    seed: int
    library: Library
    sandbox: Sandbox = field(repr=False)
    threads: ThreadPoolExecutor = field(repr=False)

    async def off_loop(self, function: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
        """Return the result of a function that runs programs, from a thread, so that answers go on arriving."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, lambda: function(*given, **named))

    async def solved(
        self, template: str, variables: dict[str, str], task: Sample, fresh: tuple[TestCase, ...], language: str, sample: int
    ) -> tuple[Said[Program], Trial | None]:
        """Return an independent solve from a text alone, with what became of it; None if there is no program."""
        said = await self.asker.ask(Program, template, self.settings.model_for(CHECK), language, variables, CHECKS_FROM + sample)
        if said.value is None:
            return said, None
        return said, await self.off_loop(self.prover.try_out, said.value.code, task, fresh)


def unfaithful(said: Said[Program], trial: Trial | None) -> tuple[Outcome, str]:
    """Return how an attempt ends whose independent solve failed."""
    if trial is None and said.outcome in (Outcome.UNASKED, Outcome.UNANSWERED, Outcome.REJECTED):
        return said.outcome, said.detail
    if trial is None:
        return Outcome.UNFAITHFUL, f"the solve is {said.outcome}: {said.detail}"
    return Outcome.UNFAITHFUL, f"{trial.outcome}: {trial.detail}"
