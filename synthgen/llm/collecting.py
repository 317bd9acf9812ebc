"""The garbage collector, held back while several threads read Python.

CPython before 3.11.8 and 3.12.2 counts the depth of `ast.parse` for all threads together. A collection in the middle of it runs the
callbacks that Hypothesis installs, another thread may take over there and parse too, and the count is wrong: right programs then fail
to parse, now and then (python/cpython issue 106905). With collections at chosen moments alone no thread is stopped inside the parser.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EVERY = 64
"""Calls between two collections."""


@contextmanager
def collecting_between_steps() -> Iterator[Callable[[], None]]:
    """Stop automatic collections until the block ends; gives what is to be called after each step, outside of the parser."""
    was_enabled = gc.isenabled()
    gc.disable()
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps % EVERY == 0:
            gc.collect()

    try:
        yield step
    finally:
        if was_enabled:
            gc.enable()
