"""How many requests are under way, and when to stop asking.

Concurrency goes up by one for each round of answers and is halved when the endpoint is overloaded (additive increase,
multiplicative decrease: Chiu and Jain 1989, as TCP does it). The breaker opens when nothing gets through any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from synthgen.errors import EndpointError

START = 4
"""Requests at once before anything is known of an endpoint."""
IN_A_ROW = 3
"""Requests whose every try failed, with no answer between them, after which an endpoint counts as out of service."""
REFUSED_IN_A_ROW = 5
"""Requests that were refused, with no answer ever, after which it is no matter of the single request."""


class Throttle:
    """Lets so many requests through at once as the endpoint bears."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.limit = float(min(START, most))
        self.under_way = 0
        self.highest = 0
        self._condition = asyncio.Condition()
        self._resumes = 0.0
        self._decreased = 0.0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[float]:
        """Wait for a place and hold it; gives the time at which it was taken."""
        async with self._condition:
            while self.under_way >= int(self.limit):
                await self._condition.wait()
            self.under_way += 1
            self.highest = max(self.highest, self.under_way)
        try:
            clock = asyncio.get_running_loop().time
            while (rest := self._resumes - clock()) > 0:
                await asyncio.sleep(rest)
            yield clock()
        finally:
            async with self._condition:
                self.under_way -= 1
                self._condition.notify_all()

    def answered(self) -> None:
        """Note an answer: one place more when as many answers came as there are places."""
        self.limit = min(float(self.most), self.limit + 1 / self.limit)

    def overloaded(self, since: float, wait: float | None) -> None:
        """Note that a request which was sent at `since` met an overload: half the places, once for all that were sent together.

        `wait` are the seconds that the endpoint asks everybody to wait.
        """
        now = asyncio.get_running_loop().time()
        if since >= self._decreased:
            self.limit = max(1.0, self.limit / 2)
            self._decreased = now
        if wait is not None:
            self._resumes = max(self._resumes, now + wait)


class Breaker:
    """Opens when the endpoint cannot be used; from then on every request ends with the same sentence."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._lost = self._refused = self._answered = 0
        self.reason = ""

    def check(self) -> None:
        """Raise EndpointError if the breaker is open."""
        if self.reason:
            raise EndpointError(self.reason)

    def answered(self) -> None:
        """Note an answer."""
        self._answered += 1
        self._lost = self._refused = 0

    def lost(self, problem: str, tries: int) -> None:
        """Note a request whose every try failed."""
        self._lost += 1
        if self._lost >= (IN_A_ROW if self._answered else 1) and not self.reason:
            count = f"{self._lost} requests in a row, each tried" if self._lost > 1 else "a request that was tried"
            self.reason = (
                f"the endpoint {self._where} is out of service: it answered none of {count} {tries} times, the last time with: {problem}; "
                "what it answered before is kept, so start again once it works"
            )

    def refused(self, problem: str) -> None:
        """Note a request that the endpoint does not take."""
        self._refused += 1
        if self._refused >= REFUSED_IN_A_ROW and not self._answered:
            self.open(problem, f"it refused the first {self._refused} requests, so check the name of the model and what it takes")

    def open(self, problem: str, advice: str) -> None:
        """Open at once: no request of this kind can succeed."""
        self.reason = self.reason or f"the endpoint {self._where} says: {problem}; {advice}"
