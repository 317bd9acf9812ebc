"""`synthgen atoms list | show | check`: the library, seen and checked."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from synthgen.check.atoms import AtomsReport

app = typer.Typer(help="Show the atoms of a library, and check them.", no_args_is_help=True, rich_markup_mode=None)
Folder = Annotated[
    Path | None, typer.Option("--atoms", help="Folder of a library of your own; default: the one that ships.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(name="list")
def list_atoms(
    atoms: Folder = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic; default: all.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """List the atoms: topic, name and signature."""
    from synthgen.errors import UsageError, unknown
    from synthgen.library import load_library

    library = load_library(atoms)
    if topic is not None and topic not in library.topics:
        raise UsageError(unknown("topic", topic, library.topics))
    chosen = [atom for atom in library if topic in (None, atom.topic)]
    if as_json:
        rows = [
            {
                "atom": atom.name,
                "topic": atom.topic,
                "parameters": {parameter.name: parameter.kind.name for parameter in atom.parameters},
                "result": atom.result.name,
                "phrase": atom.words["en"].phrase,
                "references": [reference.name for reference in atom.references],
                "mistakes": [mistake.words["en"] for mistake in atom.mistakes],
            }
            for atom in chosen
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(atom.topic) for atom in chosen)
    longest = max(len(atom.name) for atom in chosen)
    for atom in chosen:
        kinds = ", ".join(kind.name for kind in atom.kinds)
        print(f"{atom.topic:{width}}  {atom.name:{longest}}  ({kinds}) -> {atom.result.name}")


@app.command()
def show(name: Annotated[str, typer.Argument(help="Name of the atom.", metavar="NAME")], atoms: Folder = None) -> None:
    """Show one atom: what it is, its source, its references and the mistakes known of it."""
    from rich.console import Console

    from synthgen.library import load_library

    Console(soft_wrap=not sys.stdout.isatty()).print(load_library(atoms)[name])


@app.command()
def check(
    atoms: Folder = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    as_json: Json = False,
) -> None:
    """Check that every atom keeps the promises of the library."""
    from synthgen.check.atoms import check_library

    def tell(done: int, steps: int, what: str) -> None:
        ending = "\n" if done == steps or not sys.stderr.isatty() else "\r"
        if sys.stderr.isatty() or done % 50 == 0 or done == steps:
            print(f"{done} of {steps}: {what:60.60}", end=ending, file=sys.stderr, flush=True)

    report = check_library(atoms, progress=None if quiet else tell)
    if as_json:
        print(json.dumps({**asdict(report), "ok": report.ok, "shown": round(report.shown, 4)}, ensure_ascii=False))
    else:
        print_report(report)
    raise typer.Exit(0 if report.ok else 1)


def print_report(report: AtomsReport) -> None:
    """Print the findings, and the table of what connects to what if there are none."""
    for finding in report.findings:
        print(finding)
    if report.ok:
        print(f"{'atom':32} {'topic':14} {'before':>6} {'after':>6} {'mutants':>7} {'shown':>6}")
        for row in report.rows:
            shown = f"{row.shown / max(1, row.mutants):>6.0%}"
            print(f"{row.atom:32} {row.topic:14} {row.followed_by:>6} {row.preceded_by:>6} {row.mutants:>7} {shown}")
        print("before, after: atoms that can follow, precede this one; shown: share of its mutants that its doctests kill")
    print(f"{report.atoms} atoms in {report.folder}: {len(report.findings) or 'no'} findings")
