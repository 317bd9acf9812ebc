"""The APPS metric, as verl ships it (`prime_code`), grades an export: solutions pass every test, empty answers none.

The metric itself is on no package index. verl's copy takes a call's arguments as lines of JSON, so the lists are written as lines here;
nothing else is changed. A result in a list of its own keeps the metric from taking the first element of a list for the list.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from consumer import call, rows_of, write_rows

from synthgen import export
from synthgen.run.opened import Run

SCRIPT = """
import importlib.util
import json
import sys
from pathlib import Path

folder = Path(sys.prefix) / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/verl/utils/reward_score/prime_code"
spec = importlib.util.spec_from_file_location("prime_code", folder / "__init__.py", submodule_search_locations=[str(folder)])
prime_code = sys.modules["prime_code"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(prime_code)

if __name__ == "__main__":
    passed = {}
    for line in open(sys.argv[1], encoding="utf-8"):
        job = json.loads(line)
        # verl calls it with continuous=True: the share of the first ten tests, if not all pass at once.
        passed[job["id"]] = float(prime_code.compute_score(job["answer"], job["tests"], continuous=True)[0])
    print(json.dumps(passed))
"""


def as_lines(tests: dict[str, list[object]]) -> dict[str, object]:
    """Return the tests as verl's copy of the metric takes them."""
    inputs = ["\n".join(map(json.dumps, arguments)) for arguments in tests["inputs"]]  # type: ignore[call-overload]
    return {**tests, "inputs": inputs, "outputs": [json.dumps(result) for result in tests["outputs"]]}


def wrong(code: str, entry: str) -> str:
    """Return a program that gives the first element of a list where the list is asked for, and else nothing."""
    return f"{code}\n\nright = {entry}\n\n\ndef {entry}(*arguments):\n    return (right(*arguments) or [None])[0]\n"


@pytest.mark.parametrize(("answer", "wanted"), [("gold", 1.0), ("reference", 1.0), ("empty", 0.0), ("constant", 0.0), ("first", 0.0)])
def test_answers(answer: str, wanted: float, run: Run, tmp_path: Path) -> None:
    done = export(run, "apps", tmp_path / "out")
    assert done.counts.exported >= 20
    jobs = []
    for row in rows_of(done.files["train"]):
        tests, solutions = json.loads(row["input_output"]), json.loads(row["solutions"])
        name = tests["fn_name"]
        if answer == "first" and not isinstance(tests["outputs"][0][0], list):
            continue
        texts = {
            "gold": solutions[0], "reference": solutions[-1], "empty": "", "constant": f"def {name}(*_):\n    return None\n",
            "first": wrong(solutions[0], name),
        }  # fmt: skip
        jobs.append({"id": row["problem_id"], "answer": texts[answer], "tests": as_lines(tests)})
    printed = call("apps", ["-c", SCRIPT, write_rows(tmp_path / "jobs.jsonl", jobs)], tmp_path)
    assert json.loads(printed.splitlines()[-1]) == {job["id"]: wanted for job in jobs}
