"""The margin of an item: the largest share of its probe inputs on which any training item agrees with it.

A training item is compared if it has the same result type and parameters of the same types, in whatever order. It runs on the
probe inputs of the *item's* kinds, bounded by counting, since they may be other inputs than it was made for. That happens when the
first item has such types, on the probe inputs of all signatures of kinds that are frequent among training items of these types,
so that each starts seldom.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import permutations

from synthgen.check.inputs import PROBE_INPUTS, probe_inputs
from synthgen.check.sides import Order
from synthgen.dataset.evalset.programs import DIGEST, AnswerJob, Program, digest_of
from synthgen.kinds import Kind
from synthgen.literals import format_arguments
from synthgen.programs.workers import Lost

FREQUENT = 5
"""How many training items must have a signature of kinds for others to be run on it along with one that was asked for."""
SECONDS = 60.0
"""Wall time of one training item on all inputs; a thousand times what an ordinary one takes."""
Kinds = tuple[Kind, ...]
Way = tuple[Kinds, Order]
Rounds = Callable[[Iterable[AnswerJob]], Iterator[tuple[bytes, list[str]] | Lost]]


class Margin:
    """Training items, ready to be compared with."""

    def __init__(self, items: Sequence[Program], answers: Rounds) -> None:
        """Take training items, of which equal ones count once; `answers` runs rounds of jobs."""
        self._answers = answers
        by_code = {item.code: item for item in items}
        self.items = sorted(by_code.values(), key=lambda item: item.id)
        self._groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, item in enumerate(self.items):
            self._groups[tuple(sorted(item.hints))].append(number)
        self._frequent: dict[tuple[str, ...], list[Kinds]] = defaultdict(list)
        for kinds, count in Counter(item.kinds for item in self.items if item.kinds).items():
            if count >= FREQUENT:
                self._frequent[_types(kinds)].append(kinds)
        self._digests: dict[tuple[int, Kinds], list[memoryview]] = {}
        self._known: set[Kinds] = set()

    def nearest(self, kinds: Kinds, result: str, outputs: Sequence[str]) -> tuple[float, str]:
        """Return the margin of an item with these canonical outputs on the probe inputs of `kinds`, and the id of the nearest.

        Of equally near ones the first by id; 0.0 and no id if no training item agrees anywhere.
        """
        group = self._groups.get(_types(kinds), [])
        if kinds not in self._known:
            asked = dict.fromkeys([kinds, *self._frequent[_types(kinds)]])
            self._run(group, [one for one in asked if one not in self._known])
        own = memoryview(b"".join(map(digest_of, outputs))).cast("Q")
        best, name = 0, ""
        for number in group:
            if self.items[number].result == result:
                for found in self._digests.get((number, kinds), ()):
                    agree = sum(map(_agrees, own, found))
                    if agree > best:
                        best, name = agree, self.items[number].id
        return best / PROBE_INPUTS, name

    def _run(self, numbers: Sequence[int], signatures: Sequence[Kinds]) -> None:
        """Run training items on the probe inputs of signatures, those first that an item is made for."""
        self._known.update(signatures)
        items = [self.items[number] for number in numbers]
        calls = {(kinds, order): _calls(kinds, order) for kinds in signatures for order in permutations(range(len(kinds)))}
        asked = [[way for kinds in _own_first(signatures, item.kinds) for way in _ways(item.hints, kinds)] for item in items]
        jobs = (
            AnswerJob(item.code, item.entry, [call for way in ways for call in calls[way]], bounded=True)
            for item, ways in zip(items, asked, strict=True)
        )
        size = PROBE_INPUTS * DIGEST
        for number, ways, result in zip(numbers, asked, self._answers(jobs), strict=True):
            if isinstance(result, Lost):
                continue  # it answers nothing on such inputs, so it agrees nowhere
            digests = memoryview(result[0])
            for place, (kinds, _) in enumerate(ways):
                found = digests[place * size : (place + 1) * size].cast("Q")
                self._digests.setdefault((number, kinds), []).append(found)


def _agrees(own: int, found: int) -> bool:
    return own == found != 0


def _types(kinds: Kinds) -> tuple[str, ...]:
    return tuple(sorted(kind.hint for kind in kinds))


def _within(kinds: Kinds, own: Kinds) -> bool:
    """Return whether all inputs of `kinds` are inputs that an item with its `own` kinds is made for."""
    return len(own) == len(kinds) and all(map(Kind.fits, kinds, own))


def _own_first(signatures: Sequence[Kinds], own: Kinds) -> list[Kinds]:
    return [*(one for one in signatures if _within(one, own)), *(one for one in signatures if not _within(one, own))]


def _ways(hints: Sequence[str], kinds: Kinds) -> Iterator[Way]:
    """Yield every way to take arguments for parameters with `hints` from values of `kinds`."""
    for order in permutations(range(len(kinds))):
        if all(kinds[place].hint == hint for place, hint in zip(order, hints, strict=True)):
            yield kinds, order


def _calls(kinds: Kinds, order: Order) -> list[str]:
    return [format_arguments([row[place] for place in order]) for row in probe_inputs(kinds)]
