"""Items against training runs, one by one as they are made: how near each is, and whether that is too near."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthgen.check.pools import probe_inputs
from synthgen.dataset.evalset.margin import SECONDS, Margin
from synthgen.dataset.evalset.programs import answers, programs_of
from synthgen.errors import UsageError
from synthgen.kinds import KINDS
from synthgen.literals import canonical, format_arguments
from synthgen.programs.answers import Isolation, run_here
from synthgen.programs.bench import bench
from synthgen.records import Reason
from synthgen.run.blocks import Accepted, Refused
from synthgen.verify.files import file_of

MARGIN = 0.5
"""Largest share of its probe inputs on which a training item may agree with an item, by default."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Training:
    """The training files that a set is to keep away from; `keep` asks for items that are too near to be marked, not dropped."""

    files: tuple[Path, ...] = ()
    margin: float = MARGIN
    keep: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.margin <= 1:
            raise UsageError(f"a margin is a share of the probe inputs, 0 to 1; found {self.margin}")

    def digests(self) -> tuple[str, ...]:
        """Return the SHA-256 of each file. Raises UsageError if one is not there."""
        return tuple(_digest(file_of(path)) for path in self.files)

    def identity(self) -> tuple[str, ...]:
        """Return what of this decides the bytes of a set."""
        rule = f"margin {self.margin:g}, nearer ones {'marked' if self.keep else 'dropped'}"
        return (rule, *(f"train {digest}" for digest in self.digests())) if self.files else ()


class Screen:
    """Looks at items. `train_items` is the number of different training programs that they are compared with."""

    def __init__(self, training: Training, margin: Margin | None) -> None:
        self._training = training
        self._margin = margin
        self._known: dict[str, tuple[float, str]] = {}
        self.train_items = len(margin.items) if margin else 0

    def __call__(self, outcome: Accepted | Refused) -> Accepted | Refused:
        """Return the outcome, or the refusal of one that is too near to training."""
        if self._margin is None or isinstance(outcome, Refused):
            return outcome
        row = json.loads(outcome.text)
        share, nearest, near = self.of(row)
        if not near or self._training.keep:
            return outcome
        detail = f"{nearest} agrees on {share:.0%}"
        return Refused(outcome.index, outcome.behaviour, Reason.NEAR_TRAINING.value, detail, row["metadata"]["plan"])

    def of(self, row: Row) -> tuple[float, str, bool]:
        """Return the margin of an item of ours, the id of the nearest training item, and whether that is too near."""
        if self._margin is None:
            return 0.0, "", False
        metadata = row["metadata"]
        if metadata["id"] not in self._known:
            kinds = tuple(KINDS[name] for name in metadata["parameter_kinds"])
            calls = [format_arguments(arguments) for arguments in probe_inputs(kinds)]
            answers = run_here(row["code"], metadata["entry_point"], calls)
            outputs = ["" if one.failure else canonical(one.value) for one in answers]
            self._known[metadata["id"]] = self._margin.nearest(kinds, KINDS[metadata["result_kind"]].hint, outputs)
        share, nearest = self._known[metadata["id"]]
        return share, nearest, share > self._training.margin


@contextmanager
def screening(training: Training, isolation: Isolation, workers: int | None) -> Iterator[Screen]:
    """Give a screen; training programs run in the sandbox or in plain processes as long as it is open."""
    if not training.files:
        yield Screen(training, None)
        return
    items = [program for path in training.files for program in programs_of(path) if program is not None]
    with (
        bench(isolation, workers, SECONDS) as where,
        where.rounds("synthgen.dataset.evalset.programs:answers_job", answers, hash_seed=0) as rounds,
    ):
        yield Screen(training, Margin(items, rounds))


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
