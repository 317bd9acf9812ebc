"""Plans to try things on: for every combinator a few that use it, and whose values stay in their kinds."""

from __future__ import annotations

from functools import cache

from synthgen.check.evaluate import Column, OutOfKind, columns
from synthgen.check.inputs import probe_inputs
from synthgen.library import load_library
from synthgen.plan.combinators import COMBINATORS
from synthgen.plan.graph import Plan
from synthgen.plan.sampler import Sampler
from synthgen.streams import stream

PLANS_EACH = 6
"""Plans for each combinator."""
MOST_TRIES = 6_000


@cache
def sampler() -> Sampler:
    return Sampler(load_library())


@cache
def plans() -> tuple[Plan, ...]:
    """Return 400 plans of depth 1 to 6, some of each atom."""
    atoms = list(load_library().atoms)
    found = []
    for index in range(400):
        plan = sampler().sample(stream(11, index), 1 + index % 6, atoms[index % len(atoms)])
        if plan is not None:
            found.append(plan)
    return tuple(found)


@cache
def plans_by_combinator() -> dict[str, list[tuple[Plan, list[Column]]]]:
    """Return, for each combinator, plans that use it with their values on the probe inputs."""
    atoms = list(load_library().atoms)
    found: dict[str, list[tuple[Plan, list[Column]]]] = {name: [] for name in COMBINATORS}
    for index in range(MOST_TRIES):
        plan = sampler().sample(stream(12, index), 2 + index % 3, atoms[index % len(atoms)])
        wanted = [] if plan is None else [s.combinator.name for _, s in plan.steps if len(found[s.combinator.name]) < PLANS_EACH]
        if plan is None or not wanted:
            continue
        try:
            table = columns(plan, probe_inputs(plan.inputs))
        except OutOfKind:
            continue
        for name in dict.fromkeys(wanted):
            found[name].append((plan, table))
        if all(len(group) == PLANS_EACH for group in found.values()):
            break
    return found
