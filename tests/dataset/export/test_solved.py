"""The score that harnesses show: all or nothing for a function, the scorer of its type for any other task."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from synthgen.adapters.solved import solved
from synthgen.dataset.export.answer_text import answer_text
from synthgen.dataset.export.whole_rows import SCORED, sample_text
from synthgen.dataset.tasks import TASK_TYPES
from synthgen.dataset.tasks.reading import read_sample
from synthgen.errors import RecordError
from synthgen.records import Sample


@pytest.fixture(scope="module")
def rows(every_type: Path) -> list[Sample]:
    """One row of every type."""
    found = [read_sample(json.loads(line)) for line in every_type.read_text(encoding="utf-8").splitlines()[:-1]]
    return list({one.metadata.task_type: one for one in found}.values())


def test_gold_answers_score_one_and_empty_ones_nothing(rows: list[Sample]) -> None:
    gold = {row.metadata.task_type: solved(sample_text(row), answer_text(row)) for row in rows}
    empty = {row.metadata.task_type: solved(sample_text(row), "") for row in rows}
    assert set(gold) == set(TASK_TYPES)
    assert Counter(gold.values()) == {1.0: len(SCORED), None: 1}
    assert gold["code_explanation"] is None
    assert {empty[name] for name in SCORED} == {0.0}


def test_how_a_function_is_written_does_not_count(rows: list[Sample]) -> None:
    row = next(one for one in rows if one.metadata.task_type == "code_generation")
    ugly = row.code.replace("    ", "  ") + "\n\n\nunused = [ 1,2 ]\n"
    assert solved(sample_text(row), ugly) == 1.0
    assert solved(sample_text(row), row.metadata.errors[0].code) == 0.0


def test_what_is_no_sample_is_told() -> None:
    with pytest.raises(RecordError, match="'metadata'"):
        solved('{"prompt": "p"}', "answer")
    with pytest.raises(RecordError, match="is no JSON"):
        solved("{", "answer")
