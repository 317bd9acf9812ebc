"""Contrast data: rewards are those that a trainer's reward function gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from synthgen.dataset.contrast import GradedGroup, PreferencePair, graded_groups, preference_pairs
from synthgen.dataset.tasks import Refusal, RefusalReason
from synthgen.dataset.tasks.bench import bench_of
from synthgen.errors import UsageError
from synthgen.records import Sample, TestCase
from synthgen.reward import Scoring, score


def measured(sample: Sample, code: str) -> float | None:
    cases = [{"input": case.input, "output": case.output} for case in sample.test_cases]
    return score(code, cases, sample.metadata.entry_point, scoring=Scoring(limits=bench_of(None, None).limits))


def test_pairs_have_measured_rewards_with_a_gap(samples: list[Sample]) -> None:
    samples = samples[:4]
    pairs = list(preference_pairs(samples, seed=1))
    assert len(pairs) == len(samples)
    for sample, pair in zip(samples, pairs, strict=True):
        assert isinstance(pair, PreferencePair)
        assert pair.prompt == sample.prompt
        assert pair.chosen in (sample.code, *sample.reference_code)
        assert pair.chosen_reward == pytest.approx(measured(sample, pair.chosen))
        assert pair.rejected_reward == pytest.approx(measured(sample, pair.rejected))
        assert pair.chosen_reward - pair.rejected_reward >= 0.05
        assert any("\u4e00" <= character <= "\u9fff" for character in pair.fault) == (pair.language == "zh")
    assert pairs == list(preference_pairs(samples, seed=1))


@pytest.mark.parametrize("k", [2, 5])
def test_groups_go_from_right_to_wrong(samples: list[Sample], k: int) -> None:
    samples = samples[:4]
    groups = list(graded_groups(samples, k, seed=1))
    assert sum(isinstance(group, GradedGroup) for group in groups) >= 3
    for sample, group in zip(samples, groups, strict=True):
        if isinstance(group, Refusal):
            assert group.reason is RefusalReason.FEW_MUTANTS
            continue
        rewards = [candidate.reward for candidate in group.candidates]
        assert len(rewards) == k
        assert rewards == sorted(rewards, reverse=True)
        assert rewards == pytest.approx([measured(sample, candidate.code) for candidate in group.candidates])
        right = [candidate for candidate in group.candidates if not candidate.fault]
        assert 1 <= len(right) <= k // 2
        assert len({round(reward, 6) for reward in rewards[len(right) :]}) == k - len(right)
        assert group.row()["candidates"][0]["code"] == group.candidates[0].code


def test_a_group_of_one_is_refused() -> None:
    with pytest.raises(UsageError, match="groups of 1 were asked for"):
        graded_groups([], 1)


def test_a_sample_whose_every_form_is_wrong_has_no_contrast(samples: list[Sample]) -> None:
    wrong = samples[0].metadata.errors[0].code
    sample = replace(samples[0], code=wrong, reference_code=[wrong] * len(samples[0].reference_code))
    for made in (next(preference_pairs([sample])), next(graded_groups([sample]))):
        assert isinstance(made, Refusal)
        assert made.reason is RefusalReason.UNVERIFIED


@pytest.mark.parametrize(("code", "call", "output"), [("def broken(:", "", ""), ("", "(]", ""), ("", "", "]")])
def test_a_sample_that_cannot_be_read_is_refused(samples: list[Sample], code: str, call: str, output: str) -> None:
    sample = samples[0]
    case = TestCase(call or sample.test_cases[0].input, output or sample.test_cases[0].output)
    made = next(preference_pairs([replace(sample, code=code or sample.code, test_cases=[case])]))
    assert isinstance(made, Refusal)
    assert made.reason is RefusalReason.UNVERIFIED
    assert made.detail.startswith("SyntaxError: " if code else "LiteralError: ")
