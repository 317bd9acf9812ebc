"""A made-up program that a zygote takes through all steps before it serves."""

from __future__ import annotations

import marshal

SOURCE = '''
from collections import Counter

def _chosen(values: list[int], least: int = 0) -> list[int]:
    """Return some of the values."""
    return [value for value in values if value >= least]

def warm(values: list[int], least: int) -> dict[str, object]:
    """Return something of every type."""
    total = 0
    for place, value in enumerate(_chosen(values, least)):
        if value % 2 == 0 and place:
            total += value
    return {"total": total, "sorted": sorted(values, reverse=True), "pair": (1.5, None), "text": str(Counter(values))}
'''


def payload() -> bytes:
    """Return it as `synthgen.sandbox.child.serve` reads it."""
    from synthgen.sandbox.child import WITH_CHANGES, WITH_QUALITY  # which a zygote loads last

    calls = tuple(marshal.dumps(([3, -1, 2], least)) for least in range(4))
    return marshal.dumps(((SOURCE,), None, calls, WITH_CHANGES | WITH_QUALITY))
