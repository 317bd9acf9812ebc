"""Answers to rows of every task type, marked one by one and scored as a file: right ones earn all, empty ones nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from shared_run import Finished

from synthgen import open_run
from synthgen.cli import main
from synthgen.dataset.tasks import TASK_TYPES, derive_all
from synthgen.errors import RecordError
from synthgen.marking import LOST, PARTIAL, UNSCORED, mark, problem_of
from synthgen.records import Sample
from synthgen.reward import Scoring
from synthgen.sandbox import Execution, Outcome, Sandbox, Tier, Verdict
from synthgen.scoring import ScoreSummary, score_file

SCORED = [name for name in TASK_TYPES if TASK_TYPES[name].score]
BINARY = Scoring(mode="binary")


class LostSandbox(Sandbox):
    """A sandbox that fails on every program."""

    def _execute(self, source: object, calls: object, *rest: object) -> Execution:
        lost = Outcome(Verdict.INFRASTRUCTURE, detail="gone")
        return Execution((lost,) * len(calls), None, None, None, Tier.RLIMITS, 0, 0.0, 0.0, 0.0)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def rows(finished: Finished) -> dict[str, Sample]:
    """One row of every task type."""
    found: dict[str, Sample] = {}
    for sample in open_run(finished.path):
        missing = [name for name in TASK_TYPES if name not in found]
        if not missing:
            break
        found.update({one.metadata.task_type: one for one in derive_all([sample], missing, seed=1) if isinstance(one, Sample)})
    return found


Lines = list[dict[str, object]]


def score(tmp_path: Path, samples: Lines, answers: Lines) -> tuple[ScoreSummary, Lines]:
    for name, lines in (("samples", samples), ("answers", answers)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    out = tmp_path / "scores.jsonl"
    summary = score_file(tmp_path / "answers.jsonl", tmp_path / "samples.jsonl", out)
    return summary, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_there_is_a_row_of_every_type(rows: dict[str, Sample]) -> None:
    assert sorted(rows) == sorted(TASK_TYPES)


@pytest.mark.parametrize("name", SCORED)
def test_a_right_answer_earns_full_marks_and_an_empty_one_none(rows: dict[str, Sample], name: str, tmp_path: Path) -> None:
    row = rows[name]
    answers = [{"id": row.metadata.id, "completions": [row.code, ""]}]
    summary, written = score(tmp_path, [row.row()], answers)
    assert [one["reward"] for one in written] == [pytest.approx(row.reward), 0.0]
    assert written[0]["verdict"] == "pass"
    assert written[1]["verdict"] != "pass"
    assert [one["task_type"] for one in written] == [name, name]
    assert (summary.pass_at_1, summary.unattempted) == (0.5, 0)
    assert summary.task_types == {name: pytest.approx(row.reward / 2)}


def test_a_type_without_a_scorer_is_counted_apart_and_is_no_zero(rows: dict[str, Sample], tmp_path: Path) -> None:
    taught, predicted = rows["code_explanation"], rows["output_prediction"]
    answers = [{"id": row.metadata.id, "completion": row.code} for row in (taught, predicted)]
    summary, written = score(tmp_path, [taught.row(), predicted.row()], answers)
    assert [(one["reward"], one["verdict"]) for one in written] == [(None, UNSCORED), (1.0, "pass")]
    assert (summary.unscored, summary.unknown, summary.unattempted) == (1, 0, 1)
    assert (summary.mean_reward, summary.pass_at_1) == (1.0, 1.0)


def test_half_an_answer_is_partial_and_nothing_in_binary_mode(rows: dict[str, Sample]) -> None:
    row = rows["doc_generation"]
    case = row.test_cases[0]
    problem = problem_of(row.row(), 0)
    half = f'"""Say nothing.\n\n>>> {row.metadata.entry_point}({case.input})\n{case.output}\n"""'
    found = mark(problem, half)
    assert found.verdict == PARTIAL
    assert found.reward == 0.25
    assert found.passed is False
    assert mark(problem, half, BINARY).reward == 0.0
    assert mark(problem, row.code, BINARY).reward == 1.0


@pytest.mark.parametrize("name", ["code_generation", "code_debugging", "input_prediction"])
def test_a_sandbox_that_fails_says_nothing_about_an_answer(rows: dict[str, Sample], name: str) -> None:
    found = mark(problem_of(rows[name].row(), 0), rows[name].code, sandbox=LostSandbox(workers=1))
    assert (found.reward, found.passed, found.verdict) == (None, None, LOST)


def test_rows_that_cannot_be_marked_are_named_by_file_and_line(rows: dict[str, Sample], tmp_path: Path) -> None:
    row = rows["output_prediction"]
    other = replace(row, metadata=replace(row.metadata, task_type="output_predicton"))
    with pytest.raises(RecordError, match=r"samples.jsonl:1: no task type named 'output_predicton'; did you mean 'output_prediction'"):
        score(tmp_path, [other.row()], [])
    cut = row.row()
    del cut["reference_code"]
    with pytest.raises(RecordError, match=r"samples.jsonl:1: .*reference_code"):
        score(tmp_path, [cut], [])


def test_the_command_scores_by_task_type(rows: dict[str, Sample], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = [rows[name] for name in SCORED]
    score(tmp_path, [row.row() for row in right], [{"id": row.metadata.id, "completion": row.code} for row in right])
    command = ["score", str(tmp_path / "answers.jsonl"), "--against", str(tmp_path / "samples.jsonl"), "--quiet"]
    assert main([*command, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["task_types"] == {name: pytest.approx(rows[name].reward) for name in sorted(SCORED)}
    assert figures["verdicts"] == {"pass": len(SCORED)}
    assert main(command) == 0
    assert "  output_prediction 1.000\n" in capsys.readouterr().out
