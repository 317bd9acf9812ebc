"""An index of a set of items: what is needed to compare anything with them, as hashes. No text of the items is in it.

A saved index is a zip archive of NumPy arrays (`.npz`): `header`, which is JSON, and for each detector the hashes of its
features in ascending order, how many items have each, and which. Equal files make equal indices.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from synthgen.dataset.leakage.agreement import HERE, SECONDS, Agreement
from synthgen.dataset.leakage.behaviour import KEPT, KEPT_OWN, Probed, Probes, answer, chosen, job_of, sources_of
from synthgen.dataset.leakage.detectors import BEHAVIOUR, DETECTORS
from synthgen.dataset.leakage.documents import Document, documents
from synthgen.dataset.leakage.exposure import EXPOSURES, exposed
from synthgen.dataset.leakage.postings import Postings
from synthgen.errors import UsageError
from synthgen.programs.answers import Isolation
from synthgen.programs.bench import Bench, bench
from synthgen.programs.workers import Lost
from synthgen.run.directory import RunDirectory

FORMAT = 1
"""The version of the file format and of all hashes in it."""
SUFFIX = ".npz"
SIBLINGS = 32
"""Items that are compared with all others at once."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the items of an index come from: a file's name, digest and rows, and what its maker says of it."""

    file: str = ""
    sha256: str = ""
    rows: int = 0
    source: str = ""
    licence: str = ""
    generator: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """Items by number. `siblings` has for each detector the score of each item in its nearest other item.

    `probes` has what each item answers, None where nothing says what it takes; it is empty if no programs were run.
    """

    name: str
    ids: tuple[str, ...]
    postings: Mapping[str, Postings]
    exposures: Mapping[str, Postings]
    probes: tuple[Probed | None, ...]
    siblings: Mapping[str, tuple[float, ...]]
    provenance: Provenance = field(default_factory=Provenance)

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def build(
        cls,
        rows: Iterable[Mapping[str, Any] | Document],
        name: str = "items",
        provenance: Provenance | None = None,
        isolation: Isolation | None = "sandbox",
        workers: int | None = None,
        place: Bench | None = None,
    ) -> Index:
        """Return the index of rows of any known shape; their programs are run unless `isolation` is None, in `place` if it is given.

        Raises UsageError if no row has a text, and SandboxError if there is no sandbox.
        """
        items = list(documents(rows))
        if not items:
            raise UsageError(f"no items for the index {name!r}: none of the rows has a text; give a file of tasks or programs")
        postings, siblings = {}, {}
        for detector in DETECTORS.values():
            postings[detector.name] = Postings.build(detector.features(items, None), len(items), detector.fewest)
            siblings[detector.name] = _nearest_others(items, detector.name, postings[detector.name])
        exposures = {what: Postings.build(exposed(items, what), len(items)) for what in EXPOSURES}
        probes: tuple[Probed | None, ...] = ()
        if isolation is not None:
            with nullcontext(place) if place else bench(isolation, workers, SECONDS) as here:
                probes = tuple(_probed(items, here))
                siblings[BEHAVIOUR.name] = _alike_others(items, probes, here)
        ids = tuple(one.id for one in items)
        return cls(name, ids, postings, exposures, probes, siblings, provenance or Provenance())

    def save(self, path: Path) -> None:
        """Write the index whole or not at all. Raises UsageError if `path` has another ending, RunError if the disk refuses."""
        if path.suffix != SUFFIX:
            raise UsageError(f"cannot write an index to {path}: choose a path that ends in {SUFFIX}")
        header = {
            "format": FORMAT,
            "name": self.name,
            "ids": self.ids,
            "provenance": asdict(self.provenance),
            "siblings": self.siblings,
            "probes": [[(part.source, part.numbers) for part in one.sets] if one else None for one in self.probes],
        }
        arrays: dict[str, Any] = {"header": np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)}
        arrays["answers"] = np.array([hashed for one in self.probes if one for hashed in one.answers], dtype=np.uint64)
        for name, one in {**self.postings, **self.exposures}.items():
            arrays[f"{name}/hashes"] = one.hashes
            arrays[f"{name}/spread"] = np.diff(one.offsets).astype(np.uint32)
            arrays[f"{name}/owners"] = one.owners.astype(np.uint32)
        content = io.BytesIO()
        np.savez_compressed(content, **arrays)
        path.parent.mkdir(parents=True, exist_ok=True)
        with RunDirectory(path.parent).whole_binary(path.name) as handle:
            handle.write(content.getvalue())

    @classmethod
    def load(cls, path: Path) -> Index:
        """Return the index that `save` wrote. Raises UsageError if the file is none, or one of another version."""
        if not path.is_file():
            raise UsageError(f"there is no index {path}; make one with: synthgen leakage index FILE --out {path}")
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
                arrays = dict(stored.items())
            header = json.loads(arrays["header"].tobytes())
            if header["format"] != FORMAT:
                found = f"the index {path} is of format {header['format']}, this version reads {FORMAT}"
                raise UsageError(f"{found}; make it again with: synthgen leakage index")
            count = len(header["ids"])
            detectors = {name: _stored(arrays, name, count, one.fewest) for name, one in DETECTORS.items()}
            exposures = {name: _stored(arrays, name, count, 0) for name in EXPOSURES}
            siblings = {name: tuple(scores) for name, scores in header["siblings"].items()}
            probes = tuple(_stored_probes(header["probes"], arrays["answers"].tolist()))
            provenance = Provenance(**header["provenance"])
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as problem:
            told = f"{path} is no index of leakage, or a damaged one ({str(problem)[:80]})"
            raise UsageError(f"{told}; make it again with: synthgen leakage index") from None
        return cls(header["name"], tuple(header["ids"]), detectors, exposures, probes, siblings, provenance)


def _nearest_others(items: Sequence[Document], name: str, postings: Postings) -> tuple[float, ...]:
    best = np.zeros(len(items))
    for start in range(0, len(items), SIBLINGS):
        some = items[start : start + SIBLINGS]
        masked = postings.count(DETECTORS[name].features(some, postings.may_know), len(some)).masked
        masked[np.arange(len(some)), start + np.arange(len(some))] = 0
        best = np.maximum(best, postings.masked_share_of(masked.max(axis=0)))
    return tuple(best.tolist())


def _probed(items: Sequence[Document], place: Bench) -> Iterable[Probed | None]:
    sources = [sources_of(one) for one in items]
    jobs = [job_of(one, source) for one, some in zip(items, sources, strict=True) for source in some]
    answers = place.results(HERE, answer, jobs, 0)
    for one, some in zip(items, sources, strict=True):
        most = KEPT_OWN if one.own else KEPT
        found = [(source, next(answers)) for source in some]
        sets = tuple(chosen(source, given, most) for source, given in found if not isinstance(given, Lost))
        yield Probed(sets) if sets and len(sets) == len(some) else None


def _alike_others(items: Sequence[Document], probes: Sequence[Probed | None], place: Bench) -> tuple[float, ...]:
    best = [0.0] * len(items)
    for number, shares in enumerate(Agreement(probes).of(items, place)):
        for item, share in shares.items():
            if item != number:
                best[item] = max(best[item], share)
    return tuple(best)


def _stored(arrays: Mapping[str, Any], name: str, items: int, fewest: int) -> Postings:
    offsets = np.concatenate(([0], np.cumsum(arrays[f"{name}/spread"].astype(np.int64))))
    return Postings(arrays[f"{name}/hashes"], offsets, arrays[f"{name}/owners"].astype(np.int64), items, fewest)


def _stored_probes(stored: Sequence[Sequence[tuple[str, Sequence[int]]] | None], answers: Sequence[int]) -> Iterable[Probed | None]:
    taken = 0
    for sets in stored:
        parts = []
        for source, numbers in sets or ():
            parts.append(Probes(source, tuple(numbers), tuple(answers[taken : taken + len(numbers)])))
            taken += len(numbers)
        yield None if sets is None else Probed(tuple(parts))
