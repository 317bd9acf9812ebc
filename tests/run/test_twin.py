"""The twin: what runs otherwise under its hash seed, or misbehaves in any way, is found there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from synthgen.check.execute import Program, compile_entry, frozen, run_programs
from synthgen.run.process import TWIN_HASH_SEED, WORKER_HASH_SEED, Process, receive, send
from synthgen.run.twin import Texts

WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu"
BY_HASH = {
    "hash": "def f(x):\n    return hash(str(x)) % 1000\n",
    "set": f"def f(x):\n    return list(set('{WORDS}'.split()))[x % 12]\n",
    "constant set": f"def f(x):\n    return [word for word in {set(WORDS.split())}][x % 12]\n",
    "helper": "def helper(x):\n    return hash(str(x)) % 1000\n\n\ndef f(x):\n    return helper(x)\n",
}
STEADY = f"def f(x):\n    return sorted(set('{WORDS}'.split()))[x % 12] in {set(WORDS.split())}\n"


@pytest.fixture(scope="module")
def twin() -> Iterator[Process]:
    process = Process("twin", hash_seed=TWIN_HASH_SEED)
    yield process
    process.kill()


def texts_of(*sources: str, rows: list[tuple[object, ...]], expected: list[object]) -> Texts:
    return Texts("f", tuple(map(Program.of, sources)), frozen(rows), frozen(expected))


@pytest.mark.parametrize("source", BY_HASH.values(), ids=BY_HASH)
def test_a_form_that_depends_on_the_hash_seed_is_found_by_the_twin(twin: Process, source: str) -> None:
    rows: list[tuple[object, ...]] = [(number,) for number in range(20)]
    expected = [compile_entry(source, "f")(number) for number in range(20)]
    told: list[object] = [True] * 20
    assert outcome_here(source, rows, expected), "it is right under the hash seed of this process"
    send(twin, [[texts_of(STEADY, rows=rows, expected=told)], [texts_of(source, rows=rows, expected=expected)]])
    assert receive(twin) == [True, False]
    constant = f"def f(x):\n    return {expected}[x]\n"
    send(twin, [[texts_of(*forms, rows=rows, expected=expected)] for forms in ((constant,), (constant, source), (source, constant))])
    assert receive(twin) == [True, False, False]
    assert WORKER_HASH_SEED != TWIN_HASH_SEED


def outcome_here(source: str, rows: list[tuple[object, ...]], expected: list[object]) -> bool:
    outcome = run_programs([Program.of(source)], "f", frozen(rows), frozen(expected))
    return outcome.agrees and outcome.kept_inputs


def test_the_twin_tells_modified_inputs_and_true_from_one(twin: Process) -> None:
    rows: list[tuple[object, ...]] = [([2, 1],), ([1],)]
    first = "def f(x):\n    return x[0]\n"
    spoils = "def f(x):\n    first = x[0]\n    x.sort()\n    return first\n"
    truth = "def f(x):\n    return x[0] if x[0] > 1 else True\n"
    fails = "def f(x):\n    return x[1] + 1\n"
    send(twin, [[texts_of(*forms, rows=rows, expected=[2, 1])] for forms in ((first,), (first, spoils), (first, truth), (first, fails))])
    assert receive(twin) == [True, False, False, False]


def test_all_texts_of_a_candidate_must_agree(twin: Process) -> None:
    good, bad = (texts_of("def f(x):\n    return x\n", rows=[(1,)], expected=[right]) for right in (1, 2))
    send(twin, [[], [good, good], [good, bad], [bad, good]])
    assert receive(twin) == [True, True, False, False]


@pytest.mark.parametrize(
    "body",
    ["set(x)", "frozenset(x)", "{1, *y}", "{y for y in x}", "hash(x)", "id(x)", "x.keys()", "x.items() - y", "y - x.items()",
     "x.items() & y", "sorted(x, key=set)", "(lambda z: z)(set)", "[z for z in {'a', 'b'}]", "reduce(sub, [x.items(), y])"],
)  # fmt: skip
def test_what_may_depend_on_the_hash_seed_is_told_by_its_code(body: str) -> None:
    assert Program.of(f"def f(x, y):\n    return {body}\n").hashing


@pytest.mark.parametrize(
    "body",
    ["sorted(x)", "dict(x)", "[y for y in x]", "{}", "{'a': x}", "f'{x}'", "x | y", "sorted(x.items())", "x.offset - y", "x.hashed"],
)
def test_what_cannot_depend_on_the_hash_seed_is_told_too(body: str) -> None:
    assert not Program.of(f"def f(x, y):\n    return {body}\n").hashing


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: list[int]) -> list[int]:\n    return list(set(x))\n",
        'def f(x: list[int]) -> list[int]:\n    """Return "x"."""\n    return sorted({y for y in x}, key=lambda y: -y, reverse=True)\n',
        "from collections import Counter\n\n\ndef f(x: list[int], *, y: int = 3) -> dict[int, int]:\n    return Counter({y} | set(x))\n",
        "def f(x: list[tuple[int, int]]) -> bool:\n    return (1, 2) in {(1, 2), (3, 4)}\n",
        "def f(x: list[int]) -> int:\n    def g(z: int) -> int:\n        return max({z, 1}, default=0)\n\n    return g(x[0])\n",
    ],
)
def test_a_set_without_texts_does_not_depend_on_the_hash_seed(source: str) -> None:
    program = Program.of(source)
    assert not program.hashing


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: str) -> list[str]:\n    return list(set(x))\n",
        "def f(x: dict[str, int]) -> list[int]:\n    return list({*x})\n",
        "def f(x) -> list[int]:\n    return list(set(x))\n",
        "def f(*x: int) -> list[int]:\n    return list(set(x))\n",
        "def f(x: list[int], y=3) -> list[int]:\n    return list(set(x))\n",
        "def f(x: list[int]) -> list[int]:\n    return list({'a', x[0]})\n",
        "def f(x: list[int]) -> list[int]:\n    return list(map(len, {'[', ']', ', '}))\n",
        "def f(x: list[int]) -> list[int]:\n    ends = set()\n    ends.add('[')\n    ends.add(', ')\n    return list(map(len, ends))\n",
        "def f(x: list[int]) -> list[int]:\n    ends = set()\n    ends.add('key')\n    ends.add('int')\n    return list(map(len, ends))\n",
        "def f(x: list[int]) -> list[int]:\n    return list({('a', 1), ('b', 2)})\n",
        "def f(x: list[int]) -> list[int]:\n    return list(set(map(chr, x)))\n",
        "def f(x: list[int]) -> list[int]:\n    return list({f'{y}' for y in x})\n",
        "def f(x: list[int]) -> list[int]:\n    return list({y.__class__.__name__ for y in x})\n",
        "def f(x: list[int]) -> list[int]:\n    return list({b'a', b'b'})\n",
        "from string import digits\n\n\ndef f(x: list[int]) -> list[int]:\n    return list(set(digits))\n",
        "NAMES = ('a', 'b')\n\n\ndef f(x: list[int]) -> list[int]:\n    return list(set(NAMES))\n",
    ],
)
def test_a_set_that_may_have_texts_in_it_may_depend_on_the_hash_seed(source: str) -> None:
    assert Program.of(source).hashing


def test_every_planted_dependence_is_seen_in_the_code() -> None:
    assert all(Program.of(source).hashing for source in BY_HASH.values())
    assert Program.of("def f(x):\n    pairs = x.items()\n    return list(pairs - pairs)\n").hashing
    apart = "def views(x):\n    return x.items(), x.items()\n\n\ndef f(x):\n    left, right = views(x)\n    return list(left - right)\n"
    assert Program.of(apart).hashing


def test_the_twin_knows_nothing_of_the_stages_that_make_texts() -> None:
    """It starts in a tenth of the time of a worker, and nothing that they remember is in it."""
    command = [sys.executable, "-c", "import synthgen.run.twin, sys; print([name for name in sys.modules if name in sys.argv[1:]])"]
    heavy = ["libcst", "hypothesis", "pydantic", "jinja2", "synthgen.run.candidate", "synthgen.library"]
    assert subprocess.run([*command, *heavy], capture_output=True, text=True, check=True).stdout == "[]\n"
