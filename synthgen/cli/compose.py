"""`synthgen compose`: from flags and a config file to a run directory."""

from __future__ import annotations

import json
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from synthgen.cli.model_flags import ModelFlags, with_model_flags
from synthgen.errors import RunError, UsageError, unknown

if TYPE_CHECKING:
    from synthgen.run.config import RunConfig

OUTPUTS = Path("outputs")
"""Where runs land that were given no `--out`."""
BESIDE_SETTINGS = ("out", "workers")
"""What a config file may hold besides the settings of a run."""


def _option(text: str, *names: str) -> Any:
    """Return an option whose default is told in its text, since it may also come from a config file."""
    return typer.Option(*names, help=text, show_default=False)


@with_model_flags
def compose(
    models: ModelFlags,
    n: Annotated[int | None, _option("Samples to accept; default: 10000.", "--n")] = None,
    seed: Annotated[int | None, _option("Seed of every random choice; default: 0.")] = None,
    out: Annotated[Path | None, _option("Directory to write, new or empty; default: outputs/seed<seed>-n<n>.")] = None,
    depth: Annotated[str | None, _option("Operations composed in one task: 3, or a range; default: 2-5.")] = None,
    topics: Annotated[str | None, _option("Topics to take atoms from, with commas between; default: all.")] = None,
    atoms: Annotated[Path | None, _option("Folder of a library of your own; default: the one that ships.")] = None,
    difficulty: Annotated[str | None, _option("Difficulties to keep: easy, medium, hard; default: all.")] = None,
    language: Annotated[str | None, _option("Language of the prompts: en, zh or mixed; default: en.")] = None,
    style: Annotated[str | None, _option("Prompt styles, with commas between; default: all.")] = None,
    workers: Annotated[int | None, _option("Worker processes; changes the speed only; default: processors.")] = None,
    format: Annotated[str | None, _option("jsonl, or parquet for a Parquet twin; default: jsonl.")] = None,
    max_attempts: Annotated[int | None, _option("Candidates to try at most; default: 40 n + 2000.")] = None,
    split_policy: Annotated[Path | None, _option("Policy of `synthgen evalset policy`, to make its training side.")] = None,
    salt_file: Annotated[Path | None, _option("Salt of the policy; default: where the policy says.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue an unfinished run.")] = False,
    config: Annotated[Path | None, typer.Option(help="YAML file of these settings; flags win.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")] = False,
) -> None:
    """Compose verified programming tasks: prompt, solutions, tests."""
    from synthgen.cli import Stopped
    from synthgen.run.config import library_of, make_config
    from synthgen.run.flow import run
    from synthgen.run.progress import watching

    flags = {
        "n": n, "seed": seed, "depth": depth, "topics": topics, "atoms": atoms, "difficulty": difficulty, "language": language,
        "style": style, "format": format, "max_attempts": max_attempts, "out": out, "workers": workers, "split_policy": split_policy,
    }  # fmt: skip
    asked = {**(read_config(config) if config else {}), **{name: value for name, value in flags.items() if value is not None}}
    workers = asked.pop("workers", None)
    if workers is not None and type(workers) is not int:
        raise UsageError(f"workers: a whole number is wanted; found {workers!r}")
    path = Path(str(asked.pop("out"))) if "out" in asked else None
    again = _split(asked, salt_file)
    if models.settings is not None:
        from synthgen.cli import enrich

        enrich.check(models)
    if resume:
        path = path or _unfinished(make_config(**asked))
        asked = {**stored_settings(path), **asked}
    checked = make_config(**asked)
    if models.settings is not None and models.only_looks:
        enrich.look_before(checked, models, workers, as_json)
        return
    path = path or free_folder(default_folder(checked))
    begun = time.monotonic()
    try:
        with watching(not quiet) as watch:
            run(checked, path, workers, resume, watch)
        if models.settings is None:
            report(path, time.monotonic() - begun, quiet, as_json)
            return
    except KeyboardInterrupt:
        own = (f" --atoms {shlex.quote(str(checked.atoms))}" if checked.atoms else "") + again
        raise Stopped(f"stopped; continue with: synthgen compose --resume --out {shlex.quote(str(path))}{own}") from None
    progress = enrich.enriched(path, models.settings, library_of(checked), quiet)
    enrich.report(path, progress, time.monotonic() - begun, quiet, as_json)


def _split(asked: dict[str, Any], salt_file: Path | None) -> str:
    """Put the training side of the policy file in `asked` in its place, and return the flags that ask for it again."""
    from synthgen.run.split_policy import train_split

    if "split_policy" not in asked:
        if salt_file is not None:
            raise UsageError("--salt-file belongs to a split policy; name that with --split-policy")
        return ""
    policy = Path(str(asked["split_policy"]))
    asked["split_policy"] = train_split(policy, salt_file)
    return f" --split-policy {shlex.quote(str(policy))}" + (f" --salt-file {shlex.quote(str(salt_file))}" if salt_file else "")


def report(path: Path, seconds: float, quiet: bool, as_json: bool) -> None:
    """Print what a run came to: its directory, or a JSON object, on standard output; a sentence on standard error."""
    from synthgen.run.opened import open_run
    from synthgen.run.progress import duration

    metadata = open_run(path).metadata
    funnel = metadata["funnel"]
    if not quiet:
        figures = f"{funnel['accepted']} samples of {funnel['tried']} candidates in {duration(seconds)}"
        print(f"{figures}: {', '.join(f'{name} {count}' for name, count in metadata['counts']['difficulty'].items())}", file=sys.stderr)
    if as_json:
        result = {"path": str(path), "seconds": round(seconds, 3), **{name: metadata[name] for name in ("samples", "funnel", "counts")}}
        print(json.dumps(result, ensure_ascii=False))
    else:
        print(path)


def read_config(path: Path) -> dict[str, Any]:
    """Return what a YAML config file asks for. Raises UsageError with file and line for what cannot be read."""
    import yaml

    from synthgen.run.config import RunConfig

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"cannot read the config file {path}: {getattr(problem, 'strerror', None) or 'it is not UTF-8 text'}") from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise UsageError(f"{where}: not YAML: {getattr(problem, 'problem', None) or 'unreadable characters'}") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise UsageError(f"{path}: a config file has lines such as `n: 100`; found a {type(content).__name__}")
    settings = {str(name).replace("-", "_"): value for name, value in content.items()}
    known = [*RunConfig.model_fields, *BESIDE_SETTINGS]
    for name in settings:
        if name not in known:
            raise UsageError(f"{path}: {unknown('setting', name, known)}")
    return settings


def default_folder(config: RunConfig) -> Path:
    """Return the folder that a run lands in by default."""
    return OUTPUTS / f"seed{config.seed}-n{config.n}"


def free_folder(wanted: Path) -> Path:
    """Return `wanted`, or with -2, -3 ... behind it the first that is not there or empty."""
    number = 1
    path = wanted
    while path.exists() and not (path.is_dir() and not any(path.iterdir())):
        number += 1
        path = wanted.with_name(f"{wanted.name}-{number}")
    return path


def _unfinished(config: RunConfig) -> Path:
    """Return the latest unfinished run in the default folder of `config`."""
    from synthgen.run.directory import RunDirectory

    wanted = default_folder(config)
    found = [path for path in wanted.parent.glob(f"{wanted.name}*") if path.name == wanted.name or path.name.startswith(f"{wanted.name}-")]
    open_ones = [path for path in found if RunDirectory(path).stored_identity() is not None and not RunDirectory(path).is_finished]
    if not open_ones:
        raise RunError(f"nothing to resume at {wanted}; name the directory of the unfinished run with --out")
    return max(open_ones, key=lambda path: path.stat().st_mtime_ns)


def stored_settings(path: Path) -> dict[str, Any]:
    """Return the settings that the run in `path` was started with, but for where its atoms and its split policy are."""
    from synthgen.run.directory import RunDirectory

    stored = RunDirectory(path).stored_identity() or {}
    settings = stored.get("settings")
    settings = dict(settings) if isinstance(settings, dict) else {}
    for name in ("own_atoms", "split_policy"):
        settings.pop(name, None)
    return settings
