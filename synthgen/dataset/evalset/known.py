"""Items against known benchmarks and corpora, through the indices of `synthgen.dataset.leakage`: text, syntax and behaviour.

Equal behaviour says that an item *is* a known task; such an item is dropped. Likeness of text or syntax says that something of one stands
inside it, which is no wonder, since its building blocks are textbook functions. Such an item is marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from synthgen.dataset.leakage import BEHAVIOUR, DETECTORS, Document, Index, documents, shipped_index, shipped_indices
from synthgen.dataset.leakage.detectors import Ruler
from synthgen.dataset.leakage.index import SUFFIX
from synthgen.dataset.leakage.scan import Scan
from synthgen.programs.bench import Bench
from synthgen.programs.workers import Lost

RULERS: tuple[Ruler, ...] = (*DETECTORS.values(), BEHAVIOUR)
Rounds = Callable[[Iterable[Any]], Iterator[Any | Lost]]


@dataclass(frozen=True, slots=True)
class _Rounds:
    """A place for programs that keeps its processes from one item to the next; it stands in for a `Bench`."""

    rounds: Rounds

    def results(self, here: str, function: Callable[..., Any], jobs: Iterable[Any], hash_seed: int) -> Iterator[Any | Lost]:
        """Yield the answers of jobs; which function answers was settled when the processes started."""
        return self.rounds(jobs)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A known task that an item is like: by which detector, with what score; `same` says that it is that very task."""

    index: str
    task: str
    detector: str
    score: float
    same: bool

    def __str__(self) -> str:
        return f"{self.index} {self.task}: {self.detector} {self.score:.2f}"


class Known:
    """Indices of tasks that everybody may have seen."""

    def __init__(self, names: Sequence[str], rounds: Rounds) -> None:
        """Load indices by name or file; `rounds` runs jobs of `HERE`. Raises UsageError for an index that is not there."""
        self.indices: list[Index] = [shipped_index(name) for name in names]
        self._place = cast("Bench", _Rounds(rounds))
        self._scans = [Scan(index, self._place) for index in self.indices]

    def like(self, row: Mapping[str, Any]) -> list[Likeness]:
        """Return the known tasks that an item is like, at most one for each detector and index, those first that it is the same as."""
        (document,) = documents([row])
        found = []
        for number, scan in enumerate(self._scans):
            scan.add([document])
            likenesses = [one for ruler in RULERS for one in _flagged(scan, ruler, document)[:1]]
            if likenesses:
                # A scan keeps the nearest row of each task, so that the next item could only be found if it were nearer.
                self._scans[number] = Scan(scan.index, self._place)
                found += likenesses
        return sorted(found, key=lambda one: not one.same)


def _flagged(scan: Scan, ruler: Ruler, document: Document) -> list[Likeness]:
    nearest, judged = scan.nearest(ruler.name), scan.judged(ruler.name)
    scores = zip(scan.index.ids, nearest.scores, nearest.rows, judged, strict=True)
    found = [
        Likeness(scan.index.name, task, ruler.name, score, ruler is BEHAVIOUR)
        for task, score, row, fair in scores
        if row is document and fair and score >= ruler.threshold
    ]
    return sorted(found, key=lambda one: -one.score)


def indices_by_default() -> list[str]:
    """Return the indices that a set is compared with if nothing else is asked for: all that ship."""
    return shipped_indices()


def told(name: str) -> str:
    """Return what a run records of an index that it is compared with: its name; of a file the name and the SHA-256."""
    path = Path(name)
    if path.suffix != SUFFIX or not path.is_file():
        return name
    with path.open("rb") as handle:
        return f"{path.name} {hashlib.file_digest(handle, 'sha256').hexdigest()}"
