"""The stage as a whole: commands and notebook, caps, kills, keys, and what stays as it was."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scripted import FAILURES, Oracle, fenced, question
from server import KEY, Reply, serving
from shared_run import environment
from test_sample_roles import enrich, ledger, proved

import synthgen
from synthgen.cli import main
from synthgen.errors import UsageError

SMALL = ["--n", "2", "--seed", "3", "--topics", "lists,sorting", "--workers", "1", "--quiet"]


class Fixed(Oracle):
    """Gives the same answer to the same question, whenever it is asked."""

    def count(self, text: str) -> int:
        """Return one number for all."""
        return 1


class Late:
    """An oracle about a run that is composed first."""

    def __init__(self, run: Path, make: type[Oracle] = Oracle) -> None:
        self.run = run
        self.make = make
        self.oracle: Oracle | None = None

    def __call__(self, body: dict[str, Any]) -> Reply:
        self.oracle = self.oracle or self.make(synthgen.open_run(self.run))
        return self.oracle(body)


def test_compose_lets_models_work_on_what_it_composed(tmp_path: Path, answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    with serving(Late(out)) as server:
        flags = ["--llm-model", "m", "--llm-roles", "paraphrase,solve", "--llm-base-url", server.url, "--llm-cache", str(answers)]
        assert main(["compose", *SMALL, "--out", str(out), *flags, "--json"]) == 0
        sent = len(server.requests)
        assert main(["compose", *SMALL, "--out", str(out), *flags, "--resume"]) == 0
        assert len(server.requests) == sent == 2 * (2 + 4)
    printed = json.loads(capsys.readouterr().out.splitlines()[0])
    assert printed["model"]["roles"]["paraphrase"]["outcomes"]["accepted"]["count"] == 2
    composed = [json.loads(line) for line in (out / "composed.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["metadata"]["model"]["wording"] for row in composed] == ["", ""]
    assert [row["code"] for row in composed] == [sample.code for sample in synthgen.open_run(out)]
    assert len(synthgen.open_run(out)) == 2
    proved(out / "samples.jsonl")


def test_the_notebook_does_the_same(tmp_path: Path, answers: Path) -> None:
    out = tmp_path / "out"
    with serving(Late(out, Fixed)) as server:
        where = {"llm_base_url": server.url, "llm_cache": answers}
        run = synthgen.compose(
            n=2,
            seed=3,
            topics="lists,sorting",
            workers=1,
            out=out,
            llm_model="m",
            llm_roles="paraphrase",
            llm_role_model={"check": "c"},
            **where,
        )
        assert [sample.metadata.model.wording for sample in run] == ["m", "m"]
        assert {body["model"] for body in server.requests} == {"m", "c"}
        solved = synthgen.enrich(run, "m", llm_roles=("paraphrase", "solve"), llm_k=1, llm_role_model={"check": "c"}, **where)
        assert [sample.metadata.model.attempts for sample in solved] == [1, 1]
        assert len(server.requests) == 2 * 2 + 2
    with pytest.raises(UsageError, match="llm_roles is about a language model and none was named; give llm_model"):
        synthgen.compose(n=1, llm_roles="solve")
    with pytest.raises(UsageError, match="no setting of models named 'kk'"):
        synthgen.enrich(out, "m", llm_kk=3)


def test_a_cap_ends_the_asking_and_the_rest_comes_later(small_run: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    run = small_run(4)
    base = list(synthgen.open_run(run))
    with serving(Fixed(base)) as server:
        assert enrich(run, server, "--llm-k", "2", "--llm-concurrency", "1", "--max-requests", "6", "--json") == 0
        assert len(server.requests) == 6
        figures = json.loads(capsys.readouterr().out)
        told = [sum(role["outcomes"].get("unasked", {"count": 0})["count"] for role in figures["model"]["roles"].values())]
        assert told[0] == sum(row["outcome"] == "unasked" for row in ledger(run)) > 0
        assert [sample.metadata.id for sample in synthgen.open_run(run)] == [sample.metadata.id for sample in base]
        proved(run / "samples.jsonl")
        assert enrich(run, server, "--llm-k", "2") == 0
        assert len(server.requests) == 4 * (2 + 2)
    assert not any(row["outcome"] == "unasked" for row in ledger(run))
    assert all(sample.metadata.model.wording == "tester" for sample in synthgen.open_run(run))


def kept(cache: Path) -> int:
    """Return how many answers a cache holds."""
    try:
        with closing(sqlite3.connect(f"file:{cache}?mode=ro", uri=True)) as base:
            return int(base.execute("SELECT count(*) FROM answers").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_a_killed_stage_goes_on_where_it_was_and_gives_the_same_bytes(small_run: Callable[..., Path]) -> None:
    run, whole = small_run(3, "killed"), small_run(3, "whole")
    oracle = Fixed(synthgen.open_run(run))
    with serving(lambda body: oracle(body) if len(server.requests) <= 4 else Reply(seconds=60)) as server:
        command = ["enrich", str(run), "--llm-model", "tester", "--llm-base-url", server.url, "--quiet"]
        flags = ["--llm-k", "2", "--llm-cache", str(run.parent / "answers.sqlite"), "--llm-concurrency", "4"]
        before = (run / "samples.jsonl").read_bytes()
        process = subprocess.Popen([sys.executable, "-m", "synthgen", *command, *flags], env=environment(OPENAI_API_KEY=KEY))
        deadline = time.monotonic() + 60
        while kept(run.parent / "answers.sqlite") < 4 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (run / "samples.jsonl").read_bytes() == before
    with serving(oracle) as server:
        assert enrich(run, server, "--llm-k", "2") == 0
        # Four answers were on disk when it was killed.
        assert len(server.requests) == 3 * (2 + 2) - 4
    with serving(oracle) as server:
        other = ["--llm-cache", str(run.parent / "other.sqlite")]
        assert enrich(whole, server, "--llm-k", "2", "--llm-concurrency", "1", *other) == 0
        assert len(server.requests) == 3 * (2 + 2)
    for name in ("samples.jsonl", "llm.jsonl", "README.md"):
        assert (run / name).read_bytes() == (whole / name).read_bytes()


def test_an_endpoint_out_of_service_leaves_the_run_as_it_was(small_run: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    run = small_run(2)
    before = (run / "samples.jsonl").read_bytes()
    with serving(lambda _: Reply(f"no such key: {KEY}", status=401)) as server:
        assert enrich(run, server) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"synthgen: the endpoint {server.url} says: 401: no such key: [key]; check OPENAI_API_KEY")
    assert error.count("\n") == 1
    assert (run / "samples.jsonl").read_bytes() == before
    assert sorted(path.name for path in run.iterdir() if path.name.startswith(".")) == []


def test_the_key_is_in_nothing_that_is_written(small_run: Callable[..., Path], capfd: pytest.CaptureFixture[str]) -> None:
    run = small_run(2)
    oracle = Oracle(synthgen.open_run(run))
    count = iter(range(1000))

    def script(body: dict[str, Any]) -> Reply:
        role, text = question(body)
        place = next(count)
        if place % 5 == 0:
            return Reply(f"Incorrect key {KEY}", status=500)
        if place % 5 == 1:
            return Reply(f"```json\n{KEY}\n```")
        if role == "paraphrase":
            sample = oracle.sample(text)
            return Reply(fenced({"prompt": f"By the way, the key is {KEY}.\n\n{sample.prompt}"}))
        return oracle(body)

    with serving(script) as server:
        main(
            [
                "enrich",
                str(run),
                "--llm-model",
                "m",
                "--llm-base-url",
                server.url,
                "--llm-wait",
                "0.01",
                "--llm-cache",
                str(run / "answers"),
            ]
        )
        assert server.keys == {f"Bearer {KEY}"}
    written = capfd.readouterr()
    assert KEY not in written.out + written.err
    files = [path for path in run.parent.rglob("*") if path.is_file()]
    assert any("[key]" in path.read_text(encoding="utf-8", errors="replace") for path in files)
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


def test_looking_asks_nothing(small_run: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    run = small_run(3, only="en")
    with serving(lambda _: FAILURES["500"]()) as server:
        roles = ("--llm-roles", "paraphrase,solve,explain,fuse,evolve", "--llm-new", "2", "--llm-k", "4")
        assert enrich(run, server, *roles, "--show-prompt") == 0
        shown = capsys.readouterr().out
        assert [line for line in shown.splitlines() if line.startswith("--- ")] == [
            "--- paraphrase", "--- solve", "--- explain", "--- fuse", "--- evolve",
        ]  # fmt: skip
        assert synthgen.open_run(run)[0].prompt.strip() in shown
        assert enrich(run, server, *roles, "--estimate", "--price-in", "1", "--price-out", "tester=2", "--json") == 0
        figures = json.loads(capsys.readouterr().out)
        assert enrich(run, server, *roles, "--estimate", "--price-in", "1") == 0
        assert capsys.readouterr().out.splitlines()[-2].split()[-1] == "unknown"
        assert server.requests == []
    least = {name: role["requests_at_least"] for name, role in figures["roles"].items()}
    assert least == {"paraphrase": 6, "solve": 12, "explain": 6, "fuse": 2 * 5, "evolve": 2 * 5}
    assert figures["usd"] == pytest.approx((figures["input_tokens"] + 2 * figures["output_tokens"]) / 1e6, abs=1e-3)
    assert "composed.jsonl" not in os.listdir(run)


def test_the_estimate_of_requests_is_kept_by_a_good_model(small_run: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    run = small_run(3)
    with serving(Oracle(synthgen.open_run(run))) as server:
        assert enrich(run, server, "--llm-k", "3", "--estimate", "--json") == 0
        estimated = json.loads(capsys.readouterr().out)
        assert enrich(run, server, "--llm-k", "3") == 0
        assert len(server.requests) == estimated["requests_at_least"] == 3 * (2 + 3)
    told = synthgen.open_run(run).metadata["model"]["input_tokens"]
    assert 0.5 < estimated["input_tokens"] / told < 2


def test_a_run_before_composing_is_estimated_from_a_few_samples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [
        "compose",
        "--n",
        "1000",
        *SMALL[2:],
        "--out",
        str(tmp_path / "out"),
        "--llm-model",
        "m",
        "--llm-roles",
        "solve",
        "--llm-k",
        "2",
    ]
    assert main([*command, "--estimate", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["samples"], figures["requests_at_least"], figures["usd"]) == (1000, 2000, None)
    assert list(tmp_path.iterdir()) == []


WRONG = {
    "roles without a model": (["--llm-roles", "solve"], "--llm-roles is about a language model and none was named; give --llm-model NAME"),
    "an estimate without a model": (["--estimate"], "--estimate is about a language model and none was named"),
    "an unknown role": (["--llm-model", "m", "--llm-roles", "solv"], "no role named 'solv'; did you mean 'solve' or 'evolve'?"),
    "an unknown role's model": (["--llm-model", "m", "--llm-role-model", "judge=x"], "no role named 'judge'"),
    "a role's model without a name": (["--llm-model", "m", "--llm-role-model", "solve"], "given as paraphrase=NAME; found 'solve'"),
    "no attempts": (["--llm-model", "m", "--llm-k", "0"], "k: Input should be greater than or equal to 1; found 0"),
    "a price that is none": (["--llm-model", "m", "--price-in", "cheap"], "--price-in: dollars per million tokens, such as 0.5"),
    "a price below nothing": (["--llm-model", "m", "--price-in", "-1"], "price_in: a price is 0 or more"),
    "a cap in dollars without prices": (["--llm-model", "m", "--max-usd", "1"], "a cap in dollars needs the prices of 'm'"),
    "no folder of templates": (["--llm-model", "m", "--llm-templates", "/nowhere"], "no folder of templates at /nowhere"),
    "no key": (["--llm-model", "m"], "wants a key and OPENAI_API_KEY is not set"),
    "no address": (["--llm-model", "m", "--llm-base-url", "here"], "'here' is no web address"),
}


@pytest.mark.parametrize(("flags", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_flag_is_one_sentence_before_anything_is_composed(
    flags: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    assert main(["compose", *SMALL, "--out", str(tmp_path / "out"), *flags]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()
