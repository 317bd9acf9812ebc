"""The way of an export: rows are read one at a time, converted, written or refused with a reason; then the files are linted.

    done = export("outputs/seed0-n10000", "trl-grpo", "outputs/grpo")
    done.counts, done.findings               # rows, exported, refused by reason; what the lint says, which should be nothing

The directory gets the data files, the format's other files, `refused.jsonl` with a line for every row that is left out, and
`manifest.json`, which is written last. The same sources give the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from synthgen import __version__
from synthgen.dataset.export.exporter import Exported, Exporter, ExportReason, Misfit, Place
from synthgen.dataset.export.findings import Finding
from synthgen.dataset.export.linting import lint_file
from synthgen.dataset.export.registry import EXPORTERS
from synthgen.dataset.export.rows_files import JsonRows, ParquetRows, columns_of, digest_of, rows_file, schema_of
from synthgen.dataset.export.sources import ONE_SET, RowRead, Source, read_row, sets_of
from synthgen.dataset.lines import Lines
from synthgen.dataset.recipe import SourcePlan
from synthgen.errors import UsageError, unknown
from synthgen.records import Sample
from synthgen.run.directory import RunDirectory

MANIFEST, REFUSED = "manifest.json", "refused.jsonl"
DEFAULT_SET = "train"


@dataclass
class Counts:
    """What became of the rows of a set or of an export: `rows` = `exported` + the refused + `left` (beyond the limit)."""

    rows: int = 0
    exported: int = 0
    left: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def row(self) -> dict[str, Any]:
        """Return the counts as a JSON object."""
        return {"rows": self.rows, "exported": self.exported, "refused": dict(sorted(self.refused.items())), "left": self.left}


@dataclass(frozen=True)
class Export:
    """An export on disk: the counts of all sets together, the data file of each set, and what the lint found."""

    path: Path
    exporter: str
    counts: Counts
    files: dict[str, Path]
    findings: list[Finding]

    @property
    def manifest(self) -> dict[str, Any]:
        """What `manifest.json` says: counts by set, files and sources with their hashes."""
        content: dict[str, Any] = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        return content


def export(
    sources: Source | Sequence[Source], to: str, out: str | Path, *, limit: int | None = None, parquet: bool = False
) -> Export:
    """Write the rows of `sources` to the new directory `out` in the format `to`, and return what became of them.

    Sources are runs, mixtures, files of samples and saved datasets, as paths or objects, or mappings `{path, split, columns}`. `limit`
    is how many rows of each set are exported at most; `parquet` writes a Parquet twin of each data file.

    Raises UsageError for what does not exist and RunError if `out` cannot be written.
    """
    return export_with(exporter_of(to), sources, out, limit=limit, parquet=parquet)


def exporter_of(name: str) -> Exporter:
    """Return the exporter of a name. Raises UsageError if there is none."""
    if name not in EXPORTERS:
        raise UsageError(unknown("format", name, EXPORTERS))
    return EXPORTERS[name]


def export_with(
    exporter: Exporter, sources: Source | Sequence[Source], out: str | Path, *, limit: int | None = None, parquet: bool = False
) -> Export:
    """Do as `export` does with a format that need not be registered."""
    if limit is not None and limit < 1:
        raise UsageError(f"a limit of {limit} rows was asked for; it takes at least 1")
    if parquet:
        schema_of(exporter.record)
    sets = sets_of(sources)
    directory = RunDirectory(Path(out))
    if directory.path.exists() and (not directory.path.is_dir() or any(directory.path.iterdir())):
        raise UsageError(f"cannot write an export to {directory.path}: it is not empty; choose another --out")
    with TemporaryDirectory(prefix="synthgen-export-") as scratch:
        writing = _Writing(exporter, directory, limit, parquet)
        opened = {name: [_open(name, place, plan, Path(scratch)) for place, plan in enumerate(plans)] for name, plans in sets.items()}
        directory.path.mkdir(parents=True, exist_ok=True)
        with directory.whole(REFUSED) as ledger:
            for name, lines in opened.items():
                writing.write_set(name, lines, ledger)
    return writing.finish()


def _open(name: str, place: int, plan: SourcePlan, scratch: Path) -> Lines:
    return Lines(f"{name or DEFAULT_SET}{place}", plan, scratch)


class _Writing:
    """An export that is being written."""

    def __init__(self, exporter: Exporter, directory: RunDirectory, limit: int | None, parquet: bool) -> None:
        self._exporter = exporter
        self._directory = directory
        self._limit = limit
        self._parquet = parquet and not exporter.data.endswith(".parquet")
        self._counts: dict[str, Counts] = {}
        self._files: dict[str, str] = {}
        self._sources: list[dict[str, Any]] = []

    def write_set(self, name: str, sources: Sequence[Lines], ledger: IO[str]) -> None:
        """Write the data file of a set, and to the ledger what does not fit."""
        file = self._file(name)
        counts = self._counts[name or DEFAULT_SET] = Counts()
        self._files[name or DEFAULT_SET] = file
        keys: set[object] = set()
        with rows_file(self._directory, file, self._exporter.record) as rows:
            for lines in sources:
                before = counts.rows
                for line, (_, raw) in enumerate(lines, 1):
                    counts.rows += 1
                    if self._limit is not None and counts.exported == self._limit:
                        counts.left += 1
                        continue
                    read = read_row(lines.label, line, raw)
                    misfit = self._add(read, Place(name or DEFAULT_SET, counts.exported), rows, keys)
                    if misfit is None:
                        counts.exported += 1
                        continue
                    counts.refused[misfit.reason] += 1
                    entry = {"file": read.file, "line": read.line, "id": read.id, "reason": misfit.reason, "detail": misfit.detail}
                    ledger.write(json.dumps(entry, separators=(",", ":")) + "\n")
                source = {"set": name or DEFAULT_SET, "name": lines.label, "rows": counts.rows - before, "sha256": lines.digest}
                self._sources.append(source)
        if self._parquet:
            self._write_twin(file)

    def finish(self) -> Export:
        """Write the other files, lint, and write the manifest."""
        companions = self._exporter.companions
        rows = {name: counts.exported for name, counts in self._counts.items()}
        for name, text in (companions(Exported(self._files, rows)) if companions else {}).items():
            (self._directory.path / name).parent.mkdir(parents=True, exist_ok=True)
            self._directory.write(name, text)
        data = [file for name in self._files.values() for file in ([name, _twin(name)] if self._parquet else [name])]
        findings = [one for file in data for one in lint_file(self._directory.path / file, self._exporter.loader)]
        total = Counts()
        for counts in self._counts.values():
            total.rows, total.exported, total.left = total.rows + counts.rows, total.exported + counts.exported, total.left + counts.left
            total.refused.update(counts.refused)
        content = {
            "exporter": self._exporter.name,
            "generator": f"synthgen {__version__}",
            "limit": self._limit,
            "counts": total.row(),
            "sets": {name: {"file": self._files[name], **counts.row()} for name, counts in self._counts.items()},
            "files": {name: {"sha256": digest_of(self._directory, name)} for name in data},
            "sources": self._sources,
            "findings": [one.row() for one in findings],
        }
        self._directory.write(MANIFEST, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
        paths = {name: self._directory.path / file for name, file in self._files.items()}
        return Export(self._directory.path, self._exporter.name, total, paths, findings)

    def _file(self, name: str) -> str:
        data = Path(self._exporter.data)
        file = self._exporter.data if name == ONE_SET else data.with_name(f"{name}{data.suffix}").as_posix()
        if file in (MANIFEST, REFUSED):
            raise UsageError(f"the set {name!r} would be written to {file}, which every export has for itself; give the set another name")
        return file

    def _add(self, read: RowRead, place: Place, rows: JsonRows | ParquetRows, keys: set[object]) -> Misfit | None:
        """Write a row, or return why it does not fit."""
        sample = read.sample
        if not isinstance(sample, Sample):
            return sample
        if sample.metadata.task_type not in self._exporter.task_types:
            return Misfit(ExportReason.TASK_TYPE, f"it is a row of {sample.metadata.task_type}")
        record = self._exporter.convert(sample, place)
        if isinstance(record, Misfit):
            return record
        row = columns_of(record)
        key = row[self._exporter.loader.key] if self._exporter.loader.key else None
        if key is not None and key in keys:
            return Misfit(ExportReason.SAME_ID, f"{key} is taken")
        try:
            rows.add(row)
        except UnicodeEncodeError:
            return Misfit(ExportReason.NOT_TEXT, "a text has half of a surrogate pair")
        keys.add(key)
        return None

    def _write_twin(self, file: str) -> None:
        """Write the rows of a data file once more, as Parquet."""
        with rows_file(self._directory, _twin(file), self._exporter.record) as rows, (self._directory.path / file).open("rb") as handle:
            if file.endswith(".json"):
                for row in json.load(handle):
                    rows.add(row)
            else:
                for line in handle:
                    rows.add(json.loads(line))


def _twin(file: str) -> str:
    return Path(file).with_suffix(".parquet").as_posix()
