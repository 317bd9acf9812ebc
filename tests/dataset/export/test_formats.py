"""What is particular about each format: what it holds, what it refuses, and official rules or published protocols that it keeps."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shared_run import Finished

from synthgen import open_run
from synthgen.dataset.export import EXPORTERS, ExportReason, Misfit, export
from synthgen.dataset.export.answer_text import answer_text, fenced
from synthgen.dataset.export.exporter import Place
from synthgen.dataset.export.function_stub import stub_of
from synthgen.dataset.export.rows_files import columns_of
from synthgen.dataset.tasks import TASK_TYPES, score_task
from synthgen.dataset.tasks.reading import read_sample
from synthgen.literals import equal, parse_arguments
from synthgen.records import Sample, TestCase
from tests.dataset.mixture_rows import sample, write

PLACE = Place("train", 0)


def rows_of(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def function(name: str, body: str, *cases: tuple[str, str], before: str = "", **changes: Any) -> Sample:
    """Return a sample of one function of `x`."""
    code = f"{before}def {name}(x):\n    {body}\n"
    tests = [TestCase(*case) for case in cases or [("1", "1")]]
    about = {"entry_point": name, "signature": f"def {name}(x):", "language": "en", **changes}
    return sample(1, code=code, test_cases=tests, **about)


MISFITS: list[tuple[str, Sample, ExportReason]] = [
    ("open-r1", function("f", "return x", ("1.5", "1.5")), ExportReason.UNORDERED),
    ("open-r1", function("f", "return x", ("[1]", "{1, 2}")), ExportReason.UNORDERED),
    ("open-r1", function("f", "return x", ("1", "{1: 2, 'a': 3}")), ExportReason.UNORDERED),
    ("open-r1", function("f", "return x", ("", "1")), ExportReason.UNQUOTABLE),
    ("open-r1", function("f", "return '```'"), ExportReason.UNQUOTABLE),
    ("open-r1", function("f", "return '😀'"), ExportReason.UNQUOTABLE),
    ("human-eval", function("g", "return x", entry_point="f"), ExportReason.NO_ENTRY_POINT),
    ("human-eval", function("f", "return x", before="import functools\n\n\n@functools.cache\n"), ExportReason.NO_ENTRY_POINT),
    ("human-eval", function("f", "return x", before="def check(x):\n    return x\n\n\n"), ExportReason.NAME_TAKEN),
    ("human-eval", sample(1, code="LEAST = 1\n\n\ndef add_1(x=LEAST):\n    return x\n"), ExportReason.NO_ENTRY_POINT),
    ("human-eval", sample(1, code="def add_1(x:\n"), ExportReason.NO_ENTRY_POINT),
    ("evalplus", function("f", "return x", ("(1, 2)", "(1, 2)")), ExportReason.NOT_JSON),
    ("evalplus", function("f", "return x", ("[{1: 2}]", "1")), ExportReason.NOT_JSON),
    ("evalplus", function("f", "return x", ("{1}", "1")), ExportReason.NOT_JSON),
    ("evalplus", function("f", "return x", ("1e999", "1")), ExportReason.NOT_JSON),
    ("evalplus", function("find_zero", "return x"), ExportReason.NAME_TAKEN),
    ("apps", function("f", "return x", ("[(1, 2)]", "1")), ExportReason.NOT_JSON),
    ("apps", function("f", "return x", ("1", "[(1, 2)]")), ExportReason.NOT_JSON),
    ("apps", function("f", "return x", ("{'1': 2}", "1")), ExportReason.NOT_JSON),
    ("apps", function("f", "return x", ("{}, 1", "1")), ExportReason.NOT_JSON),
    ("apps", function("f", "return x", ("1", "{'1': 2}")), ExportReason.NOT_JSON),
    ("apps", function("f", "return x", ("", "1")), ExportReason.NOT_JSON),
    ("apps", function("f", "return x", before="class Solution:\n    pass\n\n\n"), ExportReason.NAME_TAKEN),
    ("livecodebench", function("f", "return x", ("1", "b'a'")), ExportReason.NOT_JSON),
    ("livecodebench", sample(1, code="x = 1\n", signature=""), ExportReason.NO_ENTRY_POINT),
]
"""A format, a sample that it cannot hold, and the reason."""


@pytest.mark.parametrize(("name", "misfit", "reason"), MISFITS, ids=lambda value: value if isinstance(value, str) else None)
def test_what_a_format_cannot_hold_is_refused_with_its_id(name: str, misfit: Sample, reason: ExportReason, tmp_path: Path) -> None:
    fitting = function("f", "return x", ("1", "1"), id="fits")
    done = export(write(tmp_path / "rows.jsonl", [misfit, fitting]), name, tmp_path / "out")
    assert (done.counts.rows, done.counts.exported, done.counts.refused) == (2, 1, {reason: 1})
    (refused,) = rows_of(tmp_path / "out/refused.jsonl")
    assert (refused["file"], refused["line"], refused["id"], refused["reason"]) == ("rows.jsonl", 1, misfit.metadata.id, reason)
    assert refused["detail"]


HOLDS: list[tuple[str, Sample, Callable[[Any], object], object]] = [
    ("open-r1", function("f", "return x", ("1", "{'b': 1, 'a': {}}")), lambda row: row["verification_info"]["test_cases"][0]["output"],
     "{'a': {}, 'b': 1}\n"),
    ("open-r1", function("f", "return x", ("(1, {2: b'a'})", "True")), lambda row: row["verification_info"]["test_cases"][0]["input"],
     "(1, {2: b'a'})\n"),
    ("evalplus", function("f", "return x", ("[1, {'a': None}], 1.5", "(1,)")), lambda row: row["base_input"], [[[1, {"a": None}], 1.5]]),
    ("apps", function("f", "return x", ("{'a': 1}, [2]", "(1, 2)")), lambda row: json.loads(row["input_output"]),
     {"fn_name": "f", "inputs": [[{"a": 1}, [2]]], "outputs": [[[1, 2]]]}),
    ("livecodebench", function("f", "return x", ("'a\\nb', 1", "'c'")), lambda row: json.loads(row["public_test_cases"]),
     [{"input": '"a\\nb"\n1', "output": '"c"', "testtype": "functional"}]),
    ("human-eval", function("f", "return x", ("{1: (2,)}", "1e999")), lambda row: row["test"].splitlines()[-1],
     "    assert _same_value(candidate({1: (2,)}), 1e999)"),
]  # fmt: skip
"""A format, a sample that is at the border of what it holds, what is looked at, and its value."""


@pytest.mark.parametrize(("name", "held", "look", "wanted"), HOLDS, ids=lambda value: value if isinstance(value, str) else None)
def test_what_is_converted_means_the_same(name: str, held: Sample, look: Callable[[Any], object], wanted: object) -> None:
    record = EXPORTERS[name].convert(held, PLACE)
    assert not isinstance(record, Misfit)
    assert look(columns_of(record)) == wanted


@pytest.mark.parametrize("name", ["human-eval", "evalplus", "apps", "livecodebench", "inspect-ai", "lm-eval"])
def test_what_measures_models_carries_the_canary(name: str, finished: Finished, tmp_path: Path) -> None:
    canary = "26b5c67b-86ad-4a1f-9f4a-3c6e9a4d1f00"
    rows = [replace(one, metadata=replace(one.metadata, canary=canary)) for one in list(open_run(finished.path))[:5]]
    file = export(write(tmp_path / "rows.jsonl", rows), name, tmp_path / "out").files["train"]
    lines = file.read_text(encoding="utf-8").splitlines()
    assert 0 < len(lines) <= 5
    assert all(canary in line for line in lines)


def test_answers_earn_what_their_rows_say(every_type: Path) -> None:
    lines = every_type.read_text(encoding="utf-8").splitlines()[:-1]
    rows = [read_sample(json.loads(line)) for line in lines]
    scored = [row for row in rows if TASK_TYPES[row.metadata.task_type].score is not None]
    assert {row.metadata.task_type for row in scored} == {name for name, kind in TASK_TYPES.items() if kind.score}
    for row in scored:
        assert score_task(row, answer_text(row)) == pytest.approx(row.reward), row.metadata.id


def test_a_fence_is_longer_than_any_in_the_code() -> None:
    assert fenced('"""\n```\n````\n"""\n') == '`````python\n"""\n```\n````\n"""\n`````'


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    return helper(x) + 1\n\n\ndef helper(x):\n    return x * LEAST\n\n\nLEAST = 2\n",
        "import math\nfrom typing import Optional\n\n\ndef f(x: Optional[int]) -> int:\n    return math.floor(x) * 2 + 1\n",
        "from __future__ import annotations\n\n\ndef f(x: Unknown):\n    '''Old words.'''\n    y = x * 2\n    return y + 1\n",
        "def f(x): return x * 2 + 1\n",
        "def f(x):\n\ty = x * 2\n\treturn y + 1\n",
        "class Two:\n    value = 2\n\n\ndef f(x):\n  return x * Two.value + 1\n",
        "def f(\n    x: int,\n) -> int:\n    # doubled\n    text = '''\n  a\n'''\n    return x * 2 + len(text.strip())\n",
    ],
)
def test_the_two_halves_of_a_solution_do_what_the_whole_does(code: str) -> None:
    prompt = 'Return twice `x` and one.\n\n"""Quoted""" \\ and \\n "'
    stub = stub_of(sample(1, code=code, prompt=prompt, entry_point="f"), frozenset())
    if isinstance(stub, Misfit):
        assert "Unknown" in stub.detail
        return
    names: dict[str, Any] = {}
    exec(stub.prompt + stub.completion, names)
    assert names["f"](20) == 41
    assert ast.get_docstring(ast.parse(stub.prompt).body[-1]) == prompt  # type: ignore[arg-type]
    assert ast.get_docstring(ast.parse(stub.prompt + stub.completion).body[-1 if code.startswith("import") else 0]) in (prompt, None)


def test_human_eval_tests_are_strict(tmp_path: Path) -> None:
    cases = [("1", "[1, (2, 1.5), {'a': True}]")]
    row = columns_of(EXPORTERS["human-eval"].convert(function("f", "return x", *cases), PLACE))
    names: dict[str, Any] = {}
    exec(row["test"], names)
    names["check"](lambda x: [1, (2, 1.5 + 1e-12), {"a": True}])

    class Liar:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    for wrong in ([1, (2, 1.5), {"a": 1}], [1, [2, 1.5], {"a": True}], [True, (2, 1.5), {"a": True}], [1, (2, 1.6), {"a": True}], Liar(),
                  [1, (2, 1.5), {"a": True}, 4], [1, (2, 1.5), {"b": True}], None):  # fmt: skip
        with pytest.raises(AssertionError):
            names["check"](lambda x, wrong=wrong: wrong)


def openai_errors(row: dict[str, Any]) -> list[str]:
    """Return what OpenAI's published format check for chat fine-tuning says of a line (cookbook, "Data preparation and analysis")."""
    messages = row.get("messages")
    if not messages:
        return ["missing_messages_list"]
    errors = []
    for message in messages:
        if "role" not in message or "content" not in message:
            errors.append("message_missing_key")
        if any(key not in ("role", "content", "name", "function_call", "weight") for key in message):
            errors.append("message_unrecognized_key")
        if message.get("role") not in ("system", "user", "assistant", "function"):
            errors.append("unrecognized_role")
        if not message.get("content") or not isinstance(message["content"], str):
            errors.append("missing_content")
    if not any(message.get("role") == "assistant" for message in messages):
        errors.append("example_missing_assistant_message")
    return errors


def test_openai_chat_keeps_the_rules_and_the_types_of_openai(every_type: Path, tmp_path: Path) -> None:
    from openai.types.chat import ChatCompletionMessageParam
    from pydantic import TypeAdapter

    adapter = TypeAdapter(list[ChatCompletionMessageParam])
    rows = rows_of(export(every_type, "openai-chat", tmp_path / "out").files["train"])
    assert len(rows) >= 10
    for row in rows:
        assert list(row) == ["messages"]
        assert openai_errors(row) == []
        assert [message["role"] for message in adapter.validate_python(row["messages"])] == ["user", "assistant"]
    assert openai_errors({"messages": [{"role": "user", "content": ""}]}) == ["missing_content", "example_missing_assistant_message"]


def open_r1_reward(completion: str, tests: list[dict[str, str]]) -> float:
    """Return the share of tests that an answer passes, as open-r1's `code_reward` extracts, runs and compares (its rewards.py)."""
    blocks = re.findall(r"```python\n(.*?)```", completion, flags=re.DOTALL)
    # It stands as JSON in a Python script there.
    program = ast.literal_eval(json.dumps(blocks[-1] if blocks else ""))
    passed = 0
    for test in tests:
        done = subprocess.run(
            [sys.executable, "-c", program], input=test["input"], text=True, capture_output=True, timeout=20, check=False, encoding="utf-8"
        )
        lines = zip(done.stdout.strip().split("\n"), test["output"].split("\n"), strict=False)
        passed += done.returncode == 0 and all(one.strip() == other.strip() for one, other in lines)
    return passed / len(tests)


def test_open_r1_programs_earn_all_and_empty_ones_nothing(finished: Finished, tmp_path: Path) -> None:
    done = export(finished.path, "open-r1", tmp_path / "out")
    rows = rows_of(done.files["train"])
    assert done.counts.exported == len(rows) == 90
    for row in rows[::30]:
        tests, gold = row["verification_info"]["test_cases"][:3], row["gold_standard_solution"]
        assert open_r1_reward(gold, tests) == 1.0
        partly = gold.replace("    print(", '    print("x", end=""); print(')
        for wrong in ("", "```python\n```", "```python\nprint('nothing')\n```", partly):
            assert open_r1_reward(wrong, tests) == 0.0
        assert open_r1_reward(gold.replace("\n```", "\n    print('more')\n```"), tests) == 0.0


def test_open_r1_dicts_are_printed_in_order() -> None:
    code = "def f(x):\n    return [{key: ({}, x) for key in 'ba'}]\n"
    cases = [TestCase("1", "[{'b': ({}, 1), 'a': ({}, 1)}]")]
    row = columns_of(EXPORTERS["open-r1"].convert(sample(1, code=code, test_cases=cases, entry_point="f", language="en"), PLACE))
    assert "ascending order of their keys" in row["prompt"]
    assert open_r1_reward(row["gold_standard_solution"], row["verification_info"]["test_cases"]) == 1.0
    assert row["verification_info"]["test_cases"][0]["output"] == "[{'a': ({}, 1), 'b': ({}, 1)}]\n"


def test_the_shared_run_keeps_its_values_through_json(finished: Finished) -> None:
    run = list(open_run(finished.path))
    held = 0
    for one in run:
        record = EXPORTERS["evalplus"].convert(one, PLACE)
        if isinstance(record, Misfit):
            assert "(" in "".join(case.input for case in one.test_cases)
            continue
        held += 1
        row = json.loads(json.dumps(columns_of(record)))
        inputs = row["base_input"] + row["plus_input"]
        for arguments, case in zip(inputs, one.test_cases, strict=True):
            assert all(map(equal, arguments, parse_arguments(case.input)))
    assert held > len(run) / 2
