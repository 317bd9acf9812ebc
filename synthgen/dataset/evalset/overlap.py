"""What two sets of rows share, from the emitted code alone: every program runs again, and its fingerprints are made anew.

Of metadata only the kinds of the parameters are taken, since the probe inputs depend on them; types are read off the code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synthgen.check.behaviour import behaviour
from synthgen.check.inputs import PROBE_INPUTS, probe_inputs
from synthgen.check.sides import Lots, common_calls, common_fingerprint
from synthgen.dataset.evalset.programs import AnswerJob, Program, answers, programs_of
from synthgen.kinds import KINDS
from synthgen.literals import format_arguments, parse_value
from synthgen.programs.answers import Isolation
from synthgen.programs.bench import Bench, bench
from synthgen.programs.workers import Lost

SECONDS = 20.0
"""Wall time of one program on its 64 probe inputs and the common ones."""
Progress = Callable[[int], None]
"""Called with the number of programs that have run."""
Pair = tuple[str, str]
"""The ids of an evaluation item and of a training item."""


@dataclass(slots=True)
class Overlap:
    """What was found. `own` pairs have the same kinds and results on their probe inputs, `common` pairs on the common inputs.

    `unlike` are rows whose behaviour is another than their metadata says, `astray` those that the salt does not give to their
    side; `skipped` counts rows that no fingerprint could be made of.
    """

    items: int = 0
    train: int = 0
    own: list[Pair] = field(default_factory=list)
    common: list[Pair] = field(default_factory=list)
    behaviours: int = 0
    unlike: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    skipped: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing is shared, every row has the behaviour that it says and is on its side, and every row could be compared."""
        return not (self.own or self.common or self.unlike or self.astray or self.skipped)


@dataclass(frozen=True, slots=True)
class _Prints:
    id: str
    own: str
    common: bytes
    told: str


def overlap(
    evaluation: Path,
    training: Sequence[Path],
    *,
    isolation: Isolation = "sandbox",
    workers: int | None = None,
    progress: Progress | None = None,
    lots: Lots | None = None,
) -> Overlap:
    """Return what an evaluation set shares with training files or runs; `lots` also tell which rows are not on their side.

    Raises UsageError for what is no file of samples.
    """
    found = Overlap()
    done = 0
    seen: dict[str, set[str]] = {"items": set(), "train": set()}
    by_own: dict[str, list[str]] = defaultdict(list)
    by_common: dict[bytes, list[str]] = defaultdict(list)
    with bench(isolation, workers, SECONDS) as where:
        for side, path in [("items", evaluation), *(("train", path) for path in training)]:
            for one in _prints(where, path):
                done += 1
                if progress:
                    progress(done)
                setattr(found, side, getattr(found, side) + 1)
                if one is None:
                    found.skipped += 1
                    continue
                if one.told and one.told != one.own:
                    found.unlike.append(one.id)
                if lots and {lots.own(bytes.fromhex(one.own)), lots.common(one.common)} != {"eval" if side == "items" else "train"}:
                    found.astray.append(one.id)
                seen[side].add(one.own)
                if side == "items":
                    by_own[one.own].append(one.id)
                    by_common[one.common].append(one.id)
                else:
                    found.own += [(item, one.id) for item in by_own.get(one.own, ())]
                    found.common += [(item, one.id) for item in by_common.get(one.common, ())]
    found.behaviours = len(seen["items"] | seen["train"])
    return found


def _prints(where: Bench, path: Path) -> Iterator[_Prints | None]:
    """Yield the fingerprints of each row of a file, None where there are none."""
    waiting: list[Program | None] = []

    def jobs() -> Iterator[AnswerJob]:
        for program in programs_of(path):
            calls = common_calls(program.hints) if program and program.kinds else None
            waiting.append(program if calls else None)
            if program and calls:
                rows = [*probe_inputs(program.kinds), *calls]
                yield AnswerJob(program.code, program.entry, [format_arguments(row) for row in rows])

    place = 0
    for result in where.results("synthgen.dataset.evalset.programs:answers_job", answers, jobs(), 0):
        while (program := waiting[place]) is None:
            place += 1
            yield None
        place += 1
        yield None if isinstance(result, Lost) else _printed(program, result[1])
    yield from (None for program in waiting[place:])


def _printed(program: Program, texts: Sequence[str]) -> _Prints | None:
    results = [kind for kind in KINDS.values() if kind.hint == program.result]
    if not results or "" in texts:
        return None
    outputs = [parse_value(text) for text in texts[:PROBE_INPUTS]]
    own = behaviour(program.kinds, results[0], outputs)
    return _Prints(program.id, own, common_fingerprint(program.hints, program.result, texts[PROBE_INPUTS:]), program.behaviour)
