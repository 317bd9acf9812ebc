"""The records of task types: what one is, what it is derived from, and how a derivation may be refused.

A task type is one module of this package that ends in `TYPE = TaskType(...)`. It turns a verified sample into another
row of the same schema, proves that row by execution, and, where it is of use for reinforcement learning, scores
answers to it. What the fields of the row hold for each type is one table in `docs/task-types.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from random import Random

from synthgen.dataset.tasks.bench import Bench
from synthgen.errors import RecordError
from synthgen.plan.graph import Input, Plan, parse_plan
from synthgen.plan.names import Names, name_plan
from synthgen.prompt.language import LANGUAGES
from synthgen.records import ErrorExample, Sample, TestCase


class RefusalReason(StrEnum):
    """Why a sample has no row of a type; closed, so that refusals can be counted."""

    NOT_A_SOURCE = "not_a_source"
    NO_PLAN = "no_plan"
    NO_CASE = "no_case"
    NO_CUT = "no_cut"
    FEW_MUTANTS = "few_mutants"
    NOT_SIMPLER = "not_simpler"
    UNQUOTABLE = "unquotable"
    UNVERIFIED = "unverified"
    SANDBOX_FAILED = "sandbox_failed"


EXPLANATIONS: dict[RefusalReason, str] = {
    RefusalReason.NOT_A_SOURCE: "the row is no code_generation sample, so it holds no solution to start from",
    RefusalReason.NO_PLAN: "the plan does not run with the atoms at hand, or gives other results than the tests",
    RefusalReason.NO_CASE: "no test case is short and telling enough to be shown",
    RefusalReason.NO_CUT: "the solution has no place where it can be cut so that the tests need the rest",
    RefusalReason.FEW_MUTANTS: "too few broken forms of the solution end and fail a test",
    RefusalReason.NOT_SIMPLER: "the solution is not simpler by enough than its clumsy form",
    RefusalReason.UNQUOTABLE: "a text holds the marks that quote it",
    RefusalReason.UNVERIFIED: "the finished row did not stand its own verification",
    RefusalReason.SANDBOX_FAILED: "the sandbox itself failed, which says nothing about the sample",
}
"""One sentence for each reason."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a type could not be derived, before it is known from which sample."""

    reason: RefusalReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sample that has no row of a type, and why. `id` is the sample's."""

    id: str
    task_type: str
    reason: RefusalReason
    detail: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What of a row differs from its source. `programs` become `reference_code`, by form name; the first is what the
    prompt is about. Without `errors` the row keeps those of its source."""

    prompt: str
    answer: str
    programs: tuple[tuple[str, str], ...]
    cases: tuple[TestCase, ...]
    errors: tuple[ErrorExample, ...] = ()


@dataclass(frozen=True)
class Source:
    """A verified sample to derive from, with what is read off it once."""

    sample: Sample
    bench: Bench = field(repr=False)

    @property
    def language(self) -> str:
        """The language that the row is told in: that of the prompt, or English where a model worded it in one without templates."""
        return self.sample.metadata.language if self.sample.metadata.language in LANGUAGES else "en"

    @property
    def entry(self) -> str:
        """The name of the function that is called."""
        return self.sample.metadata.entry_point

    @property
    def solution(self) -> tuple[str, str]:
        """The name of the solution's form, and the solution."""
        return self.sample.metadata.form, self.sample.code

    @cached_property
    def plan(self) -> Plan:
        """The plan, with the atoms of the library at hand. Raises RecordError or LibraryError."""
        return parse_plan(self.sample.metadata.plan, self.bench.library)

    @cached_property
    def names(self) -> Names:
        """The names of the plan. Raises RecordError if this version of synthgen gives other ones than the sample has."""
        plan, names = self.plan, name_plan(self.plan)
        hints = [f"{names.nodes[place]}: {node.kind.hint}" for place, node in enumerate(plan.nodes) if isinstance(node, Input)]
        signature = f"def {names.entry}({', '.join(hints)}) -> {plan.result.hint}:"
        if signature != self.sample.metadata.signature:
            raise RecordError(f"the plan reads {signature!r} here, in the sample {self.sample.metadata.signature!r}")
        return names


Derive = Callable[[Source, Random], Draft | Failure]
Verify = Callable[[Sample, Bench], str]
Score = Callable[[Sample, str, Bench], float]


@dataclass(frozen=True, slots=True)
class TaskType:
    """One kind of task.

    derive  a sample and its stream of randomness -> the row's new fields, or why there are none
    verify  a finished row -> what is wrong with it, found by running it; empty if nothing is
    score   a row and an answer to it -> reward in 0..1, whatever the answer is; None for types that only teach
    """

    name: str
    derive: Derive
    verify: Verify
    score: Score | None = None
