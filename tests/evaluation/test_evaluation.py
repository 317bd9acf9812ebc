"""Completions of every quality in, figures that can be counted by hand out; nothing unknown becomes a zero."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluation.made import CHEATING, EMPTY, ENDLESS, FAILING, FENCED, RIGHT, WRONG, contents, evalset, lines, row, write

import synthgen
from synthgen.errors import UsageError
from synthgen.evaluation.results import results_of
from synthgen.evaluation.store import Judged
from synthgen.evaluation.tasks import NONE, read_evalset
from synthgen.marking import LOST
from synthgen.reward import shared_sandbox
from synthgen.sandbox import Execution, Outcome, Sandbox, Tier, Verdict

FILES = {"completions.jsonl", "config.json", "report.html", "results.json", "tasks.jsonl"}


def test_figures_that_can_be_counted_by_hand(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b", "hard", depth=3, topics=["digits", "words"]), row("c", "hard"))
    given = {"a": [RIGHT, FENCED, WRONG, RIGHT], "b": [WRONG, EMPTY, RIGHT, CHEATING], "c": [WRONG] * 4}
    found = synthgen.evaluate(tasks, completions=given, k=(1, 2), out=tmp_path / "out")

    assert found.pass_at(1) == pytest.approx((3 / 4 + 1 / 4 + 0) / 3)
    assert found.pass_at(2) == pytest.approx((1 + 1 / 2 + 0) / 3)  # b: one right of four is in 3 of 6 pairs
    results = found.results
    assert results.verdicts == {"wrong": 6, "pass": 4, "exception": 1, "bad output": 1}
    assert (results.completions, results.distinct, results.tasks) == (12, 8, 3)
    by_group = {(one.dimension, one.name): one for one in results.groups}
    assert [(one.value, one.tasks) for one in by_group["difficulty", "hard"].estimates] == [(0.125, 2), (0.25, 2)]
    assert by_group["depth", "3"].estimates[0].value == 0.25
    assert by_group["topic", "words"].estimates[0].value == 0.25
    assert by_group["topic", "digits"].tasks == 3
    assert by_group["split", NONE].tasks == 3
    assert [(one.task, one.n, one.c) for one in results.counts] == [("a", 4, 3), ("b", 4, 1), ("c", 4, 0)]
    assert results.short == ()
    assert set(contents(tmp_path / "out")) == FILES


def test_every_completion_is_kept_with_its_verdict_and_the_file_gives_the_same_figures_again(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b"))
    given = {"a": [RIGHT, WRONG, "def double(x): return '\ud800'"], "b": [FENCED, EMPTY, "答案"]}
    first = synthgen.evaluate(tasks, completions=given, k=(1, 3), out=tmp_path / "first")
    rows = lines(tmp_path / "first/completions.jsonl")
    assert [(one["task_id"], one["sample"], one["completion"]) for one in rows] == [
        (task, sample, text) for task, texts in given.items() for sample, text in enumerate(texts)
    ]
    assert [one["passed"] for one in rows] == [True, False, False, True, False, False]
    assert rows == first.completions
    again = synthgen.evaluate(tasks, completions=tmp_path / "first/completions.jsonl", k=(1, 3), out=tmp_path / "again")
    assert again.results == first.results
    assert (tmp_path / "again/completions.jsonl").read_bytes() == (tmp_path / "first/completions.jsonl").read_bytes()


@pytest.mark.parametrize("what", FAILING)
def test_a_planted_failure_counts_as_one(tmp_path: Path, what: str) -> None:
    found = synthgen.evaluate(evalset(tmp_path / "set", row("a")), completions={"a": [FAILING[what], RIGHT]})
    assert found.pass_at(1) == 0.5
    assert [one["passed"] for one in found.completions] == [False, True]


def test_a_completion_that_does_not_end_is_a_timeout(tmp_path: Path) -> None:
    found = synthgen.evaluate(evalset(tmp_path / "set", row("a")), completions={"a": [ENDLESS, ENDLESS, RIGHT]}, timeout=0.5)
    assert [one["verdict"] for one in found.completions] == ["timeout", "timeout", "pass"]
    assert found.completions[0]["detail"] == "not done after 1 s of CPU time"


def test_a_task_without_enough_completions_is_told_and_not_counted_as_zero(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b"), row("c"))
    found = synthgen.evaluate(tasks, completions={"a": [RIGHT, WRONG], "b": [RIGHT]}, k=(1, 2), out=tmp_path / "out")
    one, two = found.results.overall.estimates
    assert (one.value, one.tasks, one.short) == (0.75, 2, 1)
    assert (two.value, two.tasks, two.short) == (1.0, 1, 2)
    assert [short.task for short in found.results.short] == ["b", "c"]
    stored = json.loads((tmp_path / "out/results.json").read_text())
    assert [short["task"] for short in stored["short"]] == ["b", "c"]
    assert [task["pass@2"] for task in lines(tmp_path / "out/tasks.jsonl")] == [1.0, None, None]


class HalfBroken(Sandbox):
    """A sandbox that fails on the programs that hold a mark."""

    def _execute(self, source: object, calls: object, *rest: object) -> Execution:
        if "UNLUCKY" in str(source):
            lost = Outcome(Verdict.INFRASTRUCTURE, detail="the zygote was lost twice")
            return Execution((lost,) * len(calls), None, None, None, Tier.RLIMITS, 0, 0.0, 0.0, 0.0)  # type: ignore[arg-type]
        return shared_sandbox()._execute(source, calls, *rest)  # type: ignore[arg-type]


def test_a_sandbox_that_fails_is_counted_apart_and_tried_again_by_resume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b"))
    given = {"a": [RIGHT, f"# UNLUCKY\n{RIGHT}"], "b": [f"# UNLUCKY\n{WRONG}", f"# UNLUCKY\n{RIGHT}"]}
    whole = synthgen.evaluate(tasks, completions=given, k=(1, 2), out=tmp_path / "whole")
    broken = HalfBroken(workers=1)
    with monkeypatch.context() as patch:
        patch.setattr("synthgen.evaluation.flow.shared_sandbox", lambda: broken)
        found = synthgen.evaluate(tasks, completions=given, k=(1, 2), out=tmp_path / "out")
    assert found.pass_at(1) == 1.0  # of the one task of which anything is known
    assert found.pass_at(2) is None
    assert found.results.infrastructure_errors == 3
    assert [(one.n, one.c, one.infrastructure_errors) for one in found.results.counts] == [(1, 1, 1), (0, 0, 2)]
    assert [one["passed"] for one in found.completions] == [True, None, None, None]
    again = synthgen.evaluate(tasks, completions=given, k=(1, 2), out=tmp_path / "out", resume=True)
    assert again.results == whole.results
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_all_figures_of_the_groups_are_those_of_their_tasks(tmp_path: Path) -> None:
    tasks = read_evalset(evalset(tmp_path / "set", *(row(str(n), depth=n % 2 + 1, behaviour=str(n // 2)) for n in range(6))))
    judged = {(key, 0): Judged(key, 0, "pass", True, 1.0, "") for key in tasks.tasks}
    judged["5", 0] = Judged("5", 0, LOST, None, None, "")
    from synthgen.evaluation.completions import Answer

    results = results_of(tasks, [Answer(key, 0, "") for key in tasks.tasks], judged, {}, "m", (1,), 0)
    odd = next(one for one in results.groups if (one.dimension, one.name) == ("depth", "2")).estimates[0]
    assert (odd.tasks, odd.clusters, odd.short, odd.value) == (2, 2, 1, 1.0)
    overall = results.overall.estimates[0]
    assert (overall.tasks, overall.clusters) == (5, 3)  # tasks of one behaviour are one cluster


def test_the_curve_runs_through_the_estimates(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b"), row("c"))
    found = synthgen.evaluate(tasks, completions={"a": [RIGHT] + [WRONG] * 5, "b": [RIGHT] * 3 + [WRONG] * 3, "c": [RIGHT] * 6}, k=(1, 5))
    assert [one.k for one in found.results.curve] == [1, 2, 3, 4, 5]
    values = [one.value for one in found.results.curve]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (found.pass_at(1), found.pass_at(5))


def test_the_same_input_gives_the_same_bytes_and_the_seed_moves_only_the_intervals(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", *(row(str(n)) for n in range(24)))
    given = {str(n): [RIGHT if s * s < n else WRONG for s in range(7)] for n in range(24)}
    for name, seed in (("one", 0), ("two", 0), ("other", 1)):
        synthgen.evaluate(tasks, completions=given, out=tmp_path / name, seed=seed)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    one, other = (json.loads((tmp_path / name / "results.json").read_text()) for name in ("one", "other"))
    assert one["pass@1"]["value"] == other["pass@1"]["value"]
    assert one["pass@1"]["low"] != other["pass@1"]["low"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"k": 3}, "pass@3 was asked for, and no task has more than 2 completions; it takes at least k of each"),
        ({"k": "1,zero"}, "k is a number from 1, or several such as 1,10; found '1,zero'"),
        ({"k": ()}, "k is a number from 1"),
        ({"n_samples": 5}, "--n-samples is for asking a model, --completions for answers made elsewhere"),
        ({"base_url": "http://localhost"}, "--base-url is for asking a model"),
        ({"timeout": 0}, "timeout: Input should be greater than or equal to 0.01; found 0"),
        ({"tempreature": 1}, "no setting named 'tempreature'; did you mean 'temperature'?"),
        ({"completions": {"a": RIGHT}}, "the completions of 'a' are no list of texts"),
        ({"completions": {"aa": [RIGHT]}}, "no task named 'aa'; did you mean 'a'"),
        ({"completions": {"a": []}}, "no completions were given"),
        ({"completions": None}, "neither a model nor completions were given"),
        ({"completions": None, "model": "m", "k": 10, "n_samples": 5}, r"pass@10 was asked for with 5 samples.*give --n-samples 10"),
        ({"completions": None, "model": "m", "n_samples": 5, "temperature": 0}, "5 samples at temperature 0 would all be the same"),
        ({"completions": None, "model": "m"}, "the model 'm' was asked for without an endpoint; give --base-url"),
        ({"completions": None, "model": "m", "base_url": "localhost"}, "the endpoint 'localhost' is no web address"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    tmp_path: Path, settings: dict[str, object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    tasks = evalset(tmp_path / "set", row("a"))
    with pytest.raises(UsageError, match=said):
        synthgen.evaluate(tasks, **{"completions": {"a": [RIGHT, WRONG]}, "out": tmp_path / "out", **settings})  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_an_object_for_a_notebook(tmp_path: Path) -> None:
    found = synthgen.evaluate(evalset(tmp_path / "set", row("a"), row("b")), completions={"a": [RIGHT], "b": [WRONG]}, model="m")
    assert repr(found) == "<evaluation of m on set: pass@1 50.0%>"
    frame = found.to_pandas()
    assert list(frame["task_id"]) == ["a", "b"]
    assert list(frame["pass@1"]) == [1.0, 0.0]
    assert found.report.is_file()
    path = found.path
    del found, frame
    assert not path.exists()


def test_a_file_of_samples_is_an_eval_set_too(tmp_path: Path) -> None:
    file = write(tmp_path / "tasks.jsonl", [row("a")])
    assert synthgen.evaluate(file, completions={"a": [RIGHT]}).pass_at(1) == 1.0


def test_the_canary_of_the_set_stands_in_all_that_is_written(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", *(row(key, canary="canary 8b1f2c1e") for key in "ab"))
    synthgen.evaluate(tasks, completions={"a": [RIGHT, WRONG], "b": [RIGHT]}, out=tmp_path / "out")
    assert [one["canary"] for one in lines(tmp_path / "out/completions.jsonl")] == ["canary 8b1f2c1e"] * 3
    assert [name for name, content in contents(tmp_path / "out").items() if b"canary 8b1f2c1e" not in content] == ["tasks.jsonl"]
    assert synthgen.evaluate(evalset(tmp_path / "none", row("a")), completions={"a": [RIGHT]}).completions[0]["canary"] == ""
