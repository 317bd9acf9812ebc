"""Mutants of a plan run the slow way, row by row and without the bench, to hold its answers against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthgen.check.evaluate import runner
from synthgen.check.following import FOLLOWED_TICKS, MOST_TIMES
from synthgen.check.glue import RIGHT, glue_mutants
from synthgen.check.mutants import AtomMutant, bounded
from synthgen.literals import equal
from synthgen.plan.graph import Constant, Input, Plan
from synthgen.weave.fuel import OutOfDepth, OutOfFuel


@dataclass(frozen=True)
class Wrong:
    """Step `index` done by `run`; `atom_mutant` is None for a glue mutant."""

    index: int
    description: str
    run: Callable[..., Any]
    atom_mutant: AtomMutant | None = None

    @property
    def name(self) -> tuple[int, str, int]:
        return self.index, self.description, id(self.atom_mutant)


def all_wrong(plan: Plan, mutants: Mapping[str, Sequence[AtomMutant]]) -> list[Wrong]:
    """Return every mutant of a plan."""
    found = [Wrong(glue.index, glue.description, glue.run) for glue in glue_mutants(plan)]
    for index, step in plan.steps:
        for mutant in mutants[step.atom.name] if step.atom else ():
            found.append(Wrong(index, mutant.description, runner(step, mutant.function), mutant))
    return found


def is_killed(plan: Plan, wrong: Wrong, row: Sequence[Any]) -> bool:
    """Return whether a mutant shows on one input: by an error or by another result.

    Steps behind a value that left its kind run with bounds; one that exceeds them shows nothing.
    """
    inputs, right, values = iter(row), [], []
    sound = True
    for index, node in enumerate(plan.nodes):
        if isinstance(node, Input):
            right.append(next(inputs))
            values.append(right[-1])
            continue
        if isinstance(node, Constant):
            right.append(node.value)
            values.append(node.value)
            continue
        right.append(runner(node)(*(right[place] for place in node.arguments)))
        changed = index == wrong.index or any(not equal(values[place], right[place]) for place in node.arguments)
        if not changed:
            values.append(right[-1])
            continue
        arguments = [values[place] for place in node.arguments]
        try:
            if index == wrong.index:
                values.append(wrong.run(*arguments))
                if values[index] is RIGHT:
                    return False
            elif sound:
                values.append(runner(node)(*arguments))
            elif node.combinator.role == "iterate" or any(too_much(value) for value in arguments):
                return False
            else:
                values.append(runner(node, bounded(node.atom, FOLLOWED_TICKS) if node.atom else None)(*arguments))
        except OutOfFuel as problem:
            return index == wrong.index or isinstance(problem, OutOfDepth)
        except Exception:
            assert index == wrong.index or not sound, "atoms are total"
            return True
        if index == wrong.index and equal(values[index], right[index]):
            return False
        sound = sound and node.kind.holds(values[index])
    return not equal(values[-1], right[-1])


def too_much(value: Any) -> bool:
    """Return whether a value is too large for a step that no kind bounds."""
    size = abs(value) if isinstance(value, int) else len(value) if hasattr(value, "__len__") else 0
    return size > MOST_TIMES
