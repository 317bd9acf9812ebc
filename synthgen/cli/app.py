"""The tree of commands, and what becomes of their errors. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from synthgen import __version__
from synthgen.cli import INTERRUPTED, Stopped, atoms, checks, compose, dataset, enrich, evalset, evaluate, export, leakage, sandbox
from synthgen.errors import SynthgenError, UsageError

app = typer.Typer(
    name="synthgen",
    help="Make verified programming tasks, and check them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command(name="compose")(compose.compose)
app.command(name="enrich")(enrich.enrich)
app.add_typer(atoms.app, name="atoms")
app.command(name="verify")(checks.verify)
app.command(name="audit")(checks.audit)
app.command(name="score")(checks.score)
app.command(name="evaluate")(evaluate.evaluate)
app.command(name="mix")(dataset.mix)
app.command(name="select")(dataset.select)
app.command(name="filter")(dataset.filter_)
app.command(name="derive")(dataset.derive)
app.command(name="contrast")(dataset.contrast)
app.command(name="export")(export.export)
app.command(name="lint")(export.lint)
app.command(name="push")(export.push)
app.add_typer(leakage.app, name="leakage")
app.add_typer(evalset.app, name="evalset")
app.add_typer(sandbox.app, name="sandbox")


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    """Make verified programming tasks, and check them."""
    if version:
        print(f"synthgen {__version__}")
        raise typer.Exit


def run_app(arguments: list[str]) -> int:
    """Run the commands on `arguments` and return the exit status; what is wrong with them is one sentence."""
    try:
        status = app(args=arguments, prog_name="synthgen", standalone_mode=False)
        return complain("interrupted", INTERRUPTED) if status == INTERRUPTED else status if isinstance(status, int) else 0
    except Stopped as problem:
        return complain(str(problem), INTERRUPTED)
    except UsageError as problem:
        return complain(str(problem), 2)
    except SynthgenError as problem:
        return complain(str(problem), 1)
    except OSError as problem:
        if problem.filename is None:
            raise
        return complain(f"cannot read or write {problem.filename}: {problem.strerror}", 1)
    except Exception as problem:
        # The command parser's own exceptions live in different packages from release to release; they have this shape.
        message, status = getattr(problem, "format_message", None), getattr(problem, "exit_code", None)
        if message is None or not isinstance(status, int):
            raise
        if not arguments:
            print(message())
            return 0
        return complain(f"{message().rstrip('.')}; see: {_help_of(problem)}", status)


def _help_of(problem: Exception) -> str:
    context = getattr(problem, "ctx", None)
    return f"{context.command_path if context else 'synthgen'} --help"


def complain(message: str, status: int) -> int:
    """Print one sentence on standard error and return the exit status."""
    print(f"synthgen: {message}", file=sys.stderr)
    return status
