"""Known tasks: what is one is dropped, what has one inside it is marked, and each item is judged by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from both_sides import SALT, TOPICS, Sides, policy

from synthgen.dataset.evalset import EvalSet, make_evalset
from synthgen.dataset.evalset.known import Known, indices_by_default, told
from synthgen.dataset.leakage import Index
from synthgen.dataset.leakage.behaviour import Job, answer_here
from synthgen.errors import UsageError


def here(jobs: Iterable[Job]) -> Iterator[list[int]]:
    return map(answer_here, jobs)


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (path / "samples.jsonl").read_text().splitlines()]


@pytest.fixture
def corpus(sides: Sides, tmp_path: Path) -> str:
    """An index of three items of the set, as if they stood in a corpus."""
    path = tmp_path / "corpus.npz"
    Index.build(rows_of(sides.evaluation)[:3], "corpus", isolation="process", workers=1).save(path)
    return str(path)


def test_an_item_that_is_a_known_task_is_told_by_its_behaviour_and_others_are_not(sides: Sides, corpus: str) -> None:
    known = Known([corpus], here)
    for row in rows_of(sides.evaluation)[:3]:
        found = known.like(row)
        assert [str(one) for one in found if one.same] == [f"corpus {row['metadata']['id']}: equal behaviour 1.00"]
        assert {"tli", "substring", "code tokens", "syntax tree"} & {one.detector for one in found if not one.same}
    assert [one for row in rows_of(sides.evaluation)[3:] for one in known.like(row) if one.same] == []


def test_another_solution_of_a_known_task_is_told_by_behaviour(sides: Sides, corpus: str) -> None:
    # on unsorted lists, which an index does not know to be none, a merge and a sort give different results
    row = next(row for row in rows_of(sides.evaluation)[:3] if "SortedIntegers" not in row["metadata"]["parameter_kinds"])
    row["code"], row["prompt"] = row["reference_code"][0], "a prompt that has nothing to do with it, in words of its own"
    found = [one for one in Known([corpus], here).like(row) if one.same]
    assert [(one.detector, one.score) for one in found if one.detector == "equal behaviour"] == [("equal behaviour", 1.0)]


def test_what_is_said_of_an_item_does_not_depend_on_those_before_it(sides: Sides, corpus: str) -> None:
    rows = rows_of(sides.evaluation)
    known = Known([corpus], here)
    forth = [known.like(row) for row in [*rows, *rows]]
    assert forth[: len(rows)] == forth[len(rows) :]
    assert forth[0] == Known([corpus], here).like(rows[0])


def test_known_tasks_are_not_in_a_set_and_its_ledger_says_so(sides: Sides, corpus: str, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"n": 12, "seed": 5, "canary": "c", "workers": 1, **TOPICS}
    made = make_evalset(policy(), SALT, tmp_path / "set", against=[corpus], **asked)
    before = [item.metadata.id for item in EvalSet(sides.evaluation).items]
    after = [item.metadata.id for item in made.items]
    kept = [name for name in after if name in before]
    assert set(after).isdisjoint(before[:3])
    assert kept == before[3 : 3 + len(kept)]
    assert len(kept) > 5
    ledger = [json.loads(line) for line in (made.path / "rejected.jsonl").read_text().splitlines()]
    refused = [row["detail"] for row in ledger if row["reason"] == "known_task"]
    assert [detail.split(":")[0] for detail in refused[:3]] == [f"corpus {name}" for name in before[:3]]
    card = (made.path / "README.md").read_text()
    assert "**Not a known task:** corpus (3 tasks) were looked through;\n  no item behaves the same as a task." in card
    config = (made.path / "config.json").read_text()
    assert f"against {told(corpus)}" in config
    assert str(tmp_path) not in config


def test_all_indices_that_ship_are_looked_at_unless_others_are_named(sides: Sides, tmp_path: Path) -> None:
    assert {"humaneval", "mbppplus"} <= set(indices_by_default())
    screened = json.loads((sides.evaluation / "config.json").read_text())["settings"]["split_policy"]["screened"]
    assert screened == [f"against {name}" for name in indices_by_default()]
    plain = make_evalset(policy(), SALT, tmp_path / "set", n=1, workers=1, against=[], **TOPICS)  # type: ignore[arg-type]
    assert "Not a known task" not in (plain.path / "README.md").read_text()
    with pytest.raises(UsageError, match="no index named 'humanevall'; did you mean"):
        make_evalset(policy(), SALT, tmp_path / "none", n=1, workers=1, against=["humanevall"], **TOPICS)  # type: ignore[arg-type]
