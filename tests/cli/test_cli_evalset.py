"""`synthgen evalset` as a user calls it: the way from a policy to a verified set, and what is said of wrong flags."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from synthgen.cli.app import run_app

QUICK = ["--topics", "lists,sorting", "--workers", "1", "--quiet"]


@pytest.fixture
def split(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """A policy and its salt."""
    policy, salt = str(tmp_path / "split" / "policy.json"), str(tmp_path / "secret" / "salt")
    assert run_app(["evalset", "policy", "--out", policy, "--salt-file", salt, "--fraction", "0.2"]) == 0
    told = capsys.readouterr()
    assert told.out.strip() == policy
    assert "a new salt is in" in told.err
    return policy, salt


def test_from_a_policy_to_a_verified_set(split: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, salt = split
    assert stat.S_IMODE(Path(salt).stat().st_mode) == 0o600
    assert len(Path(salt).read_text().strip()) == 64
    out = str(tmp_path / "set")
    assert run_app(["evalset", "--n", "4", "--policy", policy, "--out", out, "--json", *QUICK]) == 0
    head = json.loads(capsys.readouterr().out)
    assert run_app(["evalset", "commit", out]) == 0
    root = capsys.readouterr().out.strip()
    assert root == head["root"]
    assert (head["items"], head["path"], len(head["canary"])) == (4, out, 36)
    assert run_app(["evalset", "verify", out, "--salt-file", salt, "--root", root]) == 0
    assert "4 items" in capsys.readouterr().out
    samples = Path(out) / "samples.jsonl"
    samples.write_text(samples.read_text().replace('"difficulty":"', '"difficulty":" ', 1))
    assert run_app(["evalset", "verify", out, "--salt-file", salt, "--root", root, "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["differences"]
    assert found["where"].endswith(": difficulty")
    train = str(tmp_path / "train")
    assert run_app(["compose", "--n", "5", "--split-policy", policy, "--out", train, *QUICK]) == 0
    assert {json.loads(line)["metadata"]["split"] for line in (Path(train) / "samples.jsonl").read_text().splitlines()} == {"train"}


def test_the_salt_and_a_fraction_make_the_same_set_as_a_policy_of_them(split: tuple[str, str], tmp_path: Path) -> None:
    policy, salt = split
    flags = ["--n", "3", "--canary", "the same", *QUICK]
    assert run_app(["evalset", "--policy", policy, "--out", str(tmp_path / "one"), *flags]) == 0
    assert run_app(["evalset", "--salt-file", salt, "--fraction", "0.2", "--out", str(tmp_path / "two"), *flags]) == 0
    for path in (tmp_path / "one").iterdir():
        if path.name != "metadata.json":  # it says how long it took
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


WRONG = {
    "no salt": (["evalset"], "no --salt-file was given; `synthgen evalset policy --salt-file FILE` makes one"),
    "a salt that is not there": (
        ["evalset", "--salt-file", "{tmp}/nothing"],
        "cannot read the salt file {tmp}/nothing: No such file or directory; `synthgen evalset policy --salt-file {tmp}/nothing` makes one",
    ),
    "a fraction of all": (
        ["evalset", "--salt-file", "{salt}", "--fraction", "1"],
        "fraction: Input should be less than or equal to 0.5; found 1.0",
    ),
    "two policies": (
        ["evalset", "--policy", "{policy}", "--fraction", "0.2"],
        "--policy says what is held out and the fraction; drop the flags for fraction",
    ),
    "an atom that is not there": (
        ["evalset", "--salt-file", "{salt}", "--hold-out-atoms", "digit_summ"],
        "no atom named 'digit_summ'; did you mean 'digit_sum' or 'digits_of'?",
    ),
    "half a pair": (
        ["evalset", "--salt-file", "{salt}", "--hold-out-pairs", "total"],
        "a pair is two atoms with a plus between, such as total+divisors; found 'total'",
    ),
    "a pair of one": (
        ["evalset", "--salt-file", "{salt}", "--hold-out-pairs", "total+total"],
        "a held-out pair takes two different atoms; found total twice",
    ),
    "a combinator that is not there": (
        ["evalset", "--salt-file", "{salt}", "--hold-out-combinators", "maps"],
        "no combinator named 'maps'; did you mean 'map'?",
    ),
    "too deep a search": (
        ["evalset", "--salt-file", "{salt}", "--minimal", "9", "--quiet"],
        "distinct takes 1 to 64 and minimal 0 to 2; found 16 and 9",
    ),
    "resuming nowhere": (
        ["evalset", "--salt-file", "{salt}", "--resume"],
        "--resume takes the directory of the unfinished set; name it with --out",
    ),
    "flags before the command": (
        ["evalset", "--n", "3", "commit", "{tmp}"],
        "options of `synthgen evalset` stand behind commit, not before it",
    ),
    "a commitment of nothing": (
        ["evalset", "commit", "{tmp}"],
        "no evaluation set in {tmp}: manifest.json cannot be read (No such file or directory); "
        "it takes a directory that `synthgen evalset` finished",
    ),
    "a policy in the place of another": (
        ["evalset", "policy", "--out", "{policy}", "--salt-file", "{salt}"],
        "{policy} is there already; runs may rely on it, so choose another --out",
    ),
    "a salt without a policy": (
        ["compose", "--n", "1", "--salt-file", "{salt}"],
        "--salt-file belongs to a split policy; name that with --split-policy",
    ),
}


@pytest.mark.parametrize(("arguments", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_gets_one_sentence(
    arguments: list[str], sentence: str, split: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"policy": split[0], "salt": split[1], "tmp": str(tmp_path)}
    assert run_app([one.format(**names) for one in arguments]) in (1, 2)
    assert capsys.readouterr().err.strip() == f"synthgen: {sentence.format(**names)}"
