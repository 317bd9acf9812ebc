"""The salted hashes of an item: each field by itself, so that whoever verifies a set learns which field of which item differs.

A field is hashed as JSON with sorted keys and no spaces, under HMAC-SHA256 with the salt of the set. Without the salt the hashes
tell nothing, even of a field with few possible values. They do not depend on the place of an item.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from synthgen.dataset.evalset.merkle import leaf_hash
from synthgen.records import Sample

FIELDS = tuple(field.name for field in fields(Sample))
"""What is hashed of an item."""
ITEM = "item"
"""The name of the hash over those of all fields: the leaf of the Merkle tree."""


def canonical_json(value: object) -> bytes:
    """Return the one JSON text that a value is hashed as."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def salted(salt: bytes, what: str, value: object) -> bytes:
    """Return the keyed hash of a value that is called `what`."""
    return hmac.digest(salt, b"synthgen evalset\0" + what.encode() + b"\0" + canonical_json(value), "sha256")


def item_hashes(salt: bytes, row: Mapping[str, Any]) -> dict[str, str]:
    """Return the hashes of a row as hexadecimal digits, by field, and the leaf over them as `item`; a missing field counts as null."""
    by_field = {name: salted(salt, name, row.get(name)) for name in FIELDS}
    extra = sorted(set(row) - set(FIELDS))
    data = b"".join(by_field.values()) + (salted(salt, "further fields", {name: row[name] for name in extra}) if extra else b"")
    return {ITEM: leaf_hash(data).hex(), **{name: digest.hex() for name, digest in by_field.items()}}
