"""One candidate from index to sample or rejection: each reason is given to a candidate that deserves it, and the
certificate of one that passes is what a look at the sample itself finds."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable

import pytest
from handmade import plan_of
from naive import all_wrong, is_killed

from synthgen.check.inputs import FURTHER_INPUTS, PROBE_INPUTS, fixed_inputs, probe_inputs
from synthgen.check.mutants import telling_values
from synthgen.kinds import KINDS
from synthgen.library import load_library
from synthgen.literals import equal, format_arguments, parse_arguments, parse_value
from synthgen.plan.graph import Plan, parse_plan
from synthgen.records import Checks, Reason, Rejection
from synthgen.run import candidate
from synthgen.run.candidate import FEWEST_FORMS, Made, Maker
from synthgen.run.config import library_of, make_config
from synthgen.run.probed import Claims
from synthgen.weave.forms import Form

CONFIG = make_config(n=10, seed=5)
GOOD = ("Integers", "sorted_numbers 0", "pairwise_differences 1", "total 1", "rotated_list 2 3")


@pytest.fixture(scope="module")
def makers() -> Maker:
    return Maker(CONFIG, library_of(CONFIG))


@pytest.fixture
def maker(makers: Maker, monkeypatch: pytest.MonkeyPatch) -> Maker:
    """A maker that has seen no behaviour yet."""
    monkeypatch.setattr(makers, "_claimed", Claims())
    monkeypatch.setattr(makers, "config", CONFIG)
    return makers


@pytest.fixture
def made_of(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Made | Rejection]:
    """Make the candidate whose plan is written by hand."""

    def make(*lines: str, index: int = 0) -> Made | Rejection:
        monkeypatch.setattr(maker, "plan", lambda number: plan_of(*lines) if lines else None)
        return maker.make(index)

    return make


Make = Callable[..., "Made | Rejection"]


def reason_of(outcome: Made | Rejection) -> Reason:
    assert isinstance(outcome, Rejection)
    return outcome.reason


def test_a_good_plan_is_made(made_of: Make) -> None:
    made = made_of(*GOOD, index=3)
    assert isinstance(made, Made)
    metadata = made.sample.metadata
    assert (metadata.index, metadata.seed, metadata.id) == (3, 5, f"{load_library().fingerprint[:8]}-5-3")
    assert metadata.plan == plan_of(*GOOD).to_text()
    inputs = fixed_inputs(plan_of(*GOOD).inputs, telling_values(load_library()))
    assert len(made.answers) == len(inputs)
    assert [format_arguments(inputs[place]) for place in made.tests] == [case.input for case in made.sample.test_cases]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((), Reason.STUCK),
        (("Integers", "sorted_numbers 0", "inversion_count 1"), Reason.CONSTANT),
        (("Text", "reversed_text 0", "reversed_text 1"), Reason.PROJECTION),
        (("Integers", "sorted_numbers 0", "total 1"), Reason.REDUNDANT_STEP),
        (("Integer", "Integer=1000000000", "add 0 1"), Reason.OUT_OF_KIND),
        (("Texts", "concatenate 0 0", "concatenate 1 1", "concatenate 2 2"), Reason.TOO_LARGE),
        (("Integer", "Integers", "Integer=900000", "exceeds 0 2", "total 1", "second_largest 1", "branch 3 4 5"), Reason.ONE_SIDED_BRANCH),
        (("Words", "joined_words 0", "words_of 1", "anagram_groups 2"), Reason.PLAIN_STEP),
        (("Text", "Texts", "acronym 0", "map common_prefix 1 2"), Reason.IDLE_INPUT),
        (("Naturals", "Naturals", "Integer", "zip_with greatest_common_divisor 0 1", "length 3", "add 4 2"), Reason.IDLE_STEP),
    ],
)
def test_a_faulty_plan_is_rejected_for_its_fault(made_of: Make, lines: tuple[str, ...], reason: Reason) -> None:
    outcome = made_of(*lines, index=4)
    assert reason_of(outcome) is reason
    assert isinstance(outcome, Rejection)
    assert outcome.index == 4
    assert outcome.plan == (plan_of(*lines).to_text() if lines else "")
    assert bool(outcome.behaviour) is (reason is Reason.IDLE_STEP)


def test_a_behaviour_is_made_once_and_one_that_was_learned_never(maker: Maker, made_of: Make) -> None:
    made = made_of(*GOOD)
    assert isinstance(made, Made)
    again = made_of(*GOOD, index=1)
    assert reason_of(again) is Reason.DUPLICATE_BEHAVIOUR
    assert isinstance(again, Rejection)
    assert again.behaviour == made.sample.metadata.behaviour
    maker._claimed = Claims()
    maker.learn(bytes(16) + bytes.fromhex(made.sample.metadata.behaviour))
    assert reason_of(made_of(*GOOD)) is Reason.DUPLICATE_BEHAVIOUR
    maker._claimed = Claims()
    assert isinstance(made_of(*GOOD), Made)


def test_another_difficulty_than_asked_for(maker: Maker, made_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_of(*GOOD)
    assert isinstance(made, Made)
    others = tuple({"easy", "medium", "hard"} - {made.sample.difficulty})
    maker._claimed = Claims()
    monkeypatch.setattr(maker, "config", CONFIG.model_copy(update={"difficulty": others}))
    outcome = made_of(*GOOD)
    assert reason_of(outcome) is Reason.OTHER_DIFFICULTY
    assert isinstance(outcome, Rejection)
    assert outcome.detail == made.sample.difficulty


def planted(monkeypatch: pytest.MonkeyPatch, change: Callable[[list[Form]], list[Form]]) -> None:
    own = candidate.write_forms
    monkeypatch.setattr(candidate, "write_forms", lambda *arguments: change(own(*arguments)))


def test_fewer_than_three_forms_are_too_wide(made_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, lambda forms: forms[: FEWEST_FORMS - 1])
    assert reason_of(made_of(*GOOD)) is Reason.TOO_WIDE


def spoilt(forms: list[Form], before: str, result: str = "result") -> list[Form]:
    """Return forms of which the last is a shell around itself that does something more."""
    entry = next(node.name for node in reversed(ast.parse(forms[-1].source).body) if isinstance(node, ast.FunctionDef))
    shell = f"_own = {entry}\n\n\ndef {entry}(*given):\n    result = _own(*given)\n    {before}\n    return {result}\n"
    return [*forms[:-1], Form(forms[-1].name, f"{forms[-1].source}\n\n{shell}")]


@pytest.mark.parametrize(
    ("before", "result", "reason", "detail"),
    [
        ("pass", "result", None, ""),
        ("pass", "result[::-1]", Reason.DISAGREEMENT, "other results than the plan"),
        ("pass", "tuple(result)", Reason.DISAGREEMENT, "other results than the plan"),
        ("result = [] if len(given[0]) == 7 else result", "result", Reason.DISAGREEMENT, "other results than the plan"),
        ("raise ValueError('no')", "result", Reason.DISAGREEMENT, "ValueError: no"),
        ("given[0].append(1)", "result", Reason.INPUT_MODIFIED, ""),
        ("given[0].sort()", "result", Reason.INPUT_MODIFIED, ""),
    ],
)
def test_one_form_that_misbehaves_rejects_the_candidate(
    made_of: Make, monkeypatch: pytest.MonkeyPatch, before: str, result: str, reason: Reason | None, detail: str
) -> None:
    planted(monkeypatch, lambda forms: spoilt(forms, before, result))
    outcome = made_of(*GOOD)
    if reason is None:
        assert isinstance(outcome, Made), "the shell alone does no harm"
        return
    assert reason_of(outcome) is reason
    assert isinstance(outcome, Rejection)
    assert outcome.detail == detail


def test_a_branch_that_no_short_input_takes_makes_the_tests_weak(made_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidate, "covering", lambda *arguments: ([], 4, 3))
    outcome = made_of(*GOOD)
    assert reason_of(outcome) is Reason.WEAK_TESTS
    assert isinstance(outcome, Rejection)
    assert outcome.detail.startswith("3 of 4 branches in ")


def test_too_many_tests_and_no_error_example_are_weak_too(maker: Maker, made_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidate, "MOST_TESTS", 2)
    assert reason_of(made_of(*GOOD)) is Reason.WEAK_TESTS
    monkeypatch.undo()
    maker._claimed = Claims()
    monkeypatch.setattr(maker, "plan", lambda number: plan_of(*GOOD))
    monkeypatch.setattr(candidate, "error_example", lambda *arguments: None)
    outcome = maker.make(0)
    assert reason_of(outcome) is Reason.WEAK_TESTS
    assert isinstance(outcome, Rejection)
    assert "error example" in outcome.detail


def test_inputs_too_long_for_test_cases(made_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthgen.check.bench.MAX_OUTPUT", 1)
    assert reason_of(made_of(*GOOD)) is Reason.LONG_LITERALS


def sampled(maker: Maker, count: int) -> list[Made]:
    outcomes = (maker.make(index) for index in range(60))
    made = [outcome for outcome in outcomes if isinstance(outcome, Made)]
    assert len(made) >= count
    return made[:count]


def ways(code: str, entry: str, inputs: list[tuple[object, ...]]) -> set[tuple[int, int]]:
    """Return the jumps between lines, by the interpreter's own account, that `inputs` take through `code`."""
    import sys

    namespace: dict[str, object] = {}
    exec(compile(code, "<solution>", "exec"), namespace)
    seen: set[tuple[int, int]] = set()

    def trace(frame: object, event: str, argument: object) -> object:
        seen.add((frame.f_code.co_firstlineno, frame.f_lineno))  # type: ignore[attr-defined]
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        for row in inputs:
            namespace[entry](*row)  # type: ignore[operator]
    finally:
        sys.settrace(before)
    return seen


def test_a_certificate_is_what_the_sample_itself_shows(maker: Maker) -> None:
    for made in sampled(maker, 6):
        sample, metadata = made.sample, made.sample.metadata
        checks = metadata.checks
        plan: Plan = parse_plan(metadata.plan, load_library())
        rows = [parse_arguments(case.input) for case in sample.test_cases]
        wrongs = all_wrong(plan, maker.mutants)
        kills = [sum(is_killed(plan, wrong, row) for row in rows) for wrong in wrongs]
        assert checks.mutants == len(wrongs) == checks.killed + checks.equivalent
        assert checks.killed == sum(count > 0 for count in kills)
        assert checks.killed_twice <= sum(count >= 2 for count in kills)
        assert checks.forms == 1 + len(sample.reference_code) == 1 + len(metadata.reference_forms)
        assert checks.branches == checks.branches_covered
        assert (checks.probe_inputs, checks.hash_seeds) == (len(probe_inputs(plan.inputs)), 2)
        for code in (sample.code, *sample.reference_code):
            namespace: dict[str, object] = {}
            exec(code, namespace)
            function = namespace[metadata.entry_point]
            assert callable(function)
            for row, case in zip(rows, sample.test_cases, strict=True):
                assert equal(function(*row), parse_value(case.output))
        assert ways(sample.code, metadata.entry_point, rows) >= ways(
            sample.code, metadata.entry_point, [tuple(row) for row in probe_inputs(plan.inputs)]
        ), "no probe input comes to a line that the tests do not reach"
        signature = inspect.signature(function)
        assert len(signature.parameters) == len(metadata.parameter_kinds)


def test_the_same_index_gives_the_same_candidate_and_another_seed_another_one(maker: Maker) -> None:
    first = sampled(maker, 2)
    again = Maker(CONFIG, library_of(CONFIG))
    for made in first:
        assert again.make(made.sample.metadata.index) == made
    assert [maker.plan(index) for index in range(5)] == [again.plan(index) for index in range(5)]
    other = Maker(make_config(n=10, seed=6), library_of(CONFIG))
    assert [other.plan(index) for index in range(5)] != [again.plan(index) for index in range(5)]


def test_answers_and_tests_are_compared_on_the_fixed_inputs_alone(maker: Maker) -> None:
    """Tests of the reserve are another sample's too by chance alone: what stands behind the fixed inputs differs from plan to plan."""
    fixed, of_reserve = PROBE_INPUTS + FURTHER_INPUTS, 0
    for made in sampled(maker, 20):
        assert len(made.answers) == fixed
        assert max(made.tests) < fixed
        kinds = tuple(KINDS[name] for name in made.sample.metadata.parameter_kinds)
        literals = [format_arguments(row) for row in fixed_inputs(kinds, maker.telling)]
        tests = {case.input for case in made.sample.test_cases}
        assert {literals[row] for row in made.tests} <= tests
        of_reserve += len(tests) - len(made.tests)
    assert of_reserve > 0


def test_every_atom_gets_its_turn(maker: Maker) -> None:
    atoms = list(load_library().atoms)
    plans = [maker.plan(index) for index in range(len(atoms))]
    used = {atom.name for plan in plans if plan for atom in plan.atoms}
    assert len(used) > 0.9 * len(atoms)


def test_a_certificate_has_no_field_that_is_not_looked_at_here() -> None:
    assert set(Checks.__dataclass_fields__) == {
        "probe_inputs", "further_inputs", "distinct_outputs", "forms", "hash_seeds", "mutants", "equivalent", "killed", "killed_twice",
        "near_readings", "branches", "branches_covered",
    }  # fmt: skip


def test_the_examples_of_a_prompt_show_what_happens_where_tests_do(maker: Maker, made_of: Make) -> None:
    """Not one whose result is an input as it is: rows that are in order are sorted by whatever one takes."""
    for index in range(12):
        maker._claimed = Claims()
        made = made_of("Integers", "Rows", "total 0", "sort_by closest_number 1 2", index=index)
        assert isinstance(made, Made)
        cases = [(case.input, case.output) for case in made.sample.test_cases]
        shown = [case for case in cases if case[0] in made.sample.prompt and case[0] != "[], []"]
        assert len(shown) >= 2
        assert not [given for given, result in shown if given.endswith(result)]
