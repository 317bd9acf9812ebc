"""The side of a run: which candidates the split policy lets it make, and what it asks of evaluation items besides.

A `Split` is what a config carries to the workers; its salt is in no file that a run writes, only a hash of the policy is.
A `Side` is the same at work in one process.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from synthgen.check.probe import Failure, Probe
from synthgen.check.shallow import Shallow, shallow_plans
from synthgen.check.sides import Lots, SideName, common_behaviour
from synthgen.library import Library
from synthgen.plan.graph import Plan
from synthgen.records import Reason, Rejection

_HIDDEN = {
    "train": (Reason.OTHER_SIDE, Reason.HELD_OUT, Reason.DUPLICATE_BEHAVIOUR),  # these may be tasks of evaluation
    "eval": (Reason.NOT_HELD_OUT,),  # these are thousands for each item
}
"""Reasons of candidates whose plans are not in the ledger, by side."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What training must not see: atoms, pairs of atoms in one plan, combinators, plans deeper than a depth (0 for none)."""

    atoms: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    combinators: tuple[str, ...] = ()
    deeper_than: int = 0

    def __bool__(self) -> bool:
        return bool(self.atoms or self.pairs or self.combinators or self.deeper_than)

    def of(self, plan: Plan) -> list[str]:
        """Return what of this is in `plan`, as tags such as "atom:total" and "depth"."""
        if not self:
            return []
        atoms = sorted(atom.name for atom in plan.atoms)
        combinators = dict.fromkeys(step.combinator.name for _, step in plan.steps)
        return [
            *(f"atom:{name}" for name in atoms if name in self.atoms),
            *(f"pair:{'+'.join(pair)}" for pair in combinations(atoms, 2) if pair in self.pairs),
            *(f"combinator:{name}" for name in combinators if name in self.combinators),
            *(["depth"] if self.deeper_than and plan.depth > self.deeper_than else []),
        ]

    def focus(self) -> list[str]:
        """Return the atoms of which every plan with something of this has one; none if there is no such list."""
        if self.combinators or self.deeper_than:
            return []
        return list(dict.fromkeys([*self.atoms, *(name for pair in self.pairs for name in pair)]))


@dataclass(frozen=True, slots=True)
class Split:
    """One side of a split policy. `policy` is the hash of the policy.

    For the side of evaluation: `canary` is the GUID of the set, `distinct` the fewest different outputs of an item, `shallow` the
    depth up to which no plan may do the same, `required` whether an item must have something that is held out, and
    `screened` says in words what else the items are screened by.
    """

    side: SideName
    salt: bytes = field(repr=False)
    fraction: float
    held_out: HeldOut
    policy: str
    canary: str = ""
    distinct: int = 0
    shallow: int = 0
    required: bool = False
    screened: tuple[str, ...] = ()

    def identity(self) -> dict[str, Any]:
        """Return what a run records of it: neither the salt nor what is held out."""
        told: dict[str, Any] = {"policy": self.policy, "side": self.side}
        if self.side == "eval":
            told |= {name: getattr(self, name) for name in ("canary", "distinct", "shallow", "required")}
            told["screened"] = list(self.screened)
        return told

    def hide(self, rejection: Rejection) -> Rejection:
        """Return what the ledger is to say: that of a training run does not spell out the tasks of evaluation."""
        return replace(rejection, plan="") if rejection.reason in _HIDDEN[self.side] else rejection


class Side:
    """A split at work."""

    def __init__(self, split: Split, library: Library) -> None:
        self._split = split
        self._lots = Lots(split.salt, split.fraction)
        self._shallow = Shallow(shallow_plans(library, split.shallow), library) if split.shallow else None
        held_out = split.held_out.focus() if split.side == "eval" and split.required else []
        self.focus = [name for name in library.atoms if name in held_out]
        """The atoms to grow plans from; none for all."""

    def refuses_plan(self, plan: Plan) -> Failure | None:
        """Return why a plan is not for this side, whatever it does."""
        split = self._split
        if not split.held_out:
            return None
        tags = split.held_out.of(plan)
        if split.side == "train":
            return Failure(Reason.HELD_OUT, ", ".join(tags)) if tags else None
        return Failure(Reason.NOT_HELD_OUT, "") if split.required and not tags else None

    def refuses(self, plan: Plan, probed: Probe) -> Failure | None:
        """Return why a behaviour is not for this side, or no item of an evaluation set; cheapest questions first."""
        split = self._split
        if self._lots.own(bytes.fromhex(probed.behaviour)) != split.side:
            return Failure(Reason.OTHER_SIDE, "")
        if probed.distinct < split.distinct:
            return Failure(Reason.FEW_OUTPUTS, f"{probed.distinct} different results")
        common = common_behaviour(plan)
        if common is None:
            return Failure(Reason.OUT_OF_KIND, "it has no results on the common inputs of its types")
        if self._lots.common(common) != split.side:
            return Failure(Reason.OTHER_SIDE, "")
        shorter = self._shallow.like(plan, probed, common) if self._shallow else None
        return Failure(Reason.NOT_MINIMAL, f"the same as {shorter}") if shorter else None
