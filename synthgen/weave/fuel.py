"""Fuel: running a function that may never end, and stopping it at the same place every time.

    mutant = limited(Fuelled(mutated, "f"), Fuelled(original, "f"))
    mutant(1, 2)    # the result, or OutOfFuel

The source is rewritten (`synthgen.weave.ticks`) so that every turn of a loop, and every call of a recursive function,
takes one tick from a tank; an empty tank raises `OutOfFuel`. No clock is involved: the same call stops at the same
tick on every machine. A tick is one `next` on a C iterator, 25 ns, so a function that ends runs at most about a third
slower than its plain twin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, repeat
from types import CodeType
from typing import Any, NoReturn

from synthgen.weave.ticks import BURN, DEEP, POWER, PRODUCT, TICKS, instrumented

TURNS = 4
"""A broken program may take this many times the ticks of its original on the same arguments."""
SURPLUS = 200
"""Ticks that every call may take, so that a loop that the original leaves at once may run for a while."""
MOST_TICKS = 5_000_000
"""Ticks after which counting gives up: about half a second."""
MOST_BITS = 20_000
"""Largest product of values that grow in a loop, in bits."""
CODES_KEPT = 4096
"""Sources whose code is kept: those of a library's mutants are tried first and stored later."""


class OutOfFuel(BaseException):
    """The tank is empty. No `Exception`, so that the code under test cannot catch it by accident."""


class OutOfDepth(OutOfFuel):
    """A recursion went deeper than `MOST_DEPTH`; far deeper, and Python itself would end it by an error."""


class Fuelled:
    """A function compiled with ticks. Calls are not reentrant and not thread-safe: there is one tank.

    `plain` is the function without a limit if it has nothing that could be endless, else None.
    """

    def __init__(self, source: str, name: str, imports: Iterable[str] = (), code: CodeType | None = None) -> None:
        """Compile `source`, which defines the function `name` and may define others; `imports` are lines it needs.

        `code` is what `fuelled_code` gave for it, if that is at hand.
        """
        self._namespace: dict[str, Any] = {DEEP: _out_of_depth, PRODUCT: _product, POWER: _power, BURN: self._burn}
        code = code or fuelled_code(source, name)
        exec("\n".join(imports), self._namespace)
        exec(code, self._namespace)
        self._function: Callable[..., Any] = self._namespace[name]
        ticking = {TICKS, BURN, PRODUCT, POWER} & set(_names(code))
        self.plain: Callable[..., Any] | None = None if ticking else self._function

    @property
    def metered(self) -> Callable[..., Any]:
        """The function itself, which burns what `refill` put in the tank."""
        return self._function

    def refill(self, ticks: int) -> None:
        """Put `ticks` in the tank, for several calls of `metered` together."""
        self._namespace[TICKS] = chain(repeat(True, ticks), _EMPTY)

    def run(self, arguments: Sequence[Any], limit: int) -> Any:
        """Return the result of the call; raises OutOfFuel after `limit` ticks, and whatever the function raises."""
        self._namespace[TICKS] = chain(repeat(True, limit), _EMPTY)
        return self._function(*arguments)

    def ticks(self, arguments: Sequence[Any], limit: int = MOST_TICKS) -> int:
        """Return how many ticks the call takes; raises OutOfFuel if that is more than `limit`."""
        return self.counted(self._function, arguments, limit)[1]

    def counted(self, use: Callable[..., Any], arguments: Sequence[Any], limit: int = MOST_TICKS) -> tuple[Any, int]:
        """Return the result of `use`, which calls `metered`, and how many ticks it takes; raises OutOfFuel if that is more than `limit`."""
        counter = self._namespace[TICKS] = chain(range(1, limit + 2), _EMPTY)
        result = use(*arguments)
        return result, int(next(counter)) - 1

    def _burn(self, numbers: range) -> range:
        """Take a tick for each of `numbers`, which C code is about to go through, and return them."""
        size = len(numbers)
        next(islice(self._namespace[TICKS], size, size), None)
        return numbers


@lru_cache(maxsize=CODES_KEPT)
def fuelled_code(source: str, name: str) -> CodeType:
    """Return the code of `source` with ticks; the costly part of making it `Fuelled`."""
    return compile(instrumented(source), f"<fuelled {name}>", "exec", dont_inherit=True)


def limited(broken: Fuelled, original: Fuelled, start: int = SURPLUS) -> Callable[..., Any]:
    """Return a broken program as a function that raises OutOfFuel beyond the allowance that its original sets.

    The limit is `allowance` of the original's ticks on the same arguments. `start` is tried first, as counting costs a
    run of the original.
    """
    if broken.plain is not None:
        return broken.plain

    def call(*arguments: Any) -> Any:
        try:
            return broken.run(arguments, start)
        except OutOfFuel:
            needed = allowance(original.ticks(arguments))
            if needed <= start:
                raise
        return broken.run(arguments, needed)

    return call


def allowance(ticks: int) -> int:
    """Return the ticks that a broken program may take where its original takes `ticks`."""
    return TURNS * ticks + SURPLUS


class _Empty:
    """An empty tank, which stays empty: code that swallows OutOfFuel meets it again at the next tick."""

    def __iter__(self) -> _Empty:
        return self

    def __next__(self) -> NoReturn:
        raise OutOfFuel


_EMPTY = _Empty()


def _out_of_depth() -> NoReturn:
    raise OutOfDepth


def _names(code: CodeType) -> Iterator[str]:
    """Yield the global names and attributes that `code` and the functions in it use."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _product(left: Any, right: Any) -> Any:
    if type(left) is int and type(right) is int and left.bit_length() + right.bit_length() > MOST_BITS:
        raise OutOfFuel
    return left * right


def _power(base: Any, exponent: Any) -> Any:
    if type(base) is int and type(exponent) is int and base.bit_length() * exponent > MOST_BITS:
        raise OutOfFuel
    return base**exponent
