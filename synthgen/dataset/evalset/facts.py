"""What was measured of the items of a set: a line of `items.jsonl` for each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from synthgen.dataset.evalset.manifest import ITEMS
from synthgen.errors import RunError


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """Facts of one item; `margin`, `nearest` and `near` say nothing if no training run was given.

    `known` are the known tasks that it is like, none of which it is the same as.
    """

    id: str
    distinct: int
    held_out: list[str]
    margin: float = 0.0
    nearest: str = ""
    near: bool = False
    known: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the line of the file."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")) + "\n"


def read_facts(directory: Path) -> list[ItemFacts]:
    """Return the facts of the items of a set, in order. Raises RunError if they cannot be read."""
    path = directory / ITEMS
    try:
        return [ItemFacts(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    except OSError as problem:
        raise RunError(
            f"cannot read {path}: {problem.strerror or problem}; it takes a directory that `synthgen evalset` finished"
        ) from None
    except (ValueError, TypeError) as problem:
        raise RunError(f"{path} has a line that does not say what was measured of an item: {problem}") from None


def tag_counts(facts: Iterable[ItemFacts]) -> dict[str, int]:
    """Return how many items have each held-out feature."""
    return dict(sorted(Counter(tag for one in facts for tag in one.held_out).items()))


def median(values: Sequence[float]) -> float:
    """Return the lower median; 0 of nothing."""
    return sorted(values)[(len(values) - 1) // 2] if values else 0.0
