"""Functions that remember: the same values as without, asked once for each argument, and no more kept than said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from handmade import plan_of

from synthgen.check import remembered
from synthgen.check.evaluate import runner
from synthgen.check.mutants import CALL_TICKS, atom_mutants, original_of
from synthgen.check.pools import pool
from synthgen.check.remembered import Remembered, can_remember, use_of
from synthgen.library import load_library
from synthgen.plan.graph import Step
from synthgen.weave.fuel import OutOfFuel, allowance


def test_a_function_is_asked_once_for_each_argument() -> None:
    asked: list[object] = []
    use = Remembered(lambda item: asked.append(item) or [item]).__getitem__
    assert [use(item) for item in "abab"] == [["a"], ["b"], ["a"], ["b"]]
    assert asked == ["a", "b"]


def test_what_raises_is_asked_again() -> None:
    asked: list[int] = []

    def fails(item: int) -> int:
        asked.append(item)
        return 1 // item

    use = Remembered(fails).__getitem__
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            use(0)
    assert (use(1), asked) == (1, [0, 0, 1])


def test_no_more_is_kept_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_KEPT", 3)
    kept = Remembered(str)
    for number in range(10):
        assert kept[number] == str(number)
        assert len(kept) <= 3


@pytest.mark.parametrize(
    ("lines", "can"),
    [
        (("Words", "map is_palindrome 0"), True),
        (("Naturals", "sort_by digit_sum 0"), True),
        (("Natural", "digit_sum 0"), True),
        (("Rows", "map total 0"), False),
        (("Texts", "Integer", "map shifted_text 0 1"), False),
        (("Natural", "SmallNatural", "iterate digit_sum 0 1"), False),
        (("Integers", "Integers", "concatenate 0 1"), False),
    ],
)
def test_atoms_of_one_plain_argument_are_remembered(lines: tuple[str, ...], can: bool) -> None:
    step = plan_of(*lines).nodes[-1]
    assert isinstance(step, Step)
    assert can_remember(step) is can
    if step.atom is not None:
        assert (use_of(step) is step.atom.function) is not can


def test_a_step_gives_the_same_with_and_without() -> None:
    plan = plan_of("Words", "map vowel_count 0")
    step = plan.nodes[-1]
    assert isinstance(step, Step)
    assert step.atom is not None
    plain = runner(step, step.atom.function)
    for value in pool(plan.inputs[0])[:300]:
        assert runner(step)(value) == plain(value)


def test_mutants_give_the_same_whether_they_remember_or_not_and_stop_at_their_allowance() -> None:
    stopped, library = 0, load_library()
    for atom in library.atoms.values():
        if len(atom.kinds) != 1 or atom.kinds[0].hint not in ("int", "str"):
            continue
        original = original_of(atom)
        for mutant in atom_mutants(library)[atom.name][:4]:
            for value in pool(atom.kinds[0])[:60:7]:
                found = [_outcome(mutant.remembering, value) for _ in range(2)]
                limit = max(min(mutant.fuel, CALL_TICKS), allowance(original.ticks([value])))
                assert found == [_outcome(lambda one, mutant=mutant, limit=limit: mutant.fuelled.run([one], limit), value)] * 2
                stopped += found[0] == "out of fuel"
    assert stopped, "some of them are endless on something"


def _outcome(use: Callable[[object], object], value: object) -> object:
    try:
        return use(value)
    except OutOfFuel:
        return "out of fuel"
    except Exception as problem:
        return type(problem)
