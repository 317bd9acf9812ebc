"""What is made once per library: from the cache if it is there, else anew, and the same either way."""

from __future__ import annotations

import marshal
import pickle
from pathlib import Path

import pytest

from synthgen.check import pools
from synthgen.check.mutants import facts_path
from synthgen.check.pools import pool_path
from synthgen.check.worker_process import WorkerProcess, other_seed
from synthgen.kinds import KINDS
from synthgen.library import Library
from synthgen.run import prepare as module
from synthgen.run.config import library_of, make_config
from synthgen.run.prepare import prepare, prepare_together
from synthgen.weave import pieces

CONFIG = make_config(n=1, topics="lists")


@pytest.fixture
def library() -> Library:
    return library_of(CONFIG)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that has the pools of all kinds but two, which take long to draw."""
    contents = {kind: repr(list(pools.pool(kind))) for kind in KINDS.values() if kind.name not in ("Flag", "Letter")}
    monkeypatch.setenv("SYNTHGEN_CACHE", str(tmp_path / "cache"))
    for kind, content in contents.items():
        pools.keep(pool_path(kind), content)
    return tmp_path / "cache"


def files(cache: Path) -> dict[str, bytes]:
    return {str(path.relative_to(cache)): path.read_bytes() for path in sorted(cache.rglob("*")) if path.is_file()}


def test_several_processes_make_all_that_is_missing_and_the_second_time_nothing(
    library: Library, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(files(cache)) == len(KINDS) - 2
    prepare_together(CONFIG, library, 2)
    made = files(cache)
    assert {str(path.relative_to(cache)) for path in map(pool_path, KINDS.values())} < set(made)
    assert sum(not name.endswith(".marshal") for name in made) == len(KINDS) + 3
    for path in (facts_path(library), facts_path(library).with_suffix(".code")):
        assert str(path.relative_to(cache)) in made
    pieces = pickle.loads(module._pieces_path(library).read_bytes())
    functions = [one for atom in library.atoms.values() for one in (atom.implementation, *atom.references)]
    assert len(pieces) > len(functions)
    monkeypatch.setattr(module, "Process", None)
    prepare_together(CONFIG, library, 2)
    assert files(cache) == made


def test_pieces_are_learned_from_their_file_and_a_damaged_one_is_made_again(
    library: Library, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = cache / "pieces" / "made.pickle"
    monkeypatch.setattr(module, "_pieces_path", lambda library: path)
    learned: list[object] = []
    made: list[list[str]] = []
    monkeypatch.setattr(module, "learn", learned.append)
    monkeypatch.setattr(module, "known_pieces", lambda: {"key": "piece"})
    monkeypatch.setattr(module, "_make_pieces", lambda library, names: made.append(names))
    prepare(library)
    assert (learned, made) == ([], [list(library.atoms)])
    prepare(library)
    assert (learned, len(made)) == ([{"key": "piece"}], 1)
    damages = (b"", b"\x80\x04", b"no pickle", pickle.dumps({"key": "piece"})[:-3], b"cno.such\nmodule\n.", b"h\x05.", b"0.")
    for damage in damages:
        path.write_bytes(damage)
        prepare(library)
        assert pickle.loads(path.read_bytes()) == {"key": "piece"}
    assert (len(learned), len(made)) == (1, 1 + len(damages))


def test_the_name_of_the_pieces_changes_with_the_library_and_with_what_makes_them(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = module._pieces_path(library)
    fewer = Library(library.folder, dict(list(library.atoms.items())[:3]))
    assert module._pieces_path(fewer) != before
    assert module._pieces_path(library) == before
    monkeypatch.setattr(module, "version", lambda name: "0")
    assert module._pieces_path(library) != before


def test_a_task_is_for_the_named_atoms_alone(library: Library) -> None:
    with WorkerProcess(other_seed()) as second:
        made = module._made(library, "mutants", ["total"], second)
        assert second.process is None, "the total of numbers needs no second hash seed"
        assert module._made(library, "pools", ["Flag"], second) == {}
        counting = library_of(make_config(n=1, topics="counting"))
        assert list(module._made(counting, "mutants", ["common_numbers"], second)["facts"]) == ["common_numbers"]
        assert second.process is not None, "common numbers are found in sets"
    assert list(made["facts"]) == ["total"]
    mutants = {entry["source"] for entry in made["facts"]["total"]["mutants"]}
    assert set(marshal.loads(made["codes"])) == mutants | {library["total"].source}
    assert pools.pool(KINDS["Flag"]) == (True, False)


def test_a_pieces_task_gives_back_what_is_new(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_known", {})
    with WorkerProcess(other_seed()) as second:
        first = module._made(library, "pieces", ["total"], second)
        then = module._made(library, "pieces", ["running_totals", "total"], second)
    assert first
    assert then
    assert not first.keys() & then.keys()
    assert pieces.known_pieces().keys() == first.keys() | then.keys()
