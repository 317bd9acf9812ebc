"""Which set a behaviour belongs to: by a keyed hash, so that no behaviour is ever in two.

A random split leaves equal tasks on both sides, since different programs may do the same. Here HMAC-SHA256 of the behaviour
under a salt gives a number in 0..1, and the sets own consecutive ranges of it, as long as their shares. Nothing is looked up:
rows that are made later, and other recipes with the same salt and shares, fall on the same sides.
"""

from __future__ import annotations

import ast
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synthgen.sandbox.child import find_entry_point
from synthgen.syntax import parse_module

DIGEST = 16
"""Bytes of a behaviour; a run's own are as long."""


def side_of(behaviour: bytes, salt: str, shares: Sequence[float], open_to: Sequence[bool] | None = None) -> int:
    """Return the place of the set that owns `behaviour`, among those that are `open_to` it (all, by default).

    >>> [side_of(bytes([number] * 16), "salt", [0.5, 0.5]) for number in range(8)]
    [0, 0, 1, 1, 1, 0, 1, 1]
    """
    number = int.from_bytes(hmac.digest(salt.encode(), behaviour, "sha256")[:8], "big") / 2**64
    usable = [place for place in range(len(shares)) if (open_to is None or open_to[place]) and shares[place] > 0]
    point = number * sum(shares[place] for place in usable)
    for place in usable[:-1]:
        point -= shares[place]
        if point < 0:
            return place
    return usable[-1]


def behaviour_of(metadata: Mapping[str, Any] | None, code: str, tests: Iterable[tuple[str, str]]) -> bytes:
    """Return what a row does, as a hash: the behaviour that its metadata records, else one of its signature and tests.

    The second is for anyone's rows: the types that the entry point states, and the pairs of input and output whatever their
    order. Rows with the same tests fall together; rows that do the same on other tests are not recognised.
    """
    known = (metadata or {}).get("behaviour")
    if isinstance(known, str) and known:
        return bytes.fromhex(known) if _is_own(known) else hashlib.blake2b(known.encode(), digest_size=DIGEST).digest()
    state = hashlib.blake2b(_signature(code).encode(), digest_size=DIGEST)
    for given, result in sorted(tests):
        state.update(f"\0{given}\1{result}".encode("utf-8", "surrogatepass"))
    return state.digest()


def _is_own(text: str) -> bool:
    return len(text) == 2 * DIGEST and not set(text) - set("0123456789abcdef")


def _signature(code: str) -> str:
    try:
        tree = parse_module(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    name = find_entry_point(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            hints = [*(argument.annotation for argument in node.args.args), node.returns]
            return ",".join(ast.unparse(hint) if hint else "?" for hint in hints)
    return ""
