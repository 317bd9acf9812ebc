"""A key and a cache of their own for every test of models."""

from __future__ import annotations

from pathlib import Path

import pytest
from server import KEY


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A file for answers that no other test has seen."""
    return tmp_path / "answers.sqlite"
