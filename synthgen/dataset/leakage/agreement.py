"""Programs asked the probes of many items: on which share of an item's probes does each agree.

Probes that a whole signature shares are all asked. Of other items four are asked first, since hardly any program gets that far by
chance, and the rest only of a program that agrees on three of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from synthgen.dataset.leakage.behaviour import Job, Probes, answer, entries_of, fits, is_exact
from synthgen.dataset.leakage.documents import Document
from synthgen.dataset.leakage.signature import signature_of
from synthgen.programs.bench import Bench
from synthgen.programs.workers import Lost

HERE = "synthgen.dataset.leakage.behaviour:answer_here"
"""How a worker process calls `answer`."""
GLIMPSE, ENOUGH = 4, 3
"""Probes that are asked first, and how many of them must agree for the others to be asked."""
SECONDS = 10.0
"""Wall time of a program on all calls of a round."""


@dataclass(slots=True)
class _Asked:
    """A function of a document, the items that it may be, and its answers by call."""

    place: int
    entry: str
    exact: bool
    items: list[int]
    answers: dict[str, int] = field(default_factory=dict)


class Agreement:
    """The telling probes of a list of items, ready to be asked of programs."""

    def __init__(self, probes: Sequence[Probes | None]) -> None:
        """Take the probes of each item; an item without telling ones is in no answer."""
        self._probes = probes
        self._calls = [one.calls if one else () for one in probes]
        self._by_source: dict[str, list[int]] = defaultdict(list)
        for item, one in enumerate(probes):
            if one is not None and one.telling:
                self._by_source[one.source].append(item)

    def of(self, batch: Sequence[Document], bench: Bench) -> list[dict[int, float]]:
        """Return for each document the items that it was compared with and the share of their probes on which it agrees."""
        asked = [one for place, document in enumerate(batch) for one in self._candidates(place, document)]
        self._ask(asked, batch, bench, GLIMPSE)
        for one in asked:
            if not one.exact:
                one.items = [item for item in one.items if self._agreeing(item, one, GLIMPSE) >= ENOUGH]
        self._ask([one for one in asked if one.items and not one.exact], batch, bench, None)
        found: list[dict[int, float]] = [{} for _ in batch]
        for one in asked:
            for item in one.items:
                share = self._agreeing(item, one, None) / len(self._calls[item])
                found[one.place][item] = max(share, found[one.place].get(item, 0.0))
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
                    yield _Asked(place, entry, exact, items)

    def _ask(self, asked: Sequence[_Asked], batch: Sequence[Document], bench: Bench, first: int | None) -> None:
        """Get the answers to the first probes of each item, or to all; those of a signature are always all asked."""
        jobs = []
        for one in asked:
            calls = dict.fromkeys(call for item in one.items for call in self._calls[item][: None if one.exact else first])
            jobs.append(Job(batch[one.place].code, one.entry, tuple(call for call in calls if call not in one.answers), one.exact))
        for one, job, answers in zip(asked, jobs, bench.results(HERE, answer, jobs, 0), strict=True):
            if not isinstance(answers, Lost):
                one.answers.update(zip(job.calls, answers, strict=True))

    def _agreeing(self, item: int, one: _Asked, first: int | None) -> int:
        probes = self._probes[item]
        assert probes is not None  # only telling probes are asked
        pairs = zip(self._calls[item][:first], probes.answers, strict=False)
        return sum(one.answers.get(call) == expected for call, expected in pairs)
