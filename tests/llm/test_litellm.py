"""The client and a stage against a real server: LiteLLM's proxy, with mocked answers and with the scripted server behind it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from scripted import Oracle
from server import KEY, Reply, Server, serving
from shared_run import Finished
from test_sample_roles import enrich, ledger, outcomes, proved

import synthgen
from synthgen.errors import EndpointError
from synthgen.llm import Caps, Completion, Endpoint, Lack, Parameters, Patience, Prices, Request, Tally, ask

LITELLM = os.environ.get("SYNTHGEN_LITELLM", "")
pytestmark = pytest.mark.skipif(not LITELLM, reason="LiteLLM is in an environment of its own; `make test-llm-server` runs this")
START = 180.0
"""Seconds that the proxy may take to start."""
ANSWER = "```python\ndef double(x):\n    return 2 * x\n```"


@dataclass
class Behind:
    """What the scripted server behind the proxy answers; tests set it."""

    script: Callable[[dict[str, object]], Reply]


@dataclass(frozen=True)
class Proxy:
    """The proxy at work, and the server behind its model `oracle`."""

    url: str
    behind: Behind
    server: Server


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """LiteLLM's proxy in a process of its own."""
    folder = tmp_path_factory.mktemp("litellm")
    behind = Behind(lambda _: Reply("nothing yet"))
    with serving(lambda body: behind.script(body)) as server, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        mocked = {"right": ANSWER, "limited": "litellm.RateLimitError", "broken": "litellm.InternalServerError"}
        models = [
            {"model_name": name, "litellm_params": {"model": f"openai/{name}", "api_key": "none", "mock_response": text}}
            for name, text in mocked.items()
        ]
        forwarded = {"model": "openai/oracle", "api_base": server.url, "api_key": "none"}
        config = {
            "model_list": [*models, {"model_name": "oracle", "litellm_params": forwarded}],
            "general_settings": {"master_key": KEY},
            "litellm_settings": {"num_retries": 0, "telemetry": False},
        }
        (folder / "config.yaml").write_text(yaml.safe_dump(config))
        command = [LITELLM, "--config", str(folder / "config.yaml"), "--host", "127.0.0.1", "--port", str(port)]
        environment = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=folder)
            try:
                _wait(f"http://127.0.0.1:{port}/health/liveliness", process, folder / "log")
                yield Proxy(f"http://127.0.0.1:{port}/v1", behind, server)
            finally:
                process.terminate()
                process.wait(timeout=30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the proxy did not start:\n{log.read_text(errors='replace')[-2000:]}")


def one(proxy: Proxy, model: str, answers: Path, **more: object) -> Completion:
    patience = Patience(tries=3, seconds=30, first=0.01)
    return ask([Request(model, "Write a poem.")], Endpoint.of(proxy.url, patience=patience), cache=answers, **more)[0]  # type: ignore[arg-type]


def test_an_answer_comes_with_its_usage_and_is_kept(proxy: Proxy, answers: Path) -> None:
    tallies: list[Tally] = []
    prices = Prices({"": 1.0}, {"": 2.0})
    first = one(proxy, "right", answers, prices=prices, watch=tallies.append)
    assert (first.text, first.finish, first.lack, first.cached) == (ANSWER, "stop", None, False)
    assert first.input_tokens == 10
    assert first.output_tokens == 20
    assert tallies[-1].cost == pytest.approx((10 + 2 * 20) / 1e6)
    again = one(proxy, "right", answers)
    assert (again.text, again.cached) == (ANSWER, True)


@pytest.mark.parametrize(("model", "status"), [("limited", "429"), ("broken", "500")])
def test_overload_is_tried_again_and_then_told(proxy: Proxy, answers: Path, model: str, status: str) -> None:
    tallies: list[Tally] = []
    with pytest.raises(EndpointError, match=rf"tried 3 times, the last time with: {status}: litellm\.\w+Error: this is a mock"):
        one(proxy, model, answers, watch=tallies.append)
    assert tallies[-1].requests == 3
    assert tallies[-1].tries == {status: 3}


def test_a_model_that_is_not_there_is_told_in_the_proxys_words(proxy: Proxy, answers: Path) -> None:
    found = one(proxy, "nosuch", answers)
    assert found.lack is Lack.REJECTED
    assert found.detail.startswith("400: /chat/completions: Invalid model name passed in model=nosuch")


def test_a_wrong_key_is_no_answer_and_in_no_text(proxy: Proxy, answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-0123456789abcdef")
    # Without a data base the proxy answers a wrong key with 400, not with 401.
    found = one(proxy, "right", answers)
    assert found.lack is Lack.REJECTED
    assert "0123456789abcdef" not in found.detail


def test_caps_hold(proxy: Proxy, answers: Path) -> None:
    assert one(proxy, "right", answers, caps=Caps(requests=0)).lack is Lack.UNASKED


def test_a_schema_and_parameters_pass_through_the_proxy(proxy: Proxy, answers: Path) -> None:
    proxy.behind.script = lambda body: Reply("{}")
    schema = '{"type": "object", "properties": {}, "additionalProperties": false}'
    request = Request("oracle", "Say something.", schema=schema, parameters=Parameters(0.25, None, 33))
    (found,) = ask([request], Endpoint.of(proxy.url), cache=answers)
    assert found.text == "{}"
    body = proxy.server.requests[-1]
    assert body["response_format"]["type"] == "json_schema"
    assert (body["temperature"], body["max_tokens"]) == (0.25, 33)


def test_a_stage_runs_through_the_proxy(proxy: Proxy, finished: Finished, small_run: Callable[..., Path]) -> None:
    run = small_run(3)
    proxy.behind.script = Oracle(synthgen.open_run(run))
    through = Server(proxy.url)
    roles = ("--llm-roles", "paraphrase,solve,explain", "--llm-k", "2", "--llm-role-model")
    models = [f"{role}=oracle" for role in ("paraphrase", "solve", "explain", "check")]
    flags = [*roles, models[0], *[part for model in models[1:] for part in ("--llm-role-model", model)]]
    assert enrich(run, through, *flags) == 0
    assert outcomes(run, "paraphrase") == ["accepted"] * 3
    assert outcomes(run, "solve") == ["accepted"] * 6
    assert all(row["input_tokens"] for row in ledger(run))
    proved(run / "samples.jsonl")
