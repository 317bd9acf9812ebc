"""Items against training runs and known tasks, one by one as they are made: what each is like, and whether that is too near."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.check.inputs import probe_inputs
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

if TYPE_CHECKING:
    from synthgen.dataset.evalset.known import Known, Likeness

PROGRAMS = "synthgen.dataset.evalset.programs"
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
    """Looks at items. `train_items` is the number of different training programs that they are compared with, `indices` names
    the indices of known tasks with their sizes.
    """

    def __init__(self, training: Training, margin: Margin | None, known: Known | None) -> None:
        self._training = training
        self._margin = margin
        self._known = known
        self._margins: dict[str, tuple[float, str]] = {}
        self._likenesses: dict[str, list[Likeness]] = {}
        self.train_items = len(margin.items) if margin else 0
        self.indices = {index.name: len(index) for index in known.indices} if known else {}

    def __call__(self, outcome: Accepted | Refused) -> Accepted | Refused:
        """Return the outcome, or the refusal of one that is a known task or too near to training."""
        if isinstance(outcome, Refused) or not (self._margin or self._known):
            return outcome
        row = json.loads(outcome.text)
        plan = row["metadata"]["plan"]
        same = [one for one in self.like(row) if one.same]
        if same:
            return Refused(outcome.index, outcome.behaviour, Reason.KNOWN_TASK.value, str(same[0]), plan)
        share, nearest, near = self.of(row)
        if near and not self._training.keep:
            return Refused(outcome.index, outcome.behaviour, Reason.NEAR_TRAINING.value, f"{nearest} agrees on {share:.0%}", plan)
        return outcome

    def like(self, row: Row) -> list[Likeness]:
        """Return the known tasks that an item of ours is like."""
        name = row["metadata"]["id"]
        if self._known and name not in self._likenesses:
            self._likenesses[name] = self._known.like(row)
        return self._likenesses.get(name, [])

    def of(self, row: Row) -> tuple[float, str, bool]:
        """Return the margin of an item of ours, the id of the nearest training item, and whether that is too near."""
        if self._margin is None:
            return 0.0, "", False
        metadata = row["metadata"]
        if metadata["id"] not in self._margins:
            kinds = tuple(KINDS[name] for name in metadata["parameter_kinds"])
            calls = [format_arguments(arguments) for arguments in probe_inputs(kinds)]
            answers = run_here(row["code"], metadata["entry_point"], calls)
            outputs = ["" if one.failure else canonical(one.value) for one in answers]
            self._margins[metadata["id"]] = self._margin.nearest(kinds, KINDS[metadata["result_kind"]].hint, outputs)
        share, nearest = self._margins[metadata["id"]]
        return share, nearest, share > self._training.margin


@contextmanager
def screening(training: Training, against: Sequence[str], isolation: Isolation, workers: int | None) -> Iterator[Screen]:
    """Give a screen for as long as it is needed. Training programs run in `isolation`, our own items in a process beside this one.

    `against` names indices of known tasks. Raises UsageError for a file or an index that is not there.
    """
    with ExitStack() as stack:
        margin, known = None, None
        if training.files:
            items = [program for path in training.files for program in programs_of(path) if program is not None]
            where = stack.enter_context(bench(isolation, workers, SECONDS))
            margin = Margin(items, stack.enter_context(where.rounds(f"{PROGRAMS}:answers_job", answers, hash_seed=0)))
        if against:
            from synthgen.dataset.evalset.known import Known
            from synthgen.dataset.leakage.agreement import HERE
            from synthgen.dataset.leakage.behaviour import answer

            beside = stack.enter_context(bench("process", 1, SECONDS))
            known = Known(against, stack.enter_context(beside.rounds(HERE, answer, hash_seed=0)))
        yield Screen(training, margin, known)


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
