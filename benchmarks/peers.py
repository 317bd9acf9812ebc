"""Rows of other generators beside ours: how fast they come, and how many hold when they are run again.

    python benchmarks/peers.py --rows 200                      # makes the environments under build/peers, needs a package index
    python benchmarks/peers.py --rows 200 --folder ~/peers     # ... or finds them there

reasoning-gym's `codeio` and reasoning-core's `program_synthesis`, each installed with its version pinned in a virtual environment of
its own, and our rows, `rows` each, one after the other on the same machine, one process each (ours has one worker and its twin).

Speed: seconds until the first row, with imports; rows per second from then on (ours: from the first block on); CPU seconds of
all rows. Then each row's program runs again in two new processes with different hash seeds, in the environment that made it;
`peers/rerun.py` says what it looks at, the same for all. A row is

- *verified* if every result that it states comes out again in both;
- *clean* if up to twelve inputs of its own kind are as they were afterwards: its stated ones, and for `codeio`, which states
  one, other draws of the generator that comes with its program;
- *dependent* if two of these inputs give different results;
- *whole* if in these inputs every argument, replaced alone, changes some result;
- *sound* if it is all of these.

The programs run without a sandbox, as their makers run them: use a machine that you do not mind. A row that takes longer than
`TIMEOUT` is none of these. A package that cannot be installed or cannot make rows is named with the reason, and has no figures.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import Meter, machine, publish, table

from synthgen.run.config import default_workers, make_config
from synthgen.run.directory import SAMPLES
from synthgen.run.flow import run

SCRIPTS = Path(__file__).resolve().parent / "peers"
HASH_SEEDS = ("0", "4242")
TIMEOUT = 30
"""Seconds that a process may take for one row."""
MAKING = 3600
"""Seconds that a peer may take for all of its rows."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A package with a script that makes its rows."""

    name: str
    requirement: str
    script: str


PEERS = (
    Peer("reasoning-gym codeio", "reasoning-gym==0.1.25", "reasoning_gym_codeio.py"),
    Peer("reasoning-core program_synthesis", "reasoning-core==0.5.0", "reasoning_core_synthesis.py"),
)


class Unavailable(Exception):
    """A peer that cannot be measured here, with the reason."""


@dataclass(frozen=True, slots=True)
class Made:
    """Rows and what they took: the head says `start`, `seconds`, `after_start` (rows in these seconds), `cpu`, `failed`."""

    head: dict[str, float]
    rows: list[dict[str, Any]]
    python: str

    @property
    def rate(self) -> float:
        """Rows per second after the start."""
        return self.head["after_start"] / self.head["seconds"] if self.head["seconds"] else float("nan")


def environment(peer: Peer, folder: Path) -> str:
    """Return the interpreter of a peer's environment, which is made if it is not there. Raises Unavailable."""
    place = folder.resolve() / peer.requirement.replace("==", "-")
    python = place / "bin" / "python"
    done = place / "installed"
    if not done.exists():
        print(f"installing {peer.requirement} in {place}", file=sys.stderr, flush=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", peer.requirement]
        for command in ([sys.executable, "-m", "venv", "--clear", str(place)], pip):
            found = subprocess.run(command, capture_output=True, text=True, check=False)
            if found.returncode:
                raise Unavailable(f"could not be installed: {_last_line(found.stderr)}")
        done.touch()
    return str(python)


def make_peer(peer: Peer, rows: int, seed: int, folder: Path) -> Made:
    """Make a peer's rows in its own environment. Raises Unavailable."""
    python = environment(peer, folder)
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "rows.jsonl"
        command = [python, str(SCRIPTS / peer.script), str(rows), str(seed), str(out)]
        own = {**os.environ, "XDG_CACHE_HOME": str(folder.resolve() / "cache"), "PYTHONHASHSEED": "0"}
        own.pop("PYTHONPATH", None)
        try:
            found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=MAKING, env=own, cwd=scratch)
        except subprocess.TimeoutExpired:
            raise Unavailable(f"made no {rows} rows in {MAKING} s") from None
        if found.returncode:
            raise Unavailable(f"made no rows: {_last_line(found.stderr)}")
        head, *made = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    return Made(head, made, python)


def make_own(rows: int, timed: int, seed: int, topics: str) -> Made:
    """Make `timed` of our rows with one worker, from a warm cache, and return the first `rows`."""
    with tempfile.TemporaryDirectory() as scratch:
        run(make_config(n=1, seed=seed, topics=topics), Path(scratch) / "warm", 1)
        path, meter = Path(scratch) / "run", Meter()
        run(make_config(n=timed, seed=seed, topics=topics), path, 1, watch=meter)
        meter.stop()
        samples = [json.loads(line) for line in (path / SAMPLES).read_text(encoding="utf-8").splitlines()[:rows]]
    head = {
        "start": meter.start,
        "seconds": meter.seconds[-1] - meter.start,
        "after_start": meter.accepted[-1] - meter.accepted[0],
        "cpu": meter.cpu * rows / timed,
        "failed": 0,
    }
    return Made(head, [own_row(sample) for sample in samples], sys.executable)


def own_row(sample: dict[str, Any]) -> dict[str, Any]:
    """Return one of our samples in the form that `peers/rerun.py` checks."""
    calls = [[f"({case['input']},)" if case["input"] else "()", case["output"]] for case in sample["test_cases"]]
    return {"setup": "", "code": sample["code"], "entry": sample["metadata"]["entry_point"], "calls": calls, "others": [], "json": False}


def rerun(row: dict[str, Any], python: str, hash_seed: str) -> dict[str, Any]:
    """Return what `peers/rerun.py` finds in a new process; a crash or a timeout is found as nothing that holds."""
    nothing = {"agrees": False, "kept": False, "depends": False, "parameters": 0, "idle": 1}
    own = {**os.environ, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    own.pop("PYTHONPATH", None)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            found = subprocess.run(
                [python, str(SCRIPTS / "rerun.py")], input=json.dumps(row), capture_output=True, text=True,
                timeout=TIMEOUT, env=own, cwd=scratch, check=False,
            )  # fmt: skip
        answer: dict[str, Any] = json.loads(found.stdout) if found.returncode == 0 else nothing
    except (subprocess.TimeoutExpired, ValueError):
        return nothing
    return answer


def judge(made: Made, workers: int) -> dict[str, int]:
    """Return how many of the rows are what, by running each again under every hash seed."""

    def one(row: dict[str, Any]) -> tuple[bool, bool, bool, bool]:
        found = [rerun(row, made.python, seed) for seed in HASH_SEEDS]
        return (
            all(each["agrees"] for each in found),
            all(each["kept"] for each in found),
            all(each["depends"] for each in found),
            all(not each["idle"] for each in found),
        )

    with ThreadPoolExecutor(workers) as threads:
        verdicts = list(threads.map(one, made.rows))
    names = ("verified", "clean", "dependent", "whole")
    return {**{name: sum(verdict[place] for verdict in verdicts) for place, name in enumerate(names)}, "sound": sum(map(all, verdicts))}


def column(made: Made, judged: dict[str, int], rows: int) -> list[str]:
    """Return a generator's figures as the cells of its column."""
    programs = [row["code"] for row in made.rows]
    lines = statistics.median(sum(bool(line.strip()) for line in program.splitlines()) for program in programs)
    return [
        f"{made.head['start']:.1f}",
        f"{made.rate:.1f}",
        f"{1000 * made.head['cpu'] / rows:.1f}",
        str(int(made.head["failed"])),
        *(f"{judged[name] / rows:.1%}" for name in ("verified", "clean", "dependent", "whole", "sound")),
        f"{made.rate * judged['sound'] / rows:.1f}",
        f"{len(set(programs)) / rows:.1%}",
        f"{lines:g}",
        f"{statistics.mean(len(row['calls']) for row in made.rows):.1f}",
    ]


FIGURES = (
    "seconds until the first row", "rows per second from then on", "CPU ms per row, start included", "rows that failed to be made",
    "verified", "clean", "dependent", "whole", "sound", "sound rows per second", "distinct programs", "lines of a program, median",
    "stated results per row",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200, help="rows of each; default: 200")
    parser.add_argument("--own-rows", type=int, default=1000, help="rows of ours that are timed, at least --rows; default: 1000")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path("build/peers"), help="where the environments are; default: build/peers")
    parser.add_argument("--topics", default="", help="topics to take our atoms from, with commas between; default: all")
    parser.add_argument("--only", nargs="*", choices=[peer.name.split()[0] for peer in PEERS], help="packages to compare with")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    timed = max(options.rows, options.own_rows)
    makers: dict[str, Callable[[], Made]] = {"synthgen": lambda: make_own(options.rows, timed, options.seed, options.topics)}
    for peer in PEERS:
        if options.only is None or peer.name.split()[0] in options.only:
            makers[peer.name] = lambda peer=peer: make_peer(peer, options.rows, options.seed, options.folder)  # type: ignore[misc]
    publish("peers", compare(makers, options.rows), options.write)


def compare(makers: dict[str, Callable[[], Made]], rows: int) -> str:
    """Make and judge the rows of each, and return the report as Markdown."""
    columns: dict[str, Sequence[str]] = {}
    missing = []
    for name, make in makers.items():
        print(f"{name}: {rows} rows", file=sys.stderr, flush=True)
        try:
            made = make()
        except Unavailable as problem:
            missing.append(f"{name} {problem}.")
            continue
        columns[name] = column(made, judge(made, default_workers()), rows)
    versions = ", ".join(peer.requirement.replace("==", " ") for peer in PEERS if peer.name in makers) or "no other"
    body = [[figure, *(cells[place] for cells in columns.values())] for place, figure in enumerate(FIGURES)]
    return "\n\n".join([f"`peers.py --rows {rows}`; {versions}; {machine()}.", table(["", *columns], body), *missing])


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no reason was given"


if __name__ == "__main__":
    main()
