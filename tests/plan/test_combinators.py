"""The contract of combinators: each types, evaluates and words itself, and every production is well-typed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

import pytest
from sampled import plans, plans_by_combinator, sampler

from synthgen.check.evaluate import runner
from synthgen.kinds import FLAG, SMALL_NATURAL
from synthgen.library import load_library
from synthgen.plan.combinators import COMBINATORS
from synthgen.plan.graph import Constant, Input, Plan, Step
from synthgen.plan.names import name_plan
from synthgen.plan.productions import Production, productions
from synthgen.prompt import LANGUAGES, STYLES, render

each_combinator = pytest.mark.parametrize("name", list(COMBINATORS))
ROLES = {"none", "call", "each", "predicate", "key", "fold", "iterate", "zip"}


def test_enough_plans_use_each_combinator() -> None:
    assert {name: len(group) for name, group in plans_by_combinator().items()} == dict.fromkeys(COMBINATORS, 6)


@each_combinator
def test_it_has_productions_and_all_are_well_typed(name: str) -> None:
    combinator = COMBINATORS[name]
    table = [production for production in productions(load_library()) if production.combinator is combinator]
    assert table
    assert combinator.role in ROLES
    assert combinator.cost == (1 if combinator.role in ("none", "call") else 2)
    for production in table:
        assert (production.atom is None) == (combinator.role == "none")
        assert len(production.slots) == combinator.items
        if production.atom is not None:
            bound = [kind for place, kind in enumerate(production.atom.kinds) if place not in production.slots]
            own = len(production.arguments) - len(bound)
            assert list(production.arguments[own:]) == bound
            assert own == {"call": 0, "fold": 2, "iterate": 2, "zip": 2}.get(combinator.role, 1)
            assert combinator.role != "predicate" or production.atom.result is FLAG


@each_combinator
def test_its_steps_give_values_of_their_kind_and_leave_the_arguments_alone(name: str) -> None:
    for plan, table in plans_by_combinator()[name]:
        for index, step in plan.steps:
            arguments = [table[place] for place in step.arguments]
            before = repr(arguments)
            values = [*map(runner(step), *arguments)]
            assert values == table[index]
            assert all(map(step.kind.holds, values))
            assert repr(arguments) == before


@each_combinator
def test_its_words_name_what_it_uses_in_both_languages(name: str) -> None:
    combinator = COMBINATORS[name]
    assert set(combinator.words) == set(LANGUAGES) == {"en", "zh"}
    for wording in combinator.words.values():
        holes = set(re.findall(r"\{(\w+)\}", wording.text))
        assert holes <= {"0", "1", "2", "phrase", "clause", "item", "other", "out", "list", "units", "give", "which", "default"}
        inside = {"predicate": ({"clause"}, {"which"}), "none": (set(),)}.get(combinator.role, ({"phrase"},))
        assert holes & {"phrase", "clause", "which"} in inside
        needed = {"call": 0, "none": {"branch": 3, "length": 1}.get(name, 2), "fold": 2, "iterate": 2, "zip": 2}.get(combinator.role, 1)
        assert {hole for hole in holes if hole.isdigit()} == set(map(str, range(needed)))
    assert all(rule.endswith(".") for rule in combinator.words["en"].rules)
    assert all(rule.endswith("。") for rule in combinator.words["zh"].rules)


@each_combinator
def test_its_plans_are_prompts_in_every_style_and_language(name: str) -> None:
    for place, (plan, _) in enumerate(plans_by_combinator()[name]):
        names = name_plan(plan)
        for language in LANGUAGES:
            text = render(plan, names, STYLES[place % len(STYLES)], language, [("1", "2")], Random(place))
            assert names.entry in text
            assert all(names.nodes[index] in text for index, node in enumerate(plan.nodes) if isinstance(node, Input))
            assert not re.search(r"\{\{|\}\}|\{[a-z0-9_]+\}", text), "a hole of a template is left"


CASES: list[tuple[str, Callable[..., object] | None, Sequence[object], object]] = [
    ("apply", lambda a, b: a * b, (3, 4), 12),
    ("map", lambda x: x + 1, ([1, 2],), [2, 3]),
    ("filter", lambda x: x > 1, ([1, 2, 3],), [2, 3]),
    ("reject", lambda x: x > 1, ([1, 2, 3],), [1]),
    ("take_while", lambda x: x > 1, ([3, 2, 1, 4],), [3, 2]),
    ("find", lambda x: x > 1, ([1, 2, 3],), 2),
    ("find", lambda x: x > 9, ([1, 2, 3],), "default"),
    ("count", lambda x: x > 1, ([1, 2, 3],), 2),
    ("any", lambda x: x > 2, ([1, 3],), True),
    ("any", lambda x: x > 2, ([],), False),
    ("all", lambda x: x > 2, ([3, 1],), False),
    ("all", lambda x: x > 2, ([],), True),
    ("sort_by", abs, ([-2, 1, 2, -1],), [1, -1, -2, 2]),
    ("sort_by_descending", abs, ([1, -2, 2, -1],), [-2, 2, 1, -1]),
    ("max_by", abs, ([1, -2, 2],), -2),
    ("max_by", abs, ([],), "default"),
    ("min_by", abs, ([2, -1, 1],), -1),
    ("min_by", abs, ([],), "default"),
    ("sum_by", abs, ([1, -2],), 3),
    ("sum_by", abs, ([],), 0),
    ("distinct_by", abs, ([1, -1, 2, -2, 1],), [1, 2]),
    ("fold", lambda total, item: total * 10 + item, (4, [2, 3]), 423),
    ("fold", lambda total, item: total * 10 + item, (4, []), 4),
    ("iterate", lambda x: x * 2, (3, 4), 48),
    ("iterate", lambda x: x * 2, (3, 0), 3),
    ("zip_with", lambda a, b: a - b, ([5, 6, 7], [1, 2]), [4, 4]),
    ("branch", None, (True, 1, 2), 1),
    ("branch", None, (False, 1, 2), 2),
    ("add", None, (3, 4), 7),
    ("subtract", None, (3, 4), -1),
    ("larger", None, (3, 4), 4),
    ("smaller", None, (3, 4), 3),
    ("concatenate", None, ([1], [2, 3]), [1, 2, 3]),
    ("equals", None, ([1], [1]), True),
    ("exceeds", None, (3, 3), False),
    ("length", None, ("abc",), 3),
]
"""Combinator, atom, arguments, what it gives."""


@pytest.mark.parametrize(("name", "use", "arguments", "result"), CASES)
def test_what_it_computes(name: str, use: Callable[..., object] | None, arguments: Sequence[object], result: object) -> None:
    assert COMBINATORS[name].evaluate(use, "default", *arguments) == result


def test_every_combinator_is_among_the_cases() -> None:
    assert {name for name, *_ in CASES} == set(COMBINATORS)


def test_a_step_hands_bound_arguments_to_the_place_they_belong_to() -> None:
    atom = load_library()["insertion_point"]
    step = next(
        Step(one.result, one.combinator, atom, one.slots, tuple(range(len(one.arguments))))
        for one in productions(load_library())
        if one.atom == atom and one.combinator.name == "map" and len(one.arguments) == 2
    )
    assert step.call_order() == [("item", 0) if place in step.slots else ("argument", 1) for place in range(2)]


def fitting(plan: Plan, step: Step, table: Sequence[Production]) -> list[Production]:
    """Return the productions that `step` may be, by combinator, atom, slots, result and the kinds of its arguments."""
    kinds = [plan.nodes[place].kind for place in step.arguments]
    return [
        one
        for one in table
        if (one.combinator, one.atom, one.slots, one.result) == (step.combinator, step.atom, step.slots, step.kind)
        and len(kinds) == len(one.arguments)
        and all(kind.fits(wanted) for kind, wanted in zip(kinds, one.arguments, strict=True))
    ]


def test_every_step_of_every_sampled_plan_is_a_production_and_its_arguments_fit() -> None:
    table: dict[tuple[str, str], list[Production]] = {}
    for one in productions(load_library()):
        table.setdefault((one.combinator.name, one.atom.name if one.atom else ""), []).append(one)
    for plan in plans():
        for _, step in plan.steps:
            known = table[step.combinator.name, step.atom.name if step.atom else ""]
            assert fitting(plan, step, known), plan.to_text()


def test_constants_are_of_their_kind() -> None:
    constants = [node for plan in plans() for node in plan.nodes if isinstance(node, Constant)]
    assert len(constants) > 50
    assert all(node.kind.holds(node.value) for node in constants)


def test_no_combinator_and_no_atom_crowds_out_the_others() -> None:
    steps = Counter(step.combinator.name for plan in plans() for _, step in plan.steps)
    assert set(steps) == set(COMBINATORS)
    assert steps["apply"] / steps.total() < 0.7
    atoms = Counter(atom.name for plan in plans() for atom in plan.atoms)
    assert len(atoms) == len(sampler().library)
    assert max(atoms.values()) / len(plans()) < 0.12


def test_folds_and_iterations_give_their_atom_what_it_takes() -> None:
    table = [one for one in productions(load_library()) if one.combinator.role in ("fold", "iterate")]
    assert {one.combinator.name for one in table} == {"fold", "iterate"}
    for one in table:
        assert one.atom is not None
        assert one.arguments[0] is one.result is one.atom.kinds[one.slots[0]]
        assert one.atom.result.fits(one.result), "what comes out must go in again"
        if one.combinator.name == "iterate":
            assert one.arguments[1] is SMALL_NATURAL
        else:
            assert one.arguments[1].element is not None
            assert one.arguments[1].element.fits(one.atom.kinds[one.slots[1]])
