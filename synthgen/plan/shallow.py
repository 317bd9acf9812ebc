"""Every shallow plan of a library: all trees of productions up to a depth, with every way to fill their open arguments.

An open argument takes an input of its own, an input that another one has, a step that stands before it, or a literal that the
sampler may choose there. So what the sampler can grow at such a depth is among them, and more: a step may take the same thing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synthgen.kinds import FLAG, Kind, meet
from synthgen.library import Library
from synthgen.plan.graph import Constant, Input, Node, Plan, Step
from synthgen.plan.productions import Production, productions
from synthgen.plan.sampler import MAX_INPUTS, literals


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    """A production with trees in some of its arguments; the others are open."""

    production: Production
    filled: tuple[_Tree | None, ...]


@dataclass(frozen=True, slots=True)
class _Literal:
    kind: Kind
    value: object


_Choice = int | _Tree | _Literal
"""What fills an open argument: the number of an input, a step, a literal."""
_Place = tuple[_Tree, int]


def all_shallow(library: Library, depth: int) -> Iterator[Plan]:
    """Yield every plan of at most `depth`, shallow ones first; the same plan may come more than once."""
    table = productions(library)
    trees: list[list[_Tree]] = [[]]
    for cost in range(1, depth + 1):
        trees.append([tree for production in table for tree in _grown(production, cost, trees)])
        for tree in trees[cost]:
            yield from _plans(tree)


def _grown(production: Production, cost: int, smaller: Sequence[Sequence[_Tree]]) -> Iterator[_Tree]:
    """Yield the trees of exactly `cost` with `production` on top."""

    def fill(place: int, left: int) -> Iterator[tuple[_Tree | None, ...]]:
        if place == len(production.arguments):
            if left == 0:
                yield ()
            return
        inside: list[tuple[_Tree | None, int]] = [(None, 0)]
        for spent in range(1, left + 1):
            inside += [(tree, spent) for tree in smaller[spent] if tree.production.result.fits(production.arguments[place])]
        for tree, spent in inside:
            for rest in fill(place + 1, left - spent):
                yield (tree, *rest)

    left = cost - production.combinator.cost
    if left >= 0:
        for filled in fill(0, left):
            yield _Tree(production, filled)


def _plans(tree: _Tree) -> Iterator[Plan]:
    order = _postorder(tree)
    places = [(one, place) for one in order for place, inside in enumerate(one.filled) if inside is None]
    for choices in _choices(places, order, 0, ()):
        plan = _assembled(order, dict(zip(places, choices, strict=True)))
        if plan is not None:
            yield plan


def _postorder(tree: _Tree) -> list[_Tree]:
    inner = [one for inside in tree.filled if inside is not None for one in _postorder(inside)]
    return list(dict.fromkeys([*inner, tree]))


def _choices(places: Sequence[_Place], order: Sequence[_Tree], inputs: int, made: tuple[_Choice, ...]) -> Iterator[tuple[_Choice, ...]]:
    """Yield what may fill the places from the first on that `made` does not fill, with `inputs` of them there already."""
    if len(made) == len(places):
        if inputs:
            yield made
        return
    tree, place = places[len(made)]
    wanted = tree.production.arguments[place]
    options: list[_Choice] = [one for one in order[: order.index(tree)] if one.production.result.fits(wanted)]
    if wanted is not FLAG:
        options += range(min(inputs + 1, MAX_INPUTS))
        options += [_Literal(wanted, value) for value in literals(tree.production, place)]
    for option in options:
        more = inputs + (option == inputs and isinstance(option, int))
        yield from _choices(places, order, more, (*made, option))


def _assembled(order: Sequence[_Tree], chosen: dict[_Place, _Choice]) -> Plan | None:
    """Return the plan, or None if an input has uses of kinds that exclude each other."""
    kinds: dict[int, Kind] = {}
    for (tree, place), choice in chosen.items():
        if isinstance(choice, int):
            both = meet(kinds.get(choice, tree.production.arguments[place]), tree.production.arguments[place])
            if both is None:
                return None
            kinds[choice] = both
    nodes: list[Node] = [Input(kinds[number]) for number in range(len(kinds))]
    where: dict[object, int] = {number: number for number in kinds}
    for tree in order:
        arguments = []
        for place, inside in enumerate(tree.filled):
            filling: _Choice = inside if inside is not None else chosen[tree, place]
            if isinstance(filling, _Literal) and (key := (filling.kind, repr(filling.value))) not in where:
                where[key] = len(nodes)
                nodes.append(Constant(filling.kind, filling.value))
            arguments.append(where[key if isinstance(filling, _Literal) else filling])
        where[tree] = len(nodes)
        one = tree.production
        nodes.append(Step(one.result, one.combinator, one.atom, one.slots, tuple(arguments)))
    return Plan(tuple(nodes))
