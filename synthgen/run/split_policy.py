"""The file of a split policy: all that both sides must agree on, but for the salt, which stays in a file of its own.

    {"format": "synthgen-split-policy-1", "fraction": 0.1,
     "held_out": {"atoms": [], "pairs": [], "combinators": [], "deeper_than": 0},
     "probes": HASH OF THE PROBE INPUTS, "salt": COMMITMENT TO THE SALT, "salt_file": "salt.txt"}

`salt_file` is relative to the policy file and may be missing where the salt is given otherwise. Two runs whose policies have the
same hash are sides of one split. The probe inputs are part of it: under another version of Hypothesis, say, they may be others,
and the same behaviour would fall to another side; such a run is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synthgen.check.sides import SideName, probed_content
from synthgen.errors import UsageError
from synthgen.run.config import DEEPEST
from synthgen.run.split import HeldOut, Split

FORMAT: Literal["synthgen-split-policy-1"] = "synthgen-split-policy-1"
FEWEST_SALT_BYTES = 16
"""A salt of fewer bytes could be found by trying, from the commitment to it."""
SMALLEST_FRACTION, LARGEST_FRACTION = 0.0001, 0.5
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeldOutFile(_Strict):
    """What is held out, as the file has it."""

    atoms: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    combinators: tuple[str, ...] = ()
    deeper_than: int = Field(default=0, ge=0, le=DEEPEST)

    def record(self) -> HeldOut:
        """Return the record, each pair in alphabetical order."""
        pairs = tuple((min(pair), max(pair)) for pair in self.pairs)
        return HeldOut(self.atoms, pairs, self.combinators, self.deeper_than)


class SplitPolicy(_Strict):
    """A split policy."""

    format: Literal["synthgen-split-policy-1"] = FORMAT
    fraction: float = Field(ge=SMALLEST_FRACTION, le=LARGEST_FRACTION)
    held_out: HeldOutFile = HeldOutFile()
    probes: Digest
    salt: Digest
    salt_file: str | None = None

    def digest(self) -> str:
        """Return the hash of the policy: SHA-256 over its fields as JSON, without where the salt is."""
        fields = self.model_dump(mode="json", exclude={"salt_file"})
        return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def text(self) -> str:
        """Return the text of the file."""
        return json.dumps(self.model_dump(mode="json", exclude_none=True), indent=2) + "\n"

    def split(self, side: SideName, salt: bytes) -> Split:
        """Return a side of this policy. Raises UsageError if the salt or the probe inputs are others than the policy's."""
        if commitment(salt) != self.salt:
            raise UsageError("the salt is not the one that the split policy was made with; give the salt file that belongs to the policy")
        if probes_hash() != self.probes:
            raise UsageError(
                f"the split policy was made for other probe inputs ({self.probes[:12]}) than this installation has "
                f"({probes_hash()[:12]}), so its sides would overlap; use the versions of synthgen and Hypothesis that it was made with"
            )
        return Split(side, salt, self.fraction, self.held_out.record(), self.digest())


def commitment(salt: bytes) -> str:
    """Return a value that fixes the salt and tells nothing of it, as long as the salt cannot be guessed."""
    return hmac.digest(salt, b"synthgen salt", "sha256").hex()


@cache
def probes_hash() -> str:
    """Return a hash of all probe inputs, by content; 0.4 s."""
    state = hashlib.sha256()
    for text in probed_content():
        state.update(text.encode() + b"\0")
    return state.hexdigest()


def read_salt(path: Path) -> bytes:
    """Return the salt in a file: its bytes without white space around. Raises UsageError if there is none, or a short one."""
    try:
        salt = path.read_bytes().strip()
    except OSError as problem:
        raise UsageError(
            f"cannot read the salt file {path}: {problem.strerror or problem}; `synthgen evalset policy --salt-file {path}` makes one"
        ) from None
    if len(salt) < FEWEST_SALT_BYTES:
        raise UsageError(f"the salt in {path} has {len(salt)} bytes; it takes {FEWEST_SALT_BYTES} or more that nobody can guess")
    return salt


def read_policy(path: Path) -> SplitPolicy:
    """Return the policy in a file. Raises UsageError for a file that is none."""
    try:
        return SplitPolicy.model_validate_json(path.read_bytes())
    except OSError as problem:
        raise UsageError(
            f"cannot read the split policy {path}: {problem.strerror or problem}; make one with `synthgen evalset policy --out {path}`"
        ) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise UsageError(f"{path} is no split policy: {where}: {first['msg']}") from None


def salt_of(policy: SplitPolicy, path: Path, salt_file: Path | None) -> bytes:
    """Return the salt of the policy in `path`, from `salt_file` or from where the policy says it is."""
    if salt_file is None and policy.salt_file is None:
        raise UsageError(f"the split policy {path} does not say where its salt is; name it with --salt-file")
    return read_salt(salt_file if salt_file is not None else path.parent / str(policy.salt_file))


def train_split(path: Path, salt_file: Path | None = None) -> Split:
    """Return the training side of the policy in a file."""
    policy = read_policy(path)
    return policy.split("train", salt_of(policy, path, salt_file))
