"""What is made once per library, before the first candidate: pools, mutants and pieces, each kept in the cache folder.

Workers find everything made and start in a second. What is missing is made first, by as many processes as there will be
workers: cold, that takes some 13 s on 2 cores.
"""

from __future__ import annotations

import hashlib
import marshal
import pickle
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from synthgen.check.mutants import atom_mutants, compiled, facts_path, keep_facts
from synthgen.check.pools import cache_folder, keep, pool, pool_path
from synthgen.check.worker_process import WorkerProcess, other_seed
from synthgen.kinds import KINDS
from synthgen.library import Library
from synthgen.run.config import RunConfig, library_of
from synthgen.run.process import WORKER_HASH_SEED, Process, farm
from synthgen.sources import source_of
from synthgen.weave.forms import broken_implementation
from synthgen.weave.pieces import Key, Piece, known_pieces, learn, piece

PARTS = 3
"""Parts of a library for each process: some atoms take long, and whoever is done with one part takes the next."""
Task = tuple[str, Sequence[str]]
"""What to make ("pools", "mutants" or "pieces") and of which kinds or atoms."""


def prepare(library: Library) -> None:
    """Load the mutants and pieces of `library` into this process, from the cache folder or by making them."""
    path = _pieces_path(library)
    try:
        learn(pickle.loads(path.read_bytes()))
    except (OSError, pickle.UnpicklingError, EOFError, ImportError, AttributeError, LookupError, TypeError, ValueError):
        _make_pieces(library, list(library.atoms))
        keep(path, pickle.dumps(known_pieces()))


def prepare_together(config: RunConfig, library: Library, workers: int) -> None:
    """Make what is missing of pools, mutants and pieces, by several processes."""
    kinds = [kind.name for kind in KINDS.values() if not pool_path(kind).is_file()]
    mutants_missing, pieces_missing = not facts_path(library).is_file(), not _pieces_path(library).is_file()
    if not (kinds or mutants_missing or pieces_missing):
        return
    processes = [Process("prepare", hash_seed=WORKER_HASH_SEED) for _ in range(workers)]
    parts = [list(library.atoms)[start :: PARTS * workers] for start in range(PARTS * workers)]
    try:
        for process in processes:
            process.connection.send(config)
        list(farm(processes, [("pools", [name]) for name in sorted(kinds, key=_is_simple)]))
        if mutants_missing:
            facts: dict[str, Any] = {}
            codes: dict[str, Any] = {}
            for made in farm(processes, [("mutants", part) for part in parts if part]):
                facts.update(made["facts"])
                codes.update(marshal.loads(made["codes"]))
            keep_facts(library, {name: facts[name] for name in library.atoms}, codes)
        if pieces_missing:
            ready: dict[Key, Piece] = {}
            for made in farm(processes, [("pieces", part) for part in parts if part]):
                ready.update(made)
            keep(_pieces_path(library), pickle.dumps(ready))
    finally:
        for process in processes:
            process.kill()


def serve(connection: Connection) -> None:
    """Make what is asked for until the connection closes."""
    try:
        library = library_of(connection.recv())
        with WorkerProcess(other_seed()) as second:
            while True:
                what, names = connection.recv()
                try:
                    connection.send(_made(library, what, names, second))
                except Exception:
                    connection.send(traceback.format_exc())
    except (EOFError, OSError):
        return


def _made(library: Library, what: str, names: Sequence[str], second: WorkerProcess) -> dict[Any, Any]:
    if what == "pools":
        for name in names:
            pool(KINDS[name])
        return {}
    if what == "mutants":
        from synthgen.check.tryout import try_out  # imports libcst, which takes as long as all the rest

        facts = try_out(Library(library.folder, {name: library[name] for name in names}), second)
        return {"facts": facts, "codes": marshal.dumps(compiled(library, facts))}
    known = known_pieces()
    _make_pieces(library, names)
    return {key: made for key, made in known_pieces().items() if key not in known}


def _is_simple(name: str) -> bool:
    """Return whether a pool is soon made; the others are to be begun first."""
    return KINDS[name].element is None


def _make_pieces(library: Library, names: Sequence[str]) -> None:
    mutants = atom_mutants(library)
    for name in names:
        atom = library[name]
        for implementation in (atom.implementation, *atom.references):
            piece(implementation, atom)
        for mutant in mutants[name]:
            piece(broken_implementation(atom, mutant.source), atom)


def _pieces_path(library: Library) -> Path:
    """Return where the pieces of `library` are kept: the name is a hash of all that they depend on."""
    state = hashlib.blake2b(f"{facts_path(library).stem} {version('libcst')}".encode(), digest_size=16)
    for name in ("synthgen.weave.dissect", "synthgen.weave.pieces", "synthgen.weave.forms"):
        state.update(source_of(name).encode())
    return cache_folder() / "pieces" / f"{state.hexdigest()}.pickle"
