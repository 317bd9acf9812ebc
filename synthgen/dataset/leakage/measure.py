"""From two sets to a report: what of the items of one stands in the other, level by level, beside a null baseline.

The null baseline answers: what would these figures be if nothing had leaked? For each item it takes the nearest *other item* of the
same test set, which has the same size and the same template and is another task; and so that sizes are equal, the training set
is measured a second time on as many of its rows, drawn at random. Where the two are alike, the figure shows the template and no
leak. A further set that is known to be clean (`null`), such as a run of another seed, gives the figure at full size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from synthgen.dataset.leakage.agreement import SECONDS
from synthgen.dataset.leakage.detectors import BEHAVIOUR, DETECTORS, Ruler
from synthgen.dataset.leakage.documents import Document, Unread, documents, read_file
from synthgen.dataset.leakage.exposure import EXPOSURES
from synthgen.dataset.leakage.index import Index, Provenance
from synthgen.dataset.leakage.report import Comparison, Finding, Match, Null, Report
from synthgen.dataset.leakage.scan import Scan
from synthgen.dataset.leakage.shipped import shipped_index
from synthgen.errors import UsageError
from synthgen.programs.answers import Isolation
from synthgen.programs.bench import Bench, bench
from synthgen.streams import stream
from synthgen.verify.files import file_of

BATCH = 128
"""Rows that are compared at once: their hashes stay in the processor's cache."""
Rows = Iterable[Mapping[str, Any] | Document]
Source = str | Path | Rows
"""A file or a run, or rows themselves."""


def measure(
    train: Source | Sequence[str | Path],
    test: Source | Index | None = None,
    *,
    against: Sequence[str] = (),
    null: Source | None = None,
    isolation: Isolation | None = "sandbox",
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Return what of the items of `test`, and of the indices named in `against`, stands in `train`.

    With `test` and `against`, the items of `test` are compared with the indices too: they may come from there. `against` names
    indices that ship or files of indices; `isolation` says where programs run, None leaves behaviour out; `null` is a set that is
    known to be clean, of which as many rows are read as `train` has. `progress` is told the rows read so far.

    Raises UsageError if there is nothing to compare or a file is not there, and SandboxError if there is no sandbox.
    """
    if test is None and not against:
        raise UsageError("there is nothing to compare with; give --test FILE, --against NAME, or both")
    with bench(isolation, workers, SECONDS) if isolation else nullcontext() as place:
        known = [shipped_index(name) for name in against]
        train_name, train_rows = named(train)
        comparisons = []
        own = []
        if test is not None:
            own = [test if isinstance(test, Index) else index_of(test, isolation, workers, place=place)]
        comparisons += _compared(train_name, train_rows, [*own, *known], place, null, progress)
        if known and test is not None and not isinstance(test, Index):
            comparisons += _compared(*named(test), known, place, None, progress)
    return Report(tuple(comparisons))


def index_of(
    source: Source,
    isolation: Isolation | None = "sandbox",
    workers: int | None = None,
    said: Mapping[str, str] | None = None,
    name: str | None = None,
    place: Bench | None = None,
) -> Index:
    """Return the index of a file, a run or rows; `said` are source and licence, for the provenance, `name` what it is called.

    Raises UsageError if there is no such file or nothing in it can be used.
    """
    label, rows = named(source)
    provenance = Provenance()
    if isinstance(source, str | Path):
        from synthgen import __version__

        file = file_of(Path(source))
        count = sum(1 for _ in read_file(file))
        provenance = Provenance(file.name, _sha256(file), count, generator=f"synthgen {__version__}", **(said or {}))
    items = [row for row in rows if isinstance(row, Document)]
    return Index.build(items, name or label, provenance, isolation, workers, place)


def named(source: Source | Sequence[str | Path]) -> tuple[str, Iterator[Document | Unread]]:
    """Return what a set is called, and its rows."""
    if isinstance(source, str | Path):
        path = Path(source)
        file_of(path)
        return path.name, read_file(path)
    if isinstance(source, Sequence) and source and all(isinstance(one, str | Path) for one in source):
        paths = [Path(str(one)) for one in source]
        for path in paths:
            file_of(path)
        return ", ".join(path.name for path in paths), (row for path in paths for row in read_file(path))
    return "rows", iter(documents(source))  # type: ignore[arg-type]  # what is no path is rows


def _compared(
    name: str,
    rows: Iterator[Document | Unread],
    indices: Sequence[Index],
    place: Bench | None,
    null: Source | None,
    progress: Callable[[int], None] | None,
) -> list[Comparison]:
    scans = [Scan(index, place) for index in indices]
    unread: list[Unread] = []
    sample = _Sample(max(map(len, indices)))
    for batch in _batches(rows, unread):
        for scan in scans:
            scan.add(batch)
        sample.add(batch)
        if progress:
            progress(scans[0].rows)
    if not scans[0].rows:
        problem = f": {unread[0].problem} (line {unread[0].line})" if unread else ""
        raise UsageError(f"no row of {name} can be compared{problem}; give rows with a prompt, a program or a text")
    found = []
    for scan in scans:
        beside = _scanned(sample.take(len(scan.index) - 1), scan.index, place)
        clean = None
        if null is not None:
            clean = _scanned(islice((row for row in named(null)[1] if isinstance(row, Document)), scan.rows), scan.index, place)
        found.append(_comparison(name, scan, unread, beside, clean))
    return found


def _comparison(name: str, scan: Scan, unread: Sequence[Unread], beside: Scan, clean: Scan | None) -> Comparison:
    rulers: list[Ruler] = [*DETECTORS.values(), *([BEHAVIOUR] if scan.index.probes else [])]
    index = scan.index
    findings = []
    for ruler in rulers:
        nearest, judged = scan.nearest(ruler.name), scan.judged(ruler.name)
        matches = []
        for item, key in enumerate(index.ids):
            row = nearest.rows[item]
            quote = scan.quote(ruler.name, item) if row is not None else ""
            matches.append(
                Match(key, nearest.scores[item], nearest.full[item], row.id if row else "", quote, judged[item])
            )
        null = Null(
            beside.rows,
            tuple(beside.nearest(ruler.name).scores),
            tuple(index.siblings.get(ruler.name, ())),
            clean.rows if clean else 0,
            tuple(clean.nearest(ruler.name).scores) if clean else (),
        )
        findings.append(Finding(ruler, tuple(matches), null))
    exposures = {what: tuple(scan.exposure(what)) for what in EXPOSURES}
    first = f"line {unread[0].line}: {unread[0].problem}" if unread else ""
    return Comparison(name, scan.rows, len(unread), first, index.name, index.provenance, tuple(findings), exposures)


def _scanned(rows: Iterable[Document], index: Index, place: Bench | None) -> Scan:
    scan = Scan(index, place)
    for batch in _batches(iter(rows), []):
        scan.add(batch)
    return scan


def _batches(rows: Iterator[Document | Unread], unread: list[Unread]) -> Iterator[list[Document]]:
    """Yield documents in batches; what is none goes to `unread`."""
    while some := list(islice(rows, BATCH)):
        unread += [row for row in some if isinstance(row, Unread)]
        batch = [row for row in some if isinstance(row, Document)]
        if batch:
            yield batch


class _Sample:
    """A uniform sample of rows that stream by (Vitter, "Random Sampling with a Reservoir", 1985), the same in every run."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._random: Random = stream(0, "rows beside the null baseline")
        self._rows: list[Document] = []
        self._seen = 0

    def add(self, batch: Sequence[Document]) -> None:
        for row in batch:
            self._seen += 1
            if len(self._rows) < self._size:
                self._rows.append(row)
            elif (place := self._random.randrange(self._seen)) < self._size:
                self._rows[place] = row

    def take(self, count: int) -> list[Document]:
        """Return a sample of at most `count` rows."""
        return self._random.sample(self._rows, min(count, len(self._rows)))


def _sha256(path: Path) -> str:
    state = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            state.update(block)
    return state.hexdigest()
