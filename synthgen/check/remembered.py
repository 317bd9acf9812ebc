"""Functions of one plain argument that remember what they gave: in lists the same items come again and again, from plan to plan.

An atom is pure, and a mutant's value on an argument depends on that argument alone, so what is remembered changes the speed and
nothing else. Going through items this way stays within C: `[use(item) for item in items]` where `use` looks up a dict.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from synthgen.atom import Function
from synthgen.plan.graph import Step

MOST_KEPT = 400
"""Arguments that are remembered of each function. With 1,000 of them a sample took no less time, and workers grew for longer."""
_PLAIN = frozenset({"int", "bool", "str", "tuple[int, int]", "tuple[str, int]"})
"""Hints of the values that can be looked up. One kind's values are of one type, so that 1 is never taken for True."""


class Remembered(dict[Any, Any]):
    """What `function` gave, by its argument. A call that raises is made again each time."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, argument: Any) -> Any:
        value = self._function(argument)
        if len(self) >= MOST_KEPT:
            self.clear()
        self[argument] = value
        return value


def can_remember(step: Step) -> bool:
    """Return whether the atom of a step takes one argument, which can be looked up. What an iteration comes to seldom repeats, and
    its turns are bounded together.
    """
    atom = step.atom
    return atom is not None and len(atom.kinds) == 1 and atom.kinds[0].hint in _PLAIN and step.combinator.role != "iterate"


def use_of(step: Step) -> Function:
    """Return the function of a step's atom, one that remembers if it can."""
    assert step.atom is not None  # asked of steps with an atom only
    return _remembering(step.atom.function) if can_remember(step) else step.atom.function


@cache
def _remembering(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return Remembered(function).__getitem__
