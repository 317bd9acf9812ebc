"""The lint finds every planted fault, and each fault does to `datasets` what the rule says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from synthgen.dataset.export import EXPORTERS, Rule, lint
from synthgen.dataset.export.exporter import Loader
from synthgen.dataset.export.linting import lint_file
from synthgen.dataset.export.table_rules import FIRST_BLOCK
from synthgen.errors import UsageError

PAD = "x" * (1 << 20)
LATE = [{"pad": PAD, "tags": []}] * (FIRST_BLOCK // len(PAD) + 1) + [{"pad": "", "tags": ["a"]}]
"""Rows of which the first 10 MB have empty lists only."""

FAULTS: list[tuple[str, list[Any] | bytes, Rule, int, str]] = [
    ("no rows", b"", Rule.NO_ROWS, 0, ""),
    ("an empty line", b'{"a": 1}\n\n{"a": 2}\n', Rule.NOT_JSON, 2, ""),
    ("a cut line", b'{"a": 1}\n{"a": ', Rule.NOT_JSON, 2, ""),
    ("a list in place of a row", b'{"a": 1}\n[1]\n', Rule.NOT_JSON, 2, ""),
    ("Latin-1", '{"a": "é"}\n'.encode("latin-1"), Rule.NOT_JSON, 1, ""),
    ("NaN", b'{"a": 1.5}\n{"a": NaN}\n', Rule.NOT_FINITE, 2, ""),
    ("minus infinity", b'{"a": -Infinity}\n', Rule.NOT_FINITE, 1, ""),
    ("a number beyond floats", b'{"a": 1.5}\n{"a": 1e999}\n', Rule.NOT_FINITE, 2, "a"),
    ("a field twice", b'{"a": 1, "b": {"c": 1, "c": 2}}\n', Rule.DUPLICATE_FIELD, 1, "c"),
    ("half a surrogate pair", b'{"a": "fine"}\n{"a": ["\\ud800"]}\n', Rule.LONE_SURROGATE, 2, "a[]"),
    ("an integer beyond 64 bits", [{"a": 1}, {"a": 2**63}], Rule.LARGE_INTEGER, 2, "a"),
    ("a large negative integer in a list", [{"a": [[-(2**63) - 1]]}], Rule.LARGE_INTEGER, 1, "a[][]"),
    ("dates alone", [{"a": "2024-01-01"}, {"a": "2024-12-31"}], Rule.ISO_DATE, 1, "a"),
    ("times alone", [{"a": {"b": "2024-01-01T10:00:00Z"}}], Rule.ISO_DATE, 1, "a.b"),
    ("values that come late", LATE, Rule.LATE_VALUE, len(LATE), "tags[]"),
    ("a column that comes late", [{"pad": PAD}] * 11 + [{"pad": "", "b": 1}], Rule.LATE_VALUE, 12, "b"),
    ("nulls alone", [{"a": None, "b": 1}, {"a": None, "b": 2}], Rule.EMPTY_COLUMN, 1, "a"),
    ("empty lists alone", [{"a": [], "b": 1}], Rule.EMPTY_COLUMN, 1, "a[]"),
    ("an object without fields", [{"a": {}, "b": 1}], Rule.EMPTY_STRUCT, 1, "a"),
    ("a text among numbers", [{"a": 1}, {"a": "1"}], Rule.MIXED_TYPES, 2, "a"),
    ("an object among lists", [{"a": [1]}, {"a": {"b": 1}}], Rule.MIXED_TYPES, 2, "a"),
]
"""What is planted, the file, and the rule with line and column that must be found."""

FINE: list[list[Any]] = [
    [{"a": "2024-01-01"}, {"a": "a text"}],
    [{"a": "2023-02-31"}, {"a": "2024-13-01"}],
    [{"a": "2024-01-01T00:00:00.000"}],
    [{"a": []}, {"a": [1.5, 2]}],
    [{"a": None}, {"a": {"b": True}}, {"a": {}}],
    [{"a": 2**63 - 1, "b": "日本 😀", "c": -(2**63)}],
    [{"answer": 1, "input": "a", "output": "b", "prompt": "c"}],
]


def written(path: Path, content: Sequence[Any] | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else b"".join(json.dumps(row).encode() + b"\n" for row in content))
    return path


@pytest.mark.parametrize(("content", "rule", "line", "column"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_found(content: list[Any] | bytes, rule: Rule, line: int, column: str, tmp_path: Path) -> None:
    found = lint(written(tmp_path / "rows.jsonl", content))
    assert (rule, line, column) in {(one.rule, one.line, one.column) for one in found}
    assert all(str(one).startswith("rows.jsonl") and one.detail for one in found)


@pytest.mark.parametrize("rows", FINE, ids=str)
def test_what_loads_as_it_is_is_no_fault(rows: list[Any], tmp_path: Path) -> None:
    assert lint(written(tmp_path / "rows.jsonl", rows)) == []


@pytest.mark.parametrize("rows", FINE[:-1], ids=str)
def test_what_is_no_fault_comes_back_from_datasets_as_it_is(rows: list[Any], tmp_path: Path) -> None:
    back = load(written(tmp_path / "rows.jsonl", rows), tmp_path).to_list()
    for row, one in zip(rows, back, strict=True):
        for name, value in row.items():
            assert one[name] == value or not value


def test_every_rule_has_a_planted_fault() -> None:
    elsewhere = {Rule.DUPLICATE_ID, Rule.MISSING_COLUMN, Rule.TAKEN_COLUMN}
    assert {fault[2] for fault in FAULTS} | elsewhere == set(Rule)


def load(path: Path, folder: Path) -> Any:
    import datasets

    return datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=str(folder / "cache"))


def test_what_datasets_does_with_the_faults(tmp_path: Path) -> None:
    dates = load(written(tmp_path / "dates.jsonl", [{"a": "2024-01-01"}] * 2), tmp_path)
    assert dates.features["a"].dtype.startswith("timestamp")
    large = load(written(tmp_path / "large.jsonl", [{"a": 1}, {"a": 2**63}]), tmp_path)
    assert large["a"][1] == float(2**63)
    assert isinstance(large["a"][1], float)
    late = written(tmp_path / "late.jsonl", LATE)
    with pytest.raises(Exception, match="An error occurred while generating the dataset"):
        load(late, tmp_path)
    import pyarrow as pa
    from pyarrow import parquet

    with pytest.raises(pa.ArrowNotImplementedError, match="Cannot write struct type 'a' with no child field"):
        parquet.write_table(pa.Table.from_pylist([{"a": {}, "b": 1}]), tmp_path / "structs.parquet")


def test_ids_and_columns_are_those_of_the_consumer(tmp_path: Path) -> None:
    rows = [{"id": "a", "solution": "s"}, {"id": "b"}, {"id": "a", "input": "i", "output": "o"}]
    path = written(tmp_path / "rows.jsonl", rows)
    taken, clashes = {"solution": "the answer"}, {("input", "output"): "drop the prompt"}
    loader = Loader(tables=False, key="id", columns=("id", "messages"), taken=taken, clashes=clashes)
    assert [(one.rule, one.line, one.column, one.count) for one in lint_file(path, loader)] == [
        (Rule.MISSING_COLUMN, 1, "messages", 3),
        (Rule.TAKEN_COLUMN, 1, "solution", 1),
        (Rule.DUPLICATE_ID, 3, "id", 1),
        (Rule.TAKEN_COLUMN, 3, "input + output", 1),
    ]
    assert str(lint_file(path, loader)[0]) == "rows.jsonl:1: messages: missing_column: the consumer needs it (3 times)"
    assert [one.rule for one in lint_file(path, Loader(tables=False))] == []


def test_arrays_and_parquet_are_read_too(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    array = tmp_path / "rows.json"
    array.write_text('[{"a": 1}, 5, {"a": "2"}]')
    assert {(one.rule, one.line) for one in lint(array)} == {(Rule.NOT_JSON, 2), (Rule.MIXED_TYPES, 3)}
    table = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"day": pa.array([0], pa.timestamp("s")), "none": pa.nulls(1), "fine": ["text"]}), table)
    assert [(one.rule, one.column) for one in lint(table)] == [(Rule.ISO_DATE, "day"), (Rule.EMPTY_COLUMN, "none")]
    table.write_bytes(b"PAR1 nothing")
    assert {one.rule for one in lint(table)} == {Rule.NOT_JSON, Rule.NO_ROWS}


def test_a_format_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.jsonl", [{"task_id": "x", "prompt": "p", "entry_point": "f", "test": "t"}] * 2)
    assert lint(path) == []
    assert [one.rule for one in lint(path, "human-eval")] == [Rule.DUPLICATE_ID]
    assert {one.rule for one in lint(path, "openai-chat")} == {Rule.MISSING_COLUMN}


def test_the_readers_of_every_format_miss_its_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.jsonl", [{"nothing": 1}])
    for name, exporter in EXPORTERS.items():
        missing = [one.column for one in lint(path, name) if one.rule is Rule.MISSING_COLUMN]
        assert sorted(missing) == sorted(exporter.loader.columns)


@pytest.mark.parametrize(
    ("path", "to", "said"),
    [
        ("nowhere.jsonl", None, "nowhere.jsonl is no file and no export; give a data file, or a directory that `synthgen export` wrote"),
        (".", None, "is no file and no export"),
        ("rows.csv", None, "rows.csv is of no known format"),
        ("rows.csv", "openai", "no format named 'openai'; did you mean 'openai-chat'"),
    ],
)
def test_a_mistake_is_one_sentence(path: str, to: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rows.csv").write_text("a,b\n")
    with pytest.raises(UsageError, match=said.replace("(", r"\(")):
        lint(path, to)
