"""The adapters, called as their trainers call them; none of them needs its trainer to be imported."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from shared_run import Finished

from synthgen import open_run
from synthgen.adapters import grader, ms_swift, openrlhf, trl, verifiers, verl
from synthgen.adapters.common import text_of, unpack
from synthgen.dataset.export.truth import truth_of
from synthgen.dataset.tasks import TASK_TYPES, Refusal, derive
from synthgen.errors import RecordError, SandboxError, UsageError
from synthgen.records import Sample
from synthgen.reward import Scoring
from synthgen.run.rows import sample_of

DOUBLE = 'def f(x: int) -> int:\n    """Return twice `x`."""\n    return 2 * x\n'
HALF = DOUBLE.replace("2 * x", "2 * x if x < 3 else 0")
CASES = [{"input": str(n), "output": str(2 * n)} for n in range(1, 5)]
SAMPLE = {"prompt": "p", "code": DOUBLE, "test_cases": CASES, "metadata": {"entry_point": "f"}}
CHAT = [{"role": "assistant", "content": f"```python\n{DOUBLE}```"}]


def test_trl_takes_texts_and_chats_and_columns_as_lists() -> None:
    found = trl.reward(
        prompts=["p"] * 3, completions=[DOUBLE, CHAT, "no"], test_cases=[CASES] * 3, metadata=[{"entry_point": "f"}] * 3
    )
    assert found == [1.0, 1.0, 0.0]
    assert trl.reward.__name__ == "synthgen"


def test_trl_schedule_follows_the_trainer_state() -> None:
    reward = trl.make_reward(Scoring("scheduled"), name="late")
    columns = {"completions": [HALF], "test_cases": [json.dumps(CASES)]}
    states = [SimpleNamespace(global_step=step, max_steps=100) for step in (0, 50, 100)]
    found = [reward(**columns, trainer_state=state)[0] for state in states]
    assert found == [pytest.approx(0.5), pytest.approx(0.25), 0.0]


def test_trl_makes_fresh_tests_from_the_reference_column() -> None:
    table = "def f(x): return {1: 2, 2: 4, 3: 6, 4: 8}.get(x)"
    reward = trl.make_reward(Scoring("binary", fresh=4))
    assert reward(completions=[table, DOUBLE], test_cases=[CASES] * 2, reference_code=[[DOUBLE]] * 2) == [0.0, 1.0]


def test_ms_swift_orm() -> None:
    orm = ms_swift.SynthgenORM(args=object())
    assert orm([DOUBLE, HALF], test_cases=[CASES] * 2, difficulty=["easy"] * 2) == [1.0, pytest.approx(0.5)]


def test_ms_swift_registers_itself_where_swift_is(monkeypatch: pytest.MonkeyPatch) -> None:
    orms: dict[str, type] = {}
    monkeypatch.setitem(sys.modules, "swift", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "swift.rewards", SimpleNamespace(orms=orms))
    ms_swift.register()
    assert orms == {"synthgen": ms_swift.SynthgenORM}


@pytest.mark.parametrize("truth", [CASES, json.dumps(CASES), json.dumps(SAMPLE), {"test_cases": json.dumps(CASES)}])
def test_verl_takes_every_form_of_ground_truth(truth: object) -> None:
    assert verl.compute_score("synthgen", DOUBLE, truth, {"index": 0, "split": "train"}) == 1.0
    assert verl.compute_score("synthgen", "nothing", truth) == 0.0


def test_verl_names_the_way_of_scoring() -> None:
    assert [verl.compute_score("synthgen", HALF, CASES, mode=mode) for mode in ("graded", "fraction", "binary")] == [
        pytest.approx(0.5), 0.5, 0.0
    ]  # fmt: skip
    with pytest.raises(UsageError, match="no scoring mode named 'all'"):
        verl.compute_score("synthgen", HALF, CASES, mode="all")  # type: ignore[arg-type]


def test_openrlhf_takes_queries_with_their_prompts(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = SimpleNamespace(tensor=lambda values, dtype: values, float32="float32")
    monkeypatch.setitem(sys.modules, "torch", torch)
    found = openrlhf.reward_func(["p" + DOUBLE, "pno"], ["p", "p"], [json.dumps(CASES), json.dumps(SAMPLE)])
    assert found["rewards"] == found["scores"] == [1.0, 0.0]


def test_grader_reads_the_output_text() -> None:
    assert grader.grade({"output_text": DOUBLE}, SAMPLE) == 1.0
    assert grader.grade({}, SAMPLE) == 0.0


def test_verifiers_scores_off_the_event_loop() -> None:
    assert asyncio.run(verifiers.score_text(DOUBLE, json.dumps(SAMPLE))) == 1.0


def test_numbers_only_trainers_get_an_error_and_no_silent_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verl, "reward_of_one", lambda *_arguments: None)
    with pytest.raises(SandboxError, match="0 would be wrong"):
        verl.compute_score("synthgen", DOUBLE, CASES)


@pytest.mark.parametrize(
    ("query", "prompt", "completion"),
    [
        ("<s><|im_start|>user\nDouble.<|im_end|>\n x = 1<|im_end|>\n<|endoftext|>", "<|im_start|>user\nDouble.<|im_end|>\n", " x = 1"),
        ("y" * 200 + "x = 1</s>", "z" * 50 + "y" * 200, "x = 1"),
        ("pp x", "p", "p x"),
        ("p```python\nx\n```<｜end▁of▁sentence｜>", "p", "```python\nx\n```"),
        ("pif a <|b and c|> d", "p", "if a <|b and c|> d"),
    ],
)
def test_completion_of_an_openrlhf_query(query: str, prompt: str, completion: str) -> None:
    assert openrlhf.completion_of(query, prompt) == completion


def test_a_program_in_the_prompt_is_never_taken_for_the_answer() -> None:
    with pytest.raises(RecordError, match="the completion cannot be told from it"):
        openrlhf.completion_of(f"Fix: ```\n{DOUBLE}```", f"Fix:  ```\n{DOUBLE}```")


def test_columns_of_unequal_length_are_named() -> None:
    with pytest.raises(RecordError, match="2 completions came with 1 sets of tests"):
        trl.reward(completions=[DOUBLE] * 2, test_cases=[CASES])
    with pytest.raises(RecordError, match="no column 'test_cases', they have: difficulty"):
        ms_swift.SynthgenORM()([DOUBLE], difficulty=["easy"])


@pytest.fixture(scope="module")
def derived(finished: Finished) -> dict[str, dict[str, Any]]:
    """A row of every task type, all of one sample, as it stands in a file."""
    for sample in open_run(finished.path):
        rows = {name: derive(sample, name) for name in TASK_TYPES}
        if not any(isinstance(row, Refusal) for row in rows.values()):
            return {name: row.row() for name, row in rows.items() if isinstance(row, Sample)}
    pytest.fail("no sample of the shared run has a row of every type")


def columns(row: dict[str, Any], text: str) -> dict[str, Any]:
    """What TRL and ms-swift call the reward with: completions and all columns but the prompt."""
    return {"completions": [text], **{name: [value] for name, value in row.items() if name != "prompt"}}


CALLS: dict[str, Callable[[dict[str, Any], str], float | None]] = {
    "trl": lambda row, text: trl.reward(**columns(row, text))[0],
    "ms_swift": lambda row, text: ms_swift.SynthgenORM()(**columns(row, text))[0],
    "verl": lambda row, text: verl.compute_score("synthgen", text, truth_of(sample_of(row))),
    "openrlhf": lambda row, text: openrlhf.reward_func(
        [f"{row['prompt']}{text}</s>"], [row["prompt"]], [truth_of(sample_of(row))]
    )["rewards"][0],
    "grader": lambda row, text: grader.grade({"output_text": text}, row),
    "verifiers": lambda row, text: asyncio.run(verifiers.score_text(text, json.dumps(row))),
}


@pytest.mark.parametrize("task_type", [name for name, kind in TASK_TYPES.items() if kind.score is not None])
@pytest.mark.parametrize("adapter", CALLS)
def test_every_adapter_scores_every_task_type(
    adapter: str, task_type: str, derived: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(tensor=lambda values, dtype: values, float32="float32"))
    row = derived[task_type]
    assert CALLS[adapter](row, row["code"]) == pytest.approx(row["reward"])
    assert CALLS[adapter](row, "") == 0.0


def test_a_batch_of_mixed_types_keeps_its_order(derived: dict[str, dict[str, Any]]) -> None:
    rows = list(derived.values())
    given = {name: [row[name] for row in rows] for name in rows[0]}
    found = trl.reward(prompts=given.pop("prompt"), completions=[row["code"] for row in rows], **given)
    assert found == [None if name == "code_explanation" else pytest.approx(row["reward"]) for name, row in derived.items()]


def test_a_type_without_a_scorer_is_told_where_numbers_only_are_taken(derived: dict[str, dict[str, Any]]) -> None:
    with pytest.raises(SandboxError, match="the row's task type has no scorer"):
        grader.grade({"output_text": "x"}, derived["code_explanation"])


@pytest.mark.parametrize("truth", ["{", 7, {"tests": []}])
def test_bad_ground_truth_is_named(truth: object) -> None:
    with pytest.raises(RecordError, match="ground truth"):
        unpack(truth)


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ("x", "x"),
        (CHAT, CHAT[0]["content"]),
        ([{"role": "user", "content": "q"}, {"role": "assistant", "content": [{"type": "text", "text": "a"}]}], "a"),
        ([], ""),
        ({"content": None}, ""),
    ],
)
def test_text_of_any_completion(completion: object, text: str) -> None:
    assert text_of(completion) == text


def test_adapters_import_no_trainer() -> None:
    names = ["trl", "ms_swift", "verl", "openrlhf", "verifiers", "grader"]
    code = f"import sys\nfor name in {names}: __import__('synthgen.adapters.' + name)\n"
    code += "print(sorted({'trl', 'swift', 'verl', 'openrlhf', 'verifiers', 'torch', 'numpy'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
