"""A report on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from synthgen.dataset.leakage.report import MOST_SHOWN, NOTES, Comparison, Finding, Report, histogram

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

BARS = " ▁▂▃▄▅▆▇█"
MOST_TEXT = 110
"""Characters of a matched text in a table."""


def shown(report: Report) -> Group:
    """Return a report as rich tables."""
    from rich.console import Group
    from rich.text import Text

    parts: list[Any] = []
    for one in report.comparisons:
        unread = f", {one.unread} unread ({one.first_unread})" if one.unread else ""
        parts += [Text(f"{one.items} items of {one.test} in {one.rows} rows of {one.train}{unread}"), _levels(one), *_flagged(one)]
    return Group(*parts, *(Text(note, style="dim") for note in NOTES))


def bars(finding: Finding) -> str:
    """Return a distribution as ten bars, their heights by the root of the counts."""
    counts = histogram(finding.scores)
    most = max(max(counts), 1)
    return "".join(BARS[-(-int((count / most) ** 0.5 * 8 * 1000) // 1000)] for count in counts)


def _levels(one: Comparison) -> Table:
    from rich.table import Table

    table = Table("level", "detector", "0 .. 1")
    for name in ("judged", "flagged", "reliable", "threshold", "mean", "full", "null: train", "siblings", "clean set"):
        table.add_column(name, justify="right")
    for finding in one.findings:
        row = finding.row()
        null = [_null(row["null"][name]) for name in ("train", "siblings", "clean")]
        found = [f"{row['judged']}", f"{row['flagged']}", "yes" if finding.reliable else "no"]
        figures = [f"{row['threshold']:g}", f"{row['mean']:.3f}", f"{row['mean_full']:.3f}"]
        table.add_row(finding.ruler.level, finding.ruler.name, bars(finding), *found, *figures, *null)
    for what, seen in one.exposed().items():
        told = f"{seen['fully']:g} items fully, {seen['not at all']:g} not at all"
        table.add_row(what, told, "", f"{seen['items']:g}", "", "", "", f"{seen['mean']:.3f}")
    table.caption = "null baseline: mean score, share flagged"
    return table


def _null(told: dict[str, float] | None) -> str:
    return f"{told['mean']:.3f} {told['flagged']:.1%}" if told else ""


def _flagged(one: Comparison) -> Iterator[Table | Text]:
    from rich.table import Table
    from rich.text import Text

    for finding in one.findings:
        if not finding.flagged:
            continue
        if not finding.reliable:
            yield Text(f"{finding.ruler.name}: {len(finding.flagged)} flagged, no more than the template explains; --json has them")
            continue
        table = Table("item", "score", "nearest row", "matched text", title=f"{finding.ruler.name}: {len(finding.flagged)} flagged")
        for match in finding.flagged[:MOST_SHOWN]:
            text = " ".join(match.text.split())
            table.add_row(Text(match.item), f"{match.score:.2f}", Text(match.nearest), Text(text[:MOST_TEXT]))
        if len(finding.flagged) > MOST_SHOWN:
            table.caption = f"and {len(finding.flagged) - MOST_SHOWN} more; --json has all"
        yield table
