"""The benchmarks run, and measure what they say: with tiny numbers, and the other generators replaced by rows made up here."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from synthgen.run.config import make_config
from synthgen.run.directory import SAMPLES
from synthgen.run.opened import open_run

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import compose  # noqa: E402
import floor  # noqa: E402
import measure  # noqa: E402
import peers  # noqa: E402
import scaling  # noqa: E402


@dataclass
class Step:
    """A stand-in for the progress of a run."""

    wanted: int
    accepted: int
    tried: int


def row(code: str, entry: str, calls: list[tuple[str, str]], others: tuple[str, ...] = (), as_json: bool = False) -> dict[str, Any]:
    return {"setup": "", "code": code, "entry": entry, "calls": calls, "others": others, "json": as_json}


def found(**one: Any) -> dict[str, Any]:
    """Return what is found of a row whose program is right and uses its one argument, but for `one`."""
    return {"agrees": True, "kept": True, "depends": True, "parameters": 1, "idle": 0, **one}


DOUBLE = "def f(n): return 2 * n"


@pytest.mark.parametrize(
    ("checked", "expected"),
    [
        (row(DOUBLE, "f", [("(1,)", "2"), ("(3,)", "6")]), found()),
        (row(DOUBLE, "f", [("(1,)", "2"), ("(3,)", "7")]), found(agrees=False)),
        (row(DOUBLE, "f", [("(1,)", "2.0"), ("(3,)", "6")]), found(agrees=False)),
        (row("def f(n): return 5", "f", [("(1,)", "5"), ("(3,)", "5")]), found(depends=False, idle=1)),
        (row("def f(n, k): return 2 * n", "f", [("(1, 2)", "2"), ("(3, 4)", "6")]), found(parameters=2, idle=1)),
        (row("def f(n, k): return 2 * n", "f", [("(1, 2)", "2"), ("(3, 2)", "6")]), found(parameters=2, idle=0)),
        (row("def f(n):\n n.append(1)\n return len(n)", "f", [("([],)", "1")], ("([2],)",)), found(kept=False)),
        (row("def f(n): return hash(n)", "f", [("('a',)", "1")], ("('b',)",)), found(agrees=False)),
        (row("print('noise')\ndef f(n): return (n, 1)", "f", [("{'n': 1}", "[1, 1]")], ("{'n': 2}",), as_json=True), found()),
        (row("def f(n): return 1 / n", "f", [("{'n': 1}", "1.0")], ("{'n': 0}",)), found()),
    ],
)
def test_a_row_is_run_again_and_judged(checked: dict[str, Any], expected: dict[str, Any]) -> None:
    assert peers.rerun(checked, sys.executable, "0") == expected


def test_a_row_that_ends_its_process_holds_nothing() -> None:
    assert peers.rerun(row("import os\nos._exit(0)", "f", [("(1,)", "2")]), sys.executable, "0")["agrees"] is False


def test_a_result_that_hangs_on_the_hash_seed_is_not_verified() -> None:
    made = peers.Made({}, [row("def f(n): return list({'a', 'b', 'c', 'd', 'e', n})", "f", [("('z',)", "[]")])], sys.executable)
    order = peers.Made({}, [row(DOUBLE, "f", [("(1,)", "2"), ("(2,)", "4")])], sys.executable)
    assert peers.judge(made, 1)["verified"] == 0
    assert peers.judge(order, 1) == {"verified": 1, "clean": 1, "dependent": 1, "whole": 1, "sound": 1}


def test_what_cannot_be_measured_is_named_with_its_reason() -> None:
    def broken() -> peers.Made:
        raise peers.Unavailable("could not be installed: no such version")

    head = {"start": 1.0, "seconds": 2.0, "after_start": 1, "cpu": 0.5, "failed": 0}
    made = peers.Made(head, [row(DOUBLE, "f", [("(1,)", "2"), ("(2,)", "4")])], sys.executable)
    text = peers.compare({"ours": lambda: made, "other": broken}, 1)
    assert "other could not be installed: no such version." in text
    assert "| rows per second from then on   |    0.5 |" in text
    assert "| sound                          | 100.0% |" in text


def test_own_rows_are_sound(finished: Any) -> None:
    lines = (finished.path / SAMPLES).read_text(encoding="utf-8").splitlines()[:3]
    made = peers.Made({}, [peers.own_row(json.loads(line)) for line in lines], sys.executable)
    assert set(peers.judge(made, 2).values()) == {3}


def test_the_floor_calls_every_form_on_every_test(finished: Any) -> None:
    lines = (finished.path / SAMPLES).read_text(encoding="utf-8").splitlines()[:4]
    rows = [json.loads(line) for line in lines]
    wall, cpu, calls = floor.floor(lines, 2)
    assert calls == sum((1 + len(one["reference_code"])) * len(one["test_cases"]) for one in rows)
    assert 0 < cpu < 5
    assert wall > 0


def test_the_ratio_is_that_of_the_run_to_its_floor() -> None:
    rounds = [floor.Round(8.0, 6.0, 12.0, 9.0, 2.0, 3.0), floor.Round(4.0, 2.0, 6.0, 3.0, 2.0, 3.0)]
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in floor.report(rounds, 10, 2).splitlines()[2:]]
    assert lines[0] == ["", "round 1", "round 2", "median"]
    assert lines[2] == ["run, wall ms per sample", "8.00", "4.00", "6.00"]
    assert lines[-4:] == [
        ["times the floor, wall", "4.0", "2.0", "3.0"],
        ["times the floor, wall, from the first block on", "3.0", "1.0", "2.0"],
        ["times the floor, CPU", "4.0", "2.0", "3.0"],
        ["times the floor, CPU, from the first block on", "3.0", "1.0", "2.0"],
    ]


def test_a_gauge_takes_the_rate_of_the_window_before_its_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 14.0])
    monkeypatch.setattr(scaling.time, "perf_counter", lambda: next(clock))
    pace = measure.Pace(taken=[0.5])
    gauge = scaling.Gauge([100], pace)
    for accepted, taken in ((20, 0.4), (50, 0.1), (80, 0.2), (130, 0.9), (160, 0.9)):
        gauge(Step(1000, accepted, 2 * accepted))
        pace.taken.append(taken)
    (mark,) = gauge.marks
    assert mark.piece == pytest.approx(0.15), "of what was taken from the beginning of the window to the mark"
    assert mark.by_pace == pytest.approx(3.0)
    assert (mark.count, mark.samples, mark.seconds, mark.tried, mark.rate) == (100, 80, 4.0, 160, 20.0)
    assert mark.caller > 10e6
    assert mark.worker == mark.twin == 0


def test_a_meter_counts_the_rate_from_the_first_block_on() -> None:
    meter = measure.Meter()
    for accepted in (10, 30):
        meter(Step(30, accepted, accepted))
    meter.seconds = [2.0, 7.0]
    meter.stop()
    assert (meter.start, meter.rate) == (2.0, 4.0)
    assert 0 <= meter.cpu < 60
    assert 0 <= meter.steady_cpu < 1


def test_the_tables_of_a_run_reconcile_with_its_metadata(finished: Any) -> None:
    metadata = dict(open_run(finished.path).metadata)
    meter = measure.Meter()
    meter(Step(90, 40, 60))
    meter(Step(90, 90, 150))
    meter.stop()
    text = compose.tables([compose.Measured("warm", meter, 0.125, 50_000_000, 4, 1.5, metadata)], 90, 1)
    funnel = metadata["funnel"]
    cells = {line.split("|")[1].strip(): line.split("|")[2].strip() for line in text.splitlines() if line.startswith("|")}
    assert cells["accepted"] == str(funnel["accepted"])
    assert cells["tried"] == str(funnel["tried"])
    assert {name.replace("_", " ") for name in funnel["reasons"]} <= set(cells)
    assert set(metadata["timings"]["seconds"]) <= set(cells)
    assert cells["largest memory of all processes, MB"] == "50"
    assert cells["a fixed piece of Python, CPU milliseconds"] == "125"
    assert float(cells["CPU of a sample, in such pieces"]) == pytest.approx(meter.cpu / metadata["samples"] / 0.125, abs=1e-4)


def test_the_pace_of_the_machine_is_taken_all_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "PIECE_EVERY", 0.01)
    monkeypatch.setattr(measure, "tree", list)  # helpers of other tests in this process are none of it
    with measure.Pace() as pace:
        meter = measure.Meter(pace)
        meter(Step(1, 0, 1))
        while len(pace.taken) < 3:
            time.sleep(0.01)
        meter(Step(1, 1, 2))
    meter.stop()
    assert 0.01 < min(pace.taken) <= pace.seconds <= max(pace.taken)
    assert pace.spent > sum(pace.taken)
    assert meter.cpu < pace.spent / 2, "what the pieces took is left out"


def test_memory_of_all_processes_is_read() -> None:
    with measure.PeakMemory() as memory:
        pass
    assert memory.peak > 10e6
    assert memory.processes >= 1


def test_figures_go_to_their_place_of_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- floor: begin -->\nold\n<!-- floor: end -->\nafter\n", encoding="utf-8")
    measure.publish("floor", "new", write=True, page=page)
    assert page.read_text(encoding="utf-8") == "before\n<!-- floor: begin -->\n\nnew\n\n<!-- floor: end -->\nafter\n"
    with pytest.raises(SystemExit, match="no place for the figures of peers"):
        measure.publish("peers", "new", write=True, page=page)
    assert capsys.readouterr().out == "new\nnew\n"


@pytest.mark.parametrize("name", ["compose", "floor", "scaling", "peers"])
def test_the_page_has_a_place_for_each_benchmark(name: str) -> None:
    text = measure.PAGE.read_text(encoding="utf-8")
    assert text.count(f"<!-- {name}: begin -->") == text.count(f"<!-- {name}: end -->") == 1


@pytest.mark.slow
def test_a_run_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    config = make_config(n=20, topics="lists,sorting")
    compose.main(["--n", "20", "--topics", "lists,sorting", "--workers", "1", "--cache", "own"])
    assert "| samples per second, all included" in capsys.readouterr().out
    one = floor.one_round(20, 0, 1, "lists,sorting")
    assert one.wall > one.floor_wall > 0
    assert one.cpu > one.floor_cpu > 0
    assert "The samples have the same bytes each time (checked)." in scaling.over_workers(config, [1, 2])
    long = scaling.over_time([10, 20], 0, 1, "lists,sorting").splitlines()[2:]
    assert [line.split("|")[1].strip() for line in long] == ["10", "20"]
    assert all(float(line.split("|")[9]) > 10 for line in long)  # the worker was found, and needs more than 10 MB
