"""Rows with a planted fault: the verification of their type says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from synthgen.dataset.tasks import Refusal, RefusalReason, derive, verify_task
from synthgen.records import Sample, TestCase

Rows = dict[tuple[str, str], list[Sample]]


def answer_of(row: Sample, code: str) -> Sample:
    assert code != row.code
    return replace(row, code=code)


def another_claim(row: Sample) -> Sample:
    return answer_of(row, re.sub(r"= `[^`]*`$", "= `'no such value'`", row.code, count=1, flags=re.MULTILINE))


def claim_left_out(row: Sample) -> Sample:
    return answer_of(row, re.sub(r"^ *- `[^\n]*\n", "", row.code, count=1, flags=re.MULTILINE))


def another_result(row: Sample) -> Sample:
    return answer_of(row, row.code.rstrip("\n") + "0\n" if row.test_cases[0].output.isdigit() else row.code.rstrip("\n") + "x\n")


def completion_that_fails(row: Sample) -> Sample:
    indent = row.code[: len(row.code) - len(row.code.lstrip())]
    whole = row.reference_code[0].removesuffix(row.code)
    rest = f"{indent}return None\n"
    return replace(row, code=rest, reference_code=[whole + rest])


def completion_of_nothing(row: Sample) -> Sample:
    return replace(row, code="# done\n", reference_code=[row.reference_code[0] + "# done\n"], prompt=row.prompt + row.reference_code[0])


def fix_that_fails(row: Sample) -> Sample:
    return answer_of(row, row.code.replace(row.reference_code[0].rstrip(), row.metadata.errors[0].code.rstrip()))


def broken_that_passes(row: Sample) -> Sample:
    error = replace(row.metadata.errors[0], code=row.reference_code[0])
    return replace(row, prompt=row.prompt + error.code, metadata=replace(row.metadata, errors=[error]))


def words_about_nothing(row: Sample) -> Sample:
    error = replace(row.metadata.errors[0], description="`no_such_name` instead of `nothing`")
    return replace(row, metadata=replace(row.metadata, errors=[error]))


def not_simpler(row: Sample) -> Sample:
    return answer_of(row, row.reference_code[0])


def simpler_but_other(row: Sample) -> Sample:
    return answer_of(row, f"def {row.metadata.entry_point}(*arguments):\n    return None\n")


def false_example(row: Sample) -> Sample:
    first = row.test_cases[0]
    false = TestCase(first.input, "'no such value'")
    code = row.code.replace(f"({first.input})\n{first.output}\n", f"({first.input})\n{false.output}\n", 1)
    return replace(answer_of(row, code), test_cases=[false, *row.test_cases[1:]])


def parameter_left_out(row: Sample) -> Sample:
    name = row.metadata.signature.split("(")[1].split(":")[0]
    return answer_of(row, re.sub(rf"`{name}`", "`it`", row.code))


def mutant_that_lives(row: Sample) -> Sample:
    lives = replace(row.metadata.errors[0], code=row.reference_code[0])
    return replace(row, metadata=replace(row.metadata, errors=[*row.metadata.errors[1:], lives]))


def wrong_test(row: Sample) -> Sample:
    case = row.test_cases[0]
    return answer_of(row, row.code.replace(f"({case.input}) ", f"({case.input}) == 'no such value' and 1 ", 1))


def call_that_misses(row: Sample) -> Sample:
    return answer_of(row, f"Answer: {row.metadata.entry_point}()\n")


FAULTS: list[tuple[str, Callable[[Sample], Sample], str]] = [
    ("output_prediction", another_claim, "execution gives"),
    ("output_prediction", claim_left_out, "execution"),
    ("output_prediction", another_result, "the answer states"),
    ("code_explanation", another_claim, "execution gives"),
    ("code_explanation", another_result, "does not end in the result"),
    ("code_completion", completion_that_fails, "program 0 on"),
    ("code_completion", completion_of_nothing, "the tests pass without the completion"),
    ("code_debugging", fix_that_fails, "the answer earns 0.0000"),
    ("code_debugging", broken_that_passes, "the broken program gives"),
    ("code_debugging", words_about_nothing, "the words quote code"),
    ("code_refactoring", not_simpler, "saves 0% of the effort"),
    ("code_refactoring", simpler_but_other, "the answer earns 0.0000"),
    ("doc_generation", false_example, "program 0 on"),
    ("doc_generation", parameter_left_out, "the answer earns 0."),
    ("test_generation", mutant_that_lives, "the answer earns 0."),
    ("test_generation", wrong_test, "readable tests"),
    ("input_prediction", call_that_misses, "the answer earns 0.0000"),
    ("code_generation", simpler_but_other, "program 0 on"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "plant", "said"), FAULTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_planted_fault_is_found(rows: Rows, name: str, plant: Callable[[Sample], Sample], said: str, language: str) -> None:
    row = rows[name, language][0]
    assert verify_task(row) == ""
    assert said in verify_task(plant(row))


def test_a_stored_reward_that_is_not_earned_is_found(rows: Rows) -> None:
    row = rows["input_prediction", "zh"][0]
    assert verify_task(replace(row, reward=0.5)) == "the right answer of a derived row earns 1.0, the row says 0.5000"


def test_a_stored_reward_of_a_sample_is_measured_again(rows: Rows) -> None:
    row = rows["code_generation", "en"][0]
    assert verify_task(replace(row, reward=0.5)) == f"the answer earns {row.reward:.4f}, the row says 0.5000"


def test_a_sample_whose_solution_is_wrong_is_refused_by_every_type(samples: list[Sample]) -> None:
    broken = [replace(sample, code=sample.metadata.errors[0].code) for sample in samples[:6]]
    for name in ("code_generation", "code_completion", "code_debugging", "code_refactoring", "test_generation"):
        refusals = [derive(sample, name) for sample in broken]
        reasons = [refusal.reason for refusal in refusals if isinstance(refusal, Refusal)]
        assert len(reasons) == len(broken)
        found = sum(reason in (RefusalReason.UNVERIFIED, RefusalReason.FEW_MUTANTS) for reason in reasons)
        others = sum(reason is RefusalReason.NOT_SIMPLER for reason in reasons)
        assert found + others == len(broken)
        assert found >= len(broken) / 2
        assert not others or name == "code_refactoring"


def test_a_test_with_a_wrong_result_is_refused_by_traces(samples: list[Sample]) -> None:
    wrong = [replace(case, output="'no such value'") for case in samples[0].test_cases]
    refusal = derive(replace(samples[0], test_cases=wrong), "output_prediction")
    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.NO_PLAN


def test_a_mutant_that_does_not_compile_is_a_fault_and_no_crash(rows: Rows) -> None:
    row = rows["test_generation", "en"][0]
    errors = [replace(error, code="def broken(:") for error in row.metadata.errors]
    assert verify_task(replace(row, metadata=replace(row.metadata, errors=errors))).startswith("SyntaxError: ")
