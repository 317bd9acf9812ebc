"""The notebook's way in: runs in which language models take part, by the names that the flags of the command have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from synthgen.errors import UsageError
from synthgen.llm.looking import library_of_run
from synthgen.llm.progress import watching
from synthgen.llm.settings import FLAGS, by_flags, make_settings
from synthgen.llm.stage import check_settings, run_stage
from synthgen.run import opened
from synthgen.run.opened import Run


def compose(
    n: int = 10_000,
    seed: int = 0,
    out: str | Path | None = None,
    workers: int | None = None,
    *,
    resume: bool = False,
    progress: bool | None = None,
    **settings: Any,
) -> Run:
    """Make `n` verified samples and return them as a run.

    `out` is the directory to write, new or empty; without it the run lives in a temporary one that goes away with the
    object. `settings` are those of the command: depth, topics, atoms, difficulty, language, style, format, max_attempts.
    `workers` is the number of processes, by default one for each processor; it changes the speed only. `progress` shows
    or hides how far it is; by default it is shown on a terminal and in a notebook.

    With `llm_model` a language model then works on the run, by the settings of the command's flags: llm_roles, llm_base_url, llm_k,
    max_usd and so on; see `enrich`.

    Raises UsageError, LibraryError, RunError or EndpointError with a sentence that says what to do.
    """
    asked = {name: settings.pop(name) for name in list(settings) if name in FLAGS}
    if asked and not asked.get("llm_model"):
        raise UsageError(f"{min(asked)} is about a language model and none was named; give llm_model")
    models = make_settings(**by_flags(asked)) if asked else None
    if models:
        check_settings(models)
    made = opened.compose(n, seed, out, workers, resume=resume, progress=progress, **settings)
    if models is None:
        return made
    library = library_of_run(made.path, settings.get("atoms"))
    with watching(progress) as watch:
        run_stage(made.path, models, library, watch)
    return made.again()


def enrich(run: Run | str | Path, llm_model: str, *, atoms: str | Path | None = None, progress: bool | None = None, **settings: Any) -> Run:
    """Let language models work on a finished run, in its directory, and return it as it is then.

    `settings` go by the names of the flags: llm_roles, llm_base_url, llm_role_model, llm_k, llm_new, max_requests, price_in and so on.
    `atoms` is the folder of the run's library, if it is none that ships. What was asked before comes from the cache.

    Raises UsageError, RunError or EndpointError with a sentence that says what to do.
    """
    models = make_settings(**by_flags({"llm_model": llm_model, **settings}))
    path = run.path if isinstance(run, Run) else Path(run)
    library = library_of_run(path, Path(atoms) if atoms else None)
    with watching(progress) as watch:
        run_stage(path, models, library, watch)
    return run.again() if isinstance(run, Run) else Run(path)
