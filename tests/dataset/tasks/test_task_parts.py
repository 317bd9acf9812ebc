"""The parts that task types are made of: answers, cuts, clumsy forms, effort, broken forms."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from synthgen.dataset.tasks import derive
from synthgen.dataset.tasks.answers import asserted, called, stated
from synthgen.dataset.tasks.bench import bench_of
from synthgen.dataset.tasks.broken import broken_forms, described, fuelled
from synthgen.dataset.tasks.clumsy import clumsy_form
from synthgen.dataset.tasks.code_completion import cuts
from synthgen.dataset.tasks.doc_generation import without_docstring
from synthgen.dataset.tasks.simplicity import effort
from synthgen.records import Sample, TestCase
from synthgen.sandbox import Limits, Sandbox, Verdict

TIDY = '''def kept(numbers: list[int], least: int) -> list[int]:
    """Return those that count."""
    chosen = [number * 2 for number in numbers if number >= least]
    for number in numbers:
        if number and least:
            least += 1
    return sorted(abs(least - 1), key=str) if not chosen else chosen
'''


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Answer: 3", "3"),
        ("answer:[1, 2]", "[1, 2]"),
        ("**Answer:** `'a'`", "'a'"),
        ("答案：{'': 5}", "{'': 5}"),
        ("最终答案：{'a': 1}", "{'a': 1}"),
        ("It is\n```\n(1,)\n```", "(1,)"),
        ("so we get\n\n42\n", "42"),
        ("Answer: 1\nno, wait\nAnswer: 2", "2"),
        ("", ""),
    ],
)
def test_the_last_stated_value_counts(answer: str, expected: str) -> None:
    assert stated(answer) == expected


def test_assertions_on_literals_are_read_wherever_they_stand() -> None:
    text = "```python\ndef test_f():\n    assert f([1], 'a') == (1,)\n    assert not f([], '')\nassert f([2], '') is True\n```"
    cases = [TestCase("[1], 'a'", "(1,)"), TestCase("[], ''", "False"), TestCase("[2], ''", "True")]
    assert asserted(text, "f", 10) == cases
    assert asserted(text, "f", 2) == cases[:2]


@pytest.mark.parametrize("text", ["f(x) == 1", "g(1) == 1", "f(1) == 1 == 1", "f(a=1) == 1", "f(1) != 1", "f(", "f(1) == x"])
def test_other_assertions_are_no_tests(text: str) -> None:
    assert asserted(f"assert {text}", "f", 10) == []


def test_a_call_is_read_with_its_name_or_without() -> None:
    assert called(" f([1],  'a') ", "f") == TestCase("[1], 'a'", "")
    assert called("[1], 'a'", "f") == TestCase("[1], 'a'", "")
    assert called("g(1)", "f") is None


def test_cuts_stand_before_statements_and_leave_a_quarter() -> None:
    assert cuts(TIDY, "kept") == [2, 3, 4, 5]
    assert cuts("def f():\n    return 1\n", "f") == [1]
    assert cuts("def f():\n    return 1\n\n\nx = 1\n", "f") == []


def test_without_docstring() -> None:
    assert without_docstring(TIDY, "kept") == TIDY.replace('    """Return those that count."""\n', "")
    assert without_docstring(TIDY, "other") == TIDY


@pytest.mark.parametrize("seed", range(6))
def test_clumsy_forms_take_more_effort_and_behave_the_same(seed: int) -> None:
    source = TIDY.replace("sorted(abs(least - 1), key=str)", "sorted([least - 1], key=str)")
    clumsy = clumsy_form(source, Random(seed))
    assert effort(clumsy) > 1.15 * effort(source)
    namespaces: list[dict[str, object]] = [{}, {}]
    for text, namespace in zip((source, clumsy), namespaces, strict=True):
        exec(text, namespace)
    for arguments in (([1, 2, 3], 2), ([], 0), ([5, 0, 5], 9)):
        assert namespaces[0]["kept"](*arguments) == namespaces[1]["kept"](*arguments)  # type: ignore[operator]


def test_clumsy_habits_as_source() -> None:
    head = "def f(rows: list[int]) -> int:\n    for row in rows:\n        if row > 1:\n"
    given = f"{head}            return len(str(row))\n    return sum(row for row in rows)\n"
    everything = max((clumsy_form(given, Random(seed)) for seed in range(40)), key=len)
    assert everything == (
        "def f(rows: list[int]) -> int:\n"
        "    for index in range(len(rows)):\n"
        "        row = rows[index]\n"
        "        condition = row > 1\n"
        "        if condition is True:\n"
        "            value = str(row)\n"
        "            result = len(value)\n"
        "            return result\n"
        "    result_2 = 0\n"
        "    for row in rows:\n"
        "        result_2 += row\n"
        "    return result_2\n"
    )


def test_effort_ignores_words_and_counts_nesting() -> None:
    plain = "def f(x):\n    return x + 1\n"
    assert effort(plain) == effort('import math\ndef f(x: int) -> int:\n    """Words."""\n    return x + 1\n') == 7
    flat = "def f(x):\n    if x:\n        x = 1\n    if x:\n        x = 2\n"
    nested = "def f(x):\n    if x:\n        x = 1\n        if x:\n            x = 2\n"
    assert effort(nested) == effort(flat) + 2
    chain = "def f(x):\n    if x:\n        x = 1\n    elif x:\n        x = 2\n"
    assert effort(chain) == effort(flat)


def test_endless_programs_run_out_of_ticks() -> None:
    bench = bench_of(None, None)
    cases = [TestCase("3", "3")]
    for body in ("while True:\n        x += 1", "for _ in range(10**12):\n        x = x * x + 2", "return f(x)"):
        assert fuelled(bench, f"def f(x):\n    {body}\n    return x\n", "f", cases) is None
    outcomes = fuelled(bench, "def f(x):\n    while x < 100:\n        x += 1\n    return x\n", "f", cases)
    assert outcomes is not None
    assert outcomes[0].value == 100


def test_broken_forms_fail_a_test_and_differ(samples: list[Sample]) -> None:
    sample = samples[0]
    found = list(broken_forms(bench_of(None, None), sample.code, sample.metadata.entry_point, sample.test_cases, Random(1), 12))
    assert 1 <= len(found) <= 12
    for one in found:
        example = one.example(sample.test_cases)
        assert example is not None
        assert example.expected != example.got
        assert 0.0 <= example.reward < sample.reward


def test_descriptions_quote_what_is_there() -> None:
    assert described("`a + b` instead of `a - b`", "return (\n    a + b\n)", "return a - b")
    assert not described("`a * b` instead of `a - b`", "return a + b", "return a - b")


def test_chinese_spacing_leaves_results_and_examples_alone(samples: list[Sample]) -> None:
    sample = next(one for one in samples if one.metadata.language == "zh" and len(one.test_cases[0].input) < 40)
    code = f"{sample.metadata.signature}\n    return {{'': 'a.B3', '中': 1}}\n"
    case = TestCase(sample.test_cases[0].input, "{'': 'a.B3', '中': 1}")
    row = derive(replace(sample, code=code, reference_code=[code], test_cases=[case]), "input_prediction")
    assert isinstance(row, Sample)
    assert f"`{case.output}`" in row.prompt
    assert row.code == f"答案：{sample.metadata.entry_point}({case.input})\n"


def test_a_program_that_gets_no_processor_for_a_while_comes_to_the_same() -> None:
    with Sandbox(Limits(seconds=0.2), workers=1) as sandbox:
        bench = bench_of(sandbox, None)
        waiting = "import time\ndef f(x):\n    time.sleep(0.6)\n    return x\n"
        assert [outcome.failure for outcome in sandbox.execute(waiting, ["1"], "f").outcomes] == [Verdict.TIMEOUT]
        assert [outcome.value for outcome in bench.outcomes(waiting, "f", ["1"])] == [1]
        assert [outcome.failure for outcome in replace(bench, patient=False).outcomes(waiting, "f", ["1"])] == [Verdict.TIMEOUT]
        endless = "def f(x):\n    while True:\n        pass\n"
        ended = bench.outcomes(endless, "f", ["1"])[0]
        assert ended.failure is Verdict.TIMEOUT
