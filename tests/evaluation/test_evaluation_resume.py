"""An evaluation that is killed at any moment goes on where it was and ends with the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from evaluation.made import FENCED, RIGHT, WRONG, contents, evalset, lines, row, write
from llm.server import KEY, Reply, serving
from shared_run import environment

import synthgen
from synthgen.errors import RunError
from synthgen.run.directory import RunDirectory

SLOW = "import time\ndef double(x):\n    end = time.time() + 0.05\n    while time.time() < end:\n        pass\n    return {result}\n"
"""A completion that takes a fifth of a second for its four tests."""
RAISING = "class Odd:\n    pass\ndef double(x):\n    raise ValueError(Odd())\n"
"""An error text with an address in memory, which differs from run to run."""


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    return evalset(tmp_path / "set", *(row(str(n)) for n in range(6)))


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    given = [SLOW.format(result="2 * x"), SLOW.format(result="x"), RAISING, RIGHT]
    return write(tmp_path / "answers.jsonl", [{"task_id": str(n), "completions": given} for n in range(6)])


def killed(command: list[str], is_time: Callable[[], bool], **more: str) -> None:
    """Run a command and kill it, its whole group, as soon as it is time."""
    child = subprocess.Popen(
        command, env=environment(**more), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    deadline = time.monotonic() + 120
    while not is_time():
        assert child.poll() is None, child.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()


def rows_in(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.is_file() else 0


def test_killed_while_judging_it_ends_with_the_same_bytes(tmp_path: Path, tasks: Path, answers: Path) -> None:
    whole = synthgen.evaluate(tasks, completions=answers, k=(1, 2), out=tmp_path / "whole")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "synthgen", "evaluate", str(tasks), "--completions", str(answers), "--k", "1,2", "--out", str(out)]
    journal = out / ".verdicts.jsonl"
    for resume, rows in (([], 3), (["--resume"], 9)):
        killed([*command, *resume], lambda rows=rows: rows_in(journal) >= rows)  # type: ignore[misc]
        assert not (out / "results.json").exists()
    kept = lines(journal)
    with journal.open("ab") as handle:
        handle.write(b'{"task": "5", "sam')  # what a kill in the middle of a line leaves
    with pytest.raises(RunError, match=r"it holds an unfinished evaluation: continue it with --resume, or choose another --out"):
        synthgen.evaluate(tasks, completions=answers, k=(1, 2), out=out)

    seen: list[int] = []
    done = synthgen.evaluate(tasks, completions=answers, k=(1, 2), out=out, resume=True, progress=lambda stage, n, total: seen.append(n))
    assert len(kept) >= 9
    assert seen[0] > len(kept)  # nothing was judged again
    assert done.results == whole.results
    assert contents(out) == contents(tmp_path / "whole")


def test_killed_while_asking_no_answer_is_asked_for_again(tmp_path: Path, tasks: Path) -> None:
    texts = {f"Task {n}: double `x`.": [RIGHT, WRONG, FENCED][n % 3] for n in range(6)}
    with serving(lambda body: Reply(texts[body["messages"][-1]["content"]], seconds=0.1)) as server:
        command = [sys.executable, "-m", "synthgen", "evaluate", str(tasks), "--model", "m", "--base-url", server.url, "--k", "1,5"]
        command += ["--n-samples", "5", "--concurrency", "2"]
        done = subprocess.run([*command, "--out", str(tmp_path / "whole")], env=environment(OPENAI_API_KEY=KEY), timeout=120, check=False)
        assert done.returncode == 0
        assert len(server.requests) == 30
        killed([*command, "--out", str(tmp_path / "out")], lambda: len(server.requests) >= 42, OPENAI_API_KEY=KEY)
        time.sleep(0.2)
        before = len(server.requests)
        assert not (tmp_path / "out/results.json").exists()
        done = subprocess.run(
            [*command, "--out", str(tmp_path / "out"), "--resume"], env=environment(OPENAI_API_KEY=KEY), timeout=120, check=False
        )
        assert done.returncode == 0
        # At most the two that were under way are asked again.
        assert 60 <= len(server.requests) <= 62
        assert len(server.requests) - before < 30 - 8
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert all(KEY.encode() not in content for content in contents(tmp_path / "out").values())


class Died(BaseException):
    """Stands for a kill at a chosen moment."""


@pytest.mark.parametrize("name", ["config.json", "completions.jsonl", "tasks.jsonl", "report.html", "results.json"])
def test_killed_while_a_file_is_written_it_ends_with_the_same_bytes(
    tmp_path: Path, tasks: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = write(tmp_path / "quick.jsonl", [{"task_id": str(n), "completions": [RIGHT, RAISING]} for n in range(6)])
    whole = synthgen.evaluate(tasks, completions=answers, out=tmp_path / "whole")

    @contextmanager
    def dying(self: RunDirectory, final: str) -> Iterator[Path]:
        with named(self, final) as temporary:
            yield temporary
            if final == name:
                os.link(temporary, tmp_path / "half")
                raise Died

    named = RunDirectory._named_when_done
    with monkeypatch.context() as patch:
        patch.setattr(RunDirectory, "_named_when_done", dying)
        with pytest.raises(Died):
            synthgen.evaluate(tasks, completions=answers, out=tmp_path / "out")
    (tmp_path / "half").rename(tmp_path / "out" / f".{name}.part")  # a kill does not clean up
    done = synthgen.evaluate(tasks, completions=answers, out=tmp_path / "out", resume=name != "config.json")
    assert done.results == whole.results
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_a_finished_evaluation_may_be_asked_for_other_figures(tmp_path: Path, tasks: Path, answers: Path) -> None:
    synthgen.evaluate(tasks, completions=answers, k=1, out=tmp_path / "out")
    seen: list[int] = []
    found = synthgen.evaluate(tasks, completions=answers, k=(1, 3), out=tmp_path / "out", resume=True, progress=lambda *one: seen.append(1))
    assert seen == []  # nothing ran
    synthgen.evaluate(tasks, completions=answers, k=(1, 3), out=tmp_path / "anew")
    assert contents(tmp_path / "out") == contents(tmp_path / "anew")
    assert found.pass_at(3) == 1.0


def test_only_the_same_evaluation_can_be_resumed(tmp_path: Path, tasks: Path, answers: Path) -> None:
    with pytest.raises(RunError, match=r"nothing to resume in .*out: it has no config.json of an evaluation; start without --resume"):
        synthgen.evaluate(tasks, completions=answers, out=tmp_path / "out", resume=True)
    synthgen.evaluate(tasks, completions=answers, out=tmp_path / "out")
    with pytest.raises(RunError, match=r"cannot write an evaluation to .*out: it is not empty: choose another --out"):
        synthgen.evaluate(tasks, completions=answers, out=tmp_path / "out")
    with pytest.raises(RunError, match=r"cannot resume .*: not as when it was started: timeout; start anew"):
        synthgen.evaluate(tasks, completions=answers, out=tmp_path / "out", resume=True, timeout=2)
    write(answers, [{"task_id": "0", "completion": RIGHT}])
    evalset(tasks, row("0"))
    with pytest.raises(RunError, match=r"not as when it was started: completions, evalset; start anew"):
        synthgen.evaluate(tasks, completions=answers, out=tmp_path / "out", resume=True)


def test_a_damaged_file_of_completions_is_told(tmp_path: Path, tasks: Path, answers: Path) -> None:
    synthgen.evaluate(tasks, completions=answers, out=tmp_path / "out")
    write(tmp_path / "out/completions.jsonl", ["{broken\n"])
    with pytest.raises(RunError, match=r"completions.jsonl:1 is damaged; remove the line, or start anew"):
        synthgen.evaluate(tasks, completions=answers, out=tmp_path / "out", resume=True)
