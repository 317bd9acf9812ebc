"""Contrast data: right and wrong answers to one prompt, with rewards that were measured by running them.

    preference_pairs(samples)       # chosen and rejected, for DPO and reward models
    graded_groups(samples, k=4)     # k candidates from right to wrong, for listwise losses and for calibrating a judge

Right answers are a sample's solution and references, wrong ones its error examples and mutants of its solution's text.
Every reward is `synthgen.reward.reward_of` on executed verdicts, so that it is what a trainer's reward function gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from random import Random
from typing import Any, TypeVar

from synthgen.dataset.tasks.answers import PROBLEMS
from synthgen.dataset.tasks.bench import Bench, SandboxLost, bench_of, reward
from synthgen.dataset.tasks.broken import broken_forms
from synthgen.dataset.tasks.task_type import Failure, Refusal, RefusalReason
from synthgen.errors import LiteralError, UsageError
from synthgen.quality import static_quality
from synthgen.records import TASK_TYPE, Sample
from synthgen.sandbox import Sandbox, Verdict
from synthgen.streams import stream
from synthgen.syntax import parse_module

PAIR, GROUP = "preference_pair", "graded_group"
"""What refusals call the two kinds of contrast data."""
LEAST_GAP = 0.05
"""Least difference of the rewards of a pair: less may be a matter of style."""
TRIED_PER_PLACE = 4
"""Mutants that are tried for each place in a group."""
_WRONG_SOLUTION = Failure(RefusalReason.UNVERIFIED, "neither the solution nor a reference passes the tests")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer: where it comes from (a form's name, or a mutation operator), what is wrong with it, and its measured reward."""

    code: str
    origin: str
    fault: str
    reward: float


@dataclass(frozen=True, slots=True)
class PreferencePair:
    """Two answers to one prompt. `fault` says in the prompt's language what is wrong with the rejected one."""

    id: str
    prompt: str
    chosen: str
    rejected: str
    chosen_reward: float
    rejected_reward: float
    chosen_origin: str
    rejected_origin: str
    fault: str
    difficulty: str
    language: str

    def row(self) -> dict[str, Any]:
        """Return the row that is written."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class GradedGroup:
    """One prompt and its candidates, the highest reward first; the first is right and the last is wrong."""

    id: str
    prompt: str
    candidates: tuple[Candidate, ...]
    difficulty: str
    language: str

    def row(self) -> dict[str, Any]:
        """Return the row that is written: the candidates as a list of objects."""
        return {**asdict(self), "candidates": [asdict(candidate) for candidate in self.candidates]}


Made = TypeVar("Made")


def preference_pairs(
    samples: Iterable[Sample], seed: int = 0, *, sandbox: Sandbox | None = None
) -> Iterator[PreferencePair | Refusal]:
    """Yield, for each sample in order, a pair of a right and a wrong answer, or why there is none."""
    return _each(samples, seed, PAIR, _pair, bench_of(sandbox, None))


def graded_groups(
    samples: Iterable[Sample], k: int = 4, seed: int = 0, *, sandbox: Sandbox | None = None
) -> Iterator[GradedGroup | Refusal]:
    """Yield, for each sample in order, `k` candidates from right to wrong, or why there are none.

    Up to half of them are right, of different forms; the rewards of the wrong ones differ and are spread over what
    was found. Raises UsageError if `k` is below 2.
    """
    if k < 2:
        raise UsageError(f"groups of {k} were asked for; a group has at least 2 candidates")
    return _each(samples, seed, GROUP, lambda sample, random, bench: _group(sample, k, random, bench), bench_of(sandbox, None))


def _each(
    samples: Iterable[Sample], seed: int, what: str, make: Callable[[Sample, Random, Bench], Made | Failure], bench: Bench
) -> Iterator[Made | Refusal]:
    def one(sample: Sample) -> Made | Refusal:
        key = sample.metadata.id
        if sample.metadata.task_type != TASK_TYPE:
            return Refusal(key, what, RefusalReason.NOT_A_SOURCE, f"it is a row of {sample.metadata.task_type}")
        try:
            parse_module(sample.code)
            made = make(sample, stream(seed, key, what), bench)
        except SandboxLost as lost:
            return Refusal(key, what, RefusalReason.SANDBOX_FAILED, str(lost))
        except (LiteralError, *PROBLEMS) as fault:
            return Refusal(key, what, RefusalReason.UNVERIFIED, f"{type(fault).__name__}: {fault}")
        return Refusal(key, what, made.reason, made.detail) if isinstance(made, Failure) else made

    return bench.sandbox.map(one, samples)


def _pair(sample: Sample, random: Random, bench: Bench) -> PreferencePair | Failure:
    metadata = sample.metadata
    right = _right(sample, bench)
    if not right:
        return _WRONG_SOLUTION
    chosen = random.choice(right)
    for rejected in _wrong(sample, random, bench, TRIED_PER_PLACE):
        if chosen.reward - rejected.reward >= LEAST_GAP:
            return PreferencePair(
                id=f"{metadata.id}-{PAIR}",
                prompt=sample.prompt,
                chosen=chosen.code,
                rejected=rejected.code,
                chosen_reward=chosen.reward,
                rejected_reward=rejected.reward,
                chosen_origin=chosen.origin,
                rejected_origin=rejected.origin,
                fault=rejected.fault,
                difficulty=sample.difficulty,
                language=metadata.language,
            )
    return Failure(RefusalReason.FEW_MUTANTS, f"no broken form earns {LEAST_GAP} less than the right one")


def _group(sample: Sample, k: int, random: Random, bench: Bench) -> GradedGroup | Failure:
    right = _right(sample, bench)
    if not right:
        return _WRONG_SOLUTION
    by_reward: dict[float, Candidate] = {}
    for one in _wrong(sample, random, bench, TRIED_PER_PLACE * k):
        by_reward.setdefault(round(one.reward, 6), one)
    wrong = sorted(by_reward.values(), key=lambda one: -one.reward)
    wanted = max(k - min(len(right), k // 2), 1)
    if len(wrong) < wanted:
        return Failure(RefusalReason.FEW_MUTANTS, f"{len(wrong)} broken forms with different rewards, {wanted} are asked")
    spread = [wrong[(place + 1) * len(wrong) // wanted - 1] for place in range(wanted)]
    best = sorted(random.sample(right, k - wanted), key=lambda one: -one.reward)
    candidates = (*best, *spread)
    if spread[0].reward >= best[-1].reward:
        return Failure(RefusalReason.FEW_MUTANTS, "a broken form earns as much as a right one")
    return GradedGroup(f"{sample.metadata.id}-{GROUP}", sample.prompt, candidates, sample.difficulty, sample.metadata.language)


def _right(sample: Sample, bench: Bench) -> list[Candidate]:
    """Return those of the sample's solution and references that pass every test."""
    entry, cases = sample.metadata.entry_point, sample.test_cases
    forms = [sample.metadata.form, *sample.metadata.reference_forms]
    right = []
    for form, code in zip(forms, [sample.code, *sample.reference_code], strict=True):
        verdicts = bench.verdicts(code, entry, cases)
        if all(verdict is Verdict.PASS for verdict in verdicts):
            right.append(Candidate(code, form, "", reward(verdicts, static_quality(code))))
    return right


def _wrong(sample: Sample, random: Random, bench: Bench, most_tried: int) -> Iterator[Candidate]:
    """Yield broken forms with their rewards: the sample's error examples in random order, then mutants of its solution."""
    entry, cases, is_zh = sample.metadata.entry_point, sample.test_cases, sample.metadata.language == "zh"
    seen: set[str] = set()
    for error in random.sample(sample.metadata.errors, len(sample.metadata.errors)):
        seen.add(error.code)
        verdicts = bench.verdicts(error.code, entry, cases)
        if any(verdict is not Verdict.PASS for verdict in verdicts):
            fault = error.description_zh if is_zh else error.description
            yield Candidate(error.code, error.operator, fault, reward(verdicts, static_quality(error.code)))
    for broken in broken_forms(bench, sample.code, entry, cases, random, most_tried):
        one = broken.mutant
        if one.source not in seen:
            yield Candidate(one.source, one.operator, one.description_zh if is_zh else one.description, broken.reward)
