"""Bad input of every kind: one clear sentence on standard error, the right exit status, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.cli import main

USAGE, FAILED = 2, 1

BAD_FLAGS = [
    (["compose", "--topics", "list"], USAGE, "no topic named 'list'; did you mean 'lists'"),
    (["compose", "--topics", "zzz"], USAGE, "no topic named 'zzz'; there are: counting, digits, grids,"),
    (["compose", "--style", "plane"], USAGE, "no style named 'plane'; did you mean 'plain'?"),
    (["compose", "--difficulty", "eazy"], USAGE, "no difficulty named 'eazy'; did you mean 'easy'?"),
    (["compose", "--language", "fr"], USAGE, "language: Input should be 'en', 'zh' or 'mixed'; found 'fr'"),
    (["compose", "--format", "csv"], USAGE, "format: Input should be 'jsonl' or 'parquet'; found 'csv'"),
    (["compose", "--n", "-1"], USAGE, "n: Input should be greater than or equal to 0; found -1"),
    (["compose", "--n", "1000000000000"], USAGE, "n: Input should be less than or equal to 50000000; found 1000000000000"),
    (["compose", "--n", "many"], USAGE, "Invalid value for '--n'"),
    (["compose", "--depth", "0"], USAGE, "a depth is a number or a range such as 2-5, within 1 to 8; found '0'"),
    (["compose", "--depth", "5-2"], USAGE, "found '5-2'"),
    (["compose", "--depth", "2-99"], USAGE, "found '2-99'"),
    (["compose", "--depth", "deep"], USAGE, "found 'deep'"),
    (["compose", "--seed", "-1"], USAGE, "seed: Input should be greater than or equal to 0; found -1"),
    (["compose", "--seed", str(2**63)], USAGE, "seed: Input should be less than 9223372036854775808"),
    (["compose", "--max-attempts", "0"], USAGE, "max_attempts: Input should be greater than or equal to 1; found 0"),
    (["compose", "--workers", "0"], USAGE, "workers: 0 were asked for; it takes 1 to 1024"),
    (["compose", "--atoms", "nowhere"], FAILED, "nowhere; --atoms takes a directory of <topic>.py files"),
    (["compose", "--config", "nowhere.yaml"], USAGE, "cannot read the config file nowhere.yaml: No such file or directory"),
    (["compose", "--resume"], FAILED, "nothing to resume at outputs/seed0-n10000; name the directory of the unfinished run with --out"),
    (["compose", "--resume", "--out", "nowhere"], FAILED, "nothing to resume in nowhere: it has no config.json"),
    (["compose", "--sed", "1"], USAGE, "No such option: --sed"),
    (["compos"], USAGE, "No such command 'compos'"),
    (["atoms", "show", "rotate"], FAILED, "no atom named 'rotate'; did you mean 'rotated_list'"),
    (["atoms", "list", "--topic", "list"], USAGE, "no topic named 'list'; did you mean 'lists'"),
    (["atoms", "list", "--atoms", "nowhere"], FAILED, "no atoms folder at nowhere"),
    (["score", "nowhere.jsonl", "--against", "nowhere.jsonl"], FAILED, "cannot read nowhere.jsonl: No such file or directory"),
    (["evaluate", "nowhere.jsonl", "--completions", "nowhere.jsonl"], USAGE, "there is no file nowhere.jsonl"),
    (["evaluate", "x", "--model", "m", "--k", "10", "--n-samples", "5"], USAGE, "pass@10 was asked for with 5 samples of each task"),
    (["evaluate", "x", "--model", "m", "--k", "0"], USAGE, "k is a number from 1, or several such as 1,10; found '0'"),
    (["evaluate", "nowhere.jsonl"], USAGE, "neither a model nor completions were given"),
    (["verify", "nowhere.jsonl"], USAGE, "nowhere.jsonl"),
    (["audit", "nowhere.jsonl"], USAGE, "nowhere.jsonl"),
    (["audit", "nowhere.jsonl", "--samples", "0"], USAGE, "an audit of 0 samples on 512 inputs was asked for; both take 1 or more"),
    (["verify"], USAGE, "Missing argument 'FILE...'"),
    (["score", "nowhere.jsonl", "--against", "x", "--mode", "binry"], USAGE, "no scoring mode named 'binry'; did you mean 'binary'?"),
]
"""Arguments, exit status, and what the sentence says."""

BAD_CONFIGS = [
    ("n: [", "config.yaml:1: not YAML: "),
    ("n: 5\n\tseed: 1\n", "config.yaml:2: not YAML: "),
    ("- n\n", "a config file has lines such as `n: 100`; found a list"),
    ("samples: 5\n", "no setting named 'samples'; there are: "),
    ("sed: 5\n", "no setting named 'sed'; did you mean 'seed'?"),
    ("n: few\n", "n: Input should be a valid integer"),
    ("depth: 2.5\n", "a depth is a number or a range such as 2-5"),
    ("depth:\n", "a depth is a number or a range such as 2-5"),
    ("topics: 7\n", "topics: Input should be a valid tuple"),
    ("topics: [lists, sortin]\n", "no topic named 'sortin'; did you mean 'sorting'"),
    ("workers: two\n", "workers: a whole number is wanted; found 'two'"),
]
"""Content of a config file, and what the sentence says."""


def complaint(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> str:
    """Run the command, hold it to the exit status and to one sentence, and return the sentence."""
    assert main(arguments) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    last = captured.err.splitlines()[-1]
    assert last.startswith("synthgen: ")
    assert [line for line in captured.err.splitlines()[:-1] if not line.startswith("starting: ")] == []
    return last


@pytest.mark.parametrize(("arguments", "status", "said"), BAD_FLAGS, ids=lambda value: " ".join(value) if isinstance(value, list) else None)
def test_a_bad_flag(
    arguments: list[str], status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in complaint(arguments, status, capsys)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("content", "said"), BAD_CONFIGS)
def test_a_bad_config_file(
    content: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text(content)
    assert said in complaint(["compose", "--config", "config.yaml"], USAGE, capsys)
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


def test_a_file_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("completions.jsonl", "samples.jsonl"):
        (tmp_path / name).write_text("")
    files = [
        str(tmp_path / "completions.jsonl"),
        "--against",
        str(tmp_path / "samples.jsonl"),
        "--out",
        str(tmp_path / "no" / "scores.jsonl"),
    ]
    assert "scores.jsonl: No such file or directory" in complaint(["score", *files], FAILED, capsys)


def test_a_config_file_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.yaml").write_bytes(b"n: \xff\xfe")
    assert "it is not UTF-8 text" in complaint(["compose", "--config", str(tmp_path / "config.yaml")], USAGE, capsys)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("broken.py", "def f(:\n", "broken.py:1: syntax error: "),
        ("raising.py", "1 / 0\n", "raising.py:1: cannot be imported: ZeroDivisionError"),
        ("importing.py", "import socket\n", "importing.py:1: atoms may not import 'socket'"),
        (
            "typeless.py",
            'def f(x):\n    """Return `x`."""\n    return x\n',
            "typeless.py:1: atom 'f': parameter 'x' has no kind as its type",
        ),
    ],
)
def test_a_library_that_cannot_be_read(name: str, content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "atoms").mkdir()
    (tmp_path / "atoms" / name).write_text(content)
    sentence = complaint(["compose", "--atoms", str(tmp_path / "atoms"), "--out", str(tmp_path / "run")], FAILED, capsys)
    assert said in sentence
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("out", ["file", "file/run", "full"])
def test_an_output_folder_that_cannot_be_written(out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("precious")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("precious")
    assert "choose another --out" in complaint(["compose", "--n", "1", "--out", str(tmp_path / out)], FAILED, capsys)
    assert (tmp_path / "file").read_text() == "precious"
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
