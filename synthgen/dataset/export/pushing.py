"""To the Hugging Face Hub: samples, or an export of them, as Parquet of a stated schema, with a card.

    push("outputs/seed0-n10000", "me/tasks")                  # the samples with all their fields, and the card of the run
    push("outputs/rl", "me/tasks-open-r1", to="open-r1")      # a mixture in another format; its sets become splits

`datasets` uploads the data (`DatasetDict.push_to_hub`), from a Parquet file on disk and not from memory. The lint is asked first, and
nothing is uploaded if it finds something. HF_TOKEN or a stored login says who you are, HF_ENDPOINT where the Hub is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from synthgen import __version__
from synthgen.dataset.export.exporter import Exporter, Place
from synthgen.dataset.export.exporting import Export, export_with, exporter_of
from synthgen.dataset.export.sources import Source, sets_of
from synthgen.dataset.export.whole_rows import rendered_text
from synthgen.dataset.tasks import TASK_TYPES
from synthgen.errors import RunError, UsageError
from synthgen.records import Sample
from synthgen.run.card import LICENCE_TAGS
from synthgen.run.directory import CARD, METADATA

SAMPLES = Exporter(
    name="samples",
    summary="the samples with all their fields",
    takes="rows of every task type",
    record=Sample,
    convert=lambda sample, place: sample,
    task_types=frozenset(TASK_TYPES),
    data="train.parquet",
)
"""What is pushed if no format is named."""
CONFIGS = re.compile(r"^configs:\n(?:(?: |- ).*\n)*", re.MULTILINE)
"""The part of a card's head that names data files; `datasets` writes its own when it uploads."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was pushed: where it is, and what became of the rows."""

    repo_id: str
    url: str
    export: Export
    rows: dict[str, int]


@dataclass(slots=True)
class _Noted:
    """What a card says of its rows."""

    licences: set[str]
    languages: set[str]


def push(
    sources: Source | Sequence[Source],
    repo_id: str,
    *,
    to: str | None = None,
    private: bool | None = None,
    config_name: str = "default",
    keep: str | Path | None = None,
) -> Pushed:
    """Push the rows of `sources` to the dataset `repo_id` of the Hub, made if it is not there, and return what became of them.

    `to` names a format; without it the samples go with all their fields. `private` is for a repository that is made now. `keep` is a
    directory, new or empty, for the export that is pushed; without it it is temporary. Raises UsageError for what does not exist or
    does not load, and RunError if the Hub refuses.
    """
    _check(repo_id)
    exporter = SAMPLES if to is None else exporter_of(to)
    noted = _Noted(set(), set())
    noting = replace(exporter, convert=lambda sample, place: _noting(exporter, sample, place, noted))
    with TemporaryDirectory(prefix="synthgen-push-") as scratch:
        done = export_with(noting, sources, Path(scratch) / "export" if keep is None else keep, parquet=True)
        if not done.counts.exported:
            raise UsageError(f"nothing was pushed to {repo_id}: none of {done.counts.rows} rows fits; see why with synthgen export")
        findings = [one for one in done.findings if one.file.endswith(".parquet")]
        if findings:
            raise UsageError(f"nothing was pushed to {repo_id}, since loaders would break on: {findings[0]}")
        rows = {name: int(one["exported"]) for name, one in done.manifest["sets"].items() if one["exported"]}
        card = _card(sources, repo_id, to, rows, noted)
        files = {name: done.files[name].with_suffix(".parquet") for name in rows}
        url = _upload(files, repo_id, private, config_name, card, Path(scratch))
    return Pushed(repo_id, url, done, rows)


def _noting(exporter: Exporter, sample: Sample, place: Place, noted: _Noted) -> object:
    noted.licences.add(sample.metadata.licence)
    noted.languages.add(sample.metadata.language)
    return exporter.convert(sample, place)


def _check(repo_id: str) -> None:
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils._validators import validate_repo_id

    try:
        validate_repo_id(repo_id)
    except HFValidationError as problem:
        raise UsageError(f"{repo_id!r} is no name of a dataset on the Hub: {str(problem).splitlines()[0]}") from None


def _upload(files: Mapping[str, Path], repo_id: str, private: bool | None, config_name: str, card: str, scratch: Path) -> str:
    """Upload the card, then the data; `datasets` adds to the card's head what it knows of the data."""
    import datasets
    from huggingface_hub import HfApi

    with _refusals(repo_id):
        api = HfApi()
        url = api.create_repo(repo_id, repo_type="dataset", private=private, exist_ok=True)
        api.upload_file(
            path_or_fileobj=card.encode(), path_in_repo=CARD, repo_id=url.repo_id, repo_type="dataset", commit_message="Upload the card"
        )
        cache = str(scratch / "cache")
        tables = {name: datasets.Dataset.from_parquet(str(file), cache_dir=cache) for name, file in files.items()}
        datasets.DatasetDict(tables).push_to_hub(url.repo_id, config_name=config_name, commit_message="Upload the data")
    return str(url)


@contextmanager
def _refusals(repo_id: str) -> Iterator[None]:
    """Turn what the Hub and the network refuse into a RunError."""
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError, OfflineModeIsEnabled

    # What the client raises where nobody answers is a class of its HTTP library, which differs from release to release.
    transport: type[Exception] = HfHubHTTPError.__bases__[0]
    try:
        yield
    except HfHubHTTPError as problem:
        status = problem.response.status_code if problem.response is not None else 0
        hint = "log in with `hf auth login` or set HF_TOKEN to a token that may write there" if status in (401, 403) else "try again later"
        raise RunError(f"the Hub refused to take {repo_id} (status {status}); {hint}") from None
    except LocalTokenNotFoundError:
        raise RunError(f"cannot push to {repo_id} without a login; run `hf auth login` or set HF_TOKEN") from None
    except OfflineModeIsEnabled:
        raise RunError(f"cannot push to {repo_id} while HF_HUB_OFFLINE is set; unset it") from None
    except (transport, OSError) as problem:
        if getattr(problem, "filename", None) is not None:
            raise
        raise RunError(f"the Hub could not be reached to push to {repo_id}: {problem}; check HF_ENDPOINT and the network") from None


def _card(sources: Source | Sequence[Source], repo_id: str, to: str | None, rows: Mapping[str, int], noted: _Noted) -> str:
    """Return the card of the run, if one run is pushed as it is, else one that says what is in the sets."""
    import yaml

    plans = [plan for one in sets_of(sources).values() for plan in one]
    path = plans[0].path
    if to is None and len(plans) == 1 and path is not None and (path / METADATA).is_file() and (path / CARD).is_file():
        return CONFIGS.sub("", (path / CARD).read_text(encoding="utf-8"), count=1)
    licences = {LICENCE_TAGS.get(licence, "other") for licence in noted.licences}
    matter: dict[str, Any] = {
        "license": licences.pop() if len(licences) == 1 else "other",
        "language": sorted(language for language in noted.languages if language),
        "task_categories": ["text-generation"],
        "tags": ["code", "python", "synthetic", "verified", "synthgen"],
    }
    head = yaml.safe_dump({name: value for name, value in matter.items() if value}, sort_keys=False)
    name = repo_id.rsplit("/", 1)[-1]
    return rendered_text("dataset_card.md.j2", matter=head, name=name, format=to, sets=rows, repo_id=repo_id, version=__version__)
