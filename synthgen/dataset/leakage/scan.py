"""One pass of a training set over an index: for each item the nearest row, by every detector. Rows come in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from synthgen.dataset.leakage.agreement import Agreement
from synthgen.dataset.leakage.detectors import BEHAVIOUR, DETECTORS, Detector
from synthgen.dataset.leakage.documents import Document
from synthgen.dataset.leakage.exposure import Exposure, exposed
from synthgen.dataset.leakage.index import Index
from synthgen.dataset.leakage.postings import Matrix
from synthgen.programs.bench import Bench

WAITING = 1024
"""Programs that are run at once, since plain processes start anew for each round."""
LONGEST_QUOTE = 300
"""Characters of a matched text that are kept."""


@dataclass(slots=True)
class Nearest:
    """The best score of each item so far, the row that has it, and the best score with template text counted."""

    scores: list[float]
    full: list[float]
    rows: list[Document | None] = field(default_factory=list)


class Scan:
    """What a training set has in common with the items of an index."""

    def __init__(self, index: Index, place: Bench | None) -> None:
        """Start with no rows; without a place to run programs, behaviour is left out."""
        self.index = index
        self.rows = 0
        self._place = place if index.probes else None
        self._agreement = Agreement(index.probes)
        self._exposures = {what: Exposure(postings) for what, postings in index.exposures.items()}
        self._masked: dict[str, Matrix] = {name: np.zeros(len(index), dtype=np.int64) for name in DETECTORS}
        self._full: dict[str, Matrix] = {name: np.zeros(len(index), dtype=np.int64) for name in DETECTORS}
        self._rows: dict[str, list[Document | None]] = {name: [None] * len(index) for name in (*DETECTORS, BEHAVIOUR.name)}
        self._shares = [0.0] * len(index)
        self._waiting: list[Document] = []

    def add(self, batch: Sequence[Document]) -> None:
        """Compare a batch of rows with all items."""
        self.rows += len(batch)
        for detector in DETECTORS.values():
            self._count(detector, batch)
        for what, exposure in self._exposures.items():
            exposure.show(exposed(batch, what))
        self._waiting += batch
        if len(self._waiting) >= WAITING:
            self._run()

    def nearest(self, name: str) -> Nearest:
        """Return the nearest rows by a detector."""
        if name == BEHAVIOUR.name:
            self._run()
            return Nearest(self._shares, self._shares, self._rows[name])
        postings = self.index.postings[name]
        scores = postings.masked_share_of(self._masked[name]).tolist()
        return Nearest(scores, postings.share_of(self._full[name]).tolist(), self._rows[name])

    def judged(self, name: str) -> list[bool]:
        """Return which items a detector can judge."""
        if name == BEHAVIOUR.name:
            return [one is not None and one.telling for one in self.index.probes]
        return [bool(one) for one in self.index.postings[name].judged]

    def exposure(self, what: str) -> list[float | None]:
        """Return for each item the share of its atoms, or pairs of atoms, that the rows have shown."""
        return self._exposures[what].shares()

    def quote(self, name: str, item: int) -> str:
        """Return the longest text that the nearest row has in common with an item, from the row; or a call that they answer alike."""
        document = self._rows[name][item]
        if document is None:
            return ""
        if name == BEHAVIOUR.name:
            return self._calls_alike(item, document)
        detector, wanted = DETECTORS[name], self.index.postings[name].of_item(item)
        features = detector.features([document], None)
        common = [place for place, hashed in enumerate(features.hashes.tolist()) if hashed in wanted]
        spans = sorted((int(features.places[place]), int(features.places[place] + features.lengths[place])) for place in common)
        start, end = _longest(spans)
        return detector.quote(document, start, end)[:LONGEST_QUOTE] if end else ""

    def _run(self) -> None:
        """Run the programs that wait."""
        waiting, self._waiting = self._waiting, []
        if self._place is None or not waiting:
            return
        for document, shares in zip(waiting, self._agreement.of(waiting, self._place), strict=True):
            for item, share in shares.items():
                if share > self._shares[item]:
                    self._shares[item], self._rows[BEHAVIOUR.name][item] = share, document

    def _calls_alike(self, item: int, document: Document) -> str:
        probes = self.index.probes[item]
        assert probes is not None  # only items with probes have a nearest row
        agreed = round(self._shares[item] * len(probes.answers))
        told = f"{agreed} of {len(probes.answers)} probes, {len(set(probes.answers))} different results"
        return f"{told}; such as {document.entry}({min(probes.calls, key=lambda call: (len(call) < 3, len(call)))})"[:LONGEST_QUOTE]

    def _count(self, detector: Detector, batch: Sequence[Document]) -> None:
        name, postings = detector.name, self.index.postings[detector.name]
        counts = postings.count(detector.features(batch, postings.may_know), len(batch))
        self._full[name] = np.maximum(self._full[name], counts.full.max(axis=0))
        best = counts.masked.max(axis=0)
        for item in np.flatnonzero(best > self._masked[name]).tolist():
            self._rows[name][item] = batch[int(counts.masked[:, item].argmax())]
        self._masked[name] = np.maximum(self._masked[name], best)


def _longest(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the longest stretch that overlapping or touching spans, in order, make up."""
    best = (0, 0)
    start = end = -1
    for low, high in spans:
        if low > end:
            start = low
        end = max(end, high)
        if end - start > best[1] - best[0]:
            best = (start, end)
    return best
