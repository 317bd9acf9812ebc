"""The results for a terminal: pass@k with its interval, overall and by group, and what does not count."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from synthgen.evaluation.results import Group as Counted
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

    ks = _ks(results)
    shown = Table("", "", box=box.SIMPLE_HEAD)
    shown.add_column("tasks", justify="right")
    for k in ks:
        shown.add_column(f"pass@{k}", justify="right")
        shown.add_column("95% interval", justify="right")
    rows = _rows(results)
    before = "all"
    for dimension, name, group in rows:
        if dimension != before:
            shown.add_section()
        cells = [cell for one in group.estimates for cell in _cells(one)]
        shown.add_row(Text("" if dimension == before != "all" else dimension), Text(name), f"{group.tasks:,}", *cells)
        before = dimension
    return Group(Text(_head(results), style="bold"), shown, *(Text(note) for note in notes(results)))


def html(results: Results) -> str:
    """Return the results for a notebook."""
    from html import escape

    names = "".join(f"<th>pass@{k}</th><th>95% interval</th>" for k in _ks(results))
    rows = "".join(
        f"<tr><td>{escape(dimension)}</td><td>{escape(name)}</td><td>{group.tasks:,}</td>"
        f"{''.join(f'<td>{cell}</td>' for one in group.estimates for cell in _cells(one))}</tr>"
        for dimension, name, group in _rows(results)
    )
    said = "".join(f"<p><small>{escape(note)}</small></p>" for note in notes(results))
    return f"<h4>{escape(_head(results))}</h4><table><tr><th></th><th></th><th>tasks</th>{names}</tr>{rows}</table>{said}"


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


def _head(results: Results) -> str:
    return f"{results.model or 'completions'} on {results.evalset}: {results.completions:,} completions of {results.tasks:,} tasks"


def _ks(results: Results) -> list[int]:
    return [one.k for one in results.overall.estimates]


def _rows(results: Results) -> list[tuple[str, str, Counted]]:
    """Return dimension, name and figures: all tasks, then the groups of every dimension that divides them."""
    sizes = Counter(one.dimension for one in results.groups)
    groups = [(one.dimension.replace("_", " "), one.name, one) for one in results.groups if sizes[one.dimension] > 1]
    return [("all", "", results.overall), *groups]


def _cells(one: PassAtK) -> tuple[str, str]:
    if one.value is None or one.low is None or one.high is None:
        return "-", ""
    return f"{one.value:.1%}", f"{one.low:.1%} - {one.high:.1%}"
