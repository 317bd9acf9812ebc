"""Mutants: what each operator plants, that the original is left alone, and that all of it compiles and differs."""

from __future__ import annotations

import ast
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from synthgen.check.mutants import DECIDING
from synthgen.library import Library, load_library
from synthgen.sources import source_of
from synthgen.weave.mutate import OPERATORS, Mutant, mutants


def function(body: str, signature: str = "numbers: list[int]", result: str = "int") -> str:
    """Return a function `f` with `body`, whose lines are indented here."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"def f({signature}) -> {result}:\n{lines}\n"


def planted(source: str) -> dict[tuple[str, str], Mutant]:
    """Return the mutants by operator and by the lines that are not in the original."""
    old = source.splitlines()
    return {
        (mutant.operator, " / ".join(line.strip() for line in mutant.source.splitlines() if line not in old)): mutant
        for mutant in mutants(source)
    }


CASES = [
    (
        "while low <= high:\n    low += 1\nreturn low",
        "token",
        "while low < high:",
        "`<` instead of `<=` in the loop condition",
    ),
    (
        "return sum(n for n in numbers if n > 2)",
        "token",
        "return sum(n for n in numbers if n >= 2)",
        "`>=` instead of `>` in the filter",
    ),
    ("return a - b", "token", "return a + b", "`a + b` instead of `a - b` in the result"),
    ("return a // b", "token", "return a / b", "`a / b` instead of `a // b` in the result"),
    ("if a and b:\n    a = 2\nreturn a", "token", "if a or b:", "`or` instead of `and` in the condition"),
    ("total += 1\nreturn total", "token", "total -= 1", "`-=` instead of `+=` in the update of `total`"),
    ("total = 0\nreturn total", "constant", "total = 1", "`total` starts at 1 instead of 0"),
    ("return numbers[0]", "constant", "return numbers[-1]", "`numbers[-1]` instead of `numbers[0]` in the result"),
    ("return numbers[-1]", "constant", "return numbers[-2]", "`numbers[-2]` instead of `numbers[-1]` in the result"),
    ("return True", "truth", "return False", "`False` instead of `True` in the result"),
    ('return " ".join(numbers)', "string", 'return "".join(numbers)', '`""` instead of `" "` in the result'),
    ('return n in "aeiou"', "string", 'return n in "aeio"', '`"aeio"` instead of `"aeiou"` in the result'),
    (
        "return len(numbers) + 1",
        "step_dropped",
        "return len(numbers)",
        "`len(numbers)` instead of `len(numbers) + 1` in the result",
    ),
    ("return a - b", "sides_swapped", "return b - a", "`b - a` instead of `a - b` in the result"),
    (
        "return (a - b) // c",
        "sides_swapped",
        "return c // (a - b)",
        "`c // (a - b)` instead of `(a - b) // c` in the result",
    ),
    (
        "if numbers:\n    a = 1\nreturn a",
        "negated",
        "if not numbers:",
        "`not numbers` instead of `numbers` in the condition",
    ),
    ("return not a", "negated", "return a", "`a` instead of `not a` in the result"),
    ("return a or b > 1", "half_condition", "return a", "`a` instead of `a or b > 1` in the result"),
    ("if a and b > 1:\n    c = 1", "half_condition", "if a:", "the check `b > 1` is missing in the condition"),
    ("return a if b else c", "choice", "return c if b else a", "`a` and `c` are swapped"),
    ("return a if b else c", "choice", "return a", "always `a`, whether or not `b`"),
    (
        "return numbers[i]",
        "position",
        "return numbers[i + 1]",
        "`numbers[i + 1]` instead of `numbers[i]` in the result",
    ),
    ("return grid[r][c]", "position", "return grid[c][r]", "`grid[c][r]` instead of `grid[r][c]` in the result"),
    ("return text[::-1]", "bounds", "return text[:]", "`text[:]` instead of `text[::-1]` in the result"),
    ("return text[:n]", "bounds", "return text[:n + 1]", "`text[:n + 1]` instead of `text[:n]` in the result"),
    (
        "for i in range(n):\n    a(i)",
        "range_ends",
        "for i in range(n - 1):",
        "`range(n - 1)` instead of `range(n)` in what the loop goes over",
    ),
    (
        "for i in range(n):\n    a(i)",
        "range_ends",
        "for i in range(1, n):",
        "`range(1, n)` instead of `range(n)` in what the loop goes over",
    ),
    (
        "return [n for n in numbers if n]",
        "filter_dropped",
        "return [n for n in numbers]",
        "the filter `if n` is missing",
    ),
    ("return sum(numbers)", "passes_shortened", "return sum(numbers[1:])", "the first item of `numbers` is skipped"),
    ("for n in seen:\n    a(n)", "passes_shortened", "for n in list(seen)[::-1]:", "`seen` is gone through backward"),
    ("a((low, high))", "element_order", "a((high, low))", "`high, low` instead of `low, high`"),
    (
        "return sorted(numbers, key=lambda n: (-n, a[n]))",
        "element_order",
        "return sorted(numbers, key=lambda n: -n)",
        "ties are not broken by `a[n]`",
    ),
    ("return {n: a for n in numbers}", "entry_order", "return {a: n for n in numbers}", "keys and values are swapped"),
    ("return min(numbers)", "another_function", "return max(numbers)", "`max` instead of `min` in the result"),
    ("return all(numbers)", "another_function", "return any(numbers)", "`any` instead of `all` in the result"),
    ("a.append(n)\nreturn a", "another_method", "a.insert(0, n)", "`a.insert(0, n)` instead of `a.append(n)`"),
    (
        "return a.split()",
        "another_method",
        'return a.split(" ")',
        '`a.split(" ")` instead of `a.split()` in the result',
    ),
    ("return a.strip()", "call_dropped", "return a", "`.strip()` is missing in the result"),
    ("return abs(a - b) * 2", "call_dropped", "return (a - b) * 2", "`abs(...)` is missing in the result"),
    ("return sorted(numbers)", "call_dropped", "return list(numbers)", "`sorted(...)` is missing in the result"),
    ("return len(set(numbers))", "call_dropped", "return len(list(numbers))", "`set(...)` is missing in the result"),
    (
        "return sorted(set(numbers))",
        "call_dropped",
        "return list(dict.fromkeys(numbers))",
        "`sorted(...)` is missing in the result",
    ),
    ("return sorted(a, key=len)", "key_changed", "return sorted(a)", "`key=len` is missing in the result"),
    ("return sorted(a)", "key_changed", "return sorted(a, reverse=True)", "sorted in descending order"),
    (
        "return max(a, key=len)",
        "tie_break",
        "return max(reversed(list(a)), key=len)",
        "ties go to the last item instead of the first",
    ),
    (
        "return divmod(a, b)",
        "arguments_swapped",
        "return divmod(b, a)",
        "`divmod(b, a)` instead of `divmod(a, b)` in the result",
    ),
    ("a = []\na.append(1)\nreturn a", "statement_dropped", "", "`a.append(1)` is missing"),
    ("total = 0\ntotal += 1\nreturn total", "statement_dropped", "", "the update of `total` is missing"),
    ("if a:\n    return 1\nreturn 2", "case_dropped", "", "the case `if a` is missing"),
    ("if a:\n    b()\nelif c:\n    d()", "case_dropped", "if c:", "the case `if a` is missing"),
    ("if a:\n    b()\nelse:\n    d()", "case_dropped", "", "the `else` branch is missing"),
    ("for n in a:\n    b(n)\nreturn b", "early_return", "return b", "returns inside the loop, after its first pass"),
    ("while a:\n    a -= 1", "loop_left", "if a:", "`if` instead of `while`: the loop runs once at most"),
    ("for n in a:\n    break", "loop_left", "continue", "`continue` instead of `break`"),
    ("total += n", "update_overwritten", "total = n", "`=` instead of `+=` in the update of `total`"),
    (
        "a = b = 1\na, b = b, a + b\nreturn a",
        "assigned_in_turn",
        "a = b / b = a + b",
        "`a, b` are assigned one after the other instead of together",
    ),
    (
        "best = numbers[0]\nfor n in numbers:\n    best = max(best, n)\nreturn best",
        "first_value",
        "best = 0",
        "`best` starts at 0 instead of `numbers[0]`",
    ),
    ("low = 0\nhigh = 9\nreturn low", "wrong_name", "return high", "`high` instead of `low` in the result"),
    ("return len(numbers)", "empty_answer", "if not numbers: / return -1", "an empty `numbers` gives -1"),
    (
        "return sum(numbers)",
        "items_once",
        "numbers = list(dict.fromkeys(numbers))",
        "equal items of `numbers` count once",
    ),
    (
        "return sum(numbers)",
        "sign_ignored",
        "numbers = [abs(item) for item in numbers]",
        "the signs in `numbers` are ignored",
    ),
    ("return len(numbers)", "result_off", "return len(numbers) + 1", "the result is one too large"),
]


@pytest.mark.parametrize(("body", "operator", "expected", "description"), CASES)
def test_an_operator_plants_its_bug(body: str, operator: str, expected: str, description: str) -> None:
    found = planted(function(body))
    lines = [line for name, line in found if name == operator]
    assert (operator, expected) in found, lines
    descriptions = [mutant.description for mutant in mutants(function(body)) if mutant.operator == operator]
    assert description in descriptions


def test_a_function_that_must_be_imported_is() -> None:
    source = "import re\nfrom math import gcd\n\n\ndef f(a: int, b: int) -> int:\n    return gcd(a, b)\n"
    (mutant,) = [mutant for mutant in mutants(source) if mutant.operator == "another_function"]
    expected = source.replace("from math import gcd\n", "from math import gcd\nfrom math import lcm\n")
    assert mutant.source == expected.replace("return gcd", "return lcm")
    assert (mutant.line, mutant.description) == (7, "`lcm` instead of `gcd` in the result")


def test_every_operator_has_a_case() -> None:
    tested = {operator for _, operator, _, _ in CASES} | {"case_ignored", "result_arranged"}
    assert tested == {operator.__name__ for operator in OPERATORS}


def test_readings_of_order_and_case() -> None:
    found = planted(function("return [text]", "text: str", "list[str]"))
    assert found["case_ignored", "text = text.lower()"].reading
    kept = planted(function("kept = list(texts)\nreturn kept", "texts: list[str]", "list[str]"))
    assert {line for operator, line in kept if operator == "result_arranged"} == {
        "return sorted(kept)",
        "return kept[::-1]",
        "return list(dict.fromkeys(kept))",
    }
    assert all(mutant.reading for (operator, _), mutant in kept.items() if operator == "result_arranged")


@pytest.mark.parametrize(
    ("body", "operator", "reading"),
    [
        ("return [n for n in numbers if n < 3]", "`<=` instead of `<` in the filter", True),
        ("return [n for n in numbers if n < 3]", "`>` instead of `<` in the filter", False),
        (
            "return [n for n in range(a, b)]",
            "`range(a, b + 1)` instead of `range(a, b)` in what the loop goes over",
            True,
        ),
        ("return max(a, key=len)", "ties go to the last item instead of the first", True),
        ("return sorted(a)", "`sorted(...)` is missing in the result", True),
        ("if not a:\n    return 0\nreturn 5", "`1` instead of `0` in the result", True),
        ("return max(a) if a else 0", "`1` instead of `0` in the result", True),
        ("return a - b", "`a + b` instead of `a - b` in the result", False),
    ],
)
def test_another_way_to_read_the_task_is_marked(body: str, operator: str, reading: bool) -> None:
    marks = [mutant.reading for mutant in mutants(function(body)) if mutant.description == operator]
    assert marks == [reading]


def test_numbers_and_strings_that_explode_are_not_made() -> None:
    sources = [mutant.source for mutant in mutants(function("return a ** b + (a << b) + (1 << a)", "a: int, b: int"))]
    assert sources
    assert not any("b ** a" in source or "b << a" in source or "a << 1" in source for source in sources)


def test_a_set_is_never_put_in_the_order_of_its_hashes() -> None:
    body = "seen = set(numbers)\nboth = seen | {1}\nreturn sorted(seen) + sorted(both) + sorted({n for n in numbers})"
    assert not [mutant.source for mutant in mutants(function(body, result="list[int]")) if "list(seen)" in mutant.source]


def test_docstring_annotations_and_signature_stay() -> None:
    source = '''
import math


def f(number: int) -> int:
    """Return 1 more than `number`.

    >>> f(1)
    2
    """
    doubled: int = number + 1
    return doubled


def g(number: int) -> int:
    return f(number) - 1
'''
    for mutant in mutants(source):
        tree = ast.parse(mutant.source)
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert names == ["f", "g"]
        assert ast.get_docstring(tree.body[1]) == ast.get_docstring(ast.parse(source).body[1])  # type: ignore[arg-type]
        assert "(number: int) -> int:" in mutant.source
    assert {mutant.line for mutant in mutants(source, "g")} == {16}
    assert {mutant.line for mutant in mutants(source)} == {11, 12, 16}


def test_a_description_names_the_line_that_differs() -> None:
    source = function("total = 0\nfor number in numbers:\n    total += number\nreturn total")
    for mutant in mutants(source):
        old, new = source.splitlines(), mutant.source.splitlines()
        assert old[: mutant.line - 1] == new[: mutant.line - 1]
        assert old[mutant.line - 1 :] != new[mutant.line - 1 :]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_mutants_of_the_library_are_distinct_compile_and_are_described(library: Library) -> None:
    for atom in library.atoms.values():
        for source in (atom.source, *(reference.source for reference in atom.references)):
            found = mutants(source)
            assert len({mutant.source for mutant in found}) == len(found)
            assert source not in {mutant.source for mutant in found}
            for mutant in found:
                compile(mutant.source, "<mutant>", "exec")
                assert mutant.description
                assert mutant.description == mutant.description.strip()
                assert not mutant.description.endswith(".")
                assert mutant.description.count("`") % 2 == 0
                assert any("\u4e00" <= character <= "\u9fff" for character in mutant.description_zh)


def test_mutants_are_made_the_same_every_time(library: Library) -> None:
    source = library["merged_intervals"].source
    assert mutants(source) == mutants(source)


def test_threads_that_make_mutants_leave_the_filters_of_warnings_as_they_were() -> None:
    source = "def f(n):\n    return [1, 2][n] if n else len([n])\n"
    before, pace = list(warnings.filters), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            made = list(threads.map(lambda _: mutants(source), range(40)))
    finally:
        sys.setswitchinterval(pace)
    assert all(one == made[0] for one in made)
    assert list(warnings.filters) == before


def test_what_is_kept_of_mutants_is_kept_under_the_text_of_all_that_makes_them() -> None:
    """A module that is imported for making mutants, and that no fingerprint knows, would leave old mutants in place."""
    code = "import sys, synthgen.weave.mutate; print(*(name for name in sys.modules if name.startswith('synthgen.weave.')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert len(loaded) >= 10
    assert set(loaded) <= set(DECIDING)
    assert all(f"def {name}" in source_of(module) for module, name in (("synthgen.check.tryout", "try_out"), (DECIDING[0], "atom_mutants")))
    with pytest.raises(LookupError, match=r"synthgen\.weave\.nothing"):
        source_of("synthgen.weave.nothing")
