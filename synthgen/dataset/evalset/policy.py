"""Making a split policy: a fraction, what is held out, and a salt that stays in a file of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from synthgen.errors import UsageError, unknown
from synthgen.library import load_library
from synthgen.plan.combinators import COMBINATORS
from synthgen.run.split_policy import HeldOutFile, SplitPolicy, commitment, probes_hash

SALT_BYTES = 32
"""Random bytes of a new salt; it stands in its file as twice as many hexadecimal digits."""


def new_salt(path: Path) -> None:
    """Write a new random salt to a file that only its owner may read. Raises UsageError if the file is there or cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise UsageError(f"cannot make the salt file {path}: {problem.strerror or problem}; give another --salt-file") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(SALT_BYTES) + "\n")


def make_policy(
    salt: bytes,
    fraction: float,
    *,
    atoms: Sequence[str] = (),
    pairs: Sequence[tuple[str, str]] = (),
    combinators: Sequence[str] = (),
    deeper_than: int = 0,
    library: Path | None = None,
    salt_file: str | None = None,
) -> SplitPolicy:
    """Return a policy. Names are looked up in the library that ships, or in the folder `library`; raises UsageError for unknown ones."""
    known = load_library(library.resolve() if library else None).atoms
    for name in [*atoms, *(name for pair in pairs for name in pair)]:
        if name not in known:
            raise UsageError(unknown("atom", name, known))
    for name in combinators:
        if name not in COMBINATORS:
            raise UsageError(unknown("combinator", name, COMBINATORS))
    for left, right in pairs:
        if left == right:
            raise UsageError(f"a held-out pair takes two different atoms; found {left} twice")
    try:
        held_out = HeldOutFile(
            atoms=tuple(sorted(set(atoms))),
            pairs=tuple(sorted({(min(pair), max(pair)) for pair in pairs})),
            combinators=tuple(sorted(set(combinators))),
            deeper_than=deeper_than,
        )
        return SplitPolicy(fraction=fraction, held_out=held_out, probes=probes_hash(), salt=commitment(salt), salt_file=salt_file)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise UsageError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}; found {first['input']!r}") from None
