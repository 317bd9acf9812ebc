"""Rows of every task type, in one file, for tests of every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filelock import FileLock
from shared_run import Finished

from synthgen import derive_all, open_run
from synthgen.records import Sample

SAMPLES, SOURCES = 12, 2
"""Samples of the shared run, and how many of them rows of other types are derived from."""


@pytest.fixture(scope="session")
def every_type(finished: Finished) -> Path:
    """A file of samples, of rows of every task type, and of a line that is no sample."""
    path = finished.path.parent / "every_type.jsonl"
    with FileLock(path.with_suffix(".lock")):
        if not path.is_file():
            samples = list(open_run(finished.path))[:SAMPLES]
            derived = [one for one in derive_all(samples[:SOURCES], seed=1) if isinstance(one, Sample)]
            rows = [*samples, *(one for one in derived if one.metadata.task_type != "code_generation")]
            lines = [json.dumps(one.row(), ensure_ascii=False) for one in rows]
            path.write_text("\n".join([*lines, '{"prompt": 5}']) + "\n", encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, object]]:
    """Return the rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
