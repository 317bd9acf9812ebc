"""Blocks: the unit of work and of resuming. A block is a range of candidate indices, its result a list of packed outcomes."""

from __future__ import annotations

from dataclasses import dataclass

BLOCK_SIZE = 64
"""Candidates in a block: a quarter of a second of work, so that workers finish together and a kill loses little."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A candidate that passed by itself. `text` is its row as JSON, `core` its answers to the core inputs, hashed.

    `answers` has a byte for each fixed input of its `signature`, a hash of the result there, and `tests` the places of those
    inputs that are tests, a byte each, both in hexadecimal.
    """

    index: int
    behaviour: str
    core: str
    prompt: str
    text: str
    signature: str = ""
    answers: str = ""
    tests: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A candidate that failed; `behaviour` is empty if it failed before it had one."""

    index: int
    behaviour: str
    reason: str
    detail: str
    plan: str


@dataclass(frozen=True, slots=True)
class BlockResult:
    """What became of the candidates of one block, in order, and where the time went."""

    first: int
    outcomes: list[Accepted | Refused]
    seconds: dict[str, float]
    calls: dict[str, int]
