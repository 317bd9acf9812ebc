"""verifiers runs its export: the package is installed, `vf-validate` proves gold and no-op, `vf-eval` scores a model's answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from conftest import Export

BIN = Path(sys.executable).parent
DATA = "synthgen_tasks/train.jsonl"
TASKS = 10
"""Tasks of an evaluation, which starts a process for each: a row of every type, and the first of the next sample."""


@pytest.fixture
def package(export: Export, tmp_path: Path) -> Path:
    """The export, installed as users install it, but into a folder of its own."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", tmp_path / "site"]
    subprocess.run([*map(str, command), str(export("verifiers"))], check=True, timeout=300)
    return tmp_path / "site"


def call(command: str, package: Path, *flags: str) -> Path:
    """Run a command of verifiers on the taskset and return the folder of its results."""
    out = package.parent / command
    environment = {**os.environ, "PYTHONPATH": str(package), "KEY": "none"}
    line = [str(BIN / command), "synthgen-tasks", "-o", str(out), *flags]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=500, check=False, cwd=package.parent)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (results,) = out.iterdir()
    return results


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_validate_finds_every_gold_answer_right_and_the_untouched_task_without_reward(package: Path) -> None:
    rows = lines_of(package / DATA)
    results = call("vf-validate", package, "--runtime.type", "subprocess")
    outcomes = lines_of(results / "results.jsonl")
    assert len(outcomes) == len(rows)
    assert {(one["gold"]["reason"], one["noop"]["reason"], one["noop"]["reward"]) for one in outcomes} == {("valid", "valid", 0.0)}


def test_validate_finds_a_wrong_gold_answer(package: Path) -> None:
    rows = lines_of(package / DATA)
    rows[1]["code"] = "no program"
    (package / DATA).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    results = call("vf-validate", package, "--runtime.type", "subprocess", "--only-gold")
    assert [one["index"] for one in lines_of(results / "results.jsonl") if one["reason"] != "valid"] == [1]


class Model(BaseHTTPRequestHandler):
    """An endpoint that knows some answers, and says nothing to the rest."""

    answers: dict[str, str] = {}

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        content = asked["messages"][-1]["content"]
        text = content if isinstance(content, str) else content[0]["text"]
        parts = [{"role": "assistant", "content": self.answers[text] or " "}, {}]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for place, delta in enumerate(parts):
            choice = {"index": 0, "delta": delta, "finish_reason": "stop" if place else None}
            usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
            chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice], "usage": usage}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_eval_rewards_a_models_answers(package: Path, endpoint: str) -> None:
    rows = lines_of(package / DATA)[:TASKS]
    (package / DATA).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    known = TASKS - 2
    Model.answers = {row["prompt"]: row["code"] if place < known else "" for place, row in enumerate(rows)}
    flags = [
        "-m", "m", "--client.base-url", endpoint, "--client.api-key-var", "KEY", "--env.agent.harness.id", "null",
        "--env.agent.runtime.type", "subprocess", "--no-push", "-c", "2",
    ]  # fmt: skip
    results = call("vf-eval", package, *flags)
    tasks = sorted(lines_of(results / "traces.jsonl"), key=lambda one: one["task"]["data"]["idx"])
    assert [one["task"]["data"]["id"] for one in tasks] == [row["metadata"]["id"] for row in rows]
    rewards = [one["traces"][0]["rewards"]["synthgen"]["score"] for one in tasks]
    assert rewards == [pytest.approx(row["reward"]) for row in rows[:known]] + [0.0] * (TASKS - known)
