"""EvalPlus evaluates an export offline: canonical solutions pass base and plus tests, empty answers neither."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from consumer import call, rows_of, write_rows

from synthgen import export
from synthgen.run.opened import Run


@pytest.mark.parametrize(("answer", "wanted"), [("completion", "pass"), ("solution", "pass"), ("empty", "fail"), ("constant", "fail")])
def test_base_and_plus(answer: str, wanted: str, run: Run, tmp_path: Path) -> None:
    done = export(run, "evalplus", tmp_path / "out")
    assert done.counts.exported + done.counts.refused["not_json"] == len(run)
    assert done.counts.exported >= 20
    problems = rows_of(done.files["train"])
    code = {f"synthgen/{sample.metadata.id}": sample.code for sample in run}
    rows = []
    for problem in problems:
        answers = {
            "completion": {"completion": problem["canonical_solution"]},
            "solution": {"solution": code[problem["task_id"]]},
            "empty": {"completion": ""},
            "constant": {"completion": "    return None\n"},
        }
        rows.append({"task_id": problem["task_id"], **answers[answer]})
    samples = write_rows(tmp_path / "samples.jsonl", rows)
    arguments = ["-m", "evalplus.evaluate", "--dataset", "humaneval", "--samples", samples, "--parallel", "2"]
    call("evalplus", arguments, tmp_path, HUMANEVAL_OVERRIDE_PATH=str(done.files["train"]), XDG_CACHE_HOME=str(tmp_path / "cache"))
    results = json.loads((tmp_path / "samples_eval_results.json").read_text())["eval"]
    assert set(results) == {problem["task_id"] for problem in problems}
    assert {row[status] for rows in results.values() for row in rows for status in ("base_status", "plus_status")} == {wanted}
