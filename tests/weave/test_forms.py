"""The contract of forms: every text runs, agrees with the graph, leaves its inputs alone and is clean to a linter."""

from __future__ import annotations

import copy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import plan_of
from sampled import plans_by_combinator

from synthgen.check.execute import compile_entry
from synthgen.check.inputs import probe_inputs
from synthgen.library import load_library
from synthgen.literals import equal
from synthgen.plan.combinators import COMBINATORS
from synthgen.plan.graph import Plan, Step, parse_plan
from synthgen.plan.names import name_plan
from synthgen.prompt import helper_docs, summary
from synthgen.weave import writer
from synthgen.weave.forms import Form, write_forms
from synthgen.weave.writer import TooWide, folded, literal

each_combinator = pytest.mark.parametrize("name", list(COMBINATORS))
LINE_LENGTH = 88


def forms_of(plan: Plan, language: str = "en") -> list[Form]:
    names = name_plan(plan)
    return write_forms(plan, names, summary(plan, names, language), helper_docs(plan, language))


@each_combinator
def test_every_form_gives_what_the_graph_gives_and_leaves_its_inputs_alone(name: str) -> None:
    for plan, table in plans_by_combinator()[name]:
        entry = name_plan(plan).entry
        for form in forms_of(plan):
            namespace: dict[str, object] = {}
            exec(compile(form.source, form.name, "exec"), namespace)
            for place, row in enumerate(probe_inputs(plan.inputs)):
                given = copy.deepcopy(row)
                result = namespace[entry](*given)  # type: ignore[operator]
                assert equal(result, table[-1][place]), f"{form.name}\n{form.source}\n{row}"
                assert equal(given, row), f"{form.name} modifies its input\n{form.source}"


@each_combinator
def test_most_plans_have_three_forms_or_more_all_distinct(name: str) -> None:
    groups = [forms_of(plan) for plan, _ in plans_by_combinator()[name]]
    assert all(len({form.source for form in forms}) == len({form.name for form in forms}) == len(forms) for forms in groups)
    assert sum(len(forms) >= 3 for forms in groups) >= len(groups) - 1


@each_combinator
def test_every_form_states_the_signature_and_no_line_is_too_long(name: str) -> None:
    for plan, _ in plans_by_combinator()[name]:
        names = name_plan(plan)
        hints = [f"{names.nodes[index]}: {kind.hint}" for index, kind in enumerate(plan.inputs)]
        for form in forms_of(plan):
            flat = " ".join(form.source.split()).replace("( ", "(").replace(", )", ")").replace(" )", ")")
            assert f"def {names.entry}({', '.join(hints)}) -> {plan.result.hint}:" in flat
            assert all(len(line) <= LINE_LENGTH for line in form.source.splitlines())


def test_emitted_sources_are_clean_to_ruff(tmp_path: Path) -> None:
    sources = {
        form.source
        for place, group in enumerate(plans_by_combinator().values())
        for plan, _ in group[:4]
        for form in forms_of(plan, "zh" if place % 4 == 0 else "en")
    }
    assert len(sources) > 300
    for number, source in enumerate(sorted(sources)):
        (tmp_path / f"solution_{number:03}.py").write_text(source, encoding="utf-8")
    options = ["--isolated", "--no-cache", f"--line-length={LINE_LENGTH}", "--target-version=py311"]
    for command in (["check", "--extend-select=N", "--output-format=concise"], ["format", "--check", "--diff"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *options, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


GIVEN_EXPECTED = Path(__file__).parent / "forms.txt"
"""Plans with some of the forms that they are written as, between lines of `=`; a form's name stands behind `--`."""


def given_and_expected() -> list[tuple[str, str, dict[str, str]]]:
    cases = []
    for block in GIVEN_EXPECTED.read_text(encoding="utf-8").split("=" * 88 + "\n")[1:]:
        head, *parts = block.split("-- ")
        title, text = head.strip().splitlines()
        forms = {part.split("\n", 1)[0]: part.split("\n", 1)[1].rstrip("\n") + "\n" for part in parts}
        cases.append((title, text, forms))
    return cases


@pytest.mark.parametrize(
    ("title", "text", "expected"), given_and_expected(), ids=lambda value: value if isinstance(value, str) and len(value) < 60 else ""
)
def test_given_a_plan_the_expected_forms_are_written(title: str, text: str, expected: dict[str, str]) -> None:
    plan = parse_plan(text, load_library())
    written = {form.name: form.source for form in write_forms(plan, name_plan(plan), None, {})}
    assert {name: written.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("    return 1", "    return 1"),
        ("    total = combine(" + "a" * 70 + ")", "    total = combine(\n        " + "a" * 70 + "\n    )"),
    ],
)
def test_a_long_line_is_folded_as_a_formatter_does(line: str, expected: str) -> None:
    assert folded(line) == expected


@pytest.mark.parametrize(
    "line", ["    total = " + "a" * 90, "    total = [" + "a" * 80 + "]", "    total = (" + "a" * 85 + ")", "    f(" + "a" * 85 + ")"]
)
def test_a_line_that_cannot_be_folded_is_too_wide(line: str) -> None:
    with pytest.raises(TooWide):
        folded(line)


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", '"a"'), ('say "a"', "'say \"a\"'"), ("", '""'), ((0, 9), "(0, 9)"), ([], "[]"), (-3, "-3"), (("", 0), '("", 0)')],
)
def test_literals_are_written_with_double_quotes(value: object, text: str) -> None:
    assert literal(value) == text


def test_a_sum_is_subtracted_whole_even_if_it_begins_and_ends_like_a_call() -> None:
    text = (
        '[["input","Intervals"],["input","Integers"],["input","Integer"],["apply","Size","peak_overlap",[],[0]],'
        '["apply","Integer","total",[],[1]],["add","Integer","",[],[3,4]],["subtract","Integer","",[],[2,5]]]'
    )
    plan = parse_plan(text, load_library())
    for form in write_forms(plan, name_plan(plan), None, {}):
        assert compile_entry(form.source, name_plan(plan).entry)([(0, 1)], [5, 6], 20) == 8, form.name


def sources_of(*lines: str) -> dict[str, str]:
    return {form.name: form.source for form in forms_of(plan_of(*lines))}


def test_a_comprehension_shares_the_name_of_a_loop_that_never_sees_it() -> None:
    fused = sources_of("Integer", "Naturals", "digits_of 0", "filter has_subset_sum 2 1", "passes_luhn_check 3")["fused"]
    assert "digits = [int(digit) for digit in str(abs(number))]" in fused
    assert "for digit in digits:" in fused


def test_a_comprehension_never_hides_a_name_that_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LINE_LENGTH", 120)
    plan = plan_of("Digits", "map digits_of 0", "map total 1")
    forms = forms_of(plan)
    assert any("[int(current_digit) for current_digit in str(abs(digit))] for digit in digits" in form.source for form in forms)
    assert all(compile_entry(form.source, name_plan(plan).entry)([3, 0, 9]) == [3, 0, 9] for form in forms)


def test_no_local_doubles_the_name_of_its_step() -> None:
    fused = sources_of("WordGroups", "map longest_word 0", "anagram_groups 1")["fused"]
    assert "current_groups" in fused
    assert "groups_groups" not in fused


def test_the_remainder_of_a_constant_is_written_as_the_number() -> None:
    def fused(shift: str) -> str:
        """Return the fused form of a plan that shifts a text by `shift` and reverses it, the cipher written as its reference is."""
        cipher = load_library()["shifted_text"]
        other = replace(cipher, implementation=replace(cipher.references[0], name=cipher.name))
        nodes = plan_of("Text", shift, "shifted_text 0 1", "reversed_text 2").nodes
        changed = [replace(node, atom=other) if isinstance(node, Step) and node.atom is cipher else node for node in nodes]
        return next(form.source for form in forms_of(Plan(tuple(changed))) if form.name == "fused")

    assert "    turn = 5\n" in fused("Integer=5")
    assert "    turn = 4\n" in fused("Integer=30")
    found = fused("Integer")
    assert "    turn = number % 26\n" in found or "    turn = shift % 26\n" in found


def test_an_end_of_a_constant_interval_is_written_as_the_number() -> None:
    fused = sources_of("Integers", "Interval=(-2,8)", "map clamped_number 0 1", "sorted_numbers 2")["fused"]
    assert "max(-2, min(number, 8))" in fused
