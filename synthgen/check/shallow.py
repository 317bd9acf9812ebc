"""Minimality: whether a shallow plan of the library does what a deeper one does.

All plans up to a depth are run once per library on the common inputs of their types, and kept in the cache folder by common
fingerprint. A plan with equal results on every input shares the fingerprint; those that do are compared on the probe inputs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from inspect import getsource
from itertools import permutations
from pathlib import Path

from synthgen.check import core, sides
from synthgen.check.evaluate import OutOfKind, columns
from synthgen.check.pools import cache_folder, keep
from synthgen.check.probe import Probe
from synthgen.check.sides import common_behaviour
from synthgen.library import Library
from synthgen.plan import combinators, productions, sampler, shallow
from synthgen.plan.graph import Plan, parse_plan
from synthgen.plan.shallow import all_shallow

DEEPEST_SHALLOW = 2
"""Deepest plans that are all tried: a library of 100 atoms has some 50,000 of them; of depth 3 it has millions."""
FIRST_LOOK = 8
"""Probe inputs on which two plans are compared first; nearly all that differ do so there."""

Table = Mapping[str, Sequence[str]]
"""Shallow plans as text, by common fingerprint."""


def shallow_plans(library: Library, depth: int) -> Table:
    """Return all plans of at most `depth` by common fingerprint, from the cache folder or by trying them, which takes a while."""
    path = shallow_path(library, depth)
    try:
        table: Table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        table = _tried(library, depth)
        keep(path, json.dumps(table))
    return table


def shallow_path(library: Library, depth: int) -> Path:
    """Return where the shallow plans of `library` are kept: the name is a hash of all that they depend on."""
    state = hashlib.blake2b(f"{library.fingerprint} {depth} {','.join(library.atoms)}".encode(), digest_size=16)
    for module in (core, sides, combinators, productions, sampler, shallow):
        state.update(getsource(module).encode())
    return cache_folder() / "shallow" / f"{state.hexdigest()}.json"


def _tried(library: Library, depth: int) -> dict[str, list[str]]:
    table: dict[str, dict[str, None]] = {}
    for plan in all_shallow(library, depth):
        fingerprint = common_behaviour(plan)
        if fingerprint is not None:
            table.setdefault(fingerprint.hex(), {})[plan.to_text()] = None
    return {fingerprint: list(texts) for fingerprint, texts in table.items()}


class Shallow:
    """The shallow plans of a library, to compare others with."""

    def __init__(self, table: Table, library: Library) -> None:
        self._table = table
        self._library = library

    def like(self, plan: Plan, probed: Probe, fingerprint: bytes) -> str:
        """Return the text of a plan that is shorter than `plan` and has its results on the probe inputs; empty if there is none."""
        for text in self._table.get(fingerprint.hex(), ()):
            other = parse_plan(text, self._library)
            if other.depth < plan.depth and any(_same(other, order, probed) for order in permutations(range(len(plan.inputs)))):
                return text
        return ""


def _same(other: Plan, order: Sequence[int], probed: Probe) -> bool:
    """Return whether `other`, its parameters taken in `order` from those of the probed plan, has the same results."""
    inputs = probed.plan.inputs
    if not all(inputs[place].fits(kind) for place, kind in zip(order, other.inputs, strict=True)):
        return False
    rows = [tuple(row[place] for place in order) for row in probed.rows]
    try:
        return all(columns(other, rows[part])[-1] == probed.outputs[part] for part in (slice(FIRST_LOOK), slice(FIRST_LOOK, None)))
    except OutOfKind:
        return False
