"""Pools: the values of each kind that Hypothesis drew once, from which all probe inputs are taken.

Drawing through Hypothesis costs 0.2 ms a value, taking from a pool well under a microsecond. A pool depends on the
kind, the library-wide seed and the version of Hypothesis alone, so that behaviours of different runs compare.
Pools are kept in a cache folder (`SYNTHGEN_CACHE`, else `~/.cache/synthgen`); losing it costs a few seconds.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import marshal
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from synthgen import domains, kinds
from synthgen.check.related import relate, relations, with_kindred
from synthgen.kinds import INTEGER, Kind
from synthgen.literals import canonical
from synthgen.sources import source_of
from synthgen.syntax import parse_expression

POOL_SEED = 20260101
"""The seed of every pool. It is no option: equal behaviour must mean the same in every run."""
DRAWN_AS = 4
"""Version of how values are drawn; another one makes all pools anew."""
POOL_SIZE = 1500
"""Values asked of Hypothesis for each kind; equal ones are kept once."""
ROUNDS, ENOUGH, FEW = 4, 0.65, 0.05
"""How often so many values are drawn at most: until this share of them is distinct, or a round brings no more new ones than the last."""
AT_ONCE = 15
"""Values that are drawn as one example."""
PROVIDER = "synthgen"
"""Name of Hypothesis' own provider among its backends."""
UNSHARED = 2
"""Version of marshal's format in which no two values share a part."""
EDGE_SHARE = 8
"""One input in so many is made of edge values alone."""
SPECIAL_NUMBERS = (4, 8, 9, 10, 12, 16, 24, 25, 27, 36, 40, 49, 60, 64, 90, 99, 100, 101, 110, 121, 128, 144, 199, 256, 400, 999, 1000)
SPECIAL_SHARE = 8
"""One number in so many is one of those at which programs go wrong: squares, with many divisors, powers, next to a power of ten. The
share is not tuned."""
EDGE_VALUES = 12
"""How many of a pool's smallest values count as edges."""


def cache_folder() -> Path:
    """Return the folder for things that can be made again."""
    return Path(os.environ.get("SYNTHGEN_CACHE") or Path.home() / ".cache" / "synthgen")


@cache
def pool(kind: Kind) -> tuple[Any, ...]:
    """Return the distinct drawn values of `kind`, smallest literals first. Treat them as read-only."""
    path = pool_path(kind)
    quick = path.with_suffix(".marshal")
    try:
        values = marshal.loads(quick.read_bytes()) if path.is_file() else None
    except (OSError, ValueError, EOFError, TypeError):
        values = None
    if not isinstance(values, list):
        values = _stored_or_drawn(kind, path)
        keep(quick, marshal.dumps(values, UNSHARED))
    return tuple(values)


def _stored_or_drawn(kind: Kind, path: Path) -> list[Any]:
    try:
        return list(ast.literal_eval(parse_expression(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, SyntaxError, TypeError):
        values = draw(kind, POOL_SIZE, POOL_SEED)
        keep(path, repr(values))
        return values


def pool_path(kind: Kind) -> Path:
    """Return where the pool of `kind` is kept as text; beside it stands the same as bytes, which are read in a fortieth of the time."""
    return cache_folder() / "pools" / f"{kind.name}-{vocabulary_hash()}.txt"


def draw(kind: Kind, count: int, seed: int) -> list[Any]:
    """Return at most `count` distinct values of `kind` from Hypothesis, smallest literals first; deterministic in `seed`.

    Values of numbers and words repeat, so that it draws more of them than it is asked for, up to `ROUNDS` times as many.
    """
    values: dict[str, Any] = {}
    for number in range(ROUNDS):
        known = len(values)
        random = Random(f"kindred:{kind.name}:{seed + number}")
        for drawn in _drawn(kind, count, seed + number):
            value = with_kindred(kind, drawn, random)
            if len(values) < count:
                values.setdefault(canonical(value), value)
        if len(values) >= count * ENOUGH or len(values) - known < count * FEW:
            break
    return [values[name] for name in sorted(values, key=lambda name: (len(name), name))]


def _drawn(kind: Kind, count: int, seed: int) -> list[Any]:
    """Return about `count` values of `kind` as its strategy gives them.

    Hypothesis draws them through its own provider under another name, and several as one example. By itself it would note
    each draw so as never to repeat it, and make three of four examples out of others, which takes thrice the time.
    """
    import hypothesis
    from hypothesis import HealthCheck, Phase
    from hypothesis import strategies as st
    from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS

    AVAILABLE_PROVIDERS[PROVIDER] = AVAILABLE_PROVIDERS["hypothesis"]
    found: list[Any] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        backend=PROVIDER, max_examples=-(-count // AT_ONCE), database=None, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @hypothesis.given(st.lists(kind.draw(), min_size=AT_ONCE, max_size=AT_ONCE))
    def collect(values: list[Any]) -> None:
        found.extend(values)

    with warnings.catch_warnings(), _blind_to_modules():
        warnings.simplefilter("ignore")
        collect()
    return found


@contextmanager
def _blind_to_modules() -> Iterator[None]:
    """Keep Hypothesis from drawing constants that stand in the modules which happen to be loaded.

    It reads those of every module outside of site-packages, so that a pool would depend on who draws it first and on how
    synthgen is installed. No setting turns this off.
    """
    from hypothesis.internal.conjecture import providers

    found = getattr(providers, "_get_local_constants", None)
    if found is None:  # before 6.131 it read none
        yield
        return
    from hypothesis.internal.constants_ast import Constants

    providers.CONSTANTS_CACHE.cache.clear()
    providers._get_local_constants = Constants
    try:
        yield
    finally:
        providers._get_local_constants = found
        providers.CONSTANTS_CACHE.cache.clear()


def sample_inputs(signature: Sequence[Kind], count: int, random: Random) -> tuple[tuple[Any, ...], ...]:
    """Return `count` argument tuples for `signature` taken from the pools; an eighth of them from the smallest values.

    The first of these has the very smallest of each kind, so that empty input is never left to chance. Some arguments have to do with
    one another (`synthgen.check.related`).
    """
    drawn = [column(kind, count, random) for kind in signature]
    for place, source in relations(tuple(signature)).items():
        drawn[place] = relate(signature[place], signature[source], drawn[source], drawn[place], random)
    return tuple(zip(*drawn, strict=True))


def column(kind: Kind, count: int, random: Random) -> list[Any]:
    """Return `count` values of a kind, edges first.

    Hypothesis draws no integer twice if it can help it, so a pool of integers has lost the lean to small ones; taking them
    by a cubed uniform place gives it back (a third of the sizes are below 10).
    """
    edges = count // EDGE_SHARE
    values = pool(kind)
    if kind.fits(INTEGER):
        special = [number for number in SPECIAL_NUMBERS if kind.holds(number)] or values[:1]
        rest = [_number(values, special, random) for _ in range(count - edges)]
    else:
        rest = _drawn_from(values, count - edges, random)
    smallest = values[:1] if edges else ()
    return [*smallest, *random.choices(values[:EDGE_VALUES], k=edges - len(smallest)), *rest]


def _drawn_from(values: Sequence[Any], count: int, random: Random) -> list[Any]:
    """Return `count` of the values, none of them twice if there are so many."""
    return random.sample(values, count) if count <= len(values) else random.choices(values, k=count)


def _number(values: Sequence[int], special: Sequence[int], random: Random) -> int:
    if random.randrange(SPECIAL_SHARE) == 0:
        return random.choice(special)
    return values[int(len(values) * random.random() ** 3)]


@cache
def vocabulary_hash() -> str:
    """Return a hash of all that pools depend on: the kinds, Hypothesis, Python, the seed and the size."""
    from importlib.metadata import version

    state = hashlib.blake2b(digest_size=8)
    sources = inspect.getsource(kinds), inspect.getsource(domains), source_of("synthgen.check.related")
    for part in (*sources, version("hypothesis"), sys.version_info[:2], POOL_SEED, POOL_SIZE, DRAWN_AS):
        state.update(str(part).encode())
    return state.hexdigest()


def keep(path: Path, content: str | bytes) -> None:
    """Write a cache file whole or not at all; a cache that cannot be written is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
        temporary.replace(path)
    except OSError:
        return
