"""Parsing from many threads while the collector of garbage calls back, as Hypothesis and torch make it do."""

from __future__ import annotations

import ast
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from synthgen import syntax
from synthgen.literals import parse_arguments, parse_value
from synthgen.quality import static_quality
from synthgen.syntax import parse_expression, parse_module
from synthgen.weave.ticks import instrumented

SOURCE = """def f(numbers):
    total = 0
    for number in numbers:
        total += number * (2 if number > 3 else [1, 2][number % 2])
    return total
"""
LITERAL = repr([{"a": (place, [place, -place])} for place in range(20)])
WORK: dict[str, Callable[[], object]] = {
    "parse_module": lambda: ast.dump(parse_module(SOURCE)),
    "parse_expression": lambda: ast.dump(parse_expression(LITERAL)),
    "parse_value": lambda: parse_value(LITERAL),
    "parse_arguments": lambda: parse_arguments(f"{LITERAL}, 1"),
    "static_quality": lambda: static_quality(SOURCE),
    "instrumented": lambda: ast.dump(instrumented(SOURCE)),
}


@pytest.fixture
def _hostile() -> Iterator[None]:
    """Collect garbage all the time, call back, and change threads as soon as that is possible."""

    def called(phase: str, info: dict[str, int]) -> None:
        sum(range(20))

    threshold, pace = gc.get_threshold(), sys.getswitchinterval()
    gc.callbacks.append(called)
    gc.set_threshold(20)
    sys.setswitchinterval(1e-6)
    yield
    gc.callbacks.remove(called)
    gc.set_threshold(*threshold)
    sys.setswitchinterval(pace)


@pytest.mark.usefixtures("_hostile")
@pytest.mark.parametrize("name", WORK)
def test_threads_that_parse_do_not_disturb_each_other(name: str) -> None:
    work = WORK[name]
    expected = work()
    with ThreadPoolExecutor(4) as threads:
        assert all(found == expected for found in threads.map(lambda _: work(), range(400)))


def test_a_collector_that_parses_in_the_midst_of_it_does_no_harm() -> None:
    calls = 0

    def called(phase: str, info: dict[str, int]) -> None:
        nonlocal calls
        calls += 1
        if calls % 200 == 0:
            gc.callbacks.remove(called)
            ast.parse(SOURCE)
            gc.callbacks.append(called)

    expected = ast.dump(parse_module(SOURCE))
    threshold = gc.get_threshold()
    gc.set_threshold(20)
    gc.callbacks.append(called)
    try:
        for _ in range(400):
            assert ast.dump(parse_module(SOURCE)) == expected
            assert static_quality(SOURCE) == static_quality(SOURCE) > 0.5
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(called)
    assert calls > 2000


def test_a_parser_that_always_fails_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = 0

    def broken(source: str, mode: str = "exec") -> ast.AST:
        nonlocal tries
        tries += 1
        raise SystemError("AST constructor recursion depth mismatch")

    monkeypatch.setattr(ast, "parse", broken)
    with pytest.raises(SystemError):
        parse_module("1")
    assert tries == syntax.TRIES


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of a fork beside threads, which is what is tried
def test_a_forked_copy_can_parse_while_another_thread_of_its_parent_did() -> None:
    syntax._parsing.acquire()
    try:
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(_parsed_in_a_copy).result(timeout=60) == 0
    finally:
        syntax._parsing.release()


def _parsed_in_a_copy() -> int:
    """Return the exit status of a forked process that parses."""
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        os._exit(0 if parse_value("[1]") == [1] else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
