"""What every consumer's test starts from: samples of all task types, exported by the command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthgen import compose
from synthgen.dataset.tasks import Refusal, derive_all

Export = Callable[..., Path]


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    """A few samples in both languages, each followed by its derived rows of every type."""
    run = compose(4, seed=11, workers=1, topics="lists,sorting", language="mixed", depth=(2, 3), progress=False)
    return [one.row() for one in derive_all(run) if not isinstance(one, Refusal)]


@pytest.fixture(scope="session")
def export(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Export:
    """A function that exports rows (all, or those of some types) to a format and returns the directory."""

    def exported(name: str, *task_types: str) -> Path:
        chosen = [row for row in rows if not task_types or row["metadata"]["task_type"] in task_types]
        folder = tmp_path_factory.mktemp(name)
        (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in chosen), encoding="utf-8")
        command = [sys.executable, "-m", "synthgen", "export", "--to", name, str(folder / "rows.jsonl"), "--out", str(folder / "out")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return folder / "out"

    return exported
