"""Real runs in real processes: the same bytes for any number of workers and after any kill, and nothing left behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from shared_run import SETTINGS, Finished, compose_command, environment

FILES = ("config.json", "samples.jsonl", "rejected.jsonl", "README.md", "samples.parquet")


def contents(path: Path) -> dict[str, object]:
    files: dict[str, object] = {name: (path / name).read_bytes() for name in FILES if (path / name).is_file()}
    metadata = json.loads((path / "metadata.json").read_text())
    metadata.pop("timings")
    return {**files, "metadata": metadata, "names": sorted(entry.name for entry in path.iterdir())}


def processes_marked(mark: str) -> list[int]:
    """Return the processes that have `mark` in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def all_gone(mark: str, seconds: float = 20) -> bool:
    """Return whether no marked process is left, waiting a little for those that are at their end."""
    deadline = time.monotonic() + seconds
    while processes_marked(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not processes_marked(mark)


def shards(path: Path) -> int:
    return len(list(path.glob(".shards/*.jsonl")))


def run(out: Path, **settings: object) -> None:
    done = subprocess.run(compose_command(out, **settings), env=environment(), capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("workers", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_any_number_of_workers_writes_the_same_bytes(finished: Finished, tmp_path: Path, workers: int) -> None:
    run(tmp_path / "run", **SETTINGS, workers=workers)
    assert contents(tmp_path / "run") == contents(finished.path)


def test_kills_and_interrupts_and_a_resume_give_the_bytes_of_an_undisturbed_run(finished: Finished, tmp_path: Path) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("processes are counted through /proc")
    killed = tmp_path / "killed"
    mark = f"SYNTHGEN_TEST_{uuid.uuid4().hex}"
    draw = random.Random(os.getpid())
    for attempt, blow in enumerate((signal.SIGKILL, signal.SIGINT, signal.SIGKILL)):
        command = [*compose_command(killed, **SETTINGS, workers=2), *(["--resume"] if attempt else [])]
        process = subprocess.Popen(
            command, env=environment(**{mark: "1"}), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        before, deadline = shards(killed), time.monotonic() + 120
        while shards(killed) == before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(draw.random() / 2)
        with suppress(ProcessLookupError):  # a short rest may be finished before the blow
            os.killpg(process.pid, blow)
        stdout, stderr = process.communicate(timeout=60)
        told = f"{killed}\n"
        if process.returncode == 130:
            assert blow == signal.SIGINT
            assert stderr.splitlines()[-1] == f"synthgen: stopped; continue with: synthgen compose --resume --out {killed}"
            assert "Traceback" not in stderr
            assert stdout in ("", told)  # it may come when the last line was just printed
        elif process.returncode == 0:
            assert stdout == told
        else:
            assert (blow, process.returncode) == (signal.SIGKILL, -signal.SIGKILL)
        assert stdout == "" or (killed / "metadata.json").is_file()
        assert all_gone(mark), f"processes outlive {blow.name}"
    resumed = [*compose_command(killed), "--resume", "--quiet"]
    subprocess.run(resumed, env=environment(), check=True, timeout=240, capture_output=True)
    assert contents(killed) == contents(finished.path)


def test_neither_a_run_nor_its_workers_import_what_only_making_a_library_ready_needs() -> None:
    """libcst takes as long to import as all the rest of a worker; its pieces and mutants are in the cache folder."""
    code = "import sys, synthgen.run.flow, synthgen.run.worker; print('libcst' in sys.modules, 'hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False False\n"
