"""The directory of an evaluation: nothing that was answered or judged is lost, whenever the process dies.

    evaluation/
      config.json         what was asked: the eval set's digest, the model or the completions' digest, all settings; there from the start
      .answers.sqlite     answers of the endpoint as they come; gone when the evaluation is finished
      .verdicts.jsonl     verdicts as they come; gone when the evaluation is finished
      completions.jsonl   every completion with its verdict, in the order of tasks and samples
      tasks.jsonl         n and c of every task
      report.html         the page
      results.json        all figures; last of all, so that a directory without it is not finished
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from synthgen.errors import RunError
from synthgen.evaluation.completions import Answer
from synthgen.marking import LOST, Mark
from synthgen.run.directory import RunDirectory, storage

CONFIG, COMPLETIONS, TASKS, REPORT, RESULTS = "config.json", "completions.jsonl", "tasks.jsonl", "report.html", "results.json"
ANSWERS, VERDICTS = ".answers.sqlite", ".verdicts.jsonl"
FREE = ("k", "seed", "base_url")
"""What may differ when an evaluation is continued: the figures that are asked for, and where the model is served by now."""
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,16}")

Place = tuple[str, int]
"""A task's id and the number of one of its completions."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a completion; `passed` and `reward` are None where nothing is known, as `synthgen.marking.Mark` has it."""

    task: str
    sample: int
    verdict: str
    passed: bool | None
    reward: float | None
    detail: str

    @classmethod
    def of(cls, task: str, sample: int, mark: Mark) -> Judged:
        """Return a mark as it is kept; addresses in memory, which differ from run to run, are left out of the detail."""
        return cls(task, sample, mark.verdict, mark.passed, mark.reward, _ADDRESS.sub("0x...", mark.detail))


class Store:
    """The files of one evaluation."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files = RunDirectory(path)

    @property
    def is_finished(self) -> bool:
        """Whether the evaluation is complete."""
        return (self.path / RESULTS).is_file()

    @property
    def answers(self) -> Path:
        """Where the answers of the endpoint are kept meanwhile."""
        return self.path / ANSWERS

    def create(self, identity: Mapping[str, Any], resume: bool) -> None:
        """Make the directory for an evaluation, or take up one with the same identity; `FREE` settings may differ, samples be added.

        Raises RunError if there is something else in it, if it cannot be written, or if there is nothing to resume.
        """
        stored = self.identity()
        if resume:
            if stored is None:
                raise RunError(f"nothing to resume in {self.path}: it has no {CONFIG} of an evaluation; start without --resume")
            changed = [name for name in {**stored, **identity} if not _may_differ(name, stored.get(name), identity.get(name))]
            if changed:
                what = ", ".join(sorted(changed))
                raise RunError(f"cannot resume {self.path}: not as when it was started: {what}; start anew in another --out")
        else:
            with storage(self.path):
                # A kill in the very first moment leaves nothing but the config, half written.
                is_used = self.path.is_dir() and any(file.name != f".{CONFIG}.part" for file in self.path.iterdir())
                taken = is_used or (self.path.exists() and not self.path.is_dir())
            if taken:
                is_open = stored is not None and not self.is_finished
                hint = "it holds an unfinished evaluation: continue it with --resume, or" if is_open else "it is not empty:"
                raise RunError(f"cannot write an evaluation to {self.path}: {hint} choose another --out")
        with storage(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            (self.path / RESULTS).unlink(missing_ok=True)
        self._files.write(CONFIG, json.dumps(identity, indent=2, ensure_ascii=False) + "\n")

    def identity(self) -> dict[str, Any] | None:
        """Return what `config.json` holds, or None if it is none of an evaluation."""
        stored = self._files.stored_identity()
        return stored if stored is not None and "evalset" in stored else None

    def kept(self) -> tuple[dict[Place, Answer], dict[Place, Judged]]:
        """Return the completions of a finished evaluation, and the verdicts of any; those of a sandbox that failed are left out."""
        answers: dict[Place, Answer] = {}
        verdicts: dict[Place, Judged] = {}
        for row in _lines(self.path / COMPLETIONS):
            place = row["task_id"], row["sample"]
            answers[place] = Answer(*place, row["completion"], row["finish"])
            verdicts[place] = Judged(*place, row["verdict"], row["passed"], row["reward"], row["detail"])
        for row in _lines(self.path / VERDICTS):
            verdicts[row["task"], row["sample"]] = Judged(**row)
        return answers, {place: one for place, one in verdicts.items() if one.verdict != LOST}

    @contextmanager
    def journal(self) -> Iterator[IO[bytes]]:
        """Give a handle to which `note` adds verdicts; a line that a kill cut off is dropped first."""
        with storage(self.path):
            handle = (self.path / VERDICTS).open("ab+")
            handle.seek(0)
            handle.truncate(handle.read().rfind(b"\n") + 1)
        try:
            yield handle
        finally:
            handle.close()

    def note(self, journal: IO[bytes], judged: Judged) -> None:
        """Add a verdict; it is with the operating system when this returns."""
        with storage(self.path):
            journal.write(_line(asdict(judged)))
            journal.flush()

    @contextmanager
    def rows(self, name: str) -> Iterator[IO[bytes]]:
        """Give a handle to write a file's rows to with `add`; the file gets its name when the block ends."""
        with self._files.whole_binary(name) as handle:
            yield handle

    @staticmethod
    def add(handle: IO[bytes], row: Mapping[str, Any]) -> None:
        """Write a row."""
        handle.write(_line(row))

    def write(self, name: str, text: str) -> None:
        """Write a file, whole."""
        self._files.write(name, text)

    def clear(self) -> None:
        """Remove what was kept meanwhile."""
        for name in (VERDICTS, ANSWERS, f"{ANSWERS}-wal", f"{ANSWERS}-shm"):
            (self.path / name).unlink(missing_ok=True)


def _may_differ(name: str, before: Any, now: Any) -> bool:
    """Return whether a setting allows to go on: the same, free, or more samples than before."""
    is_more = name == "n_samples" and type(before) is int and type(now) is int and now > before
    return before == now or name in FREE or is_more


def _line(row: Mapping[str, Any]) -> bytes:
    try:
        return (json.dumps(row, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot hold and JSON can
        return (json.dumps(row) + "\n").encode()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of our own; none if it is not there. A last line that was cut off is left out."""
    if not path.is_file():
        return
    with storage(path), path.open("rb") as handle:
        for number, line in enumerate(handle, 1):
            if not line.endswith(b"\n"):
                return
            try:
                yield json.loads(line)
            except ValueError:
                raise RunError(f"{os.fspath(path)}:{number} is damaged; remove the line, or start anew in another --out") from None
