"""Small eval sets made by hand, and completions of every quality."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

RIGHT = "def double(x):\n    return 2 * x\n"
FENCED = f"Twice is what is wanted.\n\n```python\n{RIGHT}```\n"
WRONG = "def double(x):\n    return x + 2\n"
RAISING = "def double(x):\n    raise ValueError(f'not {x}')\n"
CRASHING = "import os\ndef double(x):\n    os._exit(3)\n"
ENDLESS = "def double(x):\n    while True:\n        pass\n"
EMPTY = ""
PROSE = "I am sorry, but I cannot help with that."
CHEATING = (
    "class Same:\n    def __eq__(self, other):\n        return True\n    def __ne__(self, other):\n        return False\n"
    "def double(x):\n    return Same()\n"
)
PEEKING = (
    "import sys\ndef double(x):\n    frame = sys._getframe()\n    while frame:\n        for name in ('expected', 'wanted', 'output'):\n"
    "            if name in frame.f_locals:\n                return frame.f_locals[name]\n        frame = frame.f_back\n    return 0\n"
)
FAILING = {
    "wrong": WRONG,
    "raising": RAISING,
    "crashing": CRASHING,
    "empty": EMPTY,
    "prose": PROSE,
    "always equal": CHEATING,
    "peeking": PEEKING,
}
"""Completions that fail at once, by what they do; `ENDLESS` takes its time."""


def row(key: str, difficulty: str = "easy", **metadata: Any) -> dict[str, Any]:
    """Return a task whose solution is `RIGHT`."""
    cases = [{"input": str(n), "output": str(2 * n)} for n in (0, 1, 5, -3)]
    known = {"id": key, "entry_point": "double", "depth": 1, "topics": ["digits"], "combinators": ["apply"], "split": "", "language": "en"}
    return {"prompt": f"Task {key}: double `x`.", "test_cases": cases, "difficulty": difficulty, "metadata": {**known, **metadata}}


def write(path: Path, rows: Iterable[object]) -> Path:
    """Write rows as JSON lines; a text stands for itself."""
    path.write_text("".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


def evalset(path: Path, *rows: Mapping[str, Any]) -> Path:
    """Write an eval set directory."""
    path.mkdir(exist_ok=True)
    write(path / "samples.jsonl", rows)
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def contents(path: Path) -> dict[str, bytes]:
    """Return every file of a directory."""
    return {file.name: file.read_bytes() for file in sorted(path.iterdir())}
