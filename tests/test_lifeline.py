"""Helper processes end with the process that started them, whatever they are at: in Python, or in C without an end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from synthgen import lifeline

SECONDS = 20.0
"""How long a helper may take to start, or to end."""
ENDLESS = {
    "python": "while True: pass",
    "c": "sum(iter(int, 1))",
}
STARTERS = {
    "programs": """
        from synthgen.programs.workers import Crew
        with Crew("jobs:spin", workers=2, hash_seed="0", seconds=600) as crew:
            list(crew.mapped(range(2)))
    """,
    "atoms": """
        from pathlib import Path
        from synthgen.check.worker_process import WorkerProcess
        with WorkerProcess(1) as worker:
            worker.ask(600, "load", {folder!r} + "/spinning.py")
    """,
}


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + SECONDS
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize("way", ENDLESS)
@pytest.mark.parametrize("starter", STARTERS)
def test_a_helper_in_an_endless_program_ends_when_its_starter_is_killed(tmp_path: Path, starter: str, way: str) -> None:
    spin = f"open({str(tmp_path)!r} + '/' + open('/proc/self/stat').read().split()[0] + '.pid', 'w').close()\n{ENDLESS[way]}\n"
    (tmp_path / "jobs.py").write_text("def spin(job: object) -> None:\n" + textwrap.indent(spin, "    "))
    (tmp_path / "spinning.py").write_text(f'"""Atoms that never come."""\n\n{spin}')
    script = textwrap.dedent(STARTERS[starter].format(folder=str(tmp_path)))
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    process = subprocess.Popen([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": path})

    def spinning() -> list[int]:
        return [int(found[1]) for file in tmp_path.iterdir() if (found := re.fullmatch(r"(\d+)\.pid", file.name))]

    try:
        assert until(lambda: len(spinning()) == (2 if starter == "programs" else 1))
        assert all(map(lives, spinning()))
        process.kill()
        process.wait()
        assert until(lambda: not any(map(lives, spinning())))
    finally:
        process.kill()
        for helper in filter(lives, spinning()):
            os.kill(helper, 9)


def test_a_process_whose_starter_is_gone_already_ends_at_once() -> None:
    line = lifeline.Lifeline()
    line.cut()
    script = f"from synthgen.lifeline import end_with_starter\nend_with_starter({line.theirs})\nprint('lives')"
    done = subprocess.run([sys.executable, "-c", script], pass_fds=[line.theirs], capture_output=True, text=True, timeout=SECONDS)
    line.passed()
    assert done.returncode != 0
    assert done.stdout == ""


@pytest.mark.parametrize("platform", [sys.platform, "other"])
def test_it_ends_by_the_signal_or_by_the_thread(platform: str) -> None:
    line = lifeline.Lifeline()
    script = f"""
        import sys, time
        sys.platform = {platform!r}
        from synthgen.lifeline import end_with_starter
        end_with_starter({line.theirs})
        print("ready", flush=True)
        while True: pass
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], pass_fds=[line.theirs], stdout=subprocess.PIPE, text=True
    )
    line.passed()
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert process.poll() is None
        line.cut()
        assert process.wait(SECONDS) != 0
    finally:
        process.kill()
        process.communicate()
