"""A planted copy is found by every detector; an index that was saved says the same as one that was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from leakage_rows import row

from synthgen.dataset.leakage import BEHAVIOUR, DETECTORS, Index, measure
from synthgen.errors import UsageError

TOTALS = """    totals = []
    subtotal = 0
    for number in numbers:
        subtotal += number
        totals.append(subtotal)
    while len(totals) > 3 and totals[0] > totals[-1]:
        totals.pop()
    return totals"""
EVENS = """    kept = {}
    for place, number in enumerate(numbers):
        if number % 2 == 0:
            kept[place] = number
    chosen = sorted(kept.values(), reverse=True)
    return [value * 2 for value in chosen if value != 8]"""
LEAKED = row("running_totals", "list[int]", "list[int]", TOTALS, prompt="Sum the numbers as they come, and drop the last sums that are low.")
OTHER = row("evens", "list[int]", "list[int]", EVENS, prompt="Which even values are there, from the largest down? Double each but eight.")
NAMES = (*DETECTORS, BEHAVIOUR.name)


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_is_found_and_another_task_is_not(name: str) -> None:
    report = measure([LEAKED], [LEAKED, OTHER], isolation="process", workers=1)
    first, second = report.comparisons[0].finding(name).matches
    assert first.score == 1.0
    assert first.text
    assert second.score < 0.5
    assert [one.item for one in report.comparisons[0].finding(name).flagged] == ["running_totals"]


def test_an_index_says_the_same_after_it_was_saved(tmp_path: Path) -> None:
    made = Index.build([LEAKED, OTHER], "two", isolation="process", workers=1)
    made.save(tmp_path / "two.npz")
    loaded = Index.load(tmp_path / "two.npz")
    reports = [measure([LEAKED], one, isolation="process", workers=1) for one in (made, loaded)]
    assert reports[0].row() == reports[1].row()
    made.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(UsageError, match="nothing to compare with; give --test FILE, --against NAME, or both"):
        measure([LEAKED])


def test_rows_without_text_are_no_items() -> None:
    rows: list[dict[str, Any]] = [{"number": 3}]
    with pytest.raises(UsageError, match="none of the rows has a text"):
        Index.build(rows)
