"""`synthgen leakage` as a user calls it: the tables, the JSON, the page, the index, the self-test, and mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from leakage_rows import LEAKED, OTHER

from synthgen.cli import main

BAD = [
    (["leakage"], "no --train was given; give a training set, such as --train outputs/first, and --test or --against"),
    (["leakage", "--train", "train.jsonl"], "there is nothing to compare with; give --test FILE, --against NAME, or both"),
    (["leakage", "--train", "nowhere", "--test", "test.jsonl"], "there is no file nowhere; give the path of a file of samples"),
    (["leakage", "--train", "train.jsonl", "--test", "nowhere"], "there is no file nowhere; give the path of a file of samples"),
    (["leakage", "--train", "train.jsonl", "--against", "humanevil"], "no index named 'humanevil'; did you mean 'humaneval'"),
    (["leakage", "--train", "train.jsonl", "--against", "none.npz"], "there is no index none.npz; make one with: synthgen leakage index"),
    (["leakage", "--train", "train.jsonl", "--against", "train.npz"], "train.npz is no index of leakage, or a damaged one"),
    (["leakage", "--train", "empty.jsonl", "--test", "test.jsonl", "--no-behaviour"], "no row of empty.jsonl can be compared: no JSON"),
    (["leakage", "--train", "train.jsonl", "index", "test.jsonl", "--out", "i.npz"], "`leakage index` takes its options behind its name"),
    (["leakage", "index", "test.jsonl", "--out", "index.json", "--trusted"], "cannot write an index to index.json: choose a path"),
    (["leakage", "index", "nowhere", "--out", "i.npz"], "there is no file nowhere"),
    (["leakage", "index", "test.jsonl"], "Missing option '--out'"),
    (["leakage", "selftest", "--n", "2"], "--n 2 was asked for; the self-test takes at least 4 rows"),
    (["leakage", "selftest", "test.jsonl", "--trusted"], "2 rows were given for the self-test; it takes at least 4"),
]
"""Arguments, and what the sentence says."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "train.jsonl").write_text(f"{json.dumps(LEAKED)}\n[5]\n")
    (tmp_path / "test.jsonl").write_text(f"{json.dumps(LEAKED)}\n{json.dumps(OTHER)}\n")
    (tmp_path / "empty.jsonl").write_text("no row\n")
    (tmp_path / "train.npz").write_bytes(b"nothing")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("arguments", "sentence"), BAD, ids=[" ".join(arguments) for arguments, _ in BAD])
def test_a_mistake_is_one_sentence(here: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) in (1, 2)
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
    assert not (here / "i.npz").exists()


def test_a_measure_is_shown_as_tables_json_and_a_page(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["leakage", "--train", "train.jsonl", "--test", "test.jsonl", "--against", "humaneval", "--no-behaviour", "--quiet"]
    assert main([*asked, "--html", "pages/leakage.html"]) == 0
    shown = capsys.readouterr().out
    assert "2 items of test.jsonl in 1 rows of train.jsonl, 1 unread (line 2: a list in place of an object)" in shown
    assert "164 items of humaneval in 1 rows of train.jsonl" in shown
    assert "164 items of humaneval in 2 rows of test.jsonl" in shown
    assert "running_totals" in shown
    assert main([*asked, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [(one["train"], one["test"], one["items"]) for one in report["comparisons"]] == [
        ("train.jsonl", "test.jsonl", 2), ("train.jsonl", "humaneval", 164), ("test.jsonl", "humaneval", 164),
    ]  # fmt: skip
    first = {one["detector"]: one for one in report["comparisons"][0]["detectors"]}
    assert list(first) == ["tli", "substring", "code tokens", "syntax tree"]
    assert {name: one["flagged"] for name, one in first.items()}["code tokens"] == 1
    assert first["tli"]["items"][0]["score"] == 1.0
    assert {one["null"]["rows"] for one in first.values()} == {1}
    page = (here / "pages/leakage.html").read_text(encoding="utf-8")
    assert "2 items of test.jsonl in 1 rows of train.jsonl" in page
    assert "http" not in page  # it needs nothing else


def test_an_index_is_made_and_checked_against(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = ["leakage", "index", "test.jsonl", "--out", "mine.npz", "--source", "written by hand", "--licence", "MIT", "--json"]
    assert main([*made, "--trusted", "--workers", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["items"], told["with telling probes"]) == (2, 2)
    assert {name: told["provenance"][name] for name in ("file", "rows", "source", "licence")} == {
        "file": "test.jsonl", "rows": 2, "source": "written by hand", "licence": "MIT",
    }  # fmt: skip
    assert main(["leakage", "--train", "train.jsonl", "--against", "mine.npz", "--trusted", "--workers", "1", "--json", "--quiet"]) == 0
    report = json.loads(capsys.readouterr().out)["comparisons"][0]
    behaviour = report["detectors"][-1]
    assert (behaviour["detector"], behaviour["judged"], behaviour["flagged"]) == ("equal behaviour", 2, 1)
    assert report["provenance"]["sha256"] == told["provenance"]["sha256"]
