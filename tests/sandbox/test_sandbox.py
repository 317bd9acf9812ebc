"""What a caller sees: outcomes, verdicts, limits, partial results."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from synthgen.errors import LiteralError, RecordError, UsageError
from synthgen.sandbox import Limits, Sandbox, Tier, Verdict
from synthgen.sandbox.sandbox import AHEAD
from synthgen.sandbox.worker import BOOT

DOUBLE = "def f(x):\n    return 2 * x\n"
CASES = [{"input": str(n), "output": str(2 * n)} for n in range(5)]


def outcomes(box: Sandbox, source: str, *calls: str, **options: object) -> list[tuple[str | None, object]]:
    execution = box.execute(source, list(calls), **options)  # type: ignore[arg-type]
    return [(outcome.failure, outcome.value) for outcome in execution.outcomes]


def test_calls_are_made_in_order_in_one_process(box: Sandbox) -> None:
    source = "seen = []\ndef f(x):\n    seen.append(x)\n    return list(seen)\n"
    assert outcomes(box, source, "1", "'b'", "3") == [(None, [1]), (None, [1, "b"]), (None, [1, "b", 3])]


def test_each_program_starts_afresh(box: Sandbox) -> None:
    source = "import sys\nsys.left = getattr(sys, 'left', 0) + 1\ndef f(): return sys.left\n"
    assert [outcomes(box, source, "") for _ in range(3)] == [[(None, 1)]] * 3


@pytest.mark.parametrize(
    "literal",
    ["None", "True", "0", "-7", "1.5", "1e999", "''", "'h\\u00e9\\ud800'", "b'\\x00\\xff'", "[]", "[[1], (2,)]", "()",
     "{'a': [1], 2: (None,)}", "{1, 2}", "set()", "1j", "10**40".replace("10**40", str(10**40)), "'\\ud83d\\ude00'"],
)  # fmt: skip
def test_values_of_every_literal_type_go_in_and_come_out_unchanged(box: Sandbox, literal: str) -> None:
    trial = box.run("def f(x): return x", [{"input": literal, "output": literal}])
    assert trial.verdict is Verdict.PASS, trial.execution.outcomes


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(x): return 2 * x", "pass"),
        ("def f(x): return x", "wrong"),
        ("def f(x): return 2.0 * x", "wrong"),
        ("def f(x): return 1 / 0", "exception"),
        ("def f(x): pass\ndef f(", "exception"),
        ("def g(x): return 2 * x", "exception"),
        ("def f(x):\n    while True: pass", "timeout"),
        ("def f(x): return len([0] * 10 ** 9)", "memory"),
        ("import os\ndef f(x): os._exit(0)", "crash"),
        ("def f(x): return f", "bad output"),
    ],
)
def test_each_verdict_has_its_program(box: Sandbox, source: str, expected: str) -> None:
    trial = box.run(source, [{"input": "3", "output": "6"}], "f", limits=Limits(seconds=0.5))
    assert trial.verdicts == (expected,)
    assert trial.verdict == expected


def test_results_before_a_timeout_survive_it(box: Sandbox) -> None:
    source = "def f(x):\n    while x == 3: pass\n    return 2 * x\n"
    trial = box.run(source, CASES, limits=Limits(seconds=0.3))
    assert trial.verdicts == ("pass", "pass", "pass", "timeout", "timeout")
    assert trial.verdict is Verdict.TIMEOUT


def test_details_name_the_exception(box: Sandbox) -> None:
    (outcome,) = box.execute("def f(x): return {}[x]", ["'key'"]).outcomes
    assert outcome.detail == "KeyError: 'key'"


def test_changed_arguments_are_reported_call_by_call(box: Sandbox) -> None:
    source = "def f(xs):\n    if len(xs) > 1: xs.sort()\n    return len(xs)\n"
    execution = box.execute(source, ["[2, 1]", "[1, 2]", "[5]"], with_changes=True)
    assert [outcome.modified for outcome in execution.outcomes] == [True, False, False]
    assert [outcome.value for outcome in execution.outcomes] == [2, 2, 1]


def test_changes_that_equality_hides_are_reported(box: Sandbox) -> None:
    execution = box.execute("def f(xs):\n    xs[0] = True\n    return 0\n", ["[1]"], with_changes=True)
    assert execution.outcomes[0].modified is True


def test_hash_seed_decides_the_order_of_a_set(box: Sandbox) -> None:
    source = "def f(): return list({'a', 'b', 'c', 'd', 'e', 'f'})"
    orders = {str(outcomes(box, source, "", hash_seed=seed)) for seed in (0, 1, 2, 3)}
    assert len(orders) > 1
    assert outcomes(box, source, "", hash_seed=1) == outcomes(box, source, "", hash_seed=1)


def test_random_numbers_are_the_same_each_time(box: Sandbox) -> None:
    source = "import random\ndef f(): return [random.random() for _ in range(3)]"
    assert outcomes(box, source, "") == outcomes(box, source, "")


@pytest.mark.parametrize(
    ("source", "entry_point"),
    [
        ("def f(x): return x", "f"),
        ("def helper(x): return x\ndef main(x): return helper(x)", "main"),
        ("def main(x): return helper(x)\ndef helper(x): return x", "main"),
        ("def first(x): return x\ndef second(x): return x", "second"),
        ("def _private(x): return x\ndef public(x): return x\ndef _other(x): return x", "public"),
        ("def loop(x): return loop(x - 1) if x > 9 else x", "loop"),
    ],
)
def test_entry_point_is_found(box: Sandbox, source: str, entry_point: str) -> None:
    execution = box.execute(source, ["1"])
    assert execution.entry_point == entry_point
    assert execution.outcomes[0].value == 1


def test_source_without_a_function_is_an_exception(box: Sandbox) -> None:
    (outcome,) = box.execute("x = 1", ["1"]).outcomes
    assert (outcome.failure, outcome.detail) == ("exception", "NameError: the source defines no function")


def test_first_reading_that_compiles_is_run(box: Sandbox) -> None:
    execution = box.execute(["def (", "def f(x): return 1", "def f(x): return 2"], ["0"])
    assert (execution.reading, execution.outcomes[0].value) == (1, 1)


def test_modules_of_the_standard_library_can_be_imported(box: Sandbox) -> None:
    modules = "asyncio bisect collections csv decimal functools heapq itertools json math operator random re "
    modules += "statistics string textwrap typing dataclasses datetime hashlib numbers queue html shlex zoneinfo pprint "
    modules += "fractions zlib hashlib sqlite3 uuid gzip inspect threading calendar unicodedata secrets"
    source = "def f(names):\n    return [__import__(name).__name__ for name in names]"
    assert outcomes(box, source, repr(modules.split())) == [(None, modules.split())]


def test_dataclasses_and_asyncio_work(box: Sandbox) -> None:
    source = """
import asyncio
from dataclasses import dataclass, astuple
@dataclass
class P:
    x: int
async def g(x):
    await asyncio.sleep(0)
    return astuple(P(x))
def f(x): return asyncio.run(g(x))
"""
    assert outcomes(box, source, "4") == [(None, (4,))]


def test_threads_run_only_if_allowed(box: Sandbox) -> None:
    source = """
from concurrent.futures import ThreadPoolExecutor
def f(x):
    with ThreadPoolExecutor(2) as pool: return list(pool.map(abs, [-x, x]))
"""
    assert outcomes(box, source, "3")[0][0] == "exception"
    assert outcomes(box, source, "3", limits=Limits(seconds=3, threads=4)) == [(None, [3, 3])]


def test_fork_is_refused_where_threads_are_allowed(box: Sandbox) -> None:
    source = "import os\ndef f(): return os.fork()"
    assert outcomes(box, source, "", limits=Limits(seconds=2, threads=4))[0][0] == "exception"


def test_memory_limit_counts_on_top_of_the_interpreter(box: Sandbox) -> None:
    source = "def f(mib): return len(bytearray(mib << 20)) >> 20"
    assert outcomes(box, source, "40", "80", limits=Limits(seconds=3, memory_mb=64)) == [(None, 40), ("memory", None)]


def test_output_depth_and_digits_have_limits(box: Sandbox) -> None:
    limits = Limits(seconds=3, output=1000, depth=3, digits=10)
    assert outcomes(box, "def f(x): return 'x' * x", "900", "50", "2000", limits=limits) == [
        (None, "x" * 900),
        (None, "x" * 50),
        ("bad output", None),
    ]
    assert outcomes(box, "def f(x): return x", "[[[1]]]", "[[[[1]]]]", limits=limits) == [
        (None, [[[1]]]),
        ("bad output", None),
    ]
    assert outcomes(box, "def f(x): return 10 ** x", "9", "10", "-1", limits=limits) == [
        (None, 10**9),
        ("bad output", None),
        (None, 0.1),
    ]


def test_cpu_limit_stops_before_the_wall(box: Sandbox) -> None:
    limits = Limits(seconds=10, cpu_seconds=1)
    execution = box.execute("def f():\n    while True: pass", [""], limits=limits)
    assert execution.outcomes[0].failure is Verdict.TIMEOUT
    assert 0.5 < execution.seconds < 6


def test_wall_limit_stops_what_uses_no_cpu(box: Sandbox) -> None:
    execution = box.execute("import time\ndef f(): time.sleep(60)", [""], limits=Limits(seconds=0.3))
    assert execution.outcomes[0].failure is Verdict.TIMEOUT
    assert 0.3 <= execution.seconds < 2


def test_expected_values_may_not_be_literals_of_code(box: Sandbox) -> None:
    with pytest.raises(RecordError, match=r"test case 1: .*not a Python literal"):
        box.run(DOUBLE, [CASES[0], {"input": "1", "output": "__import__('os')"}])


def test_calls_that_are_no_literals_are_refused(box: Sandbox) -> None:
    with pytest.raises(LiteralError, match="literal"):
        box.execute(DOUBLE, ["open('x')"])


def test_map_keeps_the_order_and_uses_all_workers(box: Sandbox) -> None:
    sources = [f"def f(x): return x + {n}" for n in range(40)]
    found = list(box.map(lambda source: box.execute(source, ["1"]).outcomes[0].value, sources))
    assert found == [n + 1 for n in range(40)]


def test_map_takes_items_as_they_are_needed(box: Sandbox) -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(10**9):
            taken.append(number)
            yield number

    stream: Any = box.map(lambda n: n, numbers())
    assert [next(stream) for _ in range(3)] == [0, 1, 2]
    stream.close()
    assert len(taken) <= 3 + box.workers * AHEAD


def test_a_slow_item_of_map_holds_no_other_up() -> None:
    others = threading.Semaphore(0)

    def one(number: int) -> int:
        if number:
            others.release()
        elif not all(others.acquire(timeout=20) for _ in range(40)):
            raise TimeoutError
        return number

    with Sandbox(workers=2) as two:
        assert list(two.map(one, range(60))) == list(range(60))


def test_map_runs_nothing_more_for_whoever_stops_taking(box: Sandbox) -> None:
    begun: list[int] = []
    stream: Any = box.map(lambda n: begun.append(n) or time.sleep(0.05), range(10**9))
    next(stream)
    stream.close()
    count = len(begun)
    time.sleep(0.2)
    assert count == len(begun) < 10 * box.workers


def test_many_threads_may_call_at_once(box: Sandbox) -> None:
    found: dict[int, object] = {}

    def call(number: int) -> None:
        found[number] = box.execute(DOUBLE, [str(number)]).outcomes[0].value

    threads = [threading.Thread(target=call, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: 2 * number for number in range(12)}


def test_asyncio_calls_by_threads(box: Sandbox) -> None:
    async def main() -> list[object]:
        calls = [asyncio.to_thread(box.run, DOUBLE, CASES, "f") for _ in range(4)]
        return [trial.verdict for trial in await asyncio.gather(*calls)]

    assert asyncio.run(main()) == [Verdict.PASS] * 4


def test_tier_is_recorded_in_every_result(box: Sandbox) -> None:
    assert box.execute(DOUBLE, ["1"]).tier is box.tier


def test_bad_options_are_refused_with_a_reason() -> None:
    with pytest.raises(UsageError, match="0 workers"):
        Sandbox(workers=0)
    with Sandbox() as sandbox, pytest.raises(UsageError, match="hash seed -1"):
        sandbox.execute(DOUBLE, ["1"], hash_seed=-1)


def test_resource_limits_alone_need_consent() -> None:
    from synthgen.errors import SandboxError

    with Sandbox(tier=Tier.RLIMITS) as sandbox, pytest.raises(SandboxError, match="allow_weak"):
        sandbox.execute(DOUBLE, ["1"])


def test_resource_limits_alone_run_programs_when_allowed() -> None:
    with Sandbox(Limits(seconds=0.5), workers=1, tier=Tier.RLIMITS, allow_weak=True) as sandbox:
        assert sandbox.tier is Tier.RLIMITS
        assert sandbox.run(DOUBLE, CASES).verdict is Verdict.PASS
        loop = sandbox.run("def f(x):\n    while x: pass\n    return 0", CASES)
        assert loop.verdicts == ("pass", "timeout", "timeout", "timeout", "timeout")
        assert sandbox.run("def f(x): return len([0] * 10 ** 9)", CASES).verdict is Verdict.MEMORY


def test_seccomp_tier_runs_without_namespaces() -> None:
    with Sandbox(workers=1, tier=Tier.SECCOMP) as sandbox:
        assert sandbox.run(DOUBLE, CASES).execution.tier is Tier.SECCOMP


def test_a_zygote_that_does_not_survive_its_new_layout_of_memory_is_started_without(monkeypatch: pytest.MonkeyPatch) -> None:
    crash = "import os, signal, sys\nif sys.argv[4] == '1': os.kill(os.getpid(), signal.SIGSEGV)\n"
    monkeypatch.setattr("synthgen.sandbox.worker.BOOT", crash + BOOT)
    with Sandbox(workers=1) as box:
        assert box.execute(DOUBLE, ["4"]).outcomes[0].value == 8
        monkeypatch.setattr("synthgen.sandbox.worker.BOOT", BOOT.replace("start()", "assert sys.argv[3] == '0'; start()"))
        assert box.execute(DOUBLE, ["5"], hash_seed=7).outcomes[0].value == 10, "the next one is not even tried with it"
