"""The flow over made-up candidates: what is accepted, what is written when, and what a broken run leaves."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from synthgen.errors import RunError, UsageError
from synthgen.records import Checks, ErrorExample, Features, Metadata, Reason, Sample, TestCase
from synthgen.run.blocks import BLOCK_SIZE, Accepted, BlockResult, Refused
from synthgen.run.config import RunConfig, make_config
from synthgen.run.flow import Progress, run

Outcome = Accepted | Refused
FILES = ("config.json", "samples.jsonl", "rejected.jsonl", "README.md", "samples.parquet")


def accepted(index: int, behaviour: str = "", prompt: str = "") -> Accepted:
    features = Features(2, 2, 0, 3, 1, 9, 2, 4.0)
    checks = Checks(64, 192, 30, 4, 2, 12, 2, 10, 9, 1, 2, 2)
    error = ErrorExample("def f(x: int) -> int:\n    return x\n", "wrong", "a bug", "错", "1", "2", "1", 0.1)
    metadata = Metadata(
        id=f"made-{index}", task_type="code_generation", language="en", style="plain", entry_point="f",
        signature="def f(x: int) -> int:", parameter_kinds=["Integer"], result_kind="Integer", topics=["lists"], atoms=["total"],
        combinators=["apply", "apply"], depth=2, chain=True, plan="[]", behaviour=f"{index:032x}", form="fused",
        reference_forms=["helpers"], features=features, checks=checks, errors=[error], seed=0, index=index,
        generator="synthgen", library="0" * 32, source="library", licence="Apache-2.0",
    )  # fmt: skip
    prompt = prompt or f"Write f number {index}."
    cases = [TestCase(f"{index}", f"{index + 1}")]
    sample = Sample(prompt, "def f(x: int) -> int:\n    return x + 1\n", ["f = int.__inv__\n"], cases, 0.9, "easy", metadata)
    return Accepted(index, behaviour or f"{index:032x}", "", prompt, json.dumps(sample.row(), separators=(",", ":")))


def refused(index: int, reason: Reason = Reason.CONSTANT, behaviour: str = "") -> Refused:
    return Refused(index, behaviour, reason.value, "why", f"plan {index}")


def thirds(index: int) -> Outcome:
    """Two candidates of three pass."""
    return refused(index) if index % 3 == 0 else accepted(index)


class MadeUp:
    """An engine whose candidates a function makes up; it fails when it comes to the block `broken`."""

    def __init__(self, outcome: Callable[[int], Outcome] = thirds, broken: int | None = None) -> None:
        self.outcome = outcome
        self.broken = broken
        self.made: list[int] = []
        self.closed = False

    def __call__(self, config: RunConfig) -> MadeUp:
        return self

    def results(self, blocks: Iterable[int], claims: Sequence[bytes] = ()) -> Iterator[BlockResult]:
        for block in blocks:
            if block == self.broken:
                raise RunError("a worker process ended")
            self.made.append(block)
            first = block * BLOCK_SIZE
            yield BlockResult(first, [self.outcome(index) for index in range(first, first + BLOCK_SIZE)], {"plan": 0.5}, {"plan": 64})

    def close(self) -> None:
        self.closed = True


def contents(path: Path) -> dict[str, object]:
    """Return the bytes of a finished run, and its metadata but for the timings."""
    files: dict[str, object] = {name: (path / name).read_bytes() for name in FILES if (path / name).is_file()}
    metadata = json.loads((path / "metadata.json").read_text())
    metadata.pop("timings")
    return {**files, "metadata": metadata}


def rows(path: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (path / name).read_text().splitlines()]


CONFIG = make_config(n=200, format="parquet")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(CONFIG, tmp_path_factory.mktemp("undisturbed") / "run", 1, engine=MadeUp())


def test_n_counts_accepted_samples_and_the_last_of_them_ends_the_run(undisturbed: Path) -> None:
    samples, rejections = rows(undisturbed, "samples.jsonl"), rows(undisturbed, "rejected.jsonl")
    indices = [row["metadata"]["index"] for row in samples]
    assert indices == [index for index in range(300) if index % 3][:200]
    assert [row["index"] for row in rejections] == [index for index in range(indices[-1]) if index % 3 == 0]
    assert rejections[0] == {"index": 0, "reason": "constant", "detail": "why", "plan": "plan 0"}


def test_the_funnel_reconciles_with_the_files(undisturbed: Path) -> None:
    metadata = json.loads((undisturbed / "metadata.json").read_text())
    funnel = metadata["funnel"]
    assert metadata["samples"] == funnel["accepted"] == len(rows(undisturbed, "samples.jsonl")) == 200
    assert funnel["rejected"] == len(rows(undisturbed, "rejected.jsonl")) == 100
    assert funnel["tried"] == funnel["accepted"] + funnel["rejected"]
    assert sum(entry["count"] for entry in funnel["reasons"].values()) == funnel["rejected"]
    assert metadata["checks"]["mutants"] == metadata["checks"]["killed"] + metadata["checks"]["equivalent"] == 200 * 12
    for name in ("languages", "styles", "task_types", "difficulty", "depth", "shape", "sources", "licences"):
        assert sum(metadata["counts"][name].values()) == 200, name


def test_a_finished_run_holds_its_files_and_nothing_else(undisturbed: Path) -> None:
    assert {path.name for path in undisturbed.iterdir()} == {*FILES, "metadata.json"}


def test_of_candidates_with_one_behaviour_the_lowest_index_claims_it_even_if_it_is_refused(tmp_path: Path) -> None:
    def outcome(index: int) -> Outcome:
        if index == 0:
            return refused(0, Reason.WEAK_TESTS, behaviour="aa" * 16)
        return accepted(index, behaviour={1: "aa" * 16, 2: "bb" * 16, 3: "bb" * 16}.get(index, ""))

    path = run(make_config(n=3), tmp_path / "run", 1, engine=MadeUp(outcome))
    assert [(row["index"], row["reason"]) for row in rows(path, "rejected.jsonl")] == [
        (0, "weak_tests"), (1, "duplicate_behaviour"), (3, "duplicate_behaviour"),
    ]  # fmt: skip
    assert [row["metadata"]["index"] for row in rows(path, "samples.jsonl")] == [2, 4, 5]


def test_a_prompt_occurs_once(tmp_path: Path) -> None:
    path = run(make_config(n=2), tmp_path / "run", 1, engine=MadeUp(lambda index: accepted(index, prompt="same" if index < 5 else "")))
    assert {row["reason"] for row in rows(path, "rejected.jsonl")} == {"duplicate_prompt"}
    assert [row["metadata"]["index"] for row in rows(path, "samples.jsonl")] == [0, 5]


def test_a_run_that_runs_out_of_attempts_says_why_and_looks_unfinished(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"only 66 of 200 samples were accepted in 100 attempts; most were rejected as 34 constant"):
        run(make_config(n=200, max_attempts=100), tmp_path / "run", 1, engine=MadeUp())
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"config.json", ".shards"}


@pytest.mark.parametrize("broken", range(5))
def test_a_run_that_broke_at_any_block_resumes_to_the_same_bytes(tmp_path: Path, undisturbed: Path, broken: int) -> None:
    failing = MadeUp(broken=broken)
    with pytest.raises(RunError, match="ended"):
        run(CONFIG, tmp_path / "run", 1, engine=failing)
    assert failing.closed
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"config.json", ".shards"}
    engine = MadeUp()
    run(CONFIG, tmp_path / "run", 1, resume=True, engine=engine)
    assert contents(tmp_path / "run") == contents(undisturbed)
    assert engine.made == list(range(broken, 5)), "a block that was done is made again"


@pytest.mark.parametrize("damage", ["", "{", '{"first": 64, "seconds": {}, "calls": {}, "outcomes": []}'])
@pytest.mark.parametrize("block", [0, 1, 2])
def test_a_damaged_shard_is_made_again(tmp_path: Path, undisturbed: Path, damage: str, block: int) -> None:
    with pytest.raises(RunError):
        run(CONFIG, tmp_path / "run", 1, engine=MadeUp(broken=3))
    (tmp_path / "run" / ".shards" / f"{block:08d}.jsonl").write_text(damage)
    engine = MadeUp()
    run(CONFIG, tmp_path / "run", 1, resume=True, engine=engine)
    assert contents(tmp_path / "run") == contents(undisturbed)
    assert engine.made == [block, 3, 4]


@pytest.mark.parametrize(
    "damaged", [lambda lines: lines[:-1], lambda lines: [*lines, lines[-1]], lambda lines: [*lines[:-1], lines[-1][:-9]]]
)
def test_a_shard_with_a_row_missing_added_or_cut_is_made_again(
    tmp_path: Path, undisturbed: Path, damaged: Callable[[list[str]], list[str]]
) -> None:
    with pytest.raises(RunError):
        run(CONFIG, tmp_path / "run", 1, engine=MadeUp(broken=3))
    shard = tmp_path / "run" / ".shards" / "00000001.jsonl"
    lines = shard.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 2
    shard.write_text("".join(f"{line}\n" for line in damaged(lines)), encoding="utf-8")
    engine = MadeUp()
    run(CONFIG, tmp_path / "run", 1, resume=True, engine=engine)
    assert contents(tmp_path / "run") == contents(undisturbed)
    assert engine.made == [1, 3, 4]


@pytest.mark.parametrize("write", range(11))
def test_a_full_disk_at_any_write_leaves_a_run_that_resumes_to_the_same_bytes(
    tmp_path: Path, undisturbed: Path, write: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run"
    flush, done = os.fsync, 0

    def full(descriptor: int) -> None:
        nonlocal done
        done += 1
        if done == write + 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        flush(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(RunError, match=r"the disk is full: .* make room and continue with --resume"):
            run(CONFIG, path, 1, engine=MadeUp())
    assert not (path / "metadata.json").exists()
    assert not list(path.rglob("*.part"))
    run(CONFIG, path, 1, resume=write > 0, engine=MadeUp())
    assert contents(path) == contents(undisturbed)


def test_an_interrupt_closes_the_engine_and_leaves_a_run_to_resume(tmp_path: Path, undisturbed: Path) -> None:
    engine, seen = MadeUp(), []

    def watch(progress: Progress) -> None:
        seen.append((progress.tried, progress.accepted))
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(CONFIG, tmp_path / "run", 1, watch=watch, engine=engine)
    assert engine.closed
    assert seen == [(64, 42), (128, 85)]
    assert not (tmp_path / "run" / "samples.jsonl").exists()
    run(CONFIG, tmp_path / "run", 1, resume=True, engine=MadeUp())
    assert contents(tmp_path / "run") == contents(undisturbed)


def test_a_finished_run_is_left_as_it_is_by_resume(undisturbed: Path) -> None:
    before = contents(undisturbed)
    engine = MadeUp()
    run(CONFIG, undisturbed, 1, resume=True, engine=engine)
    assert engine.made == []
    assert contents(undisturbed) == before


def test_resuming_with_other_settings_names_them(tmp_path: Path) -> None:
    with pytest.raises(RunError):
        run(CONFIG, tmp_path / "run", 1, engine=MadeUp(broken=1))
    with pytest.raises(RunError, match="not as when it was started: depth, n; start anew"):
        run(make_config(n=201, depth=3, format="parquet"), tmp_path / "run", 1, resume=True, engine=MadeUp())


def test_a_folder_that_holds_something_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(RunError, match="it is not empty: choose another --out"):
        run(CONFIG, tmp_path, 1, engine=MadeUp())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unfinished_run_is_not_started_over(tmp_path: Path) -> None:
    with pytest.raises(RunError):
        run(CONFIG, tmp_path / "run", 1, engine=MadeUp(broken=1))
    with pytest.raises(RunError, match="it holds an unfinished run: continue it with --resume"):
        run(CONFIG, tmp_path / "run", 1, engine=MadeUp())


@pytest.mark.parametrize("out", ["file", "file/run", "x" * 300])
def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match=r"^cannot write (a run )?to .*choose another --out$"):
        run(CONFIG, tmp_path / out, 1, engine=MadeUp())


def test_resume_without_a_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"nothing to resume in .*: it has no config.json; start without --resume"):
        run(CONFIG, tmp_path / "run", 1, resume=True, engine=MadeUp())


def test_no_samples_make_a_finished_empty_run(tmp_path: Path) -> None:
    engine = MadeUp()
    path = run(make_config(n=0), tmp_path / "run", 1, engine=engine)
    assert (path / "samples.jsonl").read_bytes() == b""
    assert json.loads((path / "metadata.json").read_text())["funnel"] == {"tried": 0, "accepted": 0, "rejected": 0, "reasons": {}}
    assert engine.made == []


@pytest.mark.parametrize("workers", [0, -1, 5000])
def test_a_senseless_number_of_workers_is_refused_before_anything_is_written(tmp_path: Path, workers: int) -> None:
    with pytest.raises(UsageError, match=f"workers: {workers} were asked for; it takes 1 to 1024"):
        run(CONFIG, tmp_path / "run", workers, engine=MadeUp())
    assert not (tmp_path / "run").exists()
