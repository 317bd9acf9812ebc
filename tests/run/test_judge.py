"""The judge: what is new in index order stays, and what the later ones are told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from synthgen.records import Reason, Rejection
from synthgen.run.blocks import Accepted, Refused
from synthgen.run.judge import Judge

DOUBLE = "def f(x):\n    return 2 * x\n"
SUM = "def g(y):\n    return y + y\n"
SQUARE = "def h(x):\n    return x * x\n"
CORE = "ab" * 12


Tests = Sequence[tuple[int, object]]


def row(index: int, code: str, tests: Tests) -> str:
    entry = code.split("(")[0].removeprefix("def ")
    cases = [{"input": str(given), "output": str(result)} for given, result in tests]
    metadata = {"id": f"made-{index}", "entry_point": entry, "plan": f"plan {index}"}
    return json.dumps({"code": code, "test_cases": cases, "metadata": metadata})


def accepted(index: int, behaviour: int | None = None, prompt: str = "", code: str = DOUBLE, tests: Tests = (), core: str = "") -> Accepted:
    """Return a sample; without `tests` it has one of its own besides two that all have."""
    tests = tests or ((2, 4), (3, 6), (10 + index, 20 + 2 * index))
    behaviour = index if behaviour is None else behaviour
    return Accepted(index, f"{behaviour:032x}", core, prompt or f"prompt {index}", row(index, code, tests))


class Run:
    """A judge with the rows that it accepted."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.recalled: list[int] = []
        self.judge = Judge(self.recall)

    def recall(self, place: int) -> str:
        self.recalled.append(place)
        return self.rows[place]

    def decide(self, outcome: Accepted | Refused) -> Accepted | Rejection:
        decision = self.judge.decide(outcome)
        if isinstance(decision, Accepted):
            self.rows.append(decision.text)
        return decision


@pytest.fixture
def run() -> Run:
    return Run()


def test_what_is_new_stays_as_it_is(run: Run) -> None:
    first, second = accepted(0), accepted(1)
    assert run.decide(first) is first
    assert run.decide(second) is second
    assert run.judge.claims == [bytes(16), bytes(15) + b"\x01"]


def test_the_same_behaviour_is_a_duplicate_whatever_the_prompt(run: Run) -> None:
    run.decide(accepted(0, behaviour=7))
    assert run.decide(accepted(1, behaviour=7)) == Rejection(1, Reason.DUPLICATE_BEHAVIOUR, "the same results", "plan 1", f"{7:032x}")
    assert len(run.judge.claims) == 1


def test_a_refused_candidate_claims_its_behaviour_too(run: Run) -> None:
    refused = Refused(0, f"{7:032x}", "weak_tests", "why", "plan 0")
    assert run.decide(refused) == Rejection(0, Reason.WEAK_TESTS, "why", "plan 0", f"{7:032x}")
    assert run.judge.claims == [bytes.fromhex(f"{7:032x}")]
    decision = run.decide(accepted(1, behaviour=7))
    assert isinstance(decision, Rejection)
    assert decision.reason is Reason.DUPLICATE_BEHAVIOUR


def test_a_candidate_without_a_behaviour_claims_none(run: Run) -> None:
    for index in (0, 1):
        assert run.decide(Refused(index, "", "stuck", "", "")) == Rejection(index, Reason.STUCK, "", "")
    assert run.judge.claims == []


def test_the_same_prompt_is_a_duplicate_and_claims_its_behaviour(run: Run) -> None:
    run.decide(accepted(0, prompt="same"))
    assert run.decide(accepted(1, prompt="same")) == Rejection(1, Reason.DUPLICATE_PROMPT, "", "plan 1", f"{1:032x}")
    assert len(run.judge.claims) == 2


def test_the_prompt_of_a_rejected_candidate_is_free(run: Run) -> None:
    run.decide(accepted(0, core=CORE))
    assert isinstance(run.decide(accepted(1, prompt="twin", core=CORE)), Rejection)
    late = accepted(2, prompt="twin")
    assert run.decide(late) is late


def test_two_samples_whose_solutions_pass_each_others_tests_do_not_both_stay(run: Run) -> None:
    run.decide(accepted(0, code=SQUARE, tests=[(3, 9), (0, 0)], core=CORE))
    run.decide(accepted(1, core=CORE))
    decision = run.decide(accepted(2, code=SUM, tests=[(5, 10)], core=CORE))
    assert decision == Rejection(
        2, Reason.DUPLICATE_BEHAVIOUR, "its solution and that of made-1 pass each other's tests", "plan 2", f"{2:032x}"
    )
    assert run.recalled == [0, 0, 1]


@pytest.mark.parametrize(
    ("first", "second"),
    [([(2, 4), (0, 0)], [(2, 4), (3, 9)]), ([(2, 4), (3, 6)], [(2, 4), (0, 0)])],
    ids=["only the second's tests tell", "only the first's tests tell"],
)
def test_one_test_of_either_side_that_tells_them_apart_is_enough(run: Run, first: Tests, second: Tests) -> None:
    run.decide(accepted(0, code=DOUBLE, tests=first, core=CORE))
    other = accepted(1, code=SQUARE, tests=second, core=CORE)
    assert run.decide(other) is other


def test_an_input_that_both_test_with_other_results_tells_them_apart_without_a_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthgen.run.alike.compile_entry", lambda *arguments: pytest.fail("a solution ran"))
    run.decide(accepted(0, code=DOUBLE, tests=[(2, 4), (3, 6)], core=CORE))
    other = accepted(1, code=SQUARE, tests=[(2, 4), (3, 9)], core=CORE)
    assert run.decide(other) is other


def test_results_of_a_common_input_are_compared_as_values_not_as_texts(run: Run) -> None:
    codes = [f"def f(x):\n    return {{{items}}}\n" for items in ("'a': x, 'b': 1", "'b': 1, 'a': x")]
    results = [[(1, {"a": 1, "b": 1}), (2, {"a": 2, "b": 1})], [(2, {"b": 1, "a": 2}), (3, {"b": 1, "a": 3})]]
    run.decide(accepted(0, code=codes[0], tests=results[0], core=CORE))
    decision = run.decide(accepted(1, code=codes[1], tests=results[1], core=CORE))
    assert isinstance(decision, Rejection)
    assert decision.detail == "its solution and that of made-0 pass each other's tests"


def answering(index: int, code: str, core: str, signature: str, answers: str, tests: str) -> Accepted:
    return replace(accepted(index, code=code, core=core), signature=signature, answers=answers, tests=tests)


def test_answers_to_the_fixed_inputs_of_one_signature_tell_apart_without_a_row(run: Run) -> None:
    run.decide(answering(0, DOUBLE, CORE, "Integer", "0a0b0c", "01"))
    assert isinstance(run.decide(answering(1, SUM, CORE, "Integer", "0aff0c", "00")), Accepted), "the first's test tells"
    assert isinstance(run.decide(answering(2, SUM, CORE, "Integer", "ff0b0c", "00")), Accepted), "its own test tells"
    assert run.recalled == []


@pytest.mark.parametrize(
    ("signature", "answers", "tests"), [("Natural", "ff0b0c", "00"), ("Integer", "", ""), ("Integer", "0a0bff", "00")],
    ids=["another signature", "no answers", "a difference that no test shows"],
)  # fmt: skip
def test_what_the_answers_do_not_tell_is_found_by_running(run: Run, signature: str, answers: str, tests: str) -> None:
    run.decide(answering(0, DOUBLE, CORE, "Integer", "0a0b0c", "01"))
    assert isinstance(run.decide(answering(1, SUM, CORE, signature, answers, tests)), Rejection)
    assert run.recalled == [0]


def test_only_candidates_with_the_same_core_answers_are_compared(run: Run) -> None:
    run.decide(accepted(0, core=CORE))
    run.decide(accepted(1, code=SUM, core="cd" * 12))
    run.decide(accepted(2, code=SUM, core=""))
    assert run.recalled == []
    assert len(run.rows) == 3


def test_recall_counts_accepted_samples_not_candidates(run: Run) -> None:
    run.decide(Refused(0, "", "constant", "", ""))
    run.decide(accepted(1, code=SQUARE, tests=[(3, 9)]))
    run.decide(accepted(2, core=CORE))
    run.decide(accepted(3, code=SUM, core=CORE))
    assert run.recalled == [1]


def test_the_order_decides_who_stays(run: Run) -> None:
    later = Run()
    first, second = accepted(0, code=DOUBLE, core=CORE), accepted(1, code=SUM, core=CORE)
    assert [isinstance(run.decide(one), Accepted) for one in (first, second)] == [True, False]
    assert [isinstance(later.decide(one), Accepted) for one in (second, first)] == [True, False]
    assert run.rows == [first.text]
    assert later.rows == [second.text]


def test_the_same_test_cases_in_any_order_are_a_duplicate_even_of_another_core(run: Run) -> None:
    run.decide(accepted(0, tests=[(2, 4), (0, 0)], core=CORE))
    decision = run.decide(accepted(1, code=SQUARE, tests=[(0, 0), (2, 4)], core="cd" * 12))
    assert decision == Rejection(1, Reason.DUPLICATE_BEHAVIOUR, "the same test cases", "plan 1", f"{1:032x}")
    assert len(run.rows) == 1
