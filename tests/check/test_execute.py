"""Running emitted text: what counts as the same result, and what a text that misbehaves is told."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from synthgen.check.execute import Outcome, Program, compile_entry, frozen, run_programs, same_results, thawed
from synthgen.errors import LiteralError

ROWS = [([3, 1, 2],), ([],), ([5],)]
SORTED = [[1, 2, 3], [], [5]]


def run(body: str, rows: list[tuple[Any, ...]] = ROWS, expected: list[Any] = SORTED) -> Outcome:
    return run_all([body], rows, expected)


def run_all(bodies: list[str], rows: list[tuple[Any, ...]] = ROWS, expected: list[Any] = SORTED) -> Outcome:
    return outcome_of([f"def f(numbers):\n    {body}\n" for body in bodies], frozen(rows), frozen(expected))


def outcome_of(sources: list[str], rows: bytes, expected: bytes) -> Outcome:
    return run_programs(map(Program.of, sources), "f", rows, expected)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (True, 1, False),
        (False, 0, False),
        (1, 1.0, False),
        ([1, 2], (1, 2), False),
        ([True], [1], False),
        ([[1], [2]], [[1], (2,)], False),
        ("1", 1, False),
        ("", None, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([{"a": 1, "b": 2}], [{"b": 2, "a": 1}], True),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([("a", 1)], [("a", 1)], True),
        (10**40, 10**40, True),
    ],
)
def test_results_are_the_same_by_value_and_type(left: object, right: object, same: bool) -> None:
    assert same_results([left], frozen([right])) is same
    assert same_results([right], frozen([left])) is same


def test_equal_values_that_are_shared_or_not_are_the_same_bytes() -> None:
    shared = [1, 2]
    assert frozen([shared, shared]) == frozen([[1, 2], [1, 2]])
    word = "".join(["lev", "el"])
    assert frozen([word, word]) == frozen(["level", "".join(["l", "evel"])])


def test_a_value_without_a_literal_is_none() -> None:
    assert same_results([len], frozen([1])) is False
    with pytest.raises(LiteralError):
        same_results([...], frozen([1]))


def test_more_or_fewer_results_are_others() -> None:
    assert not same_results([1], frozen([1, 2]))
    assert not same_results([1, 2], frozen([1]))


def test_thawed_values_are_fresh() -> None:
    values = frozen([([1, 2], {"a": 1})])
    first, second = thawed(values), thawed(values)
    assert first == second == [([1, 2], {"a": 1})]
    first[0][0].append(3)
    assert second == thawed(values) == [([1, 2], {"a": 1})]


def test_a_text_that_does_what_it_should() -> None:
    assert run("return sorted(numbers)") == Outcome(agrees=True, kept_inputs=True)


def test_a_text_with_another_result_on_one_row() -> None:
    assert run("return sorted(numbers)[::-1]") == Outcome(agrees=False, kept_inputs=True)
    assert run("return tuple(sorted(numbers))") == Outcome(agrees=False, kept_inputs=True)


def test_a_text_that_modifies_its_input_is_caught_even_if_its_results_are_right() -> None:
    assert run("numbers.sort()\n    return list(numbers)") == Outcome(agrees=True, kept_inputs=False)
    assert run("numbers.sort()\n    return numbers") == Outcome(agrees=True, kept_inputs=False)
    assert run("numbers.append(1)\n    raise ValueError('no')") == Outcome(False, False, "ValueError: no")
    assert run("numbers.append(len)\n    return sorted(numbers[:-1])") == Outcome(agrees=True, kept_inputs=False)


def test_the_first_text_that_does_anything_wrong_decides() -> None:
    right, other, wrong = "return sorted(numbers)", "return list(sorted(numbers))", "return numbers"
    spoils, fails = "result = sorted(numbers)\n    numbers.append(1)\n    return result", "raise ValueError('no')"
    assert run_all([right, other]) == Outcome(agrees=True, kept_inputs=True)
    assert run_all([right, wrong, spoils]) == Outcome(agrees=False, kept_inputs=True)
    assert run_all([right, spoils, wrong]) == Outcome(agrees=True, kept_inputs=False)
    assert run_all([right, other, fails]) == Outcome(False, True, "ValueError: no")
    assert run_all([right, "return ("]).error.startswith("SyntaxError: ")


def test_a_text_cannot_undo_what_the_one_before_it_did_to_the_inputs() -> None:
    reverses = "numbers.reverse()\n    return sorted(numbers)"
    assert run_all([reverses, reverses]) == Outcome(agrees=True, kept_inputs=False)
    grows, shrinks = "numbers.append(0)\n    return sorted(numbers[:-1])", "numbers.pop()\n    return sorted(numbers)"
    assert run_all([grows, shrinks]) == Outcome(agrees=True, kept_inputs=False)
    gives_back = "return sorted(numbers) if len(numbers) > 1 else numbers"
    assert run_all([gives_back, "numbers += [1]\n    return sorted(numbers[:-1])"]) == Outcome(agrees=True, kept_inputs=False)


def test_a_program_does_in_another_process_what_its_text_does() -> None:
    helper = "import math\n\n\ndef helper(x):\n    return math.gcd(x, 12)\n"
    source = f"{helper}\n\ndef f(x):\n    return [helper(x), x in {{8, 9}}, [c for c in 'abc' if c in {{'a', 'b'}}]]\n"
    sent = pickle.loads(pickle.dumps(Program.of(source)))
    assert sent == Program.of(source)
    assert sent.function("f")(8) == compile_entry(source, "f")(8) == [4, True, ["a", "b"]]


def test_rows_do_not_share_values() -> None:
    shared = [2, 1]
    body = "numbers.append(0)\n    return numbers"
    assert run(body, [(shared,), (shared,)], [[2, 1, 0], [2, 1, 0]]).agrees


def test_an_exception_is_part_of_the_outcome() -> None:
    assert run("return numbers[0]") == Outcome(False, True, "IndexError: list index out of range")
    assert run("return (") .error.startswith("SyntaxError: ")
    assert outcome_of(["def g(x):\n    return x\n"], frozen(ROWS), frozen(SORTED)) == Outcome(False, True, "KeyError: 'f'")


def test_a_result_that_has_no_literal_disagrees() -> None:
    assert not run("return {1, 2}").agrees
    assert not run("return len").agrees
    assert not run("return iter(numbers)").agrees


def test_a_text_is_a_module_of_its_own() -> None:
    source = "import math\nLIMIT = 3\ndef helper(x):\n    return math.gcd(x, LIMIT)\ndef f(x):\n    return helper(x)\n"
    assert compile_entry(source, "f")(9) == 3
    assert compile_entry("def f():\n    return __name__\n", "f")() == "solution"
