"""The manifest of a set: the commitment, which may be published before anybody trains, since it tells nothing of the items."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synthgen.dataset.evalset.hashes import ITEM, canonical_json
from synthgen.dataset.evalset.merkle import leaf_hash, root_of
from synthgen.errors import RunError

MANIFEST, ITEMS, POLICY = "manifest.json", "items.jsonl", "policy.json"
FORMAT: Literal["synthgen-evalset-1"] = "synthgen-evalset-1"
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """What a set commits to. The head, all fields but `hashes` and `root`, is the first leaf of the tree; the items follow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["synthgen-evalset-1"] = FORMAT
    canary: str = Field(min_length=1)
    items: int = Field(ge=0)
    generator: str
    library: str
    policy: Digest
    probes: Digest
    salt: Digest
    config: Digest
    hashes: tuple[dict[str, Digest], ...]
    root: Digest

    def text(self) -> str:
        """Return the text of the file."""
        return json.dumps(self.model_dump(mode="json"), indent=1) + "\n"

    def root_over(self, leaves: Sequence[bytes]) -> str:
        """Return the Merkle root of this head and the given item leaves."""
        head = canonical_json(self.model_dump(mode="json", exclude={"hashes", "root"}))
        return root_of([leaf_hash(head), *leaves]).hex()

    def computed_root(self) -> str:
        """Return the Merkle root of the head and of the hashes that stand here, whatever `root` says."""
        return self.root_over([bytes.fromhex(hashes.get(ITEM, "")) for hashes in self.hashes])


def read_manifest(directory: Path) -> Manifest:
    """Return the manifest of the set in a directory. Raises RunError if there is none that can be read."""
    path = directory / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as problem:
        raise RunError(
            f"no evaluation set in {directory}: {MANIFEST} cannot be read ({problem.strerror or problem}); "
            "it takes a directory that `synthgen evalset` finished"
        ) from None
    except ValidationError as problem:
        first = problem.errors()[0]
        raise RunError(
            f"{path} is no manifest of an evaluation set: {'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}"
        ) from None
