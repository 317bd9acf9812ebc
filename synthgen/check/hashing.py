"""Whether a program may depend on the hash seed, told by its code: it needs a hash, or a set whose order shows.

Dicts keep the order of insertion; the difference of two of their views is a set. In doubt a program may.
"""

from __future__ import annotations

from opcode import opmap
from types import CodeType

SEED, VIEW, ALGEBRA = 1, 2, 4
"""What is found in code: it may depend on the seed; it makes a view of a dict that can become a set; it combines what may be sets."""
_NAMES = {
    **dict.fromkeys(("set", "frozenset", "hash", "id", "keys", "__hash__"), SEED),
    "items": VIEW,
    **dict.fromkeys(("sub", "and_", "or_", "xor"), ALGEBRA),
}
_OPCODES = {
    **dict.fromkeys((opmap[name] for name in ("BUILD_SET", "SET_ADD", "SET_UPDATE")), SEED),
    opmap["BINARY_OP"]: ALGEBRA,
}


def traces(code: CodeType) -> int:
    """Return the traces of a hash or a set in `code` and the functions in it: a sum of `SEED`, `VIEW` and `ALGEBRA`."""
    found = 0
    for name in code.co_names:
        found |= _NAMES.get(name, 0)
    for opcode in set(code.co_code[::2]):
        found |= _OPCODES.get(opcode, 0)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= traces(constant)
        elif isinstance(constant, frozenset):
            found |= SEED
    return found


def may_hash(found: int) -> bool:
    """Return whether a program with these traces, those of all its parts together, may depend on the hash seed."""
    return bool(found & SEED) or found & (VIEW | ALGEBRA) == VIEW | ALGEBRA
