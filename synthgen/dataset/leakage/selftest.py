"""Every detector on planted leaks: what share of each disguise it finds, and how often it speaks where nothing was planted.

Items and unrelated rows are of one run, which has no behaviour twice. Items are planted in one disguise at a time among the unrelated
rows. The false positives are the items that are flagged in the unrelated rows alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthgen.dataset.leakage.agreement import SECONDS
from synthgen.dataset.leakage.detectors import BEHAVIOUR, DETECTORS
from synthgen.dataset.leakage.documents import Document, documents
from synthgen.dataset.leakage.index import Index
from synthgen.dataset.leakage.planted import PLANTS
from synthgen.dataset.leakage.scan import Scan
from synthgen.errors import UsageError
from synthgen.programs.answers import Isolation
from synthgen.programs.bench import Bench, bench
from synthgen.streams import stream

if TYPE_CHECKING:
    from rich.table import Table

BATCH = 64
FEWEST = 4
"""Fewest rows: two items and two unrelated rows."""
RULERS = (*DETECTORS.values(), BEHAVIOUR)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """`recall[plant][detector]` and `false_positives[detector]` are shares of items, None where no item can be judged."""

    items: int
    unrelated: int
    planted: Mapping[str, int]
    recall: Mapping[str, Mapping[str, float | None]]
    false_positives: Mapping[str, float | None]

    def row(self) -> dict[str, Any]:
        """Return the result as JSON."""
        return {
            "items": self.items, "unrelated": self.unrelated, "planted": dict(self.planted),
            "recall": {plant: dict(shares) for plant, shares in self.recall.items()}, "false_positives": dict(self.false_positives),
        }  # fmt: skip

    def render(self) -> Table:
        """Return the result as a rich table."""
        from rich.table import Table

        table = Table("planted", "items", *(ruler.name for ruler in RULERS), title=f"{self.items} items, {self.unrelated} unrelated rows")
        for plant, shares in self.recall.items():
            table.add_row(plant, str(self.planted[plant]), *(_told(shares[ruler.name]) for ruler in RULERS))
        table.add_section()
        table.add_row("nothing: false positives", str(self.items), *(_told(self.false_positives[ruler.name]) for ruler in RULERS))
        table.caption = "share of the items that are flagged; `one constant changed` is another task, which equal behaviour must not flag"
        return table


def selftest(
    rows: Sequence[Mapping[str, Any]], seed: int = 0, isolation: Isolation = "sandbox", workers: int | None = None
) -> SelfTest:
    """Return how the detectors do on rows of our schema that share no behaviour; a half of them are items.

    Raises UsageError if there are too few rows.
    """
    if len(rows) < FEWEST:
        raise UsageError(f"{len(rows)} rows were given for the self-test; it takes at least {FEWEST}")
    order = list(range(len(rows)))
    stream(seed, "self-test").shuffle(order)
    items = [rows[place] for place in order[: len(rows) // 2]]
    unrelated = list(documents(rows[place] for place in order[len(rows) // 2 :]))
    with bench(isolation, workers, SECONDS) as place:
        index = Index.build(items, "items", isolation=isolation, place=place)
        alone = _scanned(unrelated, index, place)
        false = {ruler.name: _flagged(alone, ruler.name, range(len(items))) for ruler in RULERS}
        planted, recall = {}, {}
        for plant, disguise in PLANTS.items():
            made = {number: disguise(item, stream(seed, plant, number)) for number, item in enumerate(items)}
            leaks = {number: one for number, one in made.items() if one is not None}
            scan = _scanned([*documents(leaks.values()), *unrelated], index, place)
            planted[plant] = len(leaks)
            recall[plant] = {ruler.name: _flagged(scan, ruler.name, leaks) for ruler in RULERS}
    return SelfTest(len(items), len(unrelated), planted, recall, false)


def _scanned(rows: Sequence[Document], index: Index, place: Bench) -> Scan:
    scan = Scan(index, place)
    for start in range(0, len(rows), BATCH):
        scan.add(rows[start : start + BATCH])
    return scan


def _flagged(scan: Scan, name: str, items: Any) -> float | None:
    """Return the share of `items` that are flagged; what cannot be judged is not flagged."""
    threshold = {ruler.name: ruler.threshold for ruler in RULERS}[name]
    scores, judged = scan.nearest(name).scores, scan.judged(name)
    numbers = list(items)
    return sum(judged[item] and scores[item] >= threshold for item in numbers) / len(numbers) if numbers else None


def _told(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
