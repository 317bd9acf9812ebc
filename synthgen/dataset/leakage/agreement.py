"""Programs asked the probes of many items: on which share of an item's probes does each agree.

Probes that a whole signature shares are all asked, and those of the item's own domain only of a program that agrees on nearly all of
them. Of items that have their own probes alone four are asked first, since hardly any program gets that far by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from synthgen.dataset.leakage.behaviour import Job, Probed, Probes, answer, entries_of, fits, is_exact
from synthgen.dataset.leakage.documents import Document
from synthgen.dataset.leakage.signature import signature_of
from synthgen.programs.bench import Bench
from synthgen.programs.workers import Lost

HERE = "synthgen.dataset.leakage.behaviour:answer_here"
"""How a worker process calls `answer`."""
GLIMPSE, ENOUGH = 4, 3
"""Probes that are asked first, and how many of them must agree for the others to be asked."""
NEARLY = 0.9
"""Share of a signature's probes on which a program must agree to be asked those of an item's own domain."""
SECONDS = 30.0
"""Wall time of a program on all calls of a round: ample, since ticks bound it already and machines may be busy."""


@dataclass(slots=True)
class _Asked:
    """A function of a document, the items that it may be, which of their sets of probes it is asked, and its answers by call."""

    place: int
    entry: str
    part: int
    items: list[int]
    answers: dict[str, int] = field(default_factory=dict)


class Agreement:
    """The telling probes of a list of items, ready to be asked of programs."""

    def __init__(self, probes: Sequence[Probed | None]) -> None:
        """Take the probes of each item; an item without telling ones is in no answer."""
        self._sets: list[tuple[Probes, ...]] = [one.sets if one and one.telling else () for one in probes]
        self._calls = [[part.calls for part in sets] for sets in self._sets]
        self._by_source: dict[str, list[int]] = defaultdict(list)
        for item, sets in enumerate(self._sets):
            if sets:
                self._by_source[sets[0].source].append(item)

    def of(self, batch: Sequence[Document], bench: Bench) -> list[dict[int, float]]:
        """Return for each document the items that it was compared with and the share of their probes on which it agrees.

        The share is of the probes that were asked; 1 is given only where all were. Where the first look at an item failed it is 0.
        """
        shared: list[_Asked] = []
        single: list[_Asked] = []
        for place, document in enumerate(batch):
            for one in self._candidates(place, document):
                (shared if is_exact(self._sets[one.items[0]][0].source) else single).append(one)
        self._ask(shared, batch, bench, None)
        self._ask(single, batch, bench, GLIMPSE)
        glimpsed = [(one, [item for item in one.items if self._agreeing(item, one, GLIMPSE) >= ENOUGH]) for one in single]
        near = [_Asked(one.place, one.entry, 0, items, one.answers) for one, items in glimpsed if items]
        further = [_Asked(one.place, one.entry, 1, items) for one in shared if (items := list(filter(self._nearly(one), one.items)))]
        self._ask([*near, *further], batch, bench, None)
        found: list[dict[int, float]] = [{} for _ in batch]
        for one in single:
            found[one.place].update(dict.fromkeys(one.items, 0.0))
        also = {(one.place, item): one for one in further for item in one.items}
        for one in (*shared, *near):
            for item in one.items:
                agreed, asked = self._agreeing(item, one, None), len(self._sets[item][0].answers)
                if (more := also.get((one.place, item))) is not None and more.entry == one.entry:
                    agreed, asked = agreed + self._agreeing(item, more, None), asked + len(self._sets[item][1].answers)
                found[one.place][item] = max(agreed / asked if asked else 0.0, found[one.place].get(item, 0.0))
        return found

    def _candidates(self, place: int, document: Document) -> Iterator[_Asked]:
        for entry in entries_of(document):
            signature = signature_of(document.code, entry)
            if signature is None:
                continue
            fitting = [(is_exact(source), items) for source, items in self._by_source.items() if fits(signature, source)]
            for exact in (True, False):
                items = [item for strict, some in fitting for item in some if strict is exact]
                if items:
                    yield _Asked(place, entry, 0, items)

    def _nearly(self, one: _Asked) -> Callable[[int], bool]:
        """Return whether a program agrees with an item on so much of the shared probes that it is asked those of its own domain."""

        def nearly(item: int) -> bool:
            sets = self._sets[item]
            return len(sets) > 1 and self._agreeing(item, one, None) >= NEARLY * len(sets[0].answers)

        return nearly

    def _ask(self, asked: Sequence[_Asked], batch: Sequence[Document], bench: Bench, first: int | None) -> None:
        """Get the answers to the first probes of each item, or to all."""
        jobs = []
        for one in asked:
            calls = dict.fromkeys(call for item in one.items for call in self._calls[item][one.part][:first])
            exact = is_exact(self._sets[one.items[0]][one.part].source)
            jobs.append(Job(batch[one.place].code, one.entry, tuple(call for call in calls if call not in one.answers), exact))
        for one, job, answers in zip(asked, jobs, bench.results(HERE, answer, jobs, 0), strict=True):
            if not isinstance(answers, Lost):
                one.answers.update(zip(job.calls, answers, strict=True))

    def _agreeing(self, item: int, one: _Asked, first: int | None) -> int:
        pairs = zip(self._calls[item][one.part][:first], self._sets[item][one.part].answers, strict=False)
        return sum(one.answers.get(call) == expected for call, expected in pairs)
