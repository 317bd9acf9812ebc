"""What was measured: per item the nearest row with the matched text, per detector the distribution and its null baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from synthgen.dataset.leakage.detectors import Ruler
from synthgen.dataset.leakage.index import Provenance

if TYPE_CHECKING:
    from rich.console import Group

MOST_FALSE = 0.01
"""Largest share of items that a detector may flag in the null baseline."""
BINS = 10
"""Bars of a distribution over the scores 0 to 1."""
MOST_SHOWN = 20
"""Items in the table of a detector."""
NOTES = (
    "A score is the share of an item's features (of its probes, for behaviour) that its nearest row has; template text, which stands in "
    "2 % of the items and in 5 at least, is left out. `full` counts it, and the mean of `full` for tli is TLI as XCoder defines it.",
    "The null baseline is what no leak looks like: `siblings` are the nearest other items of the same test set, `train` as many rows of "
    "the training set, drawn at random. Where the two are alike, the score shows the template. A detector that flags more than 1 % of "
    "the items both among siblings and in that sample, or in the clean set, cannot tell a leak from the template: do not rely on it here.",
    "Behaviour is compared on the probes, and atoms and pairs are read off metadata of our own rows. A clean report is a statement about "
    "this training set and these detectors, not about what else a model has seen.",
)


@dataclass(frozen=True, slots=True)
class Match:
    """An item and its nearest row. `score` leaves template text out, `full` counts it; `judged` says if there was enough to judge."""

    item: str
    score: float
    full: float
    nearest: str
    text: str
    judged: bool


@dataclass(frozen=True, slots=True)
class Null:
    """Scores of the items where nothing leaked: in `siblings`, beside `train`, as many `rows` of the training set, and in a clean set."""

    rows: int
    train: tuple[float, ...]
    siblings: tuple[float, ...]
    clean_rows: int = 0
    clean: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one detector found."""

    ruler: Ruler
    matches: tuple[Match, ...]
    null: Null

    @property
    def flagged(self) -> tuple[Match, ...]:
        """The items from the threshold on, the highest score first."""
        found = [one for one in self.matches if one.judged and one.score >= self.ruler.threshold]
        return tuple(sorted(found, key=lambda one: -one.score))

    @property
    def reliable(self) -> bool:
        """Whether what is flagged is more than the template: see `NOTES`."""
        clean, siblings, train = ((self.share_flagged(scores) or 0.0) for scores in (self.null.clean, self.null.siblings, self.null.train))
        return clean <= MOST_FALSE and min(siblings, train) <= MOST_FALSE

    @property
    def judged(self) -> int:
        """Items that the detector can judge."""
        return sum(one.judged for one in self.matches)

    @property
    def scores(self) -> list[float]:
        """The scores of the items that can be judged."""
        return [one.score for one in self.matches if one.judged]

    def share_flagged(self, scores: Sequence[float]) -> float | None:
        """Return the share of judged items that would be flagged at other scores; None if there are none."""
        some = [score for score, one in zip(scores, self.matches, strict=False) if one.judged]
        return sum(score >= self.ruler.threshold for score in some) / len(some) if some else None

    def row(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        null = self.null
        return {
            "level": self.ruler.level,
            "detector": self.ruler.name,
            "unit": self.ruler.unit,
            "threshold": self.ruler.threshold,
            "threshold_origin": self.ruler.origin,
            "judged": self.judged,
            "flagged": len(self.flagged),
            "reliable": self.reliable,
            "mean": _mean(self.scores),
            "mean_full": _mean([one.full for one in self.matches]),
            "histogram": histogram(self.scores),
            "null": {
                "rows": null.rows,
                "train": _told(self, null.train),
                "siblings": _told(self, null.siblings),
                "clean_rows": null.clean_rows,
                "clean": _told(self, null.clean),
            },
            "items": [
                {"item": one.item, "score": _round(one.score), "full": _round(one.full), "judged": one.judged, "nearest": one.nearest,
                 "text": one.text} for one in self.matches
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """One training set against one set of items. `exposures` are shares of atoms and pairs by item, None where a row names none."""

    train: str
    rows: int
    unread: int
    first_unread: str
    test: str
    provenance: Provenance
    findings: tuple[Finding, ...]
    exposures: Mapping[str, tuple[float | None, ...]]

    def finding(self, name: str) -> Finding:
        """Return what a detector found. Raises KeyError if it was not used."""
        return {one.ruler.name: one for one in self.findings}[name]

    @property
    def items(self) -> int:
        """The number of items."""
        return len(self.findings[0].matches)

    def exposed(self) -> dict[str, dict[str, float]]:
        """Return for atoms and pairs the mean share that was shown, and the items of which all or none were; empty without metadata."""
        found = {}
        for what, shares in self.exposures.items():
            known = [share for share in shares if share is not None]
            if known:
                full, none = sum(share == 1 for share in known), sum(share == 0 for share in known)
                found[what] = {"items": len(known), "mean": _mean(known), "fully": full, "not at all": none}
        return found

    def row(self) -> dict[str, Any]:
        """Return the comparison as JSON."""
        return {
            "train": self.train,
            "rows": self.rows,
            "unread": self.unread,
            "first_unread": self.first_unread,
            "test": self.test,
            "items": self.items,
            "provenance": asdict(self.provenance),
            "detectors": [one.row() for one in self.findings],
            "exposure": self.exposed(),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All comparisons that were asked for."""

    comparisons: tuple[Comparison, ...]

    def row(self) -> dict[str, Any]:
        """Return the report as JSON."""
        return {"comparisons": [one.row() for one in self.comparisons], "notes": list(NOTES)}

    def render(self) -> Group:
        """Return the report as rich tables."""
        from synthgen.dataset.leakage.tables import shown

        return shown(self)


def histogram(scores: Sequence[float]) -> list[int]:
    """Return how many scores stand in each tenth of 0..1; 1 itself is in the last.

    >>> histogram([0.0, 0.09, 0.5, 1.0])
    [2, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    """
    counts = [0] * BINS
    for score in scores:
        counts[min(BINS - 1, int(score * BINS))] += 1
    return counts


def _told(finding: Finding, scores: Sequence[float]) -> dict[str, float] | None:
    share = finding.share_flagged(scores)
    if share is None:
        return None
    some = [score for score, one in zip(scores, finding.matches, strict=True) if one.judged]
    return {"mean": _mean(some), "flagged": _round(share), "highest": _round(max(some))}


def _mean(scores: Sequence[float]) -> float:
    return _round(sum(scores) / len(scores)) if scores else 0.0


def _round(score: float) -> float:
    return round(score, 4)
