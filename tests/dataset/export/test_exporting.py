"""Sources of every kind, sets, limits, faults on the way, and what a user sees of them."""

from __future__ import annotations

import errno
import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from shared_run import Finished

import synthgen
from synthgen.cli import main
from synthgen.dataset.export import EXPORTERS, export
from synthgen.dataset.export.exporter import Exporter, Place
from synthgen.dataset.export.exporting import export_with
from synthgen.dataset.export.rows_files import columns_of, schema_of
from synthgen.errors import RunError, UsageError
from synthgen.records import Sample
from tests.dataset.mixture_rows import foreign, sample, write

HALVES = {"sources": {"run": None}, "parts": [{"name": "all"}], "split": {"train": 0.5, "validation": 0.5}}
"""A recipe of two sets that take all rows."""


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def ids(path: Path) -> list[str]:
    return [row["id"] for row in rows_of(path)]


def test_a_run_a_file_and_a_table_are_the_same_source(finished: Finished, tmp_path: Path) -> None:
    packed = tmp_path / "samples.jsonl.gz"
    packed.write_bytes(gzip.compress((finished.path / "samples.jsonl").read_bytes()))
    run = synthgen.open_run(finished.path)
    run.to_dataset().save_to_disk(str(tmp_path / "saved"))
    sources = [run, finished.path, finished.path / "samples.jsonl", finished.path / "samples.parquet", packed, tmp_path / "saved"]
    made = [export(source, "lm-eval", tmp_path / str(place)).files["train"].read_bytes() for place, source in enumerate(sources)]
    assert len(set(made)) == 1
    assert made[0].count(b"\n") == 90


def test_several_sources_make_one_set_in_their_order(tmp_path: Path) -> None:
    first, second = write(tmp_path / "one.jsonl", [sample(1), sample(2)]), write(tmp_path / "two.jsonl", [sample(3), {"prompt": 1}])
    done = export([first, str(second)], "inspect-ai", tmp_path / "out")
    assert ids(done.files["train"]) == ["test-1", "test-2", "test-3"]
    assert [(one["name"], one["rows"]) for one in done.manifest["sources"]] == [("one.jsonl", 2), ("two.jsonl", 2)]
    assert [(row["file"], row["line"]) for row in rows_of(tmp_path / "out/refused.jsonl")] == [("two.jsonl", 2)]


def test_sets_of_a_mixture_and_splits_of_a_dataset_go_to_files_of_their_own(finished: Finished, tmp_path: Path) -> None:
    mixture = synthgen.mix(HALVES, tmp_path / "mixture", sources={"run": finished.path})
    mixture.to_dataset().save_to_disk(str(tmp_path / "saved"))
    made = [export(source, "inspect-ai", tmp_path / name) for name, source in {"a": mixture, "b": tmp_path / "saved"}.items()]
    for done in made:
        assert {name: path.name for name, path in done.files.items()} == {"train": "train.jsonl", "validation": "validation.jsonl"}
        assert ids(done.files["validation"]) == [one.metadata.id for one in mixture["validation"]]
        sets = done.manifest["sets"]
        assert sum(one["exported"] for one in sets.values()) == done.counts.exported == 90
    task = (tmp_path / "a/synthgen_task.py").read_text()
    assert "def synthgen_train(" in task
    assert "def synthgen_validation(" in task
    compile(task, "synthgen_task.py", "exec")
    export(mixture, "lm-eval", tmp_path / "c")
    assert sorted(path.name for path in (tmp_path / "c").glob("*.yaml")) == ["synthgen_train.yaml", "synthgen_validation.yaml"]


def test_a_set_may_not_take_the_name_of_a_file_that_every_export_has(tmp_path: Path) -> None:
    (tmp_path / "mixture").mkdir()
    (tmp_path / "mixture/manifest.json").write_text('{"sets": {"refused": {}}}')
    write(tmp_path / "mixture/refused.jsonl", [sample(1)])
    with pytest.raises(UsageError, match=r"the set 'refused' would be written to refused\.jsonl"):
        export(tmp_path / "mixture", "openai-chat", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_rows_of_others_are_completed(tmp_path: Path) -> None:
    columns = {"prompt": "question", "code": "answer"}
    row = foreign(1)
    other = {columns.get(name, name): value for name, value in row.items()} | {"more": 1}
    path = write(tmp_path / "theirs.jsonl", [other])
    done = export({"path": path, "columns": columns}, "human-eval", tmp_path / "out")
    (problem,) = rows_of(done.files["train"])
    assert problem["entry_point"] == "add_1"
    assert problem["task_id"].startswith("synthgen/theirs-")
    (tmp_path / "more").mkdir()
    again = export(write(tmp_path / "more/theirs.jsonl", [foreign(2), row]), "human-eval", tmp_path / "again")
    assert rows_of(again.files["train"])[1]["task_id"] == problem["task_id"]


def test_derived_rows_need_all_their_metadata(every_type: Path, tmp_path: Path) -> None:
    rows = [row for row in map(json.loads, every_type.read_text().splitlines()[:-1]) if row["metadata"]["task_type"] == "test_generation"]
    for row in rows:
        del row["metadata"]["model"]
    done = export(write(tmp_path / "rows.jsonl", rows), "inspect-ai", tmp_path / "out")
    assert done.counts.refused == {"schema": len(rows)}
    (first, *_) = rows_of(tmp_path / "out/refused.jsonl")
    assert first["id"] == rows[0]["metadata"]["id"]
    assert first["detail"] == f"a row of 'test_generation' is wanted with all the metadata that synthgen {synthgen.__version__} writes"


def test_equal_ids_are_refused_where_the_consumer_tells_rows_apart_by_them(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", [sample(1), sample(1), sample(2)])
    assert export(path, "human-eval", tmp_path / "a").counts.row() == {"rows": 3, "exported": 2, "refused": {"same_id": 1}, "left": 0}
    assert rows_of(tmp_path / "a/refused.jsonl")[0]["line"] == 2
    assert export(path, "openai-chat", tmp_path / "b").counts.exported == 3


def test_a_text_that_no_file_can_hold_is_refused(tmp_path: Path) -> None:
    rows = [{**foreign(1), "metadata": {"id": "half \ud800"}}, foreign(2)]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    for name in ("human-eval", "inspect-ai"):
        done = export(path, name, tmp_path / name)
        assert (done.counts.exported, done.counts.refused) == (1, {"not_text": 1})
        (refused,) = rows_of(tmp_path / name / "refused.jsonl")
        assert (refused["line"], refused["id"]) == (1, "half \ud800")


def test_a_limit_is_one_of_exported_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", [{"prompt": 1}, *(sample(number) for number in range(5))])
    done = export(path, "inspect-ai", tmp_path / "out", limit=2)
    assert done.counts.row() == {"rows": 6, "exported": 2, "refused": {"schema": 1}, "left": 3}
    assert ids(done.files["train"]) == ["test-0", "test-1"]


@dataclass(frozen=True, slots=True)
class Turn:
    from_: str
    value: str


@dataclass(frozen=True, slots=True)
class Talk:
    conversations: list[Turn]


def talk(sample: Sample, place: Place) -> Talk:
    return Talk([Turn("human", f"{place.set} {place.index}")])


def exporter(data: str) -> Exporter:
    return Exporter("talk", "summary", "takes", Talk, talk, frozenset({"code_generation"}), data=data)


@pytest.mark.parametrize("data", ["train.jsonl", "train.json", "data/train.parquet"])
def test_the_ending_of_the_data_file_says_its_form(data: str, tmp_path: Path) -> None:
    from pyarrow import parquet

    path = write(tmp_path / "rows.jsonl", [sample(number) for number in range(2500)])
    done = export_with(exporter(data), path, tmp_path / "out", parquet=True)
    assert (done.counts.exported, done.findings) == (2500, [])
    table = parquet.read_table(done.files["train"].with_suffix(".parquet"))
    assert table.schema == schema_of(Talk)
    wanted = [{"conversations": [{"from": "human", "value": f"train {place}"}]} for place in range(2500)]
    assert table.to_pylist() == wanted
    if data.endswith(".json"):
        assert json.loads(done.files["train"].read_text()) == wanted
    assert not list((tmp_path / "out").rglob("*.part"))


def test_an_export_without_rows_is_whole_but_told(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", [{"prompt": 1}])
    for data in ("train.jsonl", "train.json", "train.parquet"):
        done = export_with(exporter(data), path, tmp_path / data)
        assert [one.rule for one in done.findings] == ["no_rows"]
        assert done.counts.row() == {"rows": 1, "exported": 0, "refused": {"schema": 1}, "left": 0}
    assert json.loads((tmp_path / "train.json/train.json").read_text()) == []


def test_a_converter_that_fails_leaves_no_file_behind(tmp_path: Path) -> None:
    def failing(sample: Sample, place: Place) -> Talk:
        if place.index == 3:
            raise ZeroDivisionError
        return talk(sample, place)

    path = write(tmp_path / "rows.jsonl", [sample(number) for number in range(5)])
    for data in ("train.jsonl", "train.parquet"):
        faulty = Exporter("talk", "summary", "takes", Talk, failing, frozenset({"code_generation"}), data=data)
        with pytest.raises(ZeroDivisionError):
            export_with(faulty, path, tmp_path / data)
        assert list((tmp_path / data).iterdir()) == []


@pytest.mark.parametrize("name", ["openai-chat", "inspect-ai"])
def test_a_full_disk_is_one_sentence_and_no_manifest(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "rows.jsonl", [sample(1)])

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("synthgen.run.directory.os.fsync", full)
    with pytest.raises(RunError, match="the disk is full"):
        export(path, name, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_every_column_of_every_format_has_a_type_or_says_that_it_has_none() -> None:
    typed = {name for name, one in EXPORTERS.items() if one.loader.tables}
    for name in typed:
        assert len(schema_of(EXPORTERS[name].record)) > 0
    with pytest.raises(UsageError, match="leave --parquet out"):
        schema_of(EXPORTERS["evalplus"].record)


def test_columns_of_records_within_lists_lose_their_underscores() -> None:
    assert columns_of(Talk([Turn("human", "a_")])) == {"conversations": [{"from": "human", "value": "a_"}]}


BAD = [
    (["export"], 2, "no source was given; give a run, a mixture, a file of samples or a saved dataset"),
    (["export", "rows.jsonl"], 2, "no format was given; give one with --to"),
    (["export", "rows.jsonl", "--to", "human-eval"], 2, "no --out was given; give a new directory for the export"),
    (["export", "rows.jsonl", "--to", "humaneval", "--out", "o"], 2, "no format named 'humaneval'; did you mean 'human-eval'"),
    (["export", "rows.jsonl", "--to", "human-eval", "--out", "full"], 2, "cannot write an export to full: it is not empty"),
    (["export", "rows.jsonl", "--to", "human-eval", "--out", "rows.jsonl"], 2, "cannot write an export to rows.jsonl"),
    (["export", "nowhere", "--to", "human-eval", "--out", "o"], 2, "there is no file nowhere; give the path of a file of samples"),
    (["export", "rows.jsonl", "--to", "human-eval", "--out", "o", "--limit", "0"], 2, "a limit of 0 rows was asked for"),
    (["export", "done", "--to", "human-eval", "--out", "o"], 2, "done is an export already; export what it was made from"),
    (["export", "rows.jsonl", "--to", "evalplus", "--out", "o", "--parquet"], 2, "leave --parquet out"),
    (["export", "rows.jsonl", "mixed", "--to", "human-eval", "--out", "o"], 2, "some of the sources have sets (train) and some have none"),
    (["export", "rows.jsonl", "--format", "human-eval"], 2, "No such option: --format"),
    (["lint"], 2, "Missing argument 'FILE...'"),
    (["lint", "nowhere"], 2, "nowhere is no file and no export"),
    (["lint", "rows.jsonl", "--for", "humaneval"], 2, "no format named 'humaneval'; did you mean 'human-eval'"),
    (["push", "rows.jsonl"], 2, "Missing option '--repo-id'"),
    (["push", "rows.jsonl", "--repo-id", "a b"], 2, "'a b' is no name of a dataset on the Hub"),
    (["push", "nowhere", "--repo-id", "a/b"], 2, "there is no file nowhere"),
]
"""Arguments, exit status, and what the sentence says."""


@pytest.mark.parametrize(("arguments", "status", "said"), BAD, ids=lambda value: " ".join(value) if isinstance(value, list) else None)
def test_a_mistake_is_one_sentence_and_writes_nothing(
    arguments: list[str], status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("rows.jsonl"), [sample(1)])
    contents = {"full": "precious", "mixed": '{"sets": {"train": {}}}', "done": '{"sets": {"train": {}}, "exporter": "apps"}'}
    for folder, text in contents.items():
        Path(folder).mkdir()
        Path(folder, "manifest.json").write_text(text)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    assert main(arguments) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("synthgen: ")
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_formats_are_listed_with_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(EXPORTERS)
    assert all(EXPORTERS[line.split()[0]].summary in line for line in lines)


def test_counts_are_shown_and_findings_are_the_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "rows.jsonl", [sample(1, id="2024-01-01"), sample(2, id="2024-01-02"), {"prompt": 1}])
    out = str(tmp_path / "out")
    assert main(["export", str(path), "--to", "open-r1", "--out", out]) == 1
    finding = "train.jsonl:1: problem_id: iso_date: every value looks like a date, so the column becomes a time stamp"
    assert capsys.readouterr().out.splitlines() == [
        "2 of 3 rows exported", f"1 refused, see {out}/refused.jsonl", "       1  schema", finding, out,
    ]  # fmt: skip
    assert main(["lint", out]) == 1
    assert capsys.readouterr().out.splitlines() == [finding, "1 finding"]
    assert main(["lint", out, "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["rule"], found["column"], found["line"]) == ("iso_date", "problem_id", 1)
    assert main(["lint", str(path), "--for", "openai-chat", "--json"]) == 1
    assert {one["rule"] for one in json.loads(capsys.readouterr().out)["findings"]} == {"missing_column"}
    assert main(["export", str(path), "--to", "openai-chat", "--out", str(tmp_path / "chat"), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["exporter"], shown["counts"]["refused"], shown["findings"]) == ("openai-chat", {"schema": 1}, [])


def test_rows_are_not_held_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = write(tmp_path / "rows.jsonl", (sample(number, prompt=f"{number} " * 5000) for number in range(500)))
    tracemalloc.start()
    export(path, "openai-chat", tmp_path / "out")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The rows as objects would be as large as the file at least.
    assert peak < path.stat().st_size / 3
