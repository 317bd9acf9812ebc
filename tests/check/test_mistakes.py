"""Mistakes written by hand: read beside their atoms, tried like mutants, and refused where they are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.check import mutants as checked
from synthgen.check.atoms import check_library
from synthgen.check.glue import RIGHT
from synthgen.check.mutants import MISTAKE, mutant_facts
from synthgen.check.tryout import made_for
from synthgen.errors import LibraryError
from synthgen.library import Library, load_library

ATOMS = '''"""Atoms to mistake."""

from synthgen.kinds import Integers, Natural
from synthgen.library import reference


def rises(numbers: Integers) -> Natural:
    """Return the number of elements in `numbers` that are greater than the element before.

    >>> rises([1, 3, 2, 5])
    2
    >>> rises([])
    0
    >>> rises([2, 2])
    0
    """
    count = 0
    for index in range(1, len(numbers)):
        if numbers[index] > numbers[index - 1]:
            count += 1
    return count


@reference(rises)
def rises_by_halving(numbers: Integers) -> Natural:
    middle = len(numbers) // 2
    if middle == 0:
        return 0
    across = int(numbers[middle] > numbers[middle - 1])
    return rises_by_halving(numbers[:middle]) + across + rises_by_halving(numbers[middle:])
'''
MISTAKES = '''"""Mistakes."""

from itertools import pairwise

from synthgen.kinds import Integers, Natural
from synthgen.library import mistake

'''
RECORDS = '''
@mistake("rises", "each is compared with the largest before", "与之前的最大值相比")
def rises_above_all(numbers: Integers) -> Natural:
    return sum(number > max(numbers[:index]) for index, number in enumerate(numbers) if index)
'''
RECURSIVE = '''
@mistake("rises", "only a start that rises is looked at", "只看开头上升的部分")
def rises_at_the_start(numbers: Integers) -> Natural:
    for before, number in pairwise(numbers[:2]):
        return 1 + rises_at_the_start(numbers[1:]) if number > before else 0
    return 0
'''
HEAD = '@mistake("rises", "it is wrong", "错了")\ndef wrong(numbers: Integers) -> Natural:\n    '
NO_MISTAKES = {
    "shows nowhere": (
        HEAD + "return sum(after > before for before, after in pairwise(numbers))\n",
        "does what its atom does on all inputs",
    ),
    "modifies its input": (HEAD + "numbers.sort()\n    return len(numbers)\n", "modifies its input, gives what is no literal"),
    "never runs": (HEAD + "return numbers.rises()  # type: ignore\n", "does what another mistake of its atom does, or never gives a value"),
    "shows elsewhere too": (
        HEAD.replace('"错了"', '"错了", where="numbers[:1] == [0]"') + "return len(numbers)\n",
        "shows also where its condition `numbers[:1] == [0]` does not hold",
    ),
    "is there twice to the letter": (
        RECORDS + RECORDS.replace("each", "any").replace('相比")', '相比", where="numbers[2:]")').replace("rises_above_all", "wrong"),
        "does what another mistake of its atom does, or never gives a value",
    ),
    "is there twice": (
        RECORDS + HEAD + "return sum(number > max(numbers[:at]) for at, number in enumerate(numbers) if at > 0)\n",
        "does what another mistake of its atom does, or never gives a value",
    ),
}
UNREADABLE = {
    "has no atom": (RECORDS.replace('"rises"', '"falls"'), "mistake 'rises_above_all': there is no atom 'falls'"),
    "takes something else": (RECORDS.replace("numbers", "values"), "takes other parameters"),
    "is not marked": ("\ndef rises_above(numbers: Integers) -> Natural:\n    return 0\n", "'rises_above' is no mistake; mark it with"),
    "is wrapped": (
        "\nfrom functools import cache\n" + RECORDS.replace("@mistake", "@cache\n@mistake"),
        r"nothing but `@mistake\(...\)` may stand above",
    ),
    "is there twice": (RECORDS + RECORDS, "is defined in line 10 already; rename one of the two"),
    "imports what it may not": ("\nimport random\n" + RECORDS, "atoms may not import 'random'"),
    "is no Python": ("\ndef\n", "syntax error"),
}


def library_of(folder: Path, mistakes: str) -> Library:
    """Write a library of one atom with mistakes, and load it."""
    (folder / "mistakes").mkdir()
    (folder / "climbing.py").write_text(ATOMS, encoding="utf-8")
    (folder / "mistakes" / "climbing.py").write_text(MISTAKES + mistakes, encoding="utf-8")
    return load_library(folder)


def test_a_mistake_is_a_mutant_under_the_name_of_its_atom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked, "_known", {})
    atom = library_of(tmp_path, RECORDS + RECURSIVE)["rises"]
    assert [one.name for one in atom.mistakes] == ["rises_above_all", "rises_at_the_start"]
    written = made_for(atom)[:2]
    assert [(one.operator, one.reading) for one in written] == [(MISTAKE, True)] * 2
    assert written[0].description == "each is compared with the largest before"
    assert written[0].description_zh == "与之前的最大值相比"
    mutants = {mutant.description: mutant for mutant in mutant_facts(load_library(tmp_path))["rises"].mutants}
    records = mutants["each is compared with the largest before"]
    assert records.function([3, 1, 2, 4]) == 1
    start = mutants["only a start that rises is looked at"]
    assert start.source.splitlines()[0] == "from itertools import pairwise"
    assert start.function([1, 2, 3, 1, 2]) == 2
    assert start.operator == MISTAKE


def test_a_mistake_with_a_condition_does_not_run_where_it_does_not_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked, "_known", {})
    empty = RECORDS.replace('"与之前的最大值相比"', '"与之前的最大值相比", where="len(numbers) > 2"')
    (mutant,) = [one for one in mutant_facts(library_of(tmp_path, empty))["rises"].mutants if one.operator == MISTAKE]
    mutant.fuelled.refill(1_000)
    assert mutant.metered([3, 1, 2]) == 0
    assert mutant.metered([3, 1]) is RIGHT
    assert load_library(tmp_path)["rises"].mistakes[0].where == "len(numbers) > 2"


def test_a_library_with_another_mistake_is_another_library(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("none", "one", "two")]
    for folder, mistakes in zip(folders, ("", RECORDS, RECORDS + RECURSIVE), strict=True):
        folder.mkdir()
        library_of(folder, mistakes)
    assert len({load_library(folder).fingerprint for folder in folders}) == 3


def test_good_mistakes_pass_the_check(tmp_path: Path) -> None:
    library_of(tmp_path, RECORDS + RECURSIVE)
    report = check_library(tmp_path, inputs=200)
    assert report.findings == ()


@pytest.mark.parametrize("case", NO_MISTAKES)
def test_what_is_no_mistake_is_a_finding(tmp_path: Path, case: str) -> None:
    source, message = NO_MISTAKES[case]
    library_of(tmp_path, source)
    (found,) = check_library(tmp_path, inputs=200).findings
    assert found.rule == "mistakes"
    assert found.message.startswith(f"mistake 'wrong' {message}")


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_mistake_that_cannot_be_read_is_named(tmp_path: Path, case: str) -> None:
    source, message = UNREADABLE[case]
    with pytest.raises(LibraryError, match=message) as raised:
        library_of(tmp_path, source)
    assert str(tmp_path / "mistakes" / "climbing.py") in str(raised.value)


def test_the_check_names_the_file_of_a_mistake_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(LibraryError):
        library_of(tmp_path, UNREADABLE["has no atom"][0])
    findings = check_library(tmp_path, inputs=100).findings
    assert [finding.rule for finding in findings] == ["loads"]
    assert str(tmp_path / "mistakes" / "climbing.py") in str(findings[0])


def test_every_mistake_of_the_library_is_used() -> None:
    library = load_library()
    facts = mutant_facts(library)
    unused = {
        (atom.name, mistake.name)
        for atom in library
        for mistake in atom.mistakes
        if mistake.source not in {mutant.source for mutant in facts[atom.name].mutants}
    }
    assert unused == set()
    assert sum(len(atom.mistakes) for atom in library) >= 100
