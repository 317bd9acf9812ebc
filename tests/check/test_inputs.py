"""The fixed inputs of signatures, and the telling values among them."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest
from handmade import mutants

from synthgen.check import mutants as checked
from synthgen.check import trials
from synthgen.check.inputs import FURTHER_INPUTS, PROBE_INPUTS, TELLING_INPUTS, deck_of, fixed_column, fixed_inputs, origins, probe_inputs
from synthgen.check.mutants import FIRST_INPUTS, INPUTS, facts_path, telling_values
from synthgen.check.pools import column
from synthgen.check.related import relate, relations
from synthgen.check.telling import NONE, Telling
from synthgen.check.trials import KILLERS_KEPT, LONGEST_KILLER, SELDOM
from synthgen.kinds import COUNTS, INTEGER, INTEGERS, KINDS, ROWS, SIZE, TEXT, WORD, WORDS, Kind
from synthgen.library import load_library

SIGNATURES = [(INTEGERS,), (TEXT, WORD), (INTEGERS, SIZE, INTEGERS)]
PLANTED = Telling({"Integers": [[[7, 7, 7]], [[1], [2]]], "Size": [[3]]})


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda signature: "-".join(kind.name for kind in signature))
def test_probe_inputs_do_not_depend_on_telling_values(signature: tuple[object, ...]) -> None:
    plain, told = fixed_inputs(signature), fixed_inputs(signature, PLANTED)  # type: ignore[arg-type]
    assert plain[:PROBE_INPUTS] == told[:PROBE_INPUTS] == probe_inputs(signature)  # type: ignore[arg-type]
    assert len(plain) == len(told) == PROBE_INPUTS + FURTHER_INPUTS
    assert (plain == told) is (INTEGERS not in signature)


def test_telling_values_are_their_share_of_the_further_inputs() -> None:
    further = fixed_column((INTEGERS, 0, None), 1, PLANTED)[PROBE_INPUTS:]
    assert sum(value in ([7, 7, 7], [1], [2]) for value in further) >= TELLING_INPUTS
    assert further.count([7, 7, 7]) >= TELLING_INPUTS // 2, "every mutant has its share"
    ordinary = fixed_column((INTEGERS, 0, None), 1)[PROBE_INPUTS:]
    assert sum(value in ([7, 7, 7], [1], [2]) for value in ordinary) < TELLING_INPUTS / 2
    assert fixed_column((TEXT, 0, None), 1, PLANTED) == fixed_column((TEXT, 0, None), 1), "no values are known for the kind"


def test_drawing_goes_round_the_mutants() -> None:
    values = Telling({"Size": [[place] for place in range(5)]})
    assert sorted(values.draw(SIZE, 5, Random(0))) == [0, 1, 2, 3, 4]
    assert sorted(values.draw(SIZE, 10, Random(0))) == sorted([0, 1, 2, 3, 4] * 2)
    assert values.draw(SIZE, 8, Random(1)) == values.draw(SIZE, 8, Random(1)) != values.draw(SIZE, 8, Random(2))
    assert NONE.draw(SIZE, 5, Random(0)) == []


def test_the_telling_values_of_the_library_are_of_their_kinds_and_short() -> None:
    values = telling_values(load_library()).values
    assert len(values) >= 15
    for name, of_mutants in values.items():
        for known in of_mutants:
            assert 1 <= len(known) <= KILLERS_KEPT
            assert all(KINDS[name].holds(value) and len(repr(value)) <= LONGEST_KILLER for value in known)


def _outcome(function: Callable[..., Any], arguments: Sequence[Any]) -> bytes:
    try:
        return trials.outcome(function(*arguments))
    except (Exception, trials.OutOfFuel):
        return trials.FAILED


def test_killers_tell_their_mutant_apart() -> None:
    library = load_library()
    seen = 0
    for name, of_atom in list(mutants().items())[::7]:
        inputs = trials.inputs_of(library[name], INPUTS, FIRST_INPUTS)
        for mutant in of_atom:
            assert mutant.kill_rate <= SELDOM or not mutant.killers
            for place in mutant.killers[:3]:
                seen += 1
                assert _outcome(mutant.function, inputs[place]) != _outcome(library[name].function, inputs[place]), mutant.description
    assert seen > 100


@pytest.mark.parametrize("damage", [b"", b"rubbish", marshal.dumps([1])])
def test_damaged_telling_values_are_made_again(damage: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    library = load_library()
    good = telling_values(library).values
    assert telling_values(library).values is good
    facts_path(library).with_suffix(".telling").write_bytes(damage)
    monkeypatch.setattr(checked, "_told", {})
    assert telling_values(library).values == good
    assert facts_path(library).with_suffix(".telling").read_bytes() != damage


def test_signatures_on_one_deck_share_their_columns() -> None:
    assert deck_of((INTEGERS,)) == deck_of((INTEGERS,)) < 4
    first, second = origins((INTEGERS, INTEGERS))
    assert (first,) == origins((INTEGERS,))
    assert fixed_column(first, 2) is fixed_column(first, 2)
    assert fixed_column(first, 2) != fixed_column(second, 2) != fixed_column(second, 3)


def test_an_input_has_to_do_with_one_of_its_kind_or_with_a_list_of_it() -> None:
    assert relations((INTEGERS, SIZE, INTEGERS)) == {2: 0, 1: 0}
    assert relations((INTEGER, ROWS, INTEGERS)) == {2: 1, 0: 2}, "first comes what something else has to do with"
    assert relations((TEXT, WORD)) == {}
    assert relations((WORDS, COUNTS)) == {0: 1}
    rows = fixed_inputs((INTEGER, INTEGERS))
    assert 15 < sum(number in numbers for number, numbers in rows) < 60
    rows = fixed_inputs((WORD, WORD))
    assert 5 < sum(bool(first) and sorted(first) == sorted(second) for first, second in rows) < 60


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_related_values_are_of_their_kind_and_many(kind: Kind) -> None:
    random = Random(0)
    values, others = column(kind, 400, random), column(kind, 400, random)
    related = relate(kind, kind, values, others, random)
    assert all(map(kind.holds, related))
    assert related[0] == others[0]
    changed = sum(one is not other for one, other in zip(related, others, strict=True))
    assert 35 < changed < 140 or kind.hint == "bool"
