"""`synthgen evalset commit`, `verify` and `overlap`: what can be shown of a finished evaluation set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synthgen.cli.checks import TELL_EVERY, Json, Quiet, Trusted, Workers, say

if TYPE_CHECKING:
    from synthgen.check.sides import Lots
    from synthgen.programs.answers import Isolation

Directory = Annotated[Path, typer.Argument(help="A finished evaluation set.", metavar="DIR", show_default=False)]
SHOWN = 20
"""Most shared pairs that are listed."""


def commit(directory: Directory) -> None:
    """Print the root to publish before training: who has it can later check that the set was this one."""
    from synthgen.dataset.evalset.verify import committed_root

    print(committed_root(directory))


def verify(
    directory: Directory,
    salt_file: Annotated[Path, typer.Option(help="File of the salt, now revealed.", show_default=False)],
    root: Annotated[str, typer.Option(help="The root that was published.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Check a revealed set against the root that was published, item by item and field by field."""
    from dataclasses import asdict

    from synthgen.dataset.evalset.manifest import read_manifest
    from synthgen.dataset.evalset.verify import verify_evalset
    from synthgen.run.split_policy import read_salt

    differences = verify_evalset(directory, read_salt(salt_file), root)
    items = read_manifest(directory).items
    if as_json:
        print(json.dumps({"path": str(directory), "items": items, "differences": [asdict(one) for one in differences]}, ensure_ascii=False))
    elif differences:
        for one in differences:
            print(one)
        print(f"{len(differences)} differences: this is not the set that was committed to")
    else:
        print(f"{items} items, the salt, the settings and the policy are those that were committed to")
    raise typer.Exit(1 if differences else 0)


def overlap(
    directory: Annotated[Path, typer.Argument(help="An evaluation set, or a file of samples.", metavar="EVAL", show_default=False)],
    train: Annotated[list[Path], typer.Argument(help="Training runs or files.", metavar="TRAIN...", show_default=False)],
    policy: Annotated[
        Path | None, typer.Option(help="Split policy: also check that each row is on its side of it.", show_default=False)
    ] = None,
    salt_file: Annotated[Path | None, typer.Option(help="Salt of the policy; default: where the policy says.", show_default=False)] = None,
    trusted: Trusted = False,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Count the behaviours that a set shares with training runs, recomputed from the emitted code alone."""
    from dataclasses import asdict

    from synthgen.dataset.evalset.overlap import overlap as compare

    def tell(done: int) -> None:
        if done % TELL_EVERY == 0:
            say(f"{done} programs")

    isolation: Isolation = "process" if trusted else "sandbox"
    lots = _lots(policy, salt_file)
    found = compare(directory, train, isolation=isolation, workers=workers, progress=None if quiet else tell, lots=lots)
    if as_json:
        print(json.dumps(asdict(found)))
    else:
        print(f"{found.items} evaluation items and {found.train} training items run again, {found.behaviours} different behaviours")
        print(f"{len(found.own):>8}  pairs with the same kinds and the same results on all probe inputs")
        print(f"{len(found.common):>8}  pairs with the same types and the same results on all common inputs")
        print(f"{len(found.unlike):>8}  rows with another behaviour than their metadata says")
        if lots:
            print(f"{len(found.astray):>8}  rows that the salt does not give to their side")
        print(f"{found.skipped:>8}  rows that could not be compared: no kinds, no typed signature, or a failed call")
        for what, pairs in (("own", found.own), ("common", found.common)):
            for item, trained in pairs[:SHOWN]:
                print(f"  {what}: {item} and {trained}")
    raise typer.Exit(0 if found.is_clean else 1)


def _lots(policy: Path | None, salt_file: Path | None) -> Lots | None:
    from synthgen.check.sides import Lots
    from synthgen.errors import UsageError
    from synthgen.run.split_policy import read_policy, salt_of

    if policy is None:
        if salt_file is not None:
            raise UsageError("--salt-file belongs to a split policy; name that with --policy")
        return None
    agreed = read_policy(policy)
    split = agreed.split("eval", salt_of(agreed, policy, salt_file))
    return Lots(split.salt, split.fraction)
