"""Minimality: the shallow plans of the library, all of them, and what they are compared with."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from synthgen.check.probe import Failure, probe
from synthgen.check.shallow import Shallow, shallow_path, shallow_plans
from synthgen.check.sides import common_behaviour
from synthgen.library import Library, load_library
from synthgen.plan.graph import Plan, parse_plan
from synthgen.plan.sampler import Sampler
from synthgen.streams import stream


def shape(plan: Plan) -> str:
    """Return a plan without its kinds."""
    return json.dumps([[row[0], *row[2:]] for row in json.loads(plan.to_text())])


@pytest.fixture(scope="module")
def shallow() -> Shallow:
    library = load_library()
    return Shallow(shallow_plans(library, 2), library)


def test_whatever_the_sampler_grows_at_depth_two_is_among_them() -> None:
    library = load_library()
    table = shallow_plans(library, 2)
    shapes = {shape(parse_plan(text, library)) for texts in table.values() for text in texts}
    sampler, atoms = Sampler(library), list(library.atoms)
    grown = [sampler.sample(stream(5, place), 1 + place % 2, atoms[place % 100]) for place in range(500)]
    tried = [plan for plan in grown if plan is not None and common_behaviour(plan) is not None]
    assert len(tried) > 300
    assert [plan.to_text() for plan in tried if shape(plan) not in shapes] == []


def test_each_is_of_depth_one_or_two_and_there_once() -> None:
    library = load_library()
    table = shallow_plans(library, 2)
    texts = Counter(text for texts in table.values() for text in texts)
    assert max(texts.values()) == 1
    assert {parse_plan(text, library).depth for text in list(texts)[::50]} == {1, 2}
    assert len(shallow_plans(library, 1)) < len(table)


PADDED = {
    "digits that are summed the long way": (
        '[["input","Integer"],["apply","Digits","digits_of",[],[0]],["apply","Integer","total",[],[1]]]',
        '[["input","Integer"],["apply","Size","digit_sum",[],[0]]]',
    ),
    "parameters that stand the other way round": (
        '[["input","Integers"],["input","Integer"],["apply","Digits","digits_of",[],[1]],["apply","Integer","total",[],[2]],'
        '["apply","Integer","closest_number",[],[0,3]]]',
        '[["input","Integer"],["input","Integers"],["apply","Size","digit_sum",[],[0]],["apply","Integer","closest_number",[],[1,2]]]',
    ),
    "one of two arguments that is made the long way": (
        '[["input","Integer"],["input","Integers"],["apply","Digits","digits_of",[],[0]],["apply","Integer","total",[],[2]],'
        '["apply","Integer","closest_number",[],[1,3]]]',
        '[["input","Integer"],["input","Integers"],["apply","Size","digit_sum",[],[0]],["apply","Integer","closest_number",[],[1,2]]]',
    ),
}


@pytest.mark.parametrize(("padded", "plain"), PADDED.values(), ids=PADDED.keys())
def test_a_shorter_plan_is_found(shallow: Shallow, padded: str, plain: str) -> None:
    plan = parse_plan(padded, load_library())
    probed = probe(plan)
    assert not isinstance(probed, Failure)
    assert shallow.like(plan, probed, common_behaviour(plan) or b"") == plain


def test_a_plan_of_its_own_is_let_through_and_so_is_one_as_short_as_the_other(shallow: Shallow) -> None:
    for text in (PADDED["digits that are summed the long way"][1], '[["input","Naturals"],["map","Naturals","digit_sum",[0],[0]]]'):
        plan = parse_plan(text, load_library())
        probed = probe(plan)
        assert not isinstance(probed, Failure)
        assert shallow.like(plan, probed, common_behaviour(plan) or b"") == ""


def test_what_is_kept_in_the_cache_is_what_was_tried() -> None:
    library = load_library()
    cut = Library(library.folder, {name: atom for name, atom in library.atoms.items() if atom.topic == "sorting"})
    made = shallow_plans(cut, 1)
    assert made == shallow_plans(cut, 1)
    assert shallow_path(cut, 1).is_file()
    assert shallow_path(cut, 1) != shallow_path(library, 1)
