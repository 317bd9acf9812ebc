"""The mutants of a plan: each is one of its steps computed otherwise, by a mutant of its atom or by a glue mutant."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from synthgen.check.evaluate import SHAPES_KEPT, Runner, runner
from synthgen.check.glue import RIGHT, GlueMutant
from synthgen.check.kept import FirstStep, Tried
from synthgen.check.mutants import AMPLE, MISTAKE, AtomMutant, original_of
from synthgen.check.remembered import can_remember
from synthgen.plan.combinators import COMBINATORS
from synthgen.plan.graph import Plan, Step
from synthgen.weave.fuel import OutOfFuel, allowance

WANTED_KILLS = 2
"""How many tests are to kill each mutant, where inputs allow."""
GLUE_RATE = 0.2
"""Where glue mutants stand among those of atoms, which are tried in the order of their kill rates."""
ROW_TICKS = 20_000
"""Ticks that any mutant known to end may take on a row, about a millisecond, and all rows that it runs on at once together."""
RAISED = object()
"""Stands for the value of a step that raised, or ran out of fuel."""


class Variant:
    """One mutant at one step of a plan. `atom_mutant` is None for a glue mutant.

    `tried` is what is known of it from plan to plan, if anything is; `gave_a_value` says that it gave a wrong value and not
    errors alone, which would not show whether the value of its step matters. `burning` is the mutant whose tank must be filled
    for each row; None if nothing burns, or if calls are remembered, each of which has a tank of its own.
    """

    __slots__ = ("_step", "atom_mutant", "burning", "description", "gave_a_value", "index", "is_tame", "metered", "reading", "tried")

    def __init__(self, index: int, step: Step, mutant: AtomMutant | GlueMutant, metered: Runner | None = None) -> None:
        self.index = index
        self.description = mutant.description
        self.reading = mutant.reading
        self.atom_mutant = mutant if isinstance(mutant, AtomMutant) else None
        burns = self.atom_mutant is not None and self.atom_mutant.fuelled.plain is None and not can_remember(step)
        self.burning = self.atom_mutant if burns else None
        self.metered: Runner = metered or (mutant.run if isinstance(mutant, GlueMutant) else _running(step, mutant))
        self.is_tame = self.atom_mutant is None or self.atom_mutant.fuel == AMPLE
        """Whether the step is known to end; glue mutants do because atoms do."""
        self.tried: Tried | None = None
        self.gave_a_value = False
        self._step = step

    def values_at_once(self, columns: Iterable[Iterable[Any]]) -> list[Any] | None:
        """Return the values of a tame step on all rows of its arguments' columns; None if one raises."""
        if self.burning is not None:
            self.burning.fuelled.refill(ROW_TICKS)
        try:
            return list(map(self.metered, *columns))
        except (Exception, OutOfFuel):
            return None

    def values(self, rows: Iterable[Sequence[Any]], wanted: int) -> list[Any]:
        """Return the step's values on rows, up to number `wanted` of those that are RAISED.

        RAISED stands for an error or an endless loop.
        """
        mutant, metered = self.burning, self.metered
        refill, fuel = (mutant.fuelled.refill, min(mutant.fuel, ROW_TICKS)) if mutant is not None else (_no_refill, 0)
        found: list[Any] = []
        raised = 0
        for arguments in rows:
            refill(fuel)
            try:
                value = metered(*arguments)
            except OutOfFuel:
                value = RAISED if mutant is None else self._again(mutant, fuel, arguments)
            except Exception:
                value = RAISED
            found.append(value)
            if value is RAISED:
                raised += 1
                if raised == wanted:
                    break
        return found

    def _again(self, mutant: AtomMutant, fuel: int, arguments: Sequence[Any]) -> Any:
        """Return the step's value where `fuel` did not suffice: it may take several times the ticks that the plan's step takes."""
        original = original_of(mutant.atom)
        _, ticks = original.counted(runner(self._step, original.metered), arguments)
        needed = allowance(ticks)
        if needed <= fuel:
            return RAISED
        mutant.fuelled.refill(needed)
        try:
            return self.metered(*arguments)
        except (Exception, OutOfFuel):
            return RAISED

    @property
    def is_mistake(self) -> bool:
        """Whether it was written by hand."""
        return self.atom_mutant is not None and self.atom_mutant.operator == MISTAKE

    @property
    def kill_rate(self) -> float:
        """How easily the mutant shows; glue mutants stand among the easier ones."""
        return GLUE_RATE if self.atom_mutant is None else self.atom_mutant.kill_rate


def _running(step: Step, mutant: AtomMutant) -> Runner:
    """Return the step with a mutant in the place of its atom; it gives RIGHT where the mutant is known to make no difference.

    Of a step that goes through items it makes none if it makes none on any of them, for all of them are items of the plan too.
    What a fold or an iteration comes to depends on the mutant itself.
    """
    if can_remember(step):
        return runner(step, mutant.remembering)
    if step.combinator.role == "call":
        return mutant.metered
    run = runner(step, mutant.fuelled.metered)
    if mutant.where and step.combinator.role in ("each", "predicate", "key"):
        shows = runner(replace(step, combinator=COMBINATORS["any"]), mutant.shows)
        return lambda *arguments: run(*arguments) if shows(*arguments) else RIGHT
    return run


def _no_refill(ticks: int) -> None:
    """Glue mutants take no fuel: they end because atoms do."""


_ready: dict[Hashable, tuple[Sequence[AtomMutant], list[Runner]]] = {}
"""The mutants of each shape of steps, ready to run: some 5 kB each."""


def variants_of(
    plan: Plan, mutants: Mapping[str, Sequence[AtomMutant]], glue: Iterable[GlueMutant], first: Mapping[int, FirstStep]
) -> list[Variant]:
    """Return all mutants of a plan, those that are hardest to kill first. What is known of the atoms' in `first` comes with them; glue
    mutants are made anew for each plan.
    """
    variants: list[Variant] = []
    for index, step in plan.steps:
        if step.atom is not None:
            own = mutants[step.atom.name]
            variants.extend(Variant(index, step, mutant, run) for mutant, run in zip(own, _runners(step, own), strict=True))
    nodes = plan.nodes
    variants.extend(Variant(mutant.index, node, mutant) for mutant in glue if isinstance(node := nodes[mutant.index], Step))
    for variant in variants:
        if variant.atom_mutant is not None and variant.index in first:
            variant.tried = _tried(first[variant.index], variant.atom_mutant)
    return sorted(variants, key=lambda variant: variant.kill_rate)


def _tried(step: FirstStep, mutant: AtomMutant) -> Tried:
    """Return what is known of a mutant at a step; it is remembered by the step from now on."""
    if id(mutant) not in step.tried:
        step.tried[id(mutant)] = (mutant, Tried())
    return step.tried[id(mutant)][1]


def _runners(step: Step, mutants: Sequence[AtomMutant]) -> list[Runner]:
    """Return the step with each mutant in the place of its atom; the same for all steps of one shape."""
    shape = (step.kind, step.combinator, step.atom, step.slots, len(step.arguments))
    known, runners = _ready.get(shape, ((), []))
    if known is not mutants:
        if len(_ready) == SHAPES_KEPT:
            _ready.clear()
        runners = [_running(step, mutant) for mutant in mutants]
        _ready[shape] = (mutants, runners)
    return runners
