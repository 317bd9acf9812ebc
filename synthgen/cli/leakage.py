"""`synthgen leakage`: what of a test set stands in a training set; `leakage index` makes an index of hashes to check against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from synthgen.cli.checks import Quiet, Trusted, Workers, isolation_of, say, show

app = typer.Typer(help="Measure what of a test set stands in a training set.", rich_markup_mode=None)
TELL_EVERY = 1024
"""Rows between two lines of progress; a multiple of the rows of a batch."""


@app.callback(invoke_without_command=True)
def leakage(
    context: typer.Context,
    train: Annotated[
        list[Path] | None, typer.Option(help="Training set: a file or a run; may be given several times.", show_default=False)
    ] = None,
    test: Annotated[Path | None, typer.Option(help="Test set: a file or a run.", show_default=False)] = None,
    against: Annotated[
        str | None, typer.Option(help="Indices with commas between: humaneval, humaneval+, mbpp, or FILE.npz.", show_default=False)
    ] = None,
    null: Annotated[Path | None, typer.Option(help="A set that is known to be clean, for the null baseline.", show_default=False)] = None,
    html: Annotated[Path | None, typer.Option(help="HTML page to write.", show_default=False)] = None,
    trusted: Trusted = False,
    no_behaviour: Annotated[bool, typer.Option("--no-behaviour", help="Run no programs: text and syntax only.")] = False,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, with every item.")] = False,
) -> None:
    """Measure what of a test set stands in a training set: text, syntax, behaviour, atoms."""
    from synthgen.errors import UsageError

    if context.invoked_subcommand is not None:
        if train or test or against:
            raise UsageError(f"`leakage {context.invoked_subcommand}` takes its options behind its name; leave out those in front of it")
        return
    if not train:
        raise UsageError("no --train was given; give a training set, such as --train outputs/first, and --test or --against")
    from synthgen.dataset.leakage import measure
    from synthgen.dataset.leakage.page import write_page

    def tell(rows: int) -> None:
        if not quiet and rows % TELL_EVERY == 0:
            say(f"{rows} rows compared")

    names = [name.strip() for name in against.split(",") if name.strip()] if against else []
    isolation = None if no_behaviour else isolation_of(trusted)
    report = measure(train, test, against=names, null=null, isolation=isolation, workers=workers, progress=tell)
    if html is not None:
        write_page(report, html)
    show(report, as_json)


@app.command()
def index(
    file: Annotated[
        Path, typer.Argument(help="Tasks: human-eval, EvalPlus, MBPP, our schema, any rows of texts.", metavar="FILE", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Index to write, FILE.npz.", show_default=False)],
    source: Annotated[str, typer.Option(help="Where the file is from, for the provenance.")] = "",
    licence: Annotated[str, typer.Option(help="Licence of the file, for the provenance.")] = "",
    trusted: Trusted = False,
    workers: Workers = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make an index of a benchmark or a set: hashes and answers, no text."""
    from dataclasses import asdict

    from synthgen.dataset.leakage import index_of

    made = index_of(file, isolation_of(trusted), workers, {"source": source, "licence": licence}, out.stem)
    made.save(out)
    told = {"path": str(out), "items": len(made), "with telling probes": sum(one is not None and one.telling for one in made.probes)}
    if as_json:
        print(json.dumps({**told, "provenance": asdict(made.provenance)}, ensure_ascii=False))
        return
    print(f"{told['items']} items, {told['with telling probes']} with probes that tell their behaviour, from {made.provenance.file}")
    print(out)


@app.command()
def selftest(
    file: Annotated[
        Path | None, typer.Argument(help="Samples of one run; default: a small run is made.", metavar="FILE", show_default=False)
    ] = None,
    n: Annotated[int, typer.Option("--n", help="Rows; half of them are items, half are unrelated.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the run that is made and of the disguises.")] = 0,
    trusted: Trusted = False,
    workers: Workers = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Plant leaks in disguise and report what each detector finds, and how often it is wrong."""
    from itertools import islice

    from synthgen.dataset.leakage.selftest import selftest as tested
    from synthgen.errors import UsageError
    from synthgen.run.opened import compose
    from synthgen.verify.files import file_of, rows_of
    from synthgen.verify.schema import read

    if n < 4:
        raise UsageError(f"--n {n} was asked for; the self-test takes at least 4 rows")
    if file is None:
        rows = [sample.row() for sample in compose(n=n, seed=seed, workers=workers).samples]
    else:
        known = (read(raw)[0] for _, raw in rows_of(file_of(file)))
        rows = [row.model_dump() for row in islice((row for row in known if row is not None), n)]
    show(tested(rows, seed, isolation_of(trusted), workers), as_json)
