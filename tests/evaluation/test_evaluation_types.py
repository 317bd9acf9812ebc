"""An eval set of every task type: each row by the scorer of its type, those without one apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation.made import write
from llm.server import KEY, Reply, serving
from shared_run import Finished

import synthgen
from synthgen.dataset.tasks import TASK_TYPES, derive_all
from synthgen.records import Sample

SCORED = sorted(name for name in TASK_TYPES if TASK_TYPES[name].score)


@pytest.fixture(scope="module")
def tasks(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Sample]]:
    """Rows of every type that were made of the first few samples of the shared run."""
    rows = [one for one in derive_all(synthgen.open_run(finished.path).samples[:5], seed=1) if isinstance(one, Sample)]
    return write(tmp_path_factory.mktemp("types") / "tasks.jsonl", [row.row() for row in rows]), rows


def test_right_answers_pass_and_empty_ones_do_not(tasks: tuple[Path, list[Sample]]) -> None:
    path, rows = tasks
    found = synthgen.evaluate(path, completions={row.metadata.id: [row.code, ""] for row in rows}, k=(1, 2))
    by_type = {one.name: [estimate.value for estimate in one.estimates] for one in found.results.groups if one.dimension == "task_type"}
    assert by_type == {**{name: [0.5, 1.0] for name in SCORED}, "code_explanation": [None, None]}
    unscored = [row for row in rows if row.metadata.task_type == "code_explanation"]
    assert found.results.verdicts["not scored"] == 2 * len(unscored)
    assert {(one.n, one.unscored) for one in found.results.short} == {(0, 2)}
    assert found.results.overall.estimates[0].clusters == 5  # what was made of one sample hangs together


def test_a_model_is_not_asked_what_cannot_be_scored(tasks: tuple[Path, list[Sample]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    path, rows = tasks
    right = {row.prompt: row.code for row in rows}
    with serving(lambda body: Reply(right[body["messages"][-1]["content"]])) as server:
        found = synthgen.evaluate(path, model="m", base_url=server.url)
    assert len(server.requests) == sum(row.metadata.task_type in SCORED for row in rows)
    assert found.pass_at(1) == 1.0
