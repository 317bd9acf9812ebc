"""A planted copy is found by every detector; an index that was saved says the same as one that was not; what is wrong is one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from leakage_rows import LEAKED, OTHER, TOTALS, row

from synthgen.dataset.leakage import BEHAVIOUR, DETECTORS, Comparison, Index, measure, shipped_index, shipped_indices
from synthgen.dataset.leakage.index import FORMAT
from synthgen.errors import UsageError

NAMES = (*DETECTORS, BEHAVIOUR.name)
SUMS = TOTALS.replace("totals", "sums").replace("subtotal += number", "subtotal = number + subtotal")
EQUAL = row("other_name", "list[int]", "list[int]", SUMS)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build([LEAKED, OTHER], "two", isolation="process", workers=1)


@pytest.fixture(scope="module")
def compared(index: Index) -> Comparison:
    return measure([LEAKED], index, isolation="process", workers=1).comparisons[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_is_found_and_another_task_is_not(name: str, compared: Comparison) -> None:
    first, second = compared.finding(name).matches
    assert (first.item, first.score, first.nearest) == ("running_totals", 1.0, "running_totals")
    assert first.text
    assert second.score < 0.5
    assert [one.item for one in compared.finding(name).flagged] == ["running_totals"]


def test_the_matched_text_is_the_training_row_s(compared: Comparison) -> None:
    texts = {name: compared.finding(name).matches[0].text for name in NAMES}
    assert texts["tli"] == LEAKED["prompt"]
    assert "subtotal+=numbertotals.append(subtotal)" in texts["substring"]
    assert "subtotal += number totals . append ( subtotal )" in texts["code tokens"]
    assert "        totals.append(subtotal)\n" in texts["syntax tree"]
    assert "probes" in texts["equal behaviour"]
    assert "running_totals(" in texts["equal behaviour"]


def test_atoms_and_pairs_are_exposed_by_other_programs(compared: Comparison, index: Index) -> None:
    assert compared.exposures["atom exposure"] == (1.0, 0.5)
    assert compared.exposures["pair exposure"] == (1.0, 0.0)
    nothing = measure([{"text": "no metadata at all"}], index, isolation=None).comparisons[0]
    assert nothing.exposures["atom exposure"] == (0.0, 0.0)


def test_an_index_says_the_same_after_it_was_saved(tmp_path: Path, index: Index, compared: Comparison) -> None:
    index.save(tmp_path / "two.npz")
    loaded = Index.load(tmp_path / "two.npz")
    assert measure([LEAKED], loaded, isolation="process", workers=1).comparisons[0].row() == compared.row()
    index.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_an_index_holds_no_text(tmp_path: Path, index: Index) -> None:
    index.save(tmp_path / "two.npz")
    with np.load(tmp_path / "two.npz") as stored:
        content = b"".join(stored[name].tobytes() for name in stored.files)
    for word in ("subtotal", "Sum the numbers", "append", "largest first", "totals_of"):
        assert word.encode() not in content
    assert b"running_totals" in content  # ids are told


def test_a_row_of_equal_behaviour_is_found_by_its_program_alone(index: Index) -> None:
    lying = {**EQUAL, "metadata": {**EQUAL["metadata"], "behaviour": "00" * 16, "id": "lying"}, "prompt": "Nothing of the kind."}
    found = measure([lying], index, isolation="sandbox", workers=1).comparisons[0]
    assert [(one.item, one.nearest) for one in found.finding(BEHAVIOUR.name).flagged] == [("running_totals", "lying")]
    assert found.finding("tli").flagged == ()


def test_a_program_that_never_ends_or_does_not_parse_is_no_match(index: Index) -> None:
    endless = row("endless", "list[int]", "list[int]", "    while True:\n        pass")
    broken = row("broken", "list[int]", "list[int]", "    return (")
    found = measure([endless, broken], index, isolation="process", workers=1).comparisons[0]
    assert found.rows == 2
    assert [one.score for one in found.finding(BEHAVIOUR.name).matches] == [0.0, 0.0]


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(UsageError, match="nothing to compare with; give --test FILE, --against NAME, or both"):
        measure([LEAKED])


def test_rows_without_text_are_no_items_and_no_training_set(index: Index) -> None:
    rows: list[dict[str, Any]] = [{"number": 3}]
    with pytest.raises(UsageError, match="none of the rows has a text"):
        Index.build(rows)
    with pytest.raises(UsageError, match="no row of rows can be compared"):
        measure(rows, index, isolation=None)


@pytest.mark.parametrize("damage", ["cut", "format", "other"])
def test_a_damaged_index_is_one_sentence(tmp_path: Path, index: Index, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "two.npz"
    if damage == "format":
        monkeypatch.setattr("synthgen.dataset.leakage.index.FORMAT", FORMAT + 1)
    index.save(path)
    monkeypatch.undo()
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:1000])
    elif damage == "other":
        path.write_bytes(b"PK no archive")
    told = "no index of leakage, or a damaged one"
    if damage == "format":
        told = f"is of format {FORMAT + 1}, this version reads {FORMAT}; make it again"
    with pytest.raises(UsageError, match=told):
        Index.load(path)


def test_indices_that_do_not_exist_are_told(tmp_path: Path, index: Index) -> None:
    with pytest.raises(UsageError, match=r"no index named 'humaneva'; did you mean 'humaneval'"):
        shipped_index("humaneva")
    with pytest.raises(UsageError, match=r"there is no index nowhere\.npz; make one with"):
        shipped_index("nowhere.npz")
    with pytest.raises(UsageError, match=r"choose a path that ends in \.npz"):
        index.save(tmp_path / "index.json")


@pytest.mark.parametrize(("name", "items"), [("humaneval", 164), ("humanevalplus", 164), ("mbppplus", 378)])
def test_the_indices_that_ship_say_where_they_are_from(name: str, items: int) -> None:
    one = shipped_index(name)
    assert len(one) == one.provenance.rows == items
    assert len(one.provenance.sha256) == 64
    assert one.provenance.licence
    assert "/" in one.provenance.source
    assert sum(probes is not None and probes.telling for probes in one.probes) >= 0.85 * items
    assert shipped_indices() == ["humaneval", "humanevalplus", "mbppplus"]
