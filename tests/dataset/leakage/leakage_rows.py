"""Rows of our schema, written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def row(name: str, takes: str, gives: str, body: str, atoms: Sequence[str] = (), prompt: str = "") -> dict[str, Any]:
    """Return a row with a function of one parameter, `numbers`."""
    code = f"def {name}(numbers: {takes}) -> {gives}:\n{body}\n"
    wording = prompt or f"Write a Python function `{name}(numbers: {takes}) -> {gives}`. It must do what {name.replace('_', ' ')} says."
    return {
        "prompt": wording,
        "code": code,
        "reference_code": [code],
        "test_cases": [{"input": "[1]", "output": "[1]"}],
        "reward": 1.0,
        "difficulty": "easy",
        "metadata": {"id": name, "entry_point": name, "atoms": list(atoms)},
    }
