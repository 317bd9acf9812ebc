"""`synthgen evalset`: the evaluation side of a split policy, the policy itself, the commitment and its verification."""

from __future__ import annotations

import json
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from synthgen.cli import evalset_checks
from synthgen.cli.checks import Json, Quiet, Trusted
from synthgen.cli.compose import stored_settings
from synthgen.errors import RunError, UsageError

if TYPE_CHECKING:
    from synthgen.run.split_policy import SplitPolicy

app = typer.Typer(help="Make evaluation sets that share no behaviour with training, and prove it.", invoke_without_command=True)

FRACTION = 0.1
"""Share of all behaviours that evaluation gets by default."""
SaltFile = Annotated[Path | None, typer.Option(help="File of the private salt.", show_default=False)]
Fraction = Annotated[float | None, typer.Option(help=f"Share of behaviours for evaluation; default: {FRACTION}.", show_default=False)]
HoldAtoms = Annotated[str | None, typer.Option("--hold-out-atoms", help="Atoms that training must not use.", show_default=False)]
HoldPairs = Annotated[
    str | None, typer.Option("--hold-out-pairs", help="Pairs of atoms (a+b,c+d) that no training task may join.", show_default=False)
]
HoldCombinators = Annotated[
    str | None, typer.Option("--hold-out-combinators", help="Combinators that training must not use.", show_default=False)
]
HoldDepth = Annotated[
    int | None, typer.Option("--hold-out-deeper-than", help="Depth beyond which plans are for evaluation only.", show_default=False)
]


for command in (evalset_checks.commit, evalset_checks.verify, evalset_checks.overlap):
    app.command()(command)


def _option(text: str, *names: str) -> Any:
    return typer.Option(*names, help=text, show_default=False)


@app.callback()
def make(
    context: typer.Context,
    n: Annotated[int | None, _option("Items to make; default: 500.", "--n")] = None,
    salt_file: SaltFile = None,
    fraction: Fraction = None,
    policy: Annotated[Path | None, _option("Split policy, in place of --fraction and --hold-out-*.")] = None,
    out: Annotated[Path | None, _option("Directory to write, new or empty; default: outputs/evalset-n<n>.")] = None,
    seed: Annotated[int | None, _option("Seed; default: drawn from the salt.")] = None,
    canary: Annotated[str | None, _option("Canary GUID; default: a new one.")] = None,
    depth: Annotated[str | None, _option("Operations composed in one task: 3, or a range; default: 2-5.")] = None,
    topics: Annotated[str | None, _option("Topics to take atoms from, with commas between; default: all.")] = None,
    atoms: Annotated[Path | None, _option("Folder of a library of your own; default: the one that ships.")] = None,
    difficulty: Annotated[str | None, _option("Difficulties to keep: easy, medium, hard; default: all.")] = None,
    language: Annotated[str | None, _option("Language of the prompts: en, zh or mixed; default: en.")] = None,
    style: Annotated[str | None, _option("Prompt styles, with commas between; default: all.")] = None,
    format: Annotated[str | None, _option("jsonl, or parquet for a Parquet twin; default: jsonl.")] = None,
    max_attempts: Annotated[int | None, _option("Candidates to try at most; default: as the fraction asks.")] = None,
    distinct: Annotated[int, typer.Option(help="Fewest different outputs of an item on its 64 probe inputs.")] = 16,
    minimal: Annotated[int, typer.Option(help="Depth up to which no plan may do the same: 0, 1 or 2.")] = 2,
    hold_out_atoms: HoldAtoms = None,
    hold_out_pairs: HoldPairs = None,
    hold_out_combinators: HoldCombinators = None,
    hold_out_deeper_than: HoldDepth = None,
    tag_held_out: Annotated[bool, typer.Option("--tag-held-out", help="Also make items without anything held out; tags tell.")] = False,
    train: Annotated[list[Path] | None, _option("Training run or file to keep away from; may be given several times.")] = None,
    margin: Annotated[float, typer.Option(help="Largest share of probe inputs on which a training item may agree.")] = 0.5,
    tag_near: Annotated[bool, typer.Option("--tag-near", help="Mark items beyond the margin, do not drop them.")] = False,
    against: Annotated[str | None, _option("Indices of known tasks, or FILE.npz, or none; default: all that ship.")] = None,
    trusted: Trusted = False,
    workers: Annotated[int | None, _option("Worker processes; changes the speed only; default: processors.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue an unfinished set, with the same flags.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Make an evaluation set, or run one of the commands below.

    synthgen evalset --n 500 --salt-file salt.txt --fraction 0.1 --out outputs/eval
    """
    if context.invoked_subcommand is not None:
        given = [name for name in context.params if str(context.get_parameter_source(name)).endswith("COMMANDLINE")]
        if given:
            raise UsageError(f"options of `synthgen evalset` stand behind {context.invoked_subcommand}, not before it")
        return
    from synthgen.cli import Stopped
    from synthgen.dataset.evalset.card import NONE
    from synthgen.dataset.evalset.make import ITEMS_BY_DEFAULT, make_evalset
    from synthgen.dataset.evalset.screen import Training
    from synthgen.run.progress import watching
    from synthgen.run.split_policy import read_policy, read_salt, salt_of

    held_out = {
        "atoms": hold_out_atoms, "pairs": hold_out_pairs, "combinators": hold_out_combinators, "deeper_than": hold_out_deeper_than,
    }  # fmt: skip
    if policy is not None:
        given = [name for name, value in {"fraction": fraction, **held_out}.items() if value is not None]
        if given:
            raise UsageError(f"--policy says what is held out and the fraction; drop the flags for {', '.join(given)}")
        agreed = read_policy(policy)
        salt = salt_of(agreed, policy, salt_file)
    elif salt_file is None:
        raise UsageError("no --salt-file was given; `synthgen evalset policy --salt-file FILE` makes one")
    else:
        salt = read_salt(salt_file)
        agreed = _policy(salt, fraction, atoms, held_out)
    asked: dict[str, Any] = {
        "n": n, "seed": seed, "depth": depth, "topics": topics, "atoms": atoms, "difficulty": difficulty, "language": language,
        "style": style, "format": format, "max_attempts": max_attempts,
    }  # fmt: skip
    asked = {name: value for name, value in asked.items() if value is not None}
    if resume and out is None:
        raise UsageError("--resume takes the directory of the unfinished set; name it with --out")
    path = out or Path("outputs") / f"evalset-n{n or ITEMS_BY_DEFAULT}"
    asked = {**(stored_settings(path) if resume else {}), **asked}
    training = Training(tuple(train or ()), margin, tag_near)
    begun = time.monotonic()
    try:
        with watching(not quiet) as watch:
            made = make_evalset(
                agreed, salt, path, canary=canary, distinct=distinct, shallow=minimal, only_held_out=not tag_held_out, training=training,
                against=None if against is None else [name for name in _names(against) if name != NONE],
                isolation="process" if trusted else "sandbox", workers=workers, resume=resume, watch=watch, **asked,
            )  # fmt: skip
    except KeyboardInterrupt:
        raise Stopped(f"stopped; continue with the same command and: --resume --out {shlex.quote(str(path))}") from None
    manifest = made.manifest
    if not quiet:
        print(f"{manifest.items} items in {time.monotonic() - begun:.0f} s; root {manifest.root}", file=sys.stderr)
    if as_json:
        head = manifest.model_dump(mode="json", exclude={"hashes"})
        print(json.dumps({"path": str(path), **head}))
    else:
        print(path)


@app.command()
def policy(
    out: Annotated[Path, _option("Policy file to write.")],
    salt_file: Annotated[Path, _option("File of the private salt; it is made if it is not there.")],
    fraction: Fraction = None,
    hold_out_atoms: HoldAtoms = None,
    hold_out_pairs: HoldPairs = None,
    hold_out_combinators: HoldCombinators = None,
    hold_out_deeper_than: HoldDepth = None,
    atoms: Annotated[Path | None, _option("Folder of a library of your own, to look up names in.")] = None,
) -> None:
    """Write a split policy for both sides: `synthgen evalset --policy`, `synthgen compose --split-policy`."""
    import os

    from synthgen.dataset.evalset.policy import new_salt
    from synthgen.run.directory import RunDirectory
    from synthgen.run.split_policy import read_salt

    if out.exists():
        raise RunError(f"{out} is there already; runs may rely on it, so choose another --out")
    if not salt_file.exists():
        new_salt(salt_file)
        print(f"a new salt is in {salt_file}; keep it: without it nobody can make either side again, or verify a set", file=sys.stderr)
    held_out = {
        "atoms": hold_out_atoms, "pairs": hold_out_pairs, "combinators": hold_out_combinators, "deeper_than": hold_out_deeper_than,
    }  # fmt: skip
    made = _policy(read_salt(salt_file), fraction, atoms, held_out, os.path.relpath(salt_file, out.parent))
    out.parent.mkdir(parents=True, exist_ok=True)
    RunDirectory(out.parent).write(out.name, made.text())
    print(f"policy {made.digest()}", file=sys.stderr)
    print(out)


def _policy(salt: bytes, fraction: float | None, atoms: Path | None, held_out: dict[str, Any], salt_file: str | None = None) -> SplitPolicy:
    from synthgen.dataset.evalset.policy import make_policy

    return make_policy(
        salt,
        FRACTION if fraction is None else fraction,
        atoms=_names(held_out["atoms"]),
        pairs=[_pair(name) for name in _names(held_out["pairs"])],
        combinators=_names(held_out["combinators"]),
        deeper_than=held_out["deeper_than"] or 0,
        library=atoms,
        salt_file=salt_file,
    )


def _names(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _pair(text: str) -> tuple[str, str]:
    names = [name.strip() for name in text.split("+")]
    if len(names) != 2:
        raise UsageError(f"a pair is two atoms with a plus between, such as total+divisors; found {text!r}")
    return names[0], names[1]
