"""`synthgen export`, `lint` and `push`: samples in the formats of others, and on the Hub."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from synthgen.cli.checks import Json


def export(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Runs, mixtures, samples (.jsonl, .jsonl.gz, .parquet) or saved datasets.", metavar="SOURCE...", show_default=False
        ),
    ] = None,
    to: Annotated[str | None, typer.Option(help="The format; --list shows them.", metavar="NAME", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option(help="Directory to write, new or empty.", show_default=False)] = None,
    limit: Annotated[int | None, typer.Option(help="Rows of each set to export at most.", show_default=False)] = None,
    parquet: Annotated[bool, typer.Option("--parquet", help="Write a Parquet twin of each data file.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the formats, a line each.")] = False,
    as_json: Json = False,
) -> None:
    """Write samples in the format of a trainer, a benchmark or a harness."""
    from synthgen.dataset.export import EXPORTERS
    from synthgen.dataset.export import export as write
    from synthgen.errors import UsageError

    if listed:
        width = max(map(len, EXPORTERS))
        for name, one in EXPORTERS.items():
            print(f"{name:{width}}  {one.summary}; takes {one.takes}")
        return
    if not sources:
        raise UsageError("no source was given; give a run, a mixture, a file of samples or a saved dataset")
    if to is None:
        raise UsageError("no format was given; give one with --to, such as --to trl-grpo; `synthgen export --list` shows them")
    if out is None:
        raise UsageError("no --out was given; give a new directory for the export, such as --out outputs/export")
    done = write(sources, to, out, limit=limit, parquet=parquet)
    counts = done.counts
    if as_json:
        print(json.dumps({"path": str(out), **done.manifest}, ensure_ascii=False))
    else:
        print(f"{counts.exported} of {counts.rows} rows exported{f', {counts.left} left beyond the limit' if counts.left else ''}")
        if counts.refused:
            print(f"{counts.refused.total()} refused, see {out / 'refused.jsonl'}")
        for reason, count in counts.refused.most_common():
            print(f"{count:>8}  {reason}")
        for finding in done.findings:
            print(finding)
        print(out)
    raise typer.Exit(1 if done.findings else 0)


def lint(
    files: Annotated[
        list[Path], typer.Argument(help="Data files (.jsonl, .json, .parquet) or exports.", metavar="FILE...", show_default=False)
    ],
    to: Annotated[
        str | None, typer.Option("--for", help="The format whose consumer is to read it.", metavar="NAME", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Look for what breaks the loaders of data files; exit status 1 if there is something."""
    from synthgen.dataset.export import lint as look

    findings = [finding for file in files for finding in look(file, to)]
    if as_json:
        print(json.dumps({"findings": [finding.row() for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            print(finding)
        print(f"{len(findings)} finding{'s' if len(findings) > 1 else ''}" if findings else "nothing found")
    raise typer.Exit(1 if findings else 0)


def push(
    sources: Annotated[
        list[Path],
        typer.Argument(
            help="Runs, mixtures, samples (.jsonl, .jsonl.gz, .parquet) or saved datasets.", metavar="SOURCE...", show_default=False
        ),
    ],
    repo_id: Annotated[str, typer.Option("--repo-id", help="The dataset on the Hub, OWNER/NAME.", metavar="ID", show_default=False)],
    to: Annotated[
        str | None,
        typer.Option(help="Push in this format; default: the samples with all their fields.", metavar="NAME", show_default=False),
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="Make a new repository private.")] = False,
    config_name: Annotated[str, typer.Option(help="The configuration that the data is of.", metavar="NAME")] = "default",
    as_json: Json = False,
) -> None:
    """Push samples to the Hugging Face Hub, as Parquet with a card."""
    from synthgen.dataset.export import push as upload

    done = upload(sources, repo_id, to=to, private=private or None, config_name=config_name)
    if as_json:
        counts = done.export.counts.row()
        print(json.dumps({"repo_id": done.repo_id, "url": done.url, "sets": done.rows, "counts": counts}, ensure_ascii=False))
        return
    for name, rows in done.rows.items():
        print(f"{rows:>8}  {name}")
    for reason, count in done.export.counts.refused.most_common():
        print(f"{count:>8}  refused: {reason}")
    print(done.url)
