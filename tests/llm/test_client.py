"""The client against a server that does everything that servers do."""

from __future__ import annotations

import asyncio
import email.utils
import itertools
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from server import KEY, Reply, serving

from synthgen.errors import EndpointError, RunError, UsageError
from synthgen.llm import Caps, Endpoint, Lack, Parameters, Patience, Prices, Request, Tally, ask
from synthgen.llm.limits import Throttle
from synthgen.llm.retry import retry_after

QUICK = Patience(tries=4, seconds=30.0, first=0.01, longest=2.0)
HASTY = Patience(tries=12, seconds=1.0, first=0.01, longest=2.0)
"""Gives up a try after a second; a busy machine may then need more tries than the server spoils."""


def endpoint(url: str, **changes: Any) -> Endpoint:
    return Endpoint.of(url, patience=changes.pop("patience", QUICK), **changes)


def echo(body: dict[str, Any]) -> Reply:
    return Reply(f"{body['model']}: {body['messages'][-1]['content']}")


def after(*replies: Reply) -> Any:
    """Give these replies first, then the echo."""
    left = list(replies)
    return lambda body: left.pop(0) if left else echo(body)


def test_answers_come_in_order_and_a_second_time_from_the_cache(answers: Path) -> None:
    requests = [Request("m", f"word {number}") for number in range(40)]
    with serving(lambda body: Reply(body["messages"][-1]["content"], seconds=0.01 * (len(body["messages"][-1]["content"]) % 3))) as server:
        first = ask(requests, endpoint(server.url), cache=answers)
        asked = len(server.requests)
        again = ask(requests, endpoint(server.url), cache=answers)
        assert [one.text for one in first] == [request.prompt for request in requests]
        assert asked == 40
        assert len(server.requests) == 40
    assert [(one.text, one.day, one.output_tokens, one.cached) for one in again] == [
        (one.text, one.day, one.output_tokens, True) for one in first
    ]


@pytest.mark.parametrize(
    "other",
    [
        Request("n", "p"), Request("m", "q"), Request("m", "p", system="s"), Request("m", "p", sample=1), Request("m", "p", template="t"),
        Request("m", "p", before=("a", "b")), Request("m", "p", schema="{}"), Request("m", "p", parameters=Parameters(temperature=0.0)),
    ],
    ids=str,
)  # fmt: skip
def test_every_part_of_a_request_is_in_the_key_of_its_answer(other: Request) -> None:
    assert other.key != Request("m", "p").key
    assert Request("m", "p").key == Request("m", "p").key


FAILURES = {
    "429": Reply("slow down", status=429),
    "500": Reply("oops", status=500),
    "503": Reply("away", status=503),
    "dropped before": Reply(drop="before"),
    "dropped in the middle": Reply("half of it", drop="middle"),
    "too slow": Reply("late", seconds=3.0),
    "a byte at a time": Reply("late", seconds=0.05, trickle=True),
    "not JSON": Reply(raw="<html>busy</html>"),
    "JSON without choices": Reply(raw='{"error": {"message": "no"}}'),
    "choices of another shape": Reply(raw='{"choices": [{"message": {"content": [1]}}]}'),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_what_passes_by_itself_is_tried_again(failure: Reply, answers: Path) -> None:
    tallies: list[Tally] = []
    patience = HASTY if failure.seconds else QUICK
    with serving(after(failure, failure)) as server:
        (found,) = ask([Request("m", "p")], endpoint(server.url, patience=patience), cache=answers, watch=tallies.append)
        assert (found.text, found.lack) == ("m: p", None)
        assert len(server.requests) == 3 or (patience is HASTY and len(server.requests) > 3)
        assert tallies[-1].requests == len(server.requests)
    assert sum(tallies[-1].tries.values()) == tallies[-1].requests - 1


@pytest.mark.parametrize("as_date", [False, True])
def test_the_wait_that_a_server_asks_for_is_kept_by_all(as_date: bool, answers: Path) -> None:
    count = itertools.count()

    def script(body: dict[str, Any]) -> Reply:
        wait = email.utils.formatdate(time.time() + 2, usegmt=True) if as_date else "1"
        return echo(body) if next(count) else Reply("busy", status=429, headers={"Retry-After": wait})

    with serving(script) as server:
        ask([Request("m", str(number)) for number in range(12)], endpoint(server.url, concurrency=1), cache=answers)
        assert server.times[1] - server.times[0] >= 0.9


def test_a_wait_beyond_patience_ends_with_a_sentence(answers: Path) -> None:
    with serving(lambda _: Reply("tomorrow", status=429, headers={"Retry-After": "3600"})) as server:
        with pytest.raises(EndpointError, match=r"says: 429: tomorrow; it asks to wait 3600 s; start again then"):
            ask([Request("m", "p")], endpoint(server.url), cache=answers)
        assert len(server.requests) == 1


def test_waits_are_read_in_every_form() -> None:
    assert retry_after({"retry-after": "7"}) == 7
    assert retry_after({"retry-after-ms": "1500"}) == 1.5
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({"retry-after": "inf"}) is None
    assert retry_after({}) is None


HOPELESS = {
    "key": (Reply(f"wrong key {KEY}", status=401), r"401: wrong key \[key\]; check OPENAI_API_KEY"),
    "forbidden": (Reply("not you", status=403), "403: not you; check OPENAI_API_KEY"),
    "missing": (Reply("no such model", status=404), "404: no such model; check the address"),
    "quota": (Reply("no money", status=429, code="insufficient_quota"), "429: no money; the account has nothing left"),
}


@pytest.mark.parametrize(("reply", "sentence"), HOPELESS.values(), ids=HOPELESS)
def test_what_no_try_mends_ends_at_once_with_a_sentence(reply: Reply, sentence: str, answers: Path) -> None:
    with serving(lambda _: reply) as server:
        with pytest.raises(EndpointError, match=sentence) as caught:
            ask([Request("m", str(number)) for number in range(50)], endpoint(server.url), cache=answers)
        assert len(server.requests) <= 4
    assert KEY not in str(caught.value)


def test_an_endpoint_that_never_answered_is_given_up_after_one_request(answers: Path) -> None:
    with serving(echo) as server:
        url = server.url
    sentence = r"out of service: it answered none of a request that was tried 4 times, .* the connection failed"
    with pytest.raises(EndpointError, match=sentence):
        ask([Request("m", "p")], endpoint(url), cache=answers)


def test_an_endpoint_that_goes_down_is_given_up_and_what_it_answered_is_kept(answers: Path) -> None:
    count = itertools.count()
    requests = [Request("m", str(number)) for number in range(40)]
    sentence = r"3 requests in a row, each tried 4 times, the last time with: 500: down"
    fading = serving(lambda body: echo(body) if next(count) < 10 else Reply("down", status=500))
    with fading as server, pytest.raises(EndpointError, match=sentence):
        ask(requests, endpoint(server.url), cache=answers)
    with serving(echo) as server:
        assert [one.text for one in ask(requests, endpoint(server.url), cache=answers)] == [f"m: {number}" for number in range(40)]
        assert len(server.requests) == 30


def test_one_request_that_the_endpoint_does_not_take_harms_no_other(answers: Path) -> None:
    refused = Reply("context too long", status=400)
    with serving(lambda body: refused if body["messages"][-1]["content"] == "5" else echo(body)) as server:
        found = ask([Request("m", str(number)) for number in range(8)], endpoint(server.url), cache=answers)
    assert [one.lack for one in found] == [None] * 5 + [Lack.REJECTED] + [None] * 2
    assert found[5].detail == "400: context too long"


def test_a_model_that_refuses_everything_is_given_up(answers: Path) -> None:
    with serving(lambda _: Reply("unknown model m", status=400)) as server:
        with pytest.raises(EndpointError, match="400: unknown model m; it refused the first 5 requests"):
            ask([Request("m", str(number)) for number in range(40)], endpoint(server.url), cache=answers)
        assert len(server.requests) < 12


def test_what_an_endpoint_does_not_know_is_left_out_from_then_on(answers: Path) -> None:
    def script(body: dict[str, Any]) -> Reply:
        if "response_format" in body:
            return Reply("unknown field: response_format", status=400)
        if "max_tokens" in body:
            return Reply("use max_completion_tokens instead of max_tokens", status=400)
        if "temperature" in body:
            return Reply("temperature must be 1", status=400)
        return Reply(f"{body['max_completion_tokens']}")

    schema = '{"type": "object", "properties": {}, "additionalProperties": false}'
    requests = [Request("m", str(number), schema=schema, parameters=Parameters(0.5, None, 77)) for number in range(30)]
    with serving(script) as server:
        found = ask(requests, endpoint(server.url), cache=answers)
        assert [one.text for one in found] == ["77"] * 30
        assert len(server.requests) <= 30 + 3 * 4


def test_a_schema_is_passed_on_where_it_is_understood(answers: Path) -> None:
    with serving(echo) as server:
        ask([Request("m", "p", schema='{"type": "object"}')], endpoint(server.url), cache=answers)
        assert server.requests[0]["response_format"]["json_schema"]["schema"] == {"type": "object"}
        assert server.requests[0]["response_format"]["type"] == "json_schema"


def test_concurrency_rises_by_one_a_round_and_is_halved_once_for_all_that_were_sent_together() -> None:
    async def played() -> list[float]:
        throttle = Throttle(10)
        limits = [throttle.limit]
        for _ in range(4):
            throttle.answered()
        limits.append(throttle.limit)
        for _ in range(200):
            throttle.answered()
        limits.append(throttle.limit)
        sent = asyncio.get_running_loop().time()
        throttle.overloaded(sent, None)
        throttle.overloaded(sent, None)  # sent before the first was halved
        limits.append(throttle.limit)
        await asyncio.sleep(0.01)
        for _ in range(9):
            throttle.overloaded(asyncio.get_running_loop().time(), None)
            await asyncio.sleep(0.001)
        limits.append(throttle.limit)
        return limits

    start, risen, most, halved, least = asyncio.run(played())
    assert (start, most, halved, least) == (4, 10, 5, 1)
    assert 4.8 < risen <= 5.0


def test_no_more_requests_are_under_way_than_allowed(answers: Path) -> None:
    with serving(lambda body: Reply("x", seconds=0.1)) as server:
        ask([Request("m", str(number)) for number in range(40)], endpoint(server.url, concurrency=6), cache=answers)
        assert 4 < server.highest <= 6


def test_an_endpoint_that_bears_little_still_answers_everything(answers: Path) -> None:
    def few(body: dict[str, Any]) -> Reply:
        return Reply("busy", status=429) if server.under_way > 2 else Reply("x", seconds=0.01)

    patient = Patience(tries=30, seconds=20, first=0.01, longest=0.1)
    with serving(few) as server:
        found = ask([Request("m", str(number)) for number in range(40)], endpoint(server.url, patience=patient), cache=answers)
    assert [one.text for one in found] == ["x"] * 40


def test_equal_requests_under_way_are_sent_once(answers: Path) -> None:
    with serving(lambda body: Reply("x", seconds=0.05)) as server:
        assert [one.text for one in ask([Request("m", "p")] * 5, endpoint(server.url), cache=answers)] == ["x"] * 5
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("caps", "prices", "answered"),
    [
        (Caps(requests=7), Prices(), 7),
        (Caps(requests=0), Prices(), 0),
        (Caps(tokens=0), Prices(), 0),
        (Caps(tokens=500), Prices(), None),
        (Caps(usd=0.001), Prices({"": 1.0}, {"m": 2.0}), None),
    ],
)
def test_no_cap_is_ever_passed(caps: Caps, prices: Prices, answered: int | None, answers: Path) -> None:
    tallies = [Tally()]
    parameters = Parameters(max_tokens=60)
    requests = [Request("m", f"{number:03} " + "x" * 96, parameters=parameters) for number in range(40)]
    with serving(lambda body: Reply("y" * 200)) as server:
        found = ask(requests, endpoint(server.url), cache=answers, caps=caps, prices=prices, watch=tallies.append)
        sent = len(server.requests)
        spent = tallies[-1]
        assert spent.requests == sent
        assert sum(one.lack is None for one in found) == sent == (sent if answered is None else answered)
        assert all(one.lack in (None, Lack.UNASKED) for one in found)
        assert caps.tokens is None or spent.input_tokens + spent.output_tokens <= caps.tokens
        assert caps.usd is None or (spent.cost is not None and spent.cost <= caps.usd)
        assert answered is not None or 3 <= sent < 40
        rest = ask(requests, endpoint(server.url), cache=answers)
        assert all(one.lack is None for one in rest)
        assert len(server.requests) == 40


def test_a_cap_in_dollars_needs_prices(answers: Path) -> None:
    with pytest.raises(UsageError, match=r"a cap in dollars needs the prices of 'm'; give --price-in and --price-out"):
        ask([Request("m", "p")], endpoint("http://127.0.0.1:9/v1"), cache=answers, caps=Caps(usd=1.0))


def test_what_an_endpoint_does_not_count_stays_unknown(answers: Path) -> None:
    tallies: list[Tally] = []
    with serving(lambda body: Reply("x", usage=False)) as server:
        (found,) = ask([Request("m", "p")], endpoint(server.url), cache=answers, prices=Prices({"": 1}, {"": 1}), watch=tallies.append)
    assert (found.input_tokens, found.output_tokens) == (None, None)
    assert tallies[-1].unknown == 1
    assert tallies[-1].cost is None


def test_a_key_that_a_server_sends_back_is_nowhere_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with serving(lambda body: Reply(f"your key is {KEY}, is it not?")) as server:
        (found,) = ask([Request("m", "p")], endpoint(server.url), cache=path)
        assert server.keys == {f"Bearer {KEY}"}
    assert found.text == "your key is [key], is it not?"
    assert all(KEY.encode() not in file.read_bytes() for file in tmp_path.iterdir())
    assert KEY not in repr(endpoint("http://127.0.0.1:1/v1"))


@pytest.mark.parametrize(
    ("url", "key", "sentence"),
    [
        ("127.0.0.1:8000", KEY, "is no web address; give one such as http://127.0.0.1:8000/v1"),
        ("http://[", KEY, "is no web address"),
        ("http://me:secretword@host/v1", KEY, "holds a user or a password; leave it out"),
        (None, "", "wants a key and OPENAI_API_KEY is not set"),
        ("http://host/v1", f"{KEY}\nx", "OPENAI_API_KEY holds blanks, line breaks"),
    ],
)
def test_a_wrong_endpoint_is_one_sentence_without_secrets(
    url: str | None, key: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(UsageError, match=sentence) as caught:
        Endpoint.of(url)
    assert "secretword" not in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_cache_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    path.write_text("not a data base " * 100)
    with pytest.raises(RunError, match=r"answers\.sqlite cannot be read or written: file is not a database; remove it or name another"):
        ask([Request("m", "p")], endpoint("http://127.0.0.1:9/v1"), cache=path)


def test_the_cache_writes_ahead_and_is_shared_by_processes(answers: Path) -> None:
    with serving(echo) as server:
        ask([Request("m", "p")], endpoint(server.url), cache=answers)
    with sqlite3.connect(answers) as base:
        assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert base.execute("SELECT model, text FROM answers").fetchall() == [("m", "m: p")]
    base.close()


def test_asking_works_where_a_loop_runs_already(answers: Path) -> None:
    async def cell(url: str) -> str:
        return ask([Request("m", "p")], endpoint(url), cache=answers)[0].text

    with serving(echo) as server:
        assert asyncio.run(cell(server.url)) == "m: p"


def test_the_endpoint_of_the_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8000/v1/")
    assert Endpoint.of().url == "http://127.0.0.1:8000/v1"
    assert Endpoint.of("http://host:1/v1?token=x").shown == "http://host:1/v1"
    monkeypatch.delenv("OPENAI_API_KEY")
    assert Endpoint.of().key == "none"


def test_a_price_of_its_own_comes_before_that_of_all() -> None:
    prices = Prices({"": 1.0, "big": 10.0}, {"": 2.0})
    assert prices.of("small", 1_000_000, 500_000) == 2.0
    assert prices.of("big", 1_000_000, 500_000) == 11.0
    assert prices.of("big", None, 5) is None
    assert Prices({"": 1.0}).of("small", 5, 5) is None
