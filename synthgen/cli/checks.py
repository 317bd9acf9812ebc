"""`synthgen verify`, `audit` and `score`: files of samples and of completions, run and judged."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from synthgen.verify import Isolation

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Workers = Annotated[int | None, typer.Option(help="Worker processes; default: processors.", show_default=False)]
Trusted = Annotated[
    bool, typer.Option("--trusted", help="Run solutions in plain processes, much faster: for files of your own making only.")
]
REPORT_WIDTH = 160
"""Columns of a table that goes to a file or a pipe."""
TELL_EVERY = 100
"""Rows between two lines of progress."""


def verify(
    files: Annotated[list[Path], typer.Argument(help="Samples (.jsonl, .jsonl.gz, .parquet) or run directories.", metavar="FILE...")],
    trusted: Trusted = False,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Prove every claim of files of samples again, from their text alone."""
    from synthgen.verify import verify_files

    def tell(done: int, stage: str) -> None:
        if done % TELL_EVERY == 0:
            say(f"{done} rows: {stage}")

    report = verify_files(files, isolation=isolation_of(trusted), workers=workers, progress=None if quiet else tell)
    show(report, as_json)
    raise typer.Exit(report.exit_status)


def audit(
    file: Annotated[Path, typer.Argument(help="Samples, or a run directory.", metavar="FILE", show_default=False)],
    samples: Annotated[int, typer.Option(help="Samples to audit, drawn by the seed.")] = 200,
    every: Annotated[bool, typer.Option("--all", help="Audit all samples.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the draw and of the fresh inputs.")] = 0,
    inputs: Annotated[int, typer.Option(help="Fresh inputs on which a mutant must differ to count.")] = 512,
    trusted: Trusted = False,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Mutate the solutions from outside and count what the emitted tests kill; a run's card gets the figure."""
    from synthgen.audit import audit_file
    from synthgen.run.card import note_audit

    def tell(done: int, wanted: int) -> None:
        if done % 10 == 0:
            say(f"{done} of {wanted} samples")

    report = audit_file(
        file,
        samples=None if every else samples,
        seed=seed,
        inputs=inputs,
        isolation=isolation_of(trusted),
        workers=workers,
        progress=None if quiet else tell,
    )
    if file.is_dir():
        note_audit(file, report.killed.total(), report.differing.total(), len(report.samples), seed, inputs)
    show(report, as_json)
    raise typer.Exit(report.exit_status)


def score(
    completions: Annotated[Path, typer.Argument(help="JSONL of completions.", metavar="COMPLETIONS", show_default=False)],
    against: Annotated[Path, typer.Option("--against", help="JSONL of the samples.", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="JSONL to write a row for each completion to.", show_default=False)] = None,
    mode: Annotated[str, typer.Option(help="graded, fraction or binary.")] = "graded",
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Score completions against samples in the sandbox, each by the scorer of its task type."""
    from synthgen.errors import UsageError, unknown
    from synthgen.reward import Scoring
    from synthgen.scoring import score_file

    if mode not in ("graded", "fraction", "binary"):
        raise UsageError(unknown("scoring mode", mode, ("graded", "fraction", "binary")))

    def tell(done: int) -> None:
        if done % TELL_EVERY == 0:
            say(f"{done} completions")

    tellers: dict[str, Callable[[int], None]] = {} if quiet else {"progress": tell}
    summary = score_file(completions, against, out, Scoring(mode=mode), **tellers)  # type: ignore[arg-type]  # checked above
    if as_json:
        figures = {field.name: getattr(summary, field.name) for field in fields(summary)}
        print(json.dumps({**figures, "unknown": summary.unknown, "unscored": summary.unscored}, ensure_ascii=False))
        return
    print(f"completions  {summary.completions}, of {summary.samples} samples ({summary.unattempted} without a completion)")
    print(f"mean reward  {summary.mean_reward:.3f}")
    print(f"pass@1       {summary.pass_at_1:.3f}")
    for groups in (summary.rewards, summary.task_types if len(summary.task_types) > 1 else {}):
        for name, value in groups.items():
            print(f"  {name:17} {value:.3f}")
    for verdict, count in summary.verdicts.most_common():
        print(f"{count:>8}  {verdict}")


def say(text: str) -> None:
    """Tell how far a check is: on a terminal the line is overwritten by the next."""
    is_terminal = sys.stderr.isatty()
    print(f"{text:40}" if is_terminal else text, end="\r" if is_terminal else "\n", file=sys.stderr, flush=True)


def show(report: Any, as_json: bool) -> None:
    """Print a report of `verify` or `audit`: tables, or one JSON object."""
    from rich.console import Console

    if as_json:
        print(json.dumps(report.row(), ensure_ascii=False))
    else:
        Console(width=None if sys.stdout.isatty() else REPORT_WIDTH).print(report.render())


def isolation_of(trusted: bool) -> Isolation:
    """Return where programs run: in the sandbox, unless they are trusted."""
    return "process" if trusted else "sandbox"
