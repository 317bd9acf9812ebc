"""A finished run as an object: its samples, its rejections, its figures, and the ways into other libraries."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.errors import RunError
from synthgen.records import Rejection, Sample
from synthgen.run.directory import METADATA, PARQUET, REJECTED, SAMPLES, RunDirectory
from synthgen.run.rows import Rows, arrow_batches, arrow_schema, rejection_of, sample_of

if TYPE_CHECKING:
    import datasets
    import pandas
    import pyarrow
    from rich.console import RenderableType


class TemporaryFolder:
    """A new folder that goes away with this object."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="synthgen-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class Run:
    """A finished run. Nothing is read before it is asked for; `for sample in run` goes through the samples."""

    def __init__(self, path: Path, keeper: object = None) -> None:
        """Open the run at `path`; `keeper` lives as long as this object and its sequences (for a temporary folder)."""
        self.path = path
        self._keeper = keeper

    def again(self) -> Run:
        """Return the run as its files are now; this object may remember what they were."""
        return Run(self.path, self._keeper)

    @cached_property
    def samples(self) -> Rows[Sample]:
        """The accepted samples, in index order."""
        return Rows(self.path / SAMPLES, sample_of, self._keeper)

    @cached_property
    def rejections(self) -> Rows[Rejection]:
        """The rejected candidates up to the last accepted one, in index order."""
        return Rows(self.path / REJECTED, rejection_of, self._keeper)

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """What `metadata.json` says of the run: counts, funnel, config, versions."""
        metadata: dict[str, Any] = json.loads((self.path / METADATA).read_text(encoding="utf-8"))
        return metadata

    def __len__(self) -> int:
        return int(self.metadata["samples"])

    def __iter__(self) -> Iterator[Sample]:
        return iter(self.samples)

    def __getitem__(self, place: int) -> Sample:
        return self.samples[place]

    def __repr__(self) -> str:
        return f"<synthgen run of {len(self)} samples at {self.path}>"

    def to_arrow(self) -> pyarrow.Table:
        """Return the samples as an Arrow table with the explicit schema, in memory."""
        import pyarrow as pa
        from pyarrow import parquet

        if (self.path / PARQUET).is_file():
            return parquet.read_table(self.path / PARQUET)
        return pa.Table.from_batches(arrow_batches(self.path / SAMPLES), arrow_schema())

    def to_dataset(self) -> datasets.Dataset:
        """Return the samples as a `datasets.Dataset`, in memory; each column has the type that the schema says.

        For runs that are larger than memory use `datasets.load_dataset` on the directory.
        """
        import datasets

        table = self.to_arrow()
        return datasets.Dataset(datasets.table.InMemoryTable(table), split=datasets.Split.TRAIN)

    def to_pandas(self) -> pandas.DataFrame:
        """Return one row for each sample; the fields of `metadata` are columns of their own, such as `depth` and `features.lines`."""
        import pandas as pd

        rows = self.to_arrow().to_pylist()
        frame = pd.json_normalize(rows) if rows else pd.DataFrame(columns=[field.name for field in arrow_schema()])
        return frame.rename(columns=lambda name: name.removeprefix("metadata."))

    def __rich__(self) -> RenderableType:
        from synthgen.notebook import run_view

        return run_view(self)

    def _repr_html_(self) -> str:
        from synthgen.notebook import run_html

        return run_html(self)


def open_run(path: str | Path) -> Run:
    """Return the finished run in the directory `path`. Raises RunError if there is none, or one that is not finished."""
    directory = RunDirectory(Path(path))
    if directory.is_finished:
        return Run(directory.path)
    if directory.stored_identity() is not None:
        raise RunError(f"the run in {path} is not finished; continue it with: synthgen compose --resume --out {path}")
    raise RunError(f"no run in {path}; it takes a directory that `synthgen compose` wrote")


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

    Raises UsageError, LibraryError or RunError with a sentence that says what to do.
    """
    from synthgen.run.config import make_config
    from synthgen.run.flow import run
    from synthgen.run.progress import watching

    config = make_config(n=n, seed=seed, **settings)
    keeper = TemporaryFolder() if out is None else None
    path = keeper.path if keeper else Path(str(out))
    with watching(progress) as watch:
        run(config, path, workers, resume, watch)
    return Run(path, keeper)
