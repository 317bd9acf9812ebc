"""The run that consumers get: 30 samples of every depth, in both languages, and rows of every task type made of some of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synthgen import compose, derive_all
from synthgen.dataset.tasks import Refusal
from synthgen.run.opened import Run

N, SEED, SOURCES = 30, 1, 3
"""`synthgen compose --n 30 --seed 1 --depth 1-5 --language mixed`, and of how many samples other types are derived."""


@pytest.fixture(scope="session")
def run() -> Run:
    """The run."""
    return compose(N, SEED, depth=(1, 5), language="mixed", progress=False)


@pytest.fixture(scope="session")
def every_type(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the samples and of rows of every other task type, English and Chinese."""
    derived = [one for one in derive_all(run.samples[:SOURCES], seed=1) if not isinstance(one, Refusal)]
    rows = [*run, *(one for one in derived if one.metadata.task_type != "code_generation")]
    path = tmp_path_factory.mktemp("rows") / "every_type.jsonl"
    path.write_text("".join(json.dumps(row.row(), ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
