"""`synthgen enrich`, and the last part of `compose --llm-model`: language models work on a finished run."""

from __future__ import annotations

import json
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from synthgen.cli.checks import Json, Quiet
from synthgen.cli.model_flags import ModelFlags, with_model_flags
from synthgen.errors import UsageError

if TYPE_CHECKING:
    from synthgen.library import Library
    from synthgen.llm.settings import ModelSettings
    from synthgen.llm.stage import StageProgress
    from synthgen.run.config import RunConfig


@with_model_flags
def enrich(
    run: Annotated[Path, typer.Argument(help="A finished run's directory.", metavar="RUN", show_default=False)],
    models: ModelFlags,
    atoms: Annotated[Path | None, typer.Option(help="Folder of the run's own library, if it is yours.", show_default=False)] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Let language models reword, solve, explain and extend a run's tasks; what they say counts only after it ran."""
    if models.settings is None:
        raise UsageError("a language model is needed and none was named; give --llm-model NAME")
    from synthgen.llm.looking import library_of_run

    library = library_of_run(run, atoms)
    if models.only_looks:
        look(run, models, library, as_json)
        return
    begun = time.monotonic()
    progress = enriched(run, models.settings, library, quiet)
    report(run, progress, time.monotonic() - begun, quiet, as_json)


def enriched(path: Path, settings: ModelSettings, library: Library, quiet: bool) -> StageProgress:
    """Run the stage with its progress on standard error. An interruption says how to go on."""
    from synthgen.cli import Stopped
    from synthgen.llm.progress import watching
    from synthgen.llm.stage import run_stage

    try:
        with watching(not quiet) as watch:
            return run_stage(path, settings, library, watch)
    except KeyboardInterrupt:
        where = shlex.quote(str(path))
        raise Stopped(f"stopped; the answers so far are kept: continue with synthgen enrich {where} and the same flags") from None


def check(models: ModelFlags) -> None:
    """Refuse settings that would fail only after hours of composing."""
    from synthgen.llm.stage import check_settings
    from synthgen.llm.templates import Templates

    assert models.settings is not None  # the caller has seen to it
    if models.only_looks:
        Templates(models.settings.templates)
    else:
        check_settings(models.settings)


def look_before(config: RunConfig, models: ModelFlags, workers: int | None, as_json: bool) -> None:
    """Compose a few samples in a temporary directory and look at these."""
    from synthgen.run.config import library_of
    from synthgen.run.flow import run
    from synthgen.run.opened import TemporaryFolder

    folder = TemporaryFolder()
    few = config.model_copy(update={"n": min(config.n, FEW)})
    run(few, folder.path, workers)
    look(folder.path, models, library_of(config), as_json, config.n / few.n if few.n else 1.0)


FEW = 12
"""Samples from which the estimate of a run is made that is not there yet."""


def look(path: Path, models: ModelFlags, library: Library, as_json: bool, share: float = 1.0) -> None:
    """Print the first prompts, or what the stage would cost for `share` times the samples of the run in `path`."""
    from synthgen.llm.looking import estimate, first_prompts, told_estimate

    assert models.settings is not None  # the caller has seen to it
    if models.show_prompt:
        for role, prompt in first_prompts(path, models.settings, library).items():
            print(f"--- {role}\n{prompt.rstrip()}\n")
    if models.estimate:
        figures = estimate(path, models.settings, library, share)
        print(json.dumps(figures, ensure_ascii=False) if as_json else told_estimate(figures))


def report(path: Path, progress: StageProgress, seconds: float, quiet: bool, as_json: bool) -> None:
    """Print what the stage came to: the run's directory or a JSON object on standard output, a sentence on standard error."""
    from synthgen.llm.progress import summary
    from synthgen.run.progress import duration

    if not quiet:
        print(f"{summary(progress)}, in {duration(seconds)}", file=sys.stderr)
    if as_json:
        print(json.dumps({"path": str(path), "seconds": round(seconds, 3), **figures_of(path)}, ensure_ascii=False))
    else:
        print(path)


def figures_of(path: Path) -> dict[str, Any]:
    """Return of a run's metadata what models did: samples, outcomes by role, and what was sent."""
    from synthgen.run.opened import open_run

    metadata = open_run(path).metadata
    return {"samples": metadata["samples"], "model": metadata["model"], "sent": metadata["timings"]["models"]}
