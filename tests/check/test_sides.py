"""Sides: what two tasks must share to be on one side, and that nothing else decides."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from sampled import plans

from synthgen.check.sides import Lots, common_behaviour, common_calls, common_fingerprint, probed_content, shares
from synthgen.kinds import KINDS, Kind
from synthgen.library import load_library
from synthgen.literals import canonical, format_arguments
from synthgen.plan.graph import parse_plan
from synthgen.plan.names import name_plan
from synthgen.programs.answers import run_here
from synthgen.weave.forms import write_forms


def fingerprint(hints: tuple[str, ...], function) -> bytes:  # type: ignore[no-untyped-def]
    return common_fingerprint(hints, "int", [canonical(function(*call)) for call in common_calls(hints) or ()])


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.name != "Letter"], ids=repr)
def test_every_kind_but_the_letter_holds_all_common_inputs_of_its_type(kind: Kind) -> None:
    calls = common_calls((kind.hint,))
    assert calls
    assert [value for (value,) in calls if not kind.holds(value)] == []
    for first, number, second in common_calls((kind.hint, "int", kind.hint)) or ():
        assert kind.holds(first)
        assert kind.holds(second)
        assert type(number) is int


def test_the_order_of_parameters_does_not_matter() -> None:
    forth = fingerprint(("int", "str", "int"), lambda a, text, b: a - 2 * b + len(text))
    assert forth == fingerprint(("int", "str", "int"), lambda b, text, a: a - 2 * b + len(text))
    assert forth == fingerprint(("str", "int", "int"), lambda text, a, b: a - 2 * b + len(text))
    assert forth != fingerprint(("int", "str", "int"), lambda a, text, b: a + 2 * b + len(text))


def test_three_parameters_of_one_type_may_stand_in_any_order() -> None:
    found = {
        fingerprint(("int",) * 3, function)
        for function in (
            lambda a, b, c: a - 2 * b + 5 * c, lambda a, b, c: a - 2 * c + 5 * b, lambda a, b, c: b - 2 * a + 5 * c,
            lambda a, b, c: b - 2 * c + 5 * a, lambda a, b, c: c - 2 * a + 5 * b, lambda a, b, c: c - 2 * b + 5 * a,
        )
    }  # fmt: skip
    assert len(found) == 1


def test_another_result_type_is_another_fingerprint() -> None:
    outputs = [canonical(number) for (number,) in common_calls(("int",)) or ()]
    assert common_fingerprint(("int",), "int", outputs) != common_fingerprint(("int",), "bool", outputs)


def test_equal_programs_on_words_and_on_strings_have_one_fingerprint() -> None:
    library = load_library()
    texts = '[["input","%s"],["length","Size","",[],[0]]]'
    words, strings = (common_behaviour(parse_plan(texts % kind, library)) for kind in ("Words", "Texts"))
    assert words is not None
    assert words == strings


def test_a_plan_on_a_single_letter_has_none() -> None:
    plan = parse_plan('[["input","Letter"],["length","Size","",[],[0]]]', load_library())
    assert common_behaviour(plan) is None


def test_the_emitted_code_has_the_fingerprint_of_its_plan() -> None:
    seen = 0
    for plan in plans()[:60]:
        expected = common_behaviour(plan)
        names = name_plan(plan)
        forms = write_forms(plan, names, None, {}, 3)
        if expected is None or not forms:
            continue
        seen += 1
        hints = tuple(kind.hint for kind in plan.inputs)
        calls = [format_arguments(call) for call in common_calls(hints) or ()]
        for form in forms:
            outputs = [canonical(answer.value) for answer in run_here(form.source, names.entry, calls)]
            assert common_fingerprint(hints, plan.result.hint, outputs) == expected
    assert seen > 30


def test_the_two_lots_are_independent_and_have_the_share_that_was_asked_for() -> None:
    lots = Lots(b"a salt of some length", 0.1)
    digests = [hashlib.sha256(str(number).encode()).digest()[:16] for number in range(20_000)]
    drawn = Counter((lots.own(digest), lots.common(digest)) for digest in digests)
    evaluation, training, neither = shares(0.1)
    assert drawn["eval", "eval"] / 20_000 == pytest.approx(evaluation, abs=0.008)
    assert drawn["train", "train"] / 20_000 == pytest.approx(training, abs=0.012)
    assert (drawn["eval", "train"] + drawn["train", "eval"]) / 20_000 == pytest.approx(neither, abs=0.012)
    assert evaluation + training + neither == pytest.approx(1)


def test_another_salt_is_another_split() -> None:
    one, other = Lots(b"a salt of some length", 0.5), Lots(b"b salt of some length", 0.5)
    digests = [hashlib.sha256(str(number).encode()).digest()[:16] for number in range(400)]
    assert 100 < sum(one.own(digest) != other.own(digest) for digest in digests) < 300


def test_sides_hang_on_every_kind_and_every_type() -> None:
    content = list(probed_content())
    assert len(content) == len(KINDS) + len(KINDS) - 1 + len({kind.hint for kind in KINDS.values()})
    assert content == list(probed_content())
