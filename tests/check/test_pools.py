"""Pools: the same values in every run, all of their kind, kept on disk and made again when the file is bad."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from synthgen.check import pools
from synthgen.check.inputs import PROBE_INPUTS, probe_inputs
from synthgen.check.pools import (
    EDGE_VALUES,
    SPECIAL_NUMBERS,
    column,
    draw,
    keep,
    pool,
    pool_path,
    sample_inputs,
    vocabulary_hash,
)
from synthgen.check.related import with_kindred
from synthgen.kinds import BASE, COUNTS, DIGITS, FLAG, INTEGERS, KINDS, LETTER, NATURAL, SIZE, TEXT, WORDS, Kind
from synthgen.literals import canonical, format_value, parse_value


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder; what this process knows already is forgotten before and after."""
    monkeypatch.setenv("SYNTHGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(pools, "POOL_SIZE", 60)
    fresh: Callable[[Kind], tuple[object, ...]] = pool.__wrapped__
    monkeypatch.setattr(pools, "pool", fresh)
    return tmp_path / "cache"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_pool_has_distinct_values_of_its_kind_smallest_first_that_literals_can_hold(kind: Kind) -> None:
    values = pool(kind)
    names = list(map(canonical, values))
    assert len(set(names)) == len(names) >= (2 if kind in (FLAG, LETTER) else 10)
    assert [len(name) for name in names] == sorted(map(len, names))
    assert all(map(kind.holds, values))
    assert [canonical(parse_value(format_value(value))) for value in values[:100]] == names[:100]


@pytest.mark.parametrize("kind", [WORDS, COUNTS, DIGITS], ids=lambda kind: kind.name)
def test_drawing_depends_on_the_seed_alone(kind: Kind) -> None:
    first = draw(kind, 80, 1)
    assert list(map(canonical, first)) == list(map(canonical, draw(kind, 80, 1)))
    assert list(map(canonical, first)) != list(map(canonical, draw(kind, 80, 2)))
    assert 20 < len(first) <= 80


def test_drawing_does_not_depend_on_the_modules_that_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "constants.py").write_text("NUMBERS = [7654321, 1234567, 8642, 97531]\nWORDS = ['syzygy', 'quokka', 'bdellium']\n")
    script = "from synthgen.check.pools import draw; from synthgen.kinds import *; print(draw(INTEGER, 1500, 1), draw(WORD, 1500, 1))"
    found = set()
    for before in ("", "import constants; ", "import synthgen.run.candidate, libcst; "):
        command = [sys.executable, "-c", before + script]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])}
        found.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(found) == 1
    assert "7654321" not in found.pop()


def test_a_pool_is_read_from_its_file(cache: Path) -> None:
    path = pool_path(SIZE)
    assert path.is_relative_to(cache)
    keep(path, "[1, 2, 3]")
    assert pools.pool(SIZE) == (1, 2, 3)
    assert marshal.loads(path.with_suffix(".marshal").read_bytes()) == [1, 2, 3]
    keep(path.with_suffix(".marshal"), marshal.dumps([4, 5]))
    assert pools.pool(SIZE) == (4, 5)
    path.unlink()
    assert len(pools.pool(SIZE)) > 20, "bytes without their text are not believed"
    assert path.is_file()


@pytest.mark.parametrize("damage", [b"", marshal.dumps([1, 2])[:-1], marshal.dumps([1])[1:], b"\0", b"{", marshal.dumps({1: 2})])
def test_damaged_bytes_are_made_again_from_the_text(cache: Path, damage: bytes) -> None:
    keep(pool_path(SIZE), "[1, 2, 3]")
    quick = pool_path(SIZE).with_suffix(".marshal")
    keep(quick, damage)
    assert pools.pool(SIZE) == (1, 2, 3)
    assert marshal.loads(quick.read_bytes()) == [1, 2, 3]


@pytest.mark.parametrize("damage", ["", "[1, 2", "[1, 2, nothing]", "\0", "{", "7"])
def test_a_damaged_file_is_drawn_again(cache: Path, damage: str) -> None:
    good = pools.pool(SIZE)
    path = pool_path(SIZE)
    content = path.read_text()
    path.write_text(damage)
    path.with_suffix(".marshal").unlink()
    assert pools.pool(SIZE) == good
    assert path.read_text() == content == repr(list(good))
    assert len(good) > 20


def test_a_file_that_is_no_text_is_drawn_again(cache: Path) -> None:
    good = pools.pool(SIZE)
    pool_path(SIZE).write_bytes(b"\xff\xfe[1]")
    pool_path(SIZE).with_suffix(".marshal").unlink()
    assert pools.pool(SIZE) == good


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("SYNTHGEN_CACHE", str(blocked))
    monkeypatch.setattr(pools, "POOL_SIZE", 30)
    assert len(pool.__wrapped__(SIZE)) > 5
    assert blocked.read_text() == "in the way"


def test_keep_leaves_nothing_but_the_file(cache: Path) -> None:
    keep(cache / "a" / "one.txt", "text")
    keep(cache / "a" / "one.txt", b"bytes")
    assert [path.name for path in (cache / "a").iterdir()] == ["one.txt"]
    assert (cache / "a" / "one.txt").read_bytes() == b"bytes"


def test_the_name_of_a_pool_has_the_vocabulary_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = vocabulary_hash.__wrapped__()
    assert pool_path(SIZE).name == f"Size-{vocabulary_hash()}.txt"
    monkeypatch.setattr(pools, "POOL_SEED", 1)
    assert vocabulary_hash.__wrapped__() != before


def test_inputs_are_the_same_for_the_same_stream_and_of_their_kinds() -> None:
    signature = (INTEGERS, TEXT, SIZE)
    rows = sample_inputs(signature, 80, Random(1))
    assert rows == sample_inputs(signature, 80, Random(1)) != sample_inputs(signature, 80, Random(2))
    assert len(rows) == 80
    assert all(kind.holds(value) for row in rows for kind, value in zip(signature, row, strict=True))


def test_an_eighth_of_the_inputs_are_edges_and_the_first_is_the_smallest_of_all() -> None:
    signature = (INTEGERS, TEXT, SIZE)
    rows = sample_inputs(signature, 80, Random(1))
    assert rows[0] == ([], "", 0)
    for row in rows[:10]:
        assert all(value in pool(kind)[:EDGE_VALUES] for kind, value in zip(signature, row, strict=True))
    assert sum(all(value in pool(kind)[:EDGE_VALUES] for kind, value in zip(signature, row, strict=True)) for row in rows) < 20
    assert len(sample_inputs(signature, 3, Random(1))) == 3


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_emptiest_value_of_a_kind_is_a_probe_input(kind: Kind) -> None:
    smallest = min(pool(kind), key=lambda value: len(canonical(value)))
    values = [value for (value,) in probe_inputs((kind,))]
    assert len(values) == PROBE_INPUTS == 64
    assert canonical(smallest) in map(canonical, values)
    if kind.holds(kind.empty) and not kind.empty:
        assert kind.empty in values


def test_small_integers_come_often() -> None:
    numbers = [number for (number,) in sample_inputs((SIZE,), 2000, Random(3))]
    assert sum(number < 10 for number in numbers) / 2000 > 1 / 3
    assert sum(number > 100 for number in numbers) > 50


@pytest.mark.parametrize("name", ["Runs", "Counts"])
def test_what_is_counted_by_is_not_in_lower_case_alone(name: str) -> None:
    """A prompt says strings: a program that forgets the case, or takes all for letters, is to be told apart."""
    keys = {key for value in pool(KINDS[name]) for key, *_ in (value.items() if isinstance(value, dict) else value)}
    assert sum(key.istitle() for key in keys) > 30
    assert sum(not key.isalpha() for key in keys) >= 4
    assert sum(key.islower() for key in keys) > 2 * sum(key.istitle() for key in keys)


def test_some_lists_have_items_that_have_to_do_with_one_another() -> None:
    pairs = [(one, other) for words in pool(WORDS) for one in words for other in words if one < other]
    assert sum(sorted(one) == sorted(other) for one, other in pairs) > 40, "anagrams"
    random = Random(0)
    for kind in KINDS.values():
        for value in pool(kind)[::10]:
            assert kind.holds(with_kindred(kind, value, random))


def test_numbers_at_which_programs_go_wrong_are_often_drawn() -> None:
    drawn = column(NATURAL, 400, Random(0))
    assert sum(number in SPECIAL_NUMBERS and number > 30 for number in drawn) > 20
    assert all(map(BASE.holds, column(BASE, 200, Random(0))))
