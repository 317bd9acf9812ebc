"""Answers on disk, in SQLite with a write-ahead log: what was paid for once is never asked again, whatever kills the process."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from synthgen.errors import RunError
from synthgen.llm.messages import Completion

WAIT = 60.0
"""Seconds that a writer waits for another process's turn."""
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, model TEXT NOT NULL, day TEXT NOT NULL, finish TEXT NOT NULL,
    input_tokens INTEGER, output_tokens INTEGER, text TEXT NOT NULL
) WITHOUT ROWID"""


class Cache:
    """Answers by the key of their request. Several processes may share a file. Raises RunError for a file that is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        except (OSError, sqlite3.Error) as problem:
            raise self._problem(problem) from None
        try:
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=NORMAL")
            self._base.execute(_TABLE)
            self._base.execute("SELECT key, model, day, finish, input_tokens, output_tokens, text FROM answers LIMIT 1")
        except sqlite3.Error as problem:
            self._base.close()
            raise self._problem(problem) from None

    def get(self, key: str) -> Completion | None:
        """Return the answer that is kept under `key`, or None."""
        try:
            row = self._base.execute("SELECT text, finish, input_tokens, output_tokens, day FROM answers WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as problem:
            raise self._problem(problem) from None
        if row is None:
            return None
        text, finish, input_tokens, output_tokens, day = row
        return Completion(text, finish, input_tokens, output_tokens, day, cached=True)

    def put(self, key: str, model: str, completion: Completion) -> Completion:
        """Keep an answer, on disk when this returns. Returns what is kept: an earlier answer of another process stays."""
        row = (key, model, completion.day, completion.finish, completion.input_tokens, completion.output_tokens, completion.text)
        try:
            self._base.execute("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        except sqlite3.Error as problem:
            raise self._problem(problem) from None
        kept = self.get(key)
        return completion if kept is None else replace(kept, cached=False)

    def close(self) -> None:
        """Close the file; idempotent."""
        self._base.close()

    def __enter__(self) -> Cache:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _problem(self, problem: Exception) -> RunError:
        advice = "remove it or name another file with --llm-cache" if isinstance(problem, sqlite3.DatabaseError) else "name another file"
        if "full" in str(problem):
            advice = "make room and start again: what it holds is kept"
        return RunError(f"the answers in {self.path} cannot be read or written: {problem}; {advice}")
