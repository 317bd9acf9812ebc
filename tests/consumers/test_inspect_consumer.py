"""inspect_ai evaluates an export with mockllm: gold answers score 1 on every sample, empty and wrong answers 0."""

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

from inspect_ai import eval as evaluate
from inspect_ai.model import ModelOutput, ModelUsage, get_model

sys.path.insert(0, sys.argv[1])
import synthgen_task

task = synthgen_task.synthgen()
wanted = sys.argv[2]
gold = {sample.input: sample.target for sample in task.dataset}


def answer(messages, tools, choice, config):
    text = {"gold": gold[messages[-1].text], "empty": "", "words": "I do not know."}[wanted]
    output = ModelOutput.from_content(model="mockllm", content=text)
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output


log = evaluate(task, model=get_model("mockllm/model", custom_outputs=answer), log_dir="logs", display="none")[0]
faults = [sample.error.traceback for sample in log.samples if sample.error]
assert not faults, faults[0]
scores = {sample.id: sample.scores["synthgen_score"].value for sample in log.samples}
metrics = {name: metric.value for name, metric in log.results.scores[0].metrics.items()}
print(json.dumps([log.status, scores, metrics]))
"""


@pytest.mark.parametrize(("answer", "wanted"), [("gold", 1.0), ("empty", 0.0), ("words", 0.0)])
def test_scores_of_every_task_type(answer: str, wanted: float, every_type: Path, tmp_path: Path) -> None:
    done = export(every_type, "inspect-ai", tmp_path / "out")
    rows = rows_of(done.files["train"])
    assert {row["metadata"]["task_type"] for row in rows} == SCORED
    printed = call("inspect", ["-c", SCRIPT, tmp_path / "out", answer], tmp_path)
    status, scores, metrics = json.loads(printed.splitlines()[-1])
    assert status == "success"
    assert scores == {row["id"]: wanted for row in rows}
    assert metrics["mean"] == wanted


def test_its_own_command_finds_the_task(run: Run, tmp_path: Path) -> None:
    """`inspect eval` with mockllm would fetch a tokeniser, so that its command lists the tasks only."""
    export(run, "inspect-ai", tmp_path / "out", limit=3)
    tasks = json.loads(call("inspect", ["-m", "inspect_ai", "list", "tasks", "out", "--json"], tmp_path))
    assert [(task["file"], task["name"]) for task in tasks] == [("out/synthgen_task.py", "synthgen")]
