"""How a sample, a run and an atom look: pictures for a terminal (rich) and HTML for a notebook.

The records call these when they are displayed, so nobody needs to import this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.syntax import Syntax
    from rich.table import Table

    from synthgen.atom import Atom
    from synthgen.records import Sample
    from synthgen.run.opened import Run

SHOWN_TESTS = 6
"""Test cases that are shown of a sample."""
SHOWN_COUNTS = ("difficulty", "depth", "languages", "styles", "topics")
"""What is counted in the picture of a run."""


def sample_view(sample: Sample) -> Group:
    """Return a sample for a terminal: prompt, solution, tests."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    return Group(
        Panel(Text(sample.prompt.rstrip()), title=_title(sample), title_align="left"),
        _syntax(sample.code),
        _grid(_tests(sample)),
        Text(_certificate(sample), style="dim"),
    )


def sample_html(sample: Sample) -> str:
    """Return a sample for a notebook."""
    return (
        f"<h4>{escape(_title(sample))}</h4>{_pre(sample.prompt.rstrip())}{_code(sample.code)}"
        f"{_rows(_tests(sample))}<p><small>{escape(_certificate(sample))}</small></p>"
    )


def run_view(run: Run) -> Group:
    """Return a run for a terminal: where it is, the funnel and what is in it."""
    from rich.console import Group
    from rich.text import Text

    return Group(Text(_run_line(run), style="bold"), _grid(_run_rows(run)))


def run_html(run: Run) -> str:
    """Return a run for a notebook."""
    return f"<h4>{escape(_run_line(run))}</h4>{_rows(_run_rows(run))}"


def atom_view(atom: Atom) -> Group:
    """Return an atom for a terminal: what it is, its source, its references, the mistakes known of it and where it stands."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [Text(f"{atom.name}  ({atom_line(atom)})", style="bold"), _syntax(atom.source)]
    for reference in atom.references:
        parts += [Text(f"reference {reference.name}", style="bold"), _syntax(reference.source)]
    for mistake in atom.mistakes:
        parts += [Text(f"mistake: {mistake.words['en']}", style="bold"), _syntax(mistake.source)]
    return Group(*parts)


def atom_html(atom: Atom) -> str:
    """Return an atom for a notebook."""
    references = "".join(f"<h5>{escape(one.name)}</h5>{_code(one.source)}" for one in atom.references)
    mistakes = "".join(f"<h5>mistake: {escape(one.words['en'])}</h5>{_code(one.source)}" for one in atom.mistakes)
    return f"<h4>{escape(atom.name)}</h4><p>{escape(atom_line(atom))}</p>{_code(atom.source)}{references}{mistakes}"


def atom_line(atom: Atom) -> str:
    """Return an atom's signature in kinds, and where it stands: `(Word) -> Runs, strings.py:12`."""
    kinds = ", ".join(kind.name for kind in atom.kinds)
    return f"({kinds}) -> {atom.result.name}, {atom.path}:{atom.line}"


def _title(sample: Sample) -> str:
    metadata = sample.metadata
    return f"{metadata.id}  {sample.difficulty}, depth {metadata.depth}, {metadata.style} ({metadata.language})"


def _certificate(sample: Sample) -> str:
    checks = sample.metadata.checks
    return (
        f"{1 + len(sample.reference_code)} solutions agree on {checks.probe_inputs} inputs; "
        f"{len(sample.test_cases)} tests kill {checks.killed} of {checks.killed} killable mutants; reward {sample.reward:.3f}"
    )


def _tests(sample: Sample) -> list[tuple[str, str]]:
    name = sample.metadata.entry_point
    shown = [(f"{name}({case.input})", case.output) for case in sample.test_cases[:SHOWN_TESTS]]
    more = len(sample.test_cases) - len(shown)
    return [*shown, *([(f"... and {more} more", "")] if more else [])]


def _run_line(run: Run) -> str:
    return f"{len(run)} samples in {run.path}"


def _run_rows(run: Run) -> list[tuple[str, str]]:
    counts, funnel = run.metadata["counts"], run.metadata["funnel"]
    reasons = {name: entry["count"] for name, entry in funnel["reasons"].items()}
    rejected = f"{funnel['rejected']} of {funnel['tried']} tried" + (f": {_counted(reasons)}" if reasons else "")
    return [*((name, _counted(counts[name])) for name in SHOWN_COUNTS), ("rejected", rejected)]


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _grid(rows: Sequence[tuple[str, str]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for left, right in rows:
        table.add_row(Text(left), Text(right))
    return table


def _syntax(source: str) -> Syntax:
    from rich.syntax import Syntax

    return Syntax(source.rstrip(), "python", background_color="default", word_wrap=True)


def _pre(text: str) -> str:
    return f'<pre style="white-space: pre-wrap; text-align: left">{escape(text)}</pre>'


def _code(text: str) -> str:
    return f'<pre style="text-align: left"><code>{escape(text.rstrip())}</code></pre>'


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><td><code>{escape(left)}</code></td><td><code>{escape(right)}</code></td></tr>" for left, right in rows)
    return f"<table>{cells}</table>"
