"""Broken completions files and eval sets: one sentence that names the file and the line, and nothing written."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from evaluation.made import RIGHT, WRONG, evalset, row, write

from synthgen.errors import RecordError, UsageError
from synthgen.evaluation.completions import read_completions
from synthgen.evaluation.tasks import read_evalset

GOOD = {"task_id": "a", "completion": RIGHT}

BROKEN = [
    ("{\n", "c.jsonl:2: not JSON"),
    ("[" * 100_000 + "\n", "c.jsonl:2: not JSON"),
    ('"text"\n', "c.jsonl:2: a row is an object, found a str"),
    ({"completion": RIGHT}, "c.jsonl:2: a row names its task under 'task_id'; it has: completion"),
    ({"task_id": "a"}, "c.jsonl:2: a row has its text under 'completion', or a list of texts under 'completions'; it has: task_id"),
    ({"task_id": "a", "completion": None}, "c.jsonl:2: a row has its text under 'completion'"),
    ({"task_id": "a", "completions": RIGHT}, "c.jsonl:2: a row has its text"),
    ({"task_id": "a", "completions": [RIGHT, 1]}, "c.jsonl:2: a row has its text"),
    ({"task_id": "bb", "completion": RIGHT}, "c.jsonl:2: no task named 'bb'; did you mean 'b'"),
    ({"task_id": 7, "completion": RIGHT}, "c.jsonl:2: no task named '7'; there are: a, b; set has 2 tasks"),
    ({"task_id": "a", "completion": WRONG, "sample": 0}, "c.jsonl:2: sample 0 of task 'a' stands there already"),
    ({"task_id": "a", "completion": WRONG, "sample": "1"}, "c.jsonl:2: 'sample' is the number of a completion .* found '1'"),
    ({"task_id": "a", "completion": WRONG, "sample": -1}, "c.jsonl:2: 'sample' is the number"),
    ({"task_id": "a", "completion": WRONG, "sample": True}, "c.jsonl:2: 'sample' is the number"),
]


@pytest.mark.parametrize(("broken", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_a_broken_row_is_named_by_file_and_line(tmp_path: Path, broken: object, said: str) -> None:
    tasks = read_evalset(evalset(tmp_path / "set", row("a"), row("b")))
    with pytest.raises(RecordError, match=said):
        read_completions(write(tmp_path / "c.jsonl", [GOOD, broken]), tasks)


def test_a_file_that_is_missing_or_empty(tmp_path: Path) -> None:
    tasks = read_evalset(evalset(tmp_path / "set", row("a")))
    with pytest.raises(UsageError, match=r"cannot read the completions .*no\.jsonl: No such file or directory; give a JSONL file"):
        read_completions(tmp_path / "no.jsonl", tasks)
    with pytest.raises(UsageError, match="holds no completions; a row is"):
        read_completions(write(tmp_path / "empty.jsonl", ["\n"]), tasks)


def test_rows_in_any_order_under_either_name(tmp_path: Path) -> None:
    tasks = read_evalset(evalset(tmp_path / "set", row("a"), row("b")))
    given = [{"id": "b", "completion": "3", "result": "passed", "passed": True}, {"task_id": "a", "completions": ["0", "1"]}, "\n"]
    given += [{"task_id": "a", "completion": "2"}]
    found = read_completions(write(tmp_path / "c.jsonl", given), tasks)
    assert [(one.task, one.sample, one.text) for one in found.rows] == [("a", 0, "0"), ("a", 1, "1"), ("a", 2, "2"), ("b", 0, "3")]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{\n", "samples.jsonl:2: not JSON"),
        ("[]\n", "samples.jsonl:2: a row is an object, found a list"),
        (row("a"), "samples.jsonl:2: the id 'a' stands there already; ids must differ"),
        ({**row("b"), "prompt": None}, "samples.jsonl:2: the prompt is a text; found a NoneType"),
        ({"task_id": "b", "completion": ""}, "samples.jsonl:2: a sample has its tests under 'test_cases'; it has: task_id, completion"),
        ({**row("b"), "test_cases": []}, "samples.jsonl:2: a solution needs at least one test case"),
        ({**row("b"), "test_cases": [{"input": "1", "output": "f("}]}, "samples.jsonl:2: test case 0: "),
        (row("b", task_type="riddle"), "samples.jsonl:2: no task type named 'riddle'"),
        (row("b", task_type="output_prediction"), "samples.jsonl:2: not a sample of this version of synthgen"),
    ],
)
def test_a_broken_task_is_named_by_file_and_line(tmp_path: Path, broken: object, said: str) -> None:
    path = tmp_path / "set"
    path.mkdir()
    write(path / "samples.jsonl", [row("a"), broken])
    with pytest.raises(RecordError, match=said):
        read_evalset(path)


def test_an_eval_set_that_is_missing_empty_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        read_evalset(tmp_path / "no.jsonl")
    with pytest.raises(UsageError, match="holds no tasks"):
        read_evalset(evalset(tmp_path / "empty"))
    damaged = tmp_path / "samples.jsonl.gz"
    damaged.write_bytes(gzip.compress(json.dumps(row("a")).encode() * 50)[:-20])
    with pytest.raises(RecordError, match=r"samples.jsonl.gz:\d+: "):
        read_evalset(damaged)
