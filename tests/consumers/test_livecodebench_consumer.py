"""LiveCodeBench's grader, as lighteval ships it, grades an export: solutions pass every test, empty answers none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from consumer import call, rows_of, write_rows

from synthgen import export
from synthgen.dataset.export.answer_text import fenced
from synthgen.run.opened import Run

SCRIPT = """
import importlib.util
import json
import sys
from pathlib import Path

packages = Path(sys.prefix) / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
file = packages / "lighteval/tasks/tasks/lcb/codegen_metrics.py"
spec = importlib.util.spec_from_file_location("codegen_metrics", file)
metrics = sys.modules["codegen_metrics"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(metrics)

if __name__ == "__main__":
    samples, answers = [], []
    for line in open(sys.argv[1], encoding="utf-8"):
        job = json.loads(line)
        row = job["row"]
        tests = json.loads(row["public_test_cases"]) + metrics.translate_private_test_cases(row["private_test_cases"])
        case = {"inputs": [one["input"] for one in tests], "outputs": [one["output"] for one in tests]}
        case["fn_name"] = json.loads(row["metadata"])["func_name"]
        samples.append({"input_output": json.dumps(case)})
        answers.append([metrics.extract_code(job["answer"])])
    found, results = metrics.codegen_metrics(samples, answers, k_list=[1], num_process_evaluate=2)
    print(json.dumps([float(found["pass@1"]), list(found["detail"]["pass@1"].values())]))
"""


@pytest.mark.parametrize(("answer", "wanted"), [("gold", 1.0), ("reference", 1.0), ("empty", 0.0), ("constant", 0.0)])
def test_pass_at_1(answer: str, wanted: float, run: Run, tmp_path: Path) -> None:
    done = export(run, "livecodebench", tmp_path / "out")
    rows = rows_of(done.files["train"])
    assert len(rows) == done.counts.exported >= 20
    samples = {sample.metadata.id: sample for sample in run}
    jobs = []
    for row in rows:
        sample = samples[row["question_id"]]
        texts = {
            "gold": sample.code, "reference": sample.reference_code[0], "empty": "",
            "constant": f"def {row['question_title']}(*_):\n    return None\n",
        }  # fmt: skip
        jobs.append({"row": row, "answer": fenced(texts[answer])})
    printed = call("livecodebench", ["-c", SCRIPT, write_rows(tmp_path / "jobs.jsonl", jobs)], tmp_path)
    assert json.loads(printed.splitlines()[-1]) == [wanted, [wanted] * len(jobs)]
