"""Fuel: what ends gives the same result as without, what does not end stops at the same tick, and both are cheap."""

from __future__ import annotations

import math
import time

import pytest

from synthgen.check.pools import sample_inputs
from synthgen.library import load_library
from synthgen.literals import canonical
from synthgen.streams import stream
from synthgen.weave.fuel import Fuelled, OutOfFuel, limited
from synthgen.weave.ticks import MOST_DEPTH

ENDLESS = {
    "while": "def f(n):\n    while True:\n        pass\n",
    "growing list": "def f(n):\n    items = [1]\n    for item in items:\n        items.append(item)\n",
    "exception swallowed": ("def f(n):\n    while True:\n        try:\n            n += 1\n        except Exception:\n            n = 0\n"),
    "everything swallowed": (
        "def f(n):\n    while True:\n        try:\n            while True:\n                n += 1\n"
        "        except BaseException:\n            n = 0\n"
    ),
    "recursion": "def f(n):\n    return f(n + 1)\n",
    "branching recursion": "def f(n):\n    return f(n) + f(n)\n",
    "generator": "from itertools import count\n\n\ndef f(n):\n    return sum(1 for number in count() if number < 0)\n",
    "lambda": "from itertools import count\n\n\ndef f(n):\n    return next(filter(lambda k: k < 0, count()))\n",
    "eager comprehension": "def f(n):\n    return [number for number in range(10**12)]\n",
    "range with a name": "def f(n):\n    steps = range(10**12)\n    return [step for step in steps]\n",
    "generator with a name": "def f(n):\n    steps = (k for k in range(10**12))\n    return [step for step in steps]\n",
    "map with a name": "def f(n):\n    steps = map(abs, range(10**12))\n    return [step for step in steps]\n",
    "consumed range with a name": "def f(n):\n    steps = range(10**12)\n    return sum(steps)\n",
    "consumed range": "def f(n):\n    return sum(range(10**12))\n",
    "squaring": "def f(n):\n    while True:\n        n = n * n\n",
    "squaring in place": "def f(n):\n    while True:\n        n *= n\n",
    "powers": "def f(n):\n    while True:\n        n = n**n\n",
}


@pytest.mark.parametrize("case", ENDLESS)
def test_what_does_not_end_runs_out_of_fuel_at_once(case: str) -> None:
    start = time.process_time()
    with pytest.raises(OutOfFuel):
        Fuelled(ENDLESS[case], "f").run((3,), 1000)
    assert time.process_time() - start < 0.5


def test_the_limit_is_exact() -> None:
    loop = Fuelled("def f(n):\n    total = 0\n    for number in range(n):\n        total += number\n    return total\n", "f")
    assert loop.ticks((7,)) == 7
    assert loop.run((7,), 7) == 21
    with pytest.raises(OutOfFuel):
        loop.run((7,), 6)
    assert loop.run((7,), 7) == 21
    with pytest.raises(OutOfFuel):
        loop.ticks((7,), limit=6)


@pytest.mark.parametrize(
    ("source", "argument", "ticks"),
    [
        ("def f(n):\n    return [number for number in range(n)]\n", 5, 5),
        ("def f(n):\n    return sum(number for number in range(n))\n", 5, 5),
        ("def f(n):\n    return [number for number in n]\n", [1, 2], 0),
        ("def f(n):\n    while n:\n        n //= 2\n    return n\n", 8, 4),
        ("def f(n):\n    return f(n - 1) if n else 0\n", 3, 4),
        ("def f(n):\n    return n + 1\n", 3, 0),
    ],
)
def test_what_takes_ticks(source: str, argument: object, ticks: int) -> None:
    assert Fuelled(source, "f").ticks((argument,)) == ticks


def test_recursion_stops_at_a_fixed_depth() -> None:
    descent = Fuelled("def f(n):\n    return 1 + f(n - 1) if n else 0\n", "f")
    assert descent.run((MOST_DEPTH,), 10_000) == MOST_DEPTH
    with pytest.raises(OutOfFuel):
        descent.run((MOST_DEPTH + 1,), 10_000)


def test_a_cached_recursion_keeps_its_cache() -> None:
    source = "def f(n):\n    @cache\n    def g(k):\n        return g(k - 1) + g(k - 2) if k > 1 else k\n\n    return g(n)\n"
    assert Fuelled(source, "f", ["from functools import cache"]).run((80,), 500) == 23416728348467685


def test_a_big_product_that_is_not_kept_for_the_next_turn_is_allowed() -> None:
    source = "def f(n):\n    result = 1\n    for number in range(1, n + 1):\n        result *= number\n    return result\n"
    assert Fuelled(source, "f").run((200,), 300) == math.factorial(200)


def test_a_result_comes_with_its_ticks_in_one_run() -> None:
    counted = Fuelled("def total(n):\n    found = 0\n    for i in range(n):\n        found += i\n    return found", "total")
    assert counted.counted(counted.metered, (5,)) == (10, 5)
    assert counted.counted(counted.metered, (0,)) == (0, 0)
    with pytest.raises(OutOfFuel):
        counted.counted(counted.metered, (5,), limit=4)


def test_the_atoms_give_the_same_with_fuel_and_take_few_ticks() -> None:
    for atom in load_library().atoms.values():
        for implementation in (atom.implementation, *atom.references):
            fuelled = Fuelled(implementation.source, implementation.name, implementation.imports)
            for arguments in sample_inputs(atom.kinds, 60, stream(0, "fuel", atom.name)):
                assert canonical(fuelled.run(arguments, 2_000_000)) == canonical(implementation.function(*arguments))


def test_fuel_costs_less_than_two_thirds_of_the_time_of_a_tight_loop() -> None:
    source = (
        "def f(n):\n    divisor = 2\n    while divisor * divisor <= n:\n        if n % divisor == 0:\n"
        "            return False\n        divisor += 1\n    return True\n"
    )
    namespace: dict[str, object] = {}
    exec(source, namespace)
    plain = namespace["f"]
    assert callable(plain)
    fuelled = Fuelled(source, "f")

    def seconds(run: object) -> float:
        assert callable(run)
        start = time.process_time()
        for _ in range(40):
            run()
        return time.process_time() - start

    ratios = [seconds(lambda: fuelled.run((999_983,), 5000)) / seconds(lambda: plain(999_983)) for _ in range(7)]
    assert min(ratios) < 1.66


def test_a_broken_program_gets_a_few_times_what_its_original_takes() -> None:
    source = "def f(n):\n    total = 0\n    for number in range(n):\n        total += number\n    return total\n"
    twice = source.replace("range(n)", "range(3 * n)")
    often = source.replace("range(n)", "range(9 * n)")
    assert limited(Fuelled(twice, "f"), Fuelled(source, "f"))(1000) == sum(range(3000))
    with pytest.raises(OutOfFuel):
        limited(Fuelled(often, "f"), Fuelled(source, "f"))(1000)
    assert limited(Fuelled(often, "f"), Fuelled(source, "f"))(10) == sum(range(90))


def test_what_has_no_loop_is_not_slowed_down() -> None:
    assert Fuelled("def f(n):\n    return sorted(n)[0]\n", "f").plain is not None
    assert Fuelled("def f(n):\n    return [k + 1 for k in n]\n", "f").plain is not None
    for body in ("while n:\n        n -= 1", "return sum(range(n))", "return f(n - 1)", "return [k for k in range(n)]"):
        assert Fuelled(f"def f(n):\n    {body}\n", "f").plain is None
