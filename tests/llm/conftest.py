"""A key and a cache of their own for every test of models."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from server import KEY
from shared_run import Finished


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A file for answers that no other test has seen."""
    return tmp_path / "answers.sqlite"


@pytest.fixture
def small_run(finished: Finished, tmp_path: Path) -> Callable[..., Path]:
    """A maker of runs with the first samples of the shared one."""

    def make(count: int = 4, name: str = "run", only: str = "", parquet: bool = False) -> Path:
        path = tmp_path / name
        shutil.copytree(finished.path, path)
        lines = [line for line in (path / "samples.jsonl").read_text(encoding="utf-8").splitlines() if f'"language":"{only or ""}' in line]
        (path / "samples.jsonl").write_text("".join(f"{line}\n" for line in lines[:count]), encoding="utf-8")
        if not parquet:
            (path / "samples.parquet").unlink()
        metadata = json.loads((path / "metadata.json").read_text(encoding="utf-8"))
        (path / "metadata.json").write_text(json.dumps({**metadata, "samples": count}), encoding="utf-8")
        return path

    return make
