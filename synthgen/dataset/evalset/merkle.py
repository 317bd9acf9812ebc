"""The Merkle tree over the items of a set, as RFC 6962 (Certificate Transparency), section 2.1, defines it over SHA-256.

A leaf is hashed behind a zero byte and a pair of hashes behind a one byte, so that no inner node can pass for a leaf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\0" + data).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of leaf hashes; of none it is the hash of nothing."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << (len(leaves) - 1).bit_length() - 1  # the largest power of two below the number of leaves
    return hashlib.sha256(b"\1" + root_of(leaves[:middle]) + root_of(leaves[middle:])).digest()
