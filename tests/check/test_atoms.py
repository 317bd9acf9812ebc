"""The check of a library, on planted bad atoms: each gives one finding that names the rule, the line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.check import atoms
from synthgen.check.atoms import AtomsReport, Finding, check_library
from synthgen.errors import LibraryError

HEAD = '''"""Atoms of a user."""

from synthgen.kinds import Counts, Flag, Integer, Integers, Natural, Size, Text, Word, Words
from synthgen.library import reference

'''

GOOD = '''
def largest_gap(numbers: Integers) -> Integer:
    """Return the difference between the largest and the smallest number in `numbers`.

    An empty list gives 0.

    >>> largest_gap([3, -1, 7])
    8
    >>> largest_gap([])
    0
    >>> largest_gap([-2, 5, 5, -9])
    14
    """
    return max(numbers) - min(numbers) if numbers else 0


@reference(largest_gap)
def largest_gap_by_sorting(numbers: Integers) -> Integer:
    ordered = sorted(numbers)
    return ordered[-1] - ordered[0] if ordered else 0
'''


def atom(body: str, reference: str, parameter: str = "numbers: Integers", result: str = "Integer", phrase: str = "") -> str:
    """Return the source of an atom `planted` with doctests that hold for a sum."""
    name = parameter.split(":")[0]
    return f'''
def planted({parameter}) -> {result}:
    """Return {phrase or f"the sum of the numbers in `{name}`"}.

    >>> planted([1, 2, -4])
    -1
    >>> planted([])
    0
    """
    {body}


@reference(planted)
def planted_otherwise({parameter}) -> {result}:
    {reference}
'''


SUM = "return sum(numbers)"
LOOP = """result = 0
    for number in numbers:
        result += number
    return result"""

BAD = {
    "does not end": (
        atom("while True:\n        pass", SUM),
        "bounded",
        "does not end within a second on `planted([1, 2, -4])`",
    ),
    "raises": (
        atom("first = numbers[0]\n    return sum(numbers[1:], first)", SUM),
        "total",
        "raises IndexError on `planted([])` (list index out of range); an atom gives a result for every value",
    ),
    "recurses for ever": (
        atom("return planted(numbers + [1]) if numbers else 0", SUM),
        "total",
        "raises RecursionError on",
    ),
    "modifies its input": (
        atom("numbers.sort()\n    return sum(numbers)", LOOP),
        "pure",
        "modifies its input on `planted([1, 2, -4])`; work on a copy",
    ),
    "prints": (
        atom("print('hello')\n    return sum(numbers)", LOOP),
        "form",
        "uses `print`; a function of the library depends on its arguments alone",
    ),
    "has a default": (
        atom(SUM, LOOP).replace("planted(numbers: Integers)", "planted(numbers: Integers = [])"),
        "form",
        "has a default or a star at the parameter `numbers`; parameters are plain",
    ),
    "needs a helper": (
        "\nLIMIT = 0\n" + atom("return sum(numbers, LIMIT)", LOOP),
        "form",
        "uses `LIMIT`, which stands outside it; a function of the library stands alone: write it inside",
    ),
    "has a copy for a reference": (
        atom(SUM, SUM),
        "form",
        "reference 'planted_otherwise' has the same code as the atom; a reference is another algorithm",
    ),
    "has a wrong reference": (
        atom(SUM, "return sum(numbers) if len(numbers) < 6 else 0"),
        "references",
        "reference 'planted_otherwise' disagrees: for `[",
    ),
    "has a reference that raises": (
        atom(SUM, "return numbers[0] + sum(numbers[1:])"),
        "total",
        "reference 'planted_otherwise' raises IndexError on",
    ),
    "leaves its kind": (
        atom(SUM, LOOP, result="Natural"),
        "kinds",
        "gives -",
    ),
    "gives no literal": (
        atom("return (number for number in numbers)", SUM).replace("-1\n", "0\n"),
        "kinds",
        "`planted([1, 2, -4])` gives a generator that is no literal; give built-in values only",
    ),
    "remembers": (
        atom(
            "calls = planted.__dict__.setdefault('calls', [])\n    calls.append(1)\n    return sum(numbers) + (len(calls) > 300)",
            LOOP,
        ),
        "pure",
        "gives another result when it is called again; keep nothing between calls",
    ),
    "has a wrong doctest": (
        atom(SUM, LOOP).replace("    -1\n", "    7\n"),
        "doctests",
        "the doctest `planted([1, 2, -4])` gives -1, but the docstring shows 7",
    ),
    "has a doctest that is no call": (
        atom(SUM, LOOP).replace(">>> planted([])", ">>> planted(list())"),
        "doctests",
        "the doctest `planted(list())` is no plain call `planted(...)` on 1 literals",
    ),
    "has a doctest outside its kinds": (
        atom(SUM, LOOP).replace(">>> planted([])", ">>> planted([False])"),
        "doctests",
        "has `numbers` = [False], which is no Integers",
    ),
    "has doctests that show nothing": (
        atom(SUM, LOOP).replace(">>> planted([1, 2, -4])\n    -1", ">>> planted([0])\n    0"),
        "doctests",
        "mutants to be wrong, fewer than 50%; add one that shows, say, that",
    ),
    "is constant": (
        atom("return 0 * sum(numbers)", "return len(numbers) - len(numbers)").replace("    -1\n", "    0\n"),
        "distinct",
        "gives 0 for every input; an atom must do something",
    ),
    "is slow on large values": (
        atom("return sum(1 for step in range(number))", "return number", "number: Natural", "Natural")
        .replace("planted([1, 2, -4])\n    -1", "planted(3)\n    3")
        .replace("planted([])", "planted(0)")
        .replace("numbers in `number`", "steps up to `number`"),
        "bounded",
        "`planted(1000000000)`",
    ),
    "asks for too much memory": (
        atom("return len([0] * number * 9)", "return 9 * number", "number: Natural", "Natural")
        .replace("planted([1, 2, -4])\n    -1", "planted(3)\n    27")
        .replace("planted([])", "planted(0)")
        .replace("numbers in `number`", "steps up to `number`"),
        "total",
        "raises MemoryError on `planted(1000000000)`",
    ),
    "depends on the hash seed": (
        '''
def planted(words: Words) -> Words:
    """Return the different words in `words`.

    >>> planted(["a"])
    ['a']
    >>> planted([])
    []
    """
    return list(set(words))


@reference(planted)
def planted_otherwise(words: Words) -> Words:
    return list(dict.fromkeys(words))
''',
        "pure",
        "gives other results under another hash seed; do not go through a set, or sort it first",
    ),
    "is an instruction": (
        atom("return -sum(numbers)", LOOP.replace("+=", "-="), phrase="compute the sum of `numbers`, negated").replace(
            "    -1\n", "    1\n"
        ),
        "words",
        "starts with the verb 'compute'; name the thing, as in 'the sum of ...'",
    ),
    "lacks a type": (
        atom(SUM, LOOP, "numbers"),
        "loads",
        "parameter 'numbers' has no kind as its type; see synthgen.kinds for the vocabulary",
    ),
    "lacks a reference": (
        atom(SUM, LOOP).replace("@reference(planted)\n", "").replace("planted_otherwise", "_unused").split("\n\n\ndef _unused")[0] + "\n",
        "loads",
        "has no reference; add a second algorithm marked @reference(planted)",
    ),
    "lacks doctests": (
        atom(SUM, LOOP).replace("    >>> planted([])\n    0\n", ""),
        "loads",
        "has 1 doctests; at least two are needed, one of an edge case",
    ),
    "does not name its parameter": (
        atom(SUM, LOOP, phrase="the sum of all numbers"),
        "loads",
        "the first sentence (en) does not name `numbers`",
    ),
    "is wrapped": (
        "\nfrom functools import cache\n" + "\n@cache" + atom(SUM, LOOP),
        "loads",
        "is decorated with `@cache`; nothing but `@reference(...)` may stand above a function",
    ),
    "has a syntax error": (
        "\ndef planted(numbers: Integers) -> Integer\n    return 0\n",
        "loads",
        "syntax error: expected ':'",
    ),
    "imports what it may not": (
        "\nimport random\n" + atom(SUM, LOOP),
        "loads",
        "atoms may not import 'random'; allowed are",
    ),
    "fails on import": ("\nUNKNOWN + 1\n", "loads", "cannot be imported: NameError: name 'UNKNOWN' is not defined"),
    "does not load": (
        "\nwhile True:\n    pass\n",
        "loads",
        "does not load within a second; a topic file only defines functions",
    ),
    "leaves on import": ("\nraise SystemExit(3)\n", "loads", "raises SystemExit when it is loaded"),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, AtomsReport]:
    """Check each planted atom beside a good one, all in one folder, and sort the findings by file."""
    folder = tmp_path_factory.mktemp("planted")
    (folder / "good.py").write_text(HEAD + GOOD, encoding="utf-8")
    files = {}
    for number, (case, (source, _, _)) in enumerate(BAD.items()):
        files[case] = folder / f"case_{number}.py"
        files[case].write_text(HEAD + source.replace("planted", f"planted_{number}_sum"), encoding="utf-8")
    report = check_library(folder, inputs=400)
    split = {}
    for case, path in {**files, "good": folder / "good.py"}.items():
        found = tuple(finding for finding in report.findings if finding.path == str(path))
        split[case] = AtomsReport(report.folder, 1, found, tuple(row for row in report.rows if row.topic == path.stem))
    return split


@pytest.mark.parametrize("case", BAD)
def test_a_bad_atom_gives_one_finding_that_says_what_to_do(reports: dict[str, AtomsReport], case: str) -> None:
    source, rule, message = BAD[case]
    number = list(BAD).index(case)
    findings = reports[case].findings
    assert [finding.rule for finding in findings] == [rule], [str(finding) for finding in findings]
    assert message.replace("planted", f"planted_{number}_sum") in findings[0].message
    text = (HEAD + source).splitlines()
    assert 1 <= findings[0].line <= len(text)
    assert str(findings[0]).startswith(f"{findings[0].path}:{findings[0].line}: ")


def test_a_finding_points_at_the_function(reports: dict[str, AtomsReport]) -> None:
    lines = (HEAD + BAD["raises"][0]).splitlines()
    assert lines[reports["raises"].findings[0].line - 1].startswith("def planted(")
    lines = (HEAD + BAD["has a wrong reference"][0]).splitlines()
    assert lines[reports["has a wrong reference"].findings[0].line - 1] == "@reference(planted)"


def test_a_good_atom_among_bad_ones_is_tried_to_the_end(reports: dict[str, AtomsReport]) -> None:
    assert reports["good"].findings == ()
    (row,) = reports["good"].rows
    assert (row.atom, row.topic) == ("largest_gap", "good")
    assert row.mutants >= 8
    assert row.shown >= row.mutants / 2


def test_twins_are_found_also_where_one_takes_more(tmp_path: Path) -> None:
    narrow = GOOD.replace("largest_gap", "widest_gap").replace("Integers)", "Naturals)").replace("[3, -1, 7]", "[3, 11]")
    narrow = narrow.replace("[-2, 5, 5, -9]", "[2, 5, 5, 16]")
    (tmp_path / "first.py").write_text(HEAD + GOOD, encoding="utf-8")
    (tmp_path / "second.py").write_text(HEAD.replace("Natural,", "Natural, Naturals,") + narrow, encoding="utf-8")
    report = check_library(tmp_path, inputs=400)
    assert [(finding.atom, finding.rule) for finding in report.findings] == [("widest_gap", "distinct")]
    assert "gives the same results as 'largest_gap' (first.py:7) on all inputs of both" in report.findings[0].message


def test_a_name_in_two_files_is_a_finding(tmp_path: Path) -> None:
    for name in ("first.py", "second.py"):
        (tmp_path / name).write_text(HEAD + GOOD, encoding="utf-8")
    report = check_library(tmp_path, inputs=100)
    expected = Finding(str(tmp_path / "second.py"), 7, "largest_gap", "loads", "exists already in first.py:7; rename one of the two")
    assert report.findings == (expected,)
    assert report.atoms == 1


def test_code_that_cannot_be_interrupted_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atoms, "ATOM_SECONDS", 6.0)
    stubborn = "return sum(range(10**13)) + sum(numbers)"
    (tmp_path / "stubborn.py").write_text(HEAD + atom(stubborn, SUM), encoding="utf-8")
    (tmp_path / "good.py").write_text(HEAD + GOOD, encoding="utf-8")
    report = check_library(tmp_path, inputs=100)
    assert [finding.message for finding in report.findings] == [
        "hangs or ends the process on inputs of its kinds; an atom ends soon on every value"
    ]
    assert [row.atom for row in report.rows] == ["largest_gap"]


def test_a_folder_without_atoms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no atom files in"):
        check_library(tmp_path)
    with pytest.raises(LibraryError, match="no atoms folder at"):
        check_library(tmp_path / "missing")


def test_the_library_that_ships_keeps_its_promises() -> None:
    told: list[tuple[int, int, str]] = []
    report = check_library(progress=lambda done, of, what: told.append((done, of, what)))
    assert [str(finding) for finding in report.findings] == []
    assert (report.atoms, len(report.rows), report.ok) == (100, 100, True)
    assert sorted(done for done, _, _ in told) == list(range(1, 203))
    assert {of for _, of, _ in told} == {202}
    assert report.shown > 0.8
    assert min(row.shown / row.mutants for row in report.rows) >= atoms.LEAST_SHOWN
    assert min(row.mutants for row in report.rows) >= 3
    lonely = [row.atom for row in report.rows if row.preceded_by == 0]
    assert lonely == []
