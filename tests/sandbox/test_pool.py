"""Zygotes that are lost, shared, forked over, and closed."""

from __future__ import annotations

import contextlib
import glob
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from synthgen.errors import SandboxError
from synthgen.sandbox import Limits, Sandbox, Verdict

ROOT = Path(__file__).parent.parent.parent
DOUBLE = "def f(x):\n    return 2 * x\n"
CASES = [{"input": "3", "output": "6"}]
SLOW = "import time\ndef f(x):\n    time.sleep(0.6)\n    return 2 * x\n"


def children(pid: int) -> set[int]:
    """Return the process and all below it."""
    parents: dict[int, int] = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            fields = Path(path).read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.split("/")[2])] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def kill_all_children() -> None:
    for pid in sorted(children(os.getpid())):  # from the top: a zygote that outlives its program would report its end
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if os.path.exists(f"/proc/{pid}/stat")}


def gone(pids: set[int], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pids)


def test_zygote_that_died_while_idle_is_replaced() -> None:
    with Sandbox(workers=1) as sandbox:
        assert sandbox.run(DOUBLE, CASES).verdict is Verdict.PASS
        kill_all_children()
        assert sandbox.run(DOUBLE, CASES).verdict is Verdict.PASS


def test_zygote_killed_at_work_is_replaced_once_and_the_program_judged() -> None:
    with Sandbox(workers=1) as sandbox:
        sandbox.run(DOUBLE, CASES)
        killer = threading.Timer(0.2, kill_all_children)
        killer.start()
        begun = time.monotonic()
        trial = sandbox.run(SLOW, CASES)
        killer.join()
        assert trial.verdict is Verdict.PASS
        assert time.monotonic() - begun > 0.75, "the program ran twice"


def test_zygote_lost_twice_is_an_infrastructure_error() -> None:
    with Sandbox(workers=1) as sandbox:
        sandbox.run(DOUBLE, CASES)
        stop = threading.Event()

        def kill_on() -> None:
            while not stop.wait(0.25):
                kill_all_children()

        killer = threading.Thread(target=kill_on)
        killer.start()
        try:
            trial = sandbox.run(SLOW, CASES)
        finally:
            stop.set()
            killer.join()
        assert trial.verdicts == (Verdict.INFRASTRUCTURE,)
        assert sandbox.run(DOUBLE, CASES).verdict is Verdict.PASS


def test_zygote_killed_while_it_starts_is_an_infrastructure_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import synthgen.sandbox.worker as module

    with Sandbox(workers=1) as sandbox:
        monkeypatch.setattr(module, "BOOT", "import os; os.kill(os.getpid(), 9)")
        assert sandbox.run(DOUBLE, CASES).verdict is Verdict.INFRASTRUCTURE
        with pytest.raises(SandboxError, match="signal 9 ended the zygote while it started"):
            _ = sandbox.tier
        monkeypatch.setattr(module, "BOOT", "raise RuntimeError('no way')")
        with pytest.raises(SandboxError, match=r"the sandbox did not start with .*: RuntimeError: no way"):
            sandbox.run(DOUBLE, CASES)
        monkeypatch.undo()
        assert sandbox.run(DOUBLE, CASES).verdict is Verdict.PASS


def test_interpreter_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Sandbox(workers=1) as sandbox, pytest.raises(SandboxError, match="cannot start the interpreter '/nowhere/python'"):
        sandbox.run(DOUBLE, CASES)


def test_close_ends_all_processes_and_a_closed_sandbox_says_so() -> None:
    before = children(os.getpid())
    sandbox = Sandbox(workers=2)
    sandbox.run(DOUBLE, CASES)
    started = children(os.getpid()) - before
    assert started
    sandbox.close()
    sandbox.close()
    assert gone(started)
    with pytest.raises(SandboxError, match="closed"):
        sandbox.run(DOUBLE, CASES)


def test_hash_seeds_share_the_slots() -> None:
    with Sandbox(workers=1) as sandbox:
        for seed in (0, 1, 2, 0, 1):
            assert sandbox.run(DOUBLE, CASES, hash_seed=seed).execution.hash_seed == seed
        assert sum(len(workers) for workers in sandbox._pool._idle.values()) == 1


def test_descriptors_do_not_grow_with_programs() -> None:
    with Sandbox(workers=1) as sandbox:
        sandbox.run(DOUBLE, CASES)
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(200):
            sandbox.run(DOUBLE, CASES)
        assert len(os.listdir("/proc/self/fd")) <= before


def test_forked_copy_of_the_caller_gets_zygotes_of_its_own() -> None:
    with Sandbox(workers=1) as sandbox:
        sandbox.run(DOUBLE, CASES)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if sandbox.run(DOUBLE, CASES).verdict is Verdict.PASS else 2
                sandbox.close()
            finally:
                os._exit(code)
        assert sandbox.run(DOUBLE, CASES).verdict is Verdict.PASS
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert sandbox.run(DOUBLE, CASES).verdict is Verdict.PASS


def script(body: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    text = "from synthgen.sandbox import *\nimport os, sys, threading, time\n" + body
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", text],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def test_interpreter_exits_cleanly_without_close() -> None:
    process = script(
        "box = Sandbox(workers=2)\n"
        "print(box.run('def f(x): return x', [{'input': '1', 'output': '1'}]).verdict)\n"
    )
    out, err = process.communicate(timeout=30)
    assert (out.strip(), err, process.returncode) == ("pass", "", 0)


def test_interpreter_exits_cleanly_while_a_thread_waits_for_a_program() -> None:
    process = script(
        "box = Sandbox(workers=1)\n"
        "loop = 'def f(x):\\n    while True: pass'\n"
        "threading.Thread(target=box.execute, args=(loop, ['1']), daemon=True).start()\n"
        "time.sleep(0.5); print('leaving')\n"
    )
    out, _ = process.communicate(timeout=30)
    assert (out.strip(), process.returncode) == ("leaving", 0)


def test_nothing_survives_a_caller_that_is_killed() -> None:
    process = script(
        "box = Sandbox(workers=1)\n"
        "box.tier; print('ready', flush=True)\n"
        "box.execute('def f(x):\\n    while True: pass', ['1'], limits=Limits(seconds=60))\n"
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.3)
    started = children(process.pid)
    assert len(started) >= 2
    process.kill()
    process.communicate()
    assert gone(started)


def test_caller_with_threads_and_short_lived_callers_keeps_its_zygote() -> None:
    """A zygote must not die with the thread that happened to start it."""
    with Sandbox(workers=1, limits=Limits(seconds=3)) as sandbox:
        verdicts: list[str] = []
        for _ in range(3):
            thread = threading.Thread(target=lambda: verdicts.append(sandbox.run(DOUBLE, CASES).verdict))
            thread.start()
            thread.join()
        started = children(os.getpid())
        time.sleep(0.1)
        assert verdicts == ["pass"] * 3
        assert alive(started) == started
