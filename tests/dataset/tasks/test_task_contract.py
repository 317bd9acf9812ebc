"""What holds for every task type in both languages: one parametrised test for each promise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from synthgen.dataset.tasks import TASK_TYPES, Refusal, RefusalReason, derive, derive_all, score_task, verify_task
from synthgen.errors import UsageError
from synthgen.records import Sample
from synthgen.run.rows import arrow_schema, sample_of
from synthgen.sandbox import Execution, Outcome, Sandbox, Tier, Verdict

ROOT = Path(__file__).parents[3]
EVERY = [(name, language) for name in TASK_TYPES for language in ("en", "zh")]
SCORED = [(name, language) for name, language in EVERY if TASK_TYPES[name].score]
GARBAGE = ["", "   ", "I do not know.", "```python\n```", "```python\nx = (\n```", "答案：", "Answer: (((", "\x00", "assert True"]

Rows = dict[tuple[str, str], list[Sample]]


@pytest.mark.parametrize("name", TASK_TYPES)
def test_most_samples_have_a_row(rows: Rows, samples: list[Sample], name: str) -> None:
    assert sum(len(rows[name, language]) for language in ("en", "zh")) >= 0.5 * len(samples)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_there_are_rows_in_each_language_and_every_row_is_verified(rows: Rows, name: str, language: str) -> None:
    found = rows[name, language]
    assert found
    assert [verify_task(row) for row in found] == [""] * len(found)


@pytest.mark.parametrize(("name", "language"), SCORED)
def test_the_right_answer_earns_full_marks(rows: Rows, name: str, language: str) -> None:
    for row in rows[name, language]:
        assert score_task(row, row.code) == pytest.approx(row.reward, abs=1e-12)
        assert row.reward >= 0.8 if name == "code_generation" else row.reward == 1.0


@pytest.mark.parametrize(("name", "language"), SCORED)
@pytest.mark.parametrize("answer", GARBAGE)
def test_an_empty_or_senseless_answer_earns_nothing(rows: Rows, name: str, language: str, answer: str) -> None:
    assert score_task(rows[name, language][0], answer) == 0.0


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_prompt_speaks_the_language_and_does_not_give_the_answer_away(rows: Rows, name: str, language: str) -> None:
    for row in rows[name, language]:
        chinese = any("\u4e00" <= character <= "\u9fff" for character in row.prompt.split("```")[0])
        assert chinese == (language == "zh")
        assert row.code not in row.prompt


@pytest.mark.parametrize(("name", "language"), SCORED)
def test_the_prompt_given_back_earns_nothing(rows: Rows, name: str, language: str) -> None:
    row = rows[name, language][0]
    assert score_task(row, row.prompt) == 0.0


def test_explanations_have_no_scorer(rows: Rows) -> None:
    row = rows["code_explanation", "en"][0]
    assert score_task(row, row.code) is None
    assert row.reward == 1.0


def test_rows_of_all_types_share_one_arrow_table(rows: Rows) -> None:
    together = [row for some in rows.values() for row in some]
    table = pa.Table.from_pylist([row.row() for row in together], arrow_schema())
    assert table.num_rows == len(together)
    assert {kind.as_py() for kind in table["metadata"].combine_chunks().field("task_type").unique()} == set(TASK_TYPES)
    assert all(row.reference_code and row.test_cases and row.metadata.errors for row in together)
    assert [sample_of(json.loads(json.dumps(row.row()))) for row in together] == together


def test_ids_are_those_of_the_sources_extended_by_the_type(rows: Rows, samples: list[Sample]) -> None:
    ids = [row.metadata.id for some in rows.values() for row in some]
    assert len(set(ids)) == len(ids)
    known = {sample.metadata.id for sample in samples}
    assert all(one in known or one.rsplit("-", 1)[0] in known for one in ids)


def test_code_generation_is_the_sample_itself(rows: Rows, samples: list[Sample]) -> None:
    assert [*rows["code_generation", "en"], *rows["code_generation", "zh"]] == sorted(samples, key=lambda one: one.metadata.language)


@pytest.mark.parametrize("name", TASK_TYPES)
def test_the_same_seed_gives_the_same_row_in_any_order(samples: list[Sample], outcomes: list[Sample | Refusal], name: str) -> None:
    place = list(TASK_TYPES).index(name)
    assert derive(samples[2], name, seed=3) == outcomes[2 * len(TASK_TYPES) + place]


def test_another_seed_gives_other_rows(samples: list[Sample], outcomes: list[Sample | Refusal]) -> None:
    names = ["output_prediction", "input_prediction", "code_completion"]
    again = list(derive_all(samples[:4], names, seed=4))
    before = [one for one in outcomes if isinstance(one, Sample) and one.metadata.task_type in names]
    assert sum(one not in before for one in again) > 4


def test_a_derived_row_is_no_source(rows: Rows) -> None:
    row = rows["output_prediction", "en"][0]
    refusal = derive(row, "input_prediction")
    assert isinstance(refusal, Refusal)
    assert (refusal.id, refusal.reason) == (row.metadata.id, RefusalReason.NOT_A_SOURCE)


def test_a_plan_of_another_library_is_refused(samples: list[Sample]) -> None:
    stranger = samples[0].metadata.plan.replace(samples[0].metadata.atoms[0], "no_such_atom")
    sample = replace(samples[0], metadata=replace(samples[0].metadata, plan=stranger))
    for name in ("output_prediction", "code_explanation", "doc_generation"):
        refusal = derive(sample, name)
        assert isinstance(refusal, Refusal)
        assert refusal.reason is RefusalReason.NO_PLAN


def test_rows_that_cannot_be_read_are_told_and_not_thrown(samples: list[Sample], rows: Rows) -> None:
    senseless = replace(samples[0], code="def f(:\n")
    for name in TASK_TYPES:
        refusal = derive(senseless, name)
        assert isinstance(refusal, Refusal)
        assert refusal.detail.startswith("SyntaxError")
    for name in TASK_TYPES:
        row = rows[name, "en"][0]
        assert verify_task(replace(row, test_cases=[replace(row.test_cases[0], input="x y")])).startswith("LiteralError")
        assert verify_task(replace(row, test_cases=[])) == "the row has no reference_code or no test_cases"
        assert verify_task(replace(row, code="(")) != ""


def test_names_that_do_not_exist_are_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no task type named 'code_explaination'; did you mean 'code_explanation'"):
        derive_all([], ["code_explaination"])


def test_an_answer_that_is_no_text_earns_nothing(rows: Rows) -> None:
    assert score_task(rows["output_prediction", "en"][0].row(), None) == 0.0  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in TASK_TYPES if name != "code_generation"])
def test_templates_and_documentation_name_every_type(name: str) -> None:
    for language in ("en", "zh"):
        assert (ROOT / "templates" / language / "tasks" / f"{name}.j2").is_file()
    assert f"| `{name}` |" in (ROOT / "docs" / "task-types.md").read_text(encoding="utf-8")


class LostSandbox(Sandbox):
    """A sandbox that always fails."""

    def _execute(self, source: object, calls: Sequence[bytes], entry_point: str | None, *rest: object) -> Execution:  # type: ignore[override]
        outcome = Outcome(Verdict.INFRASTRUCTURE, detail="no zygote")
        return Execution((outcome,) * len(calls), None, entry_point, None, Tier.RLIMITS, 0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("name", [name for name, language in SCORED if language == "en" and name != "output_prediction"])
def test_a_sandbox_that_fails_is_no_zero(rows: Rows, samples: list[Sample], name: str) -> None:
    row = rows[name, "en"][0]
    assert score_task(row, row.code, sandbox=LostSandbox()) is None
    refusal = derive(samples[0], name, sandbox=LostSandbox())
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.detail) == (RefusalReason.SANDBOX_FAILED, "no zygote")
