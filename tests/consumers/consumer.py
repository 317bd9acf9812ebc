"""Real consumers: each has an environment under build/consumers, and is called as a process."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 900
"""Longest time that a consumer may take."""


def python_of(name: str) -> Path:
    """Return the interpreter of a consumer's environment; the test is skipped if there is none."""
    python = ROOT / "build/consumers" / name / "bin/python"
    if not (python.parent.parent / "ready").is_file():
        pytest.skip(f"{name} is not installed; `make test-{name}` installs it into build/consumers/{name}")
    return python


def call(name: str, arguments: Sequence[object], folder: Path, **environment: str) -> str:
    """Run the consumer's interpreter in `folder`, offline, and return what it printed; a failure shows its errors."""
    done = subprocess.run(
        [str(python_of(name)), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(folder / "hf"), **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
    return done.stdout


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_rows(path: Path, rows: Sequence[object]) -> Path:
    """Write rows as JSON lines and return the path."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
