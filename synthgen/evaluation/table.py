"""The results for a terminal: pass@k with its interval, overall and by group, and what does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthgen.evaluation.results import PassAtK, Results

if TYPE_CHECKING:
    from rich.console import Group

SHOWN_SHORT = 10
"""Tasks with too few completions that are named."""


def table(results: Results) -> Group:
    """Return the results as a rich table with notes."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    ks = [one.k for one in results.overall.estimates]
    shown = Table("", "", box=box.SIMPLE_HEAD)
    shown.add_column("tasks", justify="right")
    for k in ks:
        shown.add_column(f"pass@{k}", justify="right")
        shown.add_column("95% interval", justify="right")
    rows = [("all", "", results.overall)]
    sizes = {one.dimension: 0 for one in results.groups}
    for group in results.groups:
        sizes[group.dimension] += 1
    rows += [(one.dimension.replace("_", " "), one.name, one) for one in results.groups if sizes[one.dimension] > 1]
    before = "all"
    for dimension, name, group in rows:
        if dimension != before:
            shown.add_section()
        cells = [cell for one in group.estimates for cell in _cells(one)]
        shown.add_row(Text("" if dimension == before != "all" else dimension), Text(name), f"{group.tasks:,}", *cells)
        before = dimension
    head = f"{results.model or 'completions'} on {results.evalset}: {results.completions:,} completions of {results.tasks:,} tasks"
    return Group(Text(head, style="bold"), shown, *(Text(note) for note in notes(results)))


def notes(results: Results) -> list[str]:
    """Return sentences on the verdicts and on everything that does not count."""
    said = ["; ".join(f"{verdict} {count:,}" for verdict, count in results.verdicts.items())]
    if results.infrastructure_errors:
        said.append(f"The sandbox failed on {results.infrastructure_errors:,} completions, which count neither as right nor as wrong.")
    if results.unanswered:
        why = "; ".join(f"{count:,} {reason}" for reason, count in results.lacks.items())
        said.append(f"{results.unanswered:,} requests have no answer: {why}.")
    short = results.short
    if short:
        largest = results.overall.estimates[-1].k
        names = ", ".join(one.task for one in short[:SHOWN_SHORT])
        more = f" and {len(short) - SHOWN_SHORT:,} more" if len(short) > SHOWN_SHORT else ""
        have, are = ("task has", "is") if len(short) == 1 else ("tasks have", "are")
        few = f"{len(short):,} {have} fewer than {largest} completions that count"
        said.append(f"{few} and {are} left out of pass@{largest}: {names}{more}.")
    return said


def _cells(one: PassAtK) -> tuple[str, str]:
    if one.value is None or one.low is None or one.high is None:
        return "-", ""
    return f"{one.value:.1%}", f"{one.low:.1%} - {one.high:.1%}"
