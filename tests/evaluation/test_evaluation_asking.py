"""A scripted endpoint on loopback: what is asked, what comes of answers that are cut, refused or never come."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from evaluation.made import FENCED, RIGHT, WRONG, contents, evalset, lines, row
from llm.server import KEY, Reply, serving

import synthgen
from synthgen.errors import EndpointError, RunError
from synthgen.llm import Patience


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr("synthgen.llm.endpoint.Patience", lambda: Patience(tries=2, seconds=2.0, first=0.01, longest=0.05))


def task_of(body: dict[str, Any]) -> str:
    return str(body["messages"][-1]["content"].split(":")[0].removeprefix("Task "))


def test_every_sample_is_asked_for_by_itself_with_the_prompt_as_it_stands(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b"))
    turn = {"a": iter([FENCED, WRONG, RIGHT]), "b": iter([WRONG, WRONG, ""])}
    lock = threading.Lock()

    def script(body: dict[str, Any]) -> Reply:
        with lock:
            return Reply(next(turn[task_of(body)]), finish="length" if task_of(body) == "b" else "stop")

    with serving(script) as server:
        found = synthgen.evaluate(
            tasks, model="some/model", base_url=server.url, k=(1, 2), n_samples=3, system="Be brief.", max_tokens=99, out=tmp_path / "out"
        )
    assert len(server.requests) == 6
    for body in server.requests:
        assert (body["model"], body["temperature"], body.get("max_tokens", body.get("max_completion_tokens"))) == ("some/model", 0.8, 99)
        assert body["messages"][0] == {"role": "system", "content": "Be brief."}
        assert body["messages"][1]["content"] in ("Task a: double `x`.", "Task b: double `x`.")
    assert [(one.task, one.n, one.c) for one in found.results.counts] == [("a", 3, 2), ("b", 3, 0)]
    assert found.results.finishes == {"length": 3, "stop": 3}
    assert found.pass_at(1) == pytest.approx(1 / 3)
    assert all(KEY.encode() not in content for content in contents(tmp_path / "out").values())


def test_one_sample_is_asked_for_without_chance(tmp_path: Path) -> None:
    with serving(lambda body: Reply(RIGHT)) as server:
        synthgen.evaluate(evalset(tmp_path / "set", row("a")), model="m", base_url=server.url)
    assert [body["temperature"] for body in server.requests] == [0.0]


def test_requests_without_an_answer_are_no_wrong_answers_and_resume_asks_only_for_them(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b"), row("c"))
    with serving(lambda body: Reply("too long for me", status=400) if task_of(body) == "b" else Reply(RIGHT)) as server:
        found = synthgen.evaluate(tasks, model="m", base_url=server.url, k=2, out=tmp_path / "out", concurrency=1)
    assert found.pass_at(2) == 1.0
    assert found.results.overall.estimates[0].tasks == 2
    assert found.results.unanswered == 2
    assert list(found.results.lacks) == ["rejected: 400: too long for me"]
    assert [(one.task, one.n, one.unanswered) for one in found.results.short] == [("b", 0, 2)]
    assert len(lines(tmp_path / "out/completions.jsonl")) == 4
    with serving(lambda body: Reply(WRONG)) as server:
        again = synthgen.evaluate(tasks, model="m", base_url=server.url, k=2, out=tmp_path / "out", resume=True)
    assert [task_of(body) for body in server.requests] == ["b", "b"]
    assert again.pass_at(2) == pytest.approx(2 / 3)
    assert again.results.short == ()


def test_an_endpoint_that_is_down_is_one_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", *(row(str(n)) for n in range(8)))
    lock = threading.Lock()
    left = [3]

    def failing(body: dict[str, Any]) -> Reply:
        with lock:
            left[0] -= 1
            return Reply(RIGHT) if left[0] >= 0 else Reply("overloaded", status=503)

    with serving(failing) as server, pytest.raises(EndpointError, match=r"is out of service.*with --resume --out .*out\)"):
        synthgen.evaluate(tasks, model="m", base_url=server.url, out=tmp_path / "out", concurrency=1)
    assert not (tmp_path / "out/results.json").exists()
    with serving(lambda body: Reply(RIGHT)) as server:
        found = synthgen.evaluate(tasks, model="m", base_url=server.url, out=tmp_path / "out", concurrency=1, resume=True)
    assert len(server.requests) == 5
    assert found.pass_at(1) == 1.0


def test_a_second_evaluation_asks_anew(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"))
    values = []
    for text in (WRONG, RIGHT):  # another checkpoint under the same name
        with serving(lambda body, text=text: Reply(text)) as server:  # type: ignore[misc]
            values.append(synthgen.evaluate(tasks, model="m", base_url=server.url).pass_at(1))
    assert values == [0.0, 1.0]


def test_a_wrong_key_is_one_sentence(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"))
    said = "401: bad key; check OPENAI_API_KEY"
    with serving(lambda body: Reply("bad key", status=401)) as server, pytest.raises(EndpointError, match=said):
        synthgen.evaluate(tasks, model="m", base_url=server.url)


def test_a_model_that_answers_nothing_has_no_pass_at_k_rather_than_zero(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b"))
    with serving(lambda body: Reply("no such prompt", status=400)) as server:
        found = synthgen.evaluate(tasks, model="m", base_url=server.url, out=tmp_path / "out", k=(1, 2))
    assert (found.pass_at(1), found.pass_at(2)) == (None, None)
    assert (found.results.completions, found.results.unanswered, len(found.results.short)) == (0, 4, 2)
    assert "no task has 1 completions" in found.report.read_text(encoding="utf-8")


def test_a_finished_evaluation_takes_more_samples_and_never_fewer(tmp_path: Path) -> None:
    tasks = evalset(tmp_path / "set", row("a"), row("b"))
    with serving(lambda body: Reply(WRONG)) as server:
        synthgen.evaluate(tasks, model="m", base_url=server.url, n_samples=2, out=tmp_path / "out")
    with serving(lambda body: Reply(RIGHT)) as server:
        found = synthgen.evaluate(tasks, model="m", base_url=server.url, n_samples=5, k=(1, 4), out=tmp_path / "out", resume=True)
    assert len(server.requests) == 6
    assert [(one.n, one.c) for one in found.results.counts] == [(5, 3), (5, 3)]
    with pytest.raises(RunError, match="not as when it was started: n_samples"):
        synthgen.evaluate(tasks, model="m", base_url=server.url, n_samples=4, out=tmp_path / "out", resume=True)
