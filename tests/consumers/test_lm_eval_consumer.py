"""lm-evaluation-harness runs an export: gold answers score 1, empty ones 0, and its dummy model 0 through its own command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from consumer import call, rows_of

from synthgen import export
from synthgen.dataset.export.whole_rows import SCORED
from synthgen.run.opened import Run

SCRIPT = """
import json
import sys

import lm_eval
from lm_eval.api.model import LM
from lm_eval.tasks import TaskManager


class Model(LM):
    def generate_until(self, requests, disable_tqdm=False):
        return [request.doc["answer"] if sys.argv[2] == "gold" else "" for request in requests]

    def loglikelihood(self, requests):
        raise NotImplementedError

    loglikelihood_rolling = loglikelihood


if __name__ == "__main__":
    manager = TaskManager(include_path=sys.argv[1], include_defaults=False)
    found = lm_eval.simple_evaluate(model=Model(), tasks=["synthgen"], task_manager=manager, log_samples=True, bootstrap_iters=0)
    scores = {sample["doc"]["id"]: sample["score"] for sample in found["samples"]["synthgen"]}
    print(json.dumps([scores, found["results"]["synthgen"]["score,none"]]))
"""


@pytest.mark.parametrize(("answer", "wanted"), [("gold", 1.0), ("empty", 0.0)])
def test_scores_of_every_task_type(answer: str, wanted: float, every_type: Path, tmp_path: Path) -> None:
    done = export(every_type, "lm-eval", tmp_path / "out")
    rows = rows_of(done.files["train"])
    assert {row["task_type"] for row in rows} == SCORED
    (tmp_path / "model.py").write_text(SCRIPT)
    printed = call("lm-eval", ["model.py", tmp_path / "out", answer], tmp_path)
    scores, mean = json.loads(printed.splitlines()[-1])
    assert scores == {row["id"]: wanted for row in rows}
    assert mean == wanted


def test_its_own_command_with_the_dummy_model(run: Run, tmp_path: Path) -> None:
    export(run, "lm-eval", tmp_path / "out", limit=3)
    arguments = ["-m", "lm_eval", "run", "--model", "dummy", "--tasks", "synthgen", "--include_path", tmp_path / "out"]
    call("lm-eval", [*arguments, "--output_path", tmp_path / "results"], tmp_path)
    results = json.loads(next((tmp_path / "results").rglob("*.json")).read_text())
    assert results["results"]["synthgen"]["score,none"] == 0.0
    assert results["n-samples"]["synthgen"] == {"original": 3, "effective": 3}
