"""A run directory: config first, shards while it runs, the finished files last and whole.

    run/
      config.json       the settings and the fingerprints that decide the bytes; there from the start
      .shards/          one file per finished block, renamed into place; gone when the run is finished
      samples.jsonl     the accepted, in index order       (and samples.parquet if asked for)
      rejected.jsonl    the rejected up to the last accepted, with reasons
      metadata.json     what is in the run: counts, funnel, versions
      README.md         the dataset card

Files get their names only when they are complete, `metadata.json` last of all: a directory without it is not finished.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from synthgen.errors import RunError
from synthgen.records import fields_of
from synthgen.run.blocks import BLOCK_SIZE, Accepted, BlockResult, Refused

CONFIG, SAMPLES, REJECTED, METADATA, CARD, PARQUET = (
    "config.json", "samples.jsonl", "rejected.jsonl", "metadata.json", "README.md", "samples.parquet",
)  # fmt: skip
SHARDS = ".shards"


class RunDirectory:
    """The files of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, identity: dict[str, Any], resume: bool) -> None:
        """Make the directory for a run with `identity`, or take up an unfinished one of the same identity.

        Raises RunError if there is something else in it, if it cannot be written, or if there is nothing to resume.
        """
        stored = self.stored_identity()
        if resume:
            self._may_resume(stored, identity)
            return
        with storage(self.path):
            is_taken = self.path.exists() and (not self.path.is_dir() or any(path.name != _part(CONFIG) for path in self.path.iterdir()))
        if is_taken:
            hint = "it holds an unfinished run: continue it with --resume, or" if stored and not self.is_finished else "it is not empty:"
            raise RunError(f"cannot write a run to {self.path}: {hint} choose another --out")
        with storage(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            self.write(CONFIG, json.dumps(identity, indent=2, ensure_ascii=False) + "\n")
            (self.path / SHARDS).mkdir(exist_ok=True)

    def _may_resume(self, stored: dict[str, Any] | None, identity: dict[str, Any]) -> None:
        if stored is None:
            raise RunError(f"nothing to resume in {self.path}: it has no {CONFIG}; start without --resume")
        changed = _differences(stored, json.loads(json.dumps(identity)))
        if changed:
            raise RunError(f"cannot resume {self.path}: not as when it was started: {', '.join(changed)}; start anew in another --out")
        with storage(self.path):
            (self.path / SHARDS).mkdir(exist_ok=True)

    @property
    def is_finished(self) -> bool:
        """Whether the run is complete."""
        return (self.path / METADATA).is_file()

    def stored_identity(self) -> dict[str, Any] | None:
        """Return what `config.json` holds, or None if there is none that can be read."""
        try:
            stored = json.loads((self.path / CONFIG).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return stored if isinstance(stored, dict) else None

    def shard(self, block: int) -> Path:
        """Return where the result of a block stands when it is there."""
        return self.path / SHARDS / f"{block:08d}.jsonl"

    def keep(self, block: int, result: BlockResult) -> None:
        """Write the result of a block, whole: a line on its candidates, then the rows of the accepted as they are."""
        texts = [item.text for item in result.outcomes if isinstance(item, Accepted)]
        stored = {"first": result.first, "seconds": result.seconds, "calls": result.calls, "outcomes": list(map(_stored, result.outcomes))}
        self.write(str(self.shard(block).relative_to(self.path)), "\n".join([json.dumps(stored, ensure_ascii=False), *texts, ""]))

    def kept(self, block: int) -> BlockResult | None:
        """Return the stored result of a block, or None if it is not there or damaged."""
        try:
            head, *texts, end = self.shard(block).read_text(encoding="utf-8").split("\n")
            stored, rows = json.loads(head), iter(texts)
            outcomes = [_accepted(item, next(rows)) if kind == "accepted" else Refused(**item) for kind, item in stored["outcomes"]]
            if end or next(rows, None) is not None:
                return None
            if [outcome.index for outcome in outcomes] != [*range(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE)]:
                return None
            return BlockResult(stored["first"], outcomes, stored["seconds"], stored["calls"])
        except (OSError, ValueError, KeyError, TypeError, StopIteration):
            return None

    def write(self, name: str, text: str) -> None:
        """Write a file under the name only when it is complete."""
        with self.whole(name) as handle:
            handle.write(text)

    @contextmanager
    def whole(self, name: str) -> Iterator[IO[str]]:
        """Give a handle to write to; the file gets its name when the block ends without an error."""
        with self._named_when_done(name) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())

    @contextmanager
    def whole_binary(self, name: str) -> Iterator[IO[bytes]]:
        """Do as `whole` does for bytes."""
        with self._named_when_done(name) as temporary, temporary.open("wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())

    @contextmanager
    def _named_when_done(self, name: str) -> Iterator[Path]:
        final = self.path / name
        temporary = final.with_name(_part(final.name))
        with storage(self.path):
            try:
                yield temporary
                temporary.replace(final)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise

    def drop_shards(self) -> None:
        """Remove the shards of a finished run."""
        shutil.rmtree(self.path / SHARDS, ignore_errors=True)


def _stored(outcome: Accepted | Refused) -> tuple[str, dict[str, Any]]:
    """Return what stands of a candidate in the first line of its shard; the prompt of an accepted one stands in its row."""
    if isinstance(outcome, Refused):
        return "refused", fields_of(outcome)
    return "accepted", {name: value for name, value in fields_of(outcome).items() if name not in ("text", "prompt")}


def _accepted(stored: dict[str, Any], text: str) -> Accepted:
    return Accepted(**stored, prompt=json.loads(text)["prompt"], text=text)


def _part(name: str) -> str:
    """Return what a file is called while it is being written."""
    return f".{name}.part"


def _differences(stored: dict[str, Any], identity: dict[str, Any]) -> list[str]:
    """Return the names of what differs, those of the settings one by one."""
    before, now = ({**one.get("settings", {}), **{name: one[name] for name in one if name != "settings"}} for one in (stored, identity))
    return sorted(name for name in {**before, **now} if before.get(name) != now.get(name))


@contextmanager
def storage(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into a RunError that says what to do."""
    try:
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise RunError(f"the disk is full: {path} could not be written; make room and continue with --resume") from None
        raise RunError(f"cannot write to {path}: {problem.strerror or problem}; choose another --out") from None
