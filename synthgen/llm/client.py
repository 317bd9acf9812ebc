"""The client: requests in, completions out in the same order, whatever the endpoint does on the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import openai
import tenacity

from synthgen.llm.budget import Budget, Caps, Prices, Tally
from synthgen.llm.cache import Cache
from synthgen.llm.dialect import Dialect
from synthgen.llm.endpoint import Endpoint, Patience
from synthgen.llm.limits import Breaker, Throttle
from synthgen.llm.messages import Completion, Lack, Request
from synthgen.llm.retry import Fate, Fault, fault_of
from synthgen.streams import stream

Watch = Callable[[Tally], None]
"""Called after each answer."""


class Client:
    """An endpoint in use, inside one event loop: `async with Client(endpoint) as client: await client.complete(requests)`.

    The `openai` client sends; tenacity tries again; a throttle finds how much the endpoint bears; a breaker stops what is in vain; a
    budget keeps the caps; the cache answers what was asked before. `watch` is told after every answer.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        cache: Cache | None = None,
        caps: Caps | None = None,
        prices: Prices | None = None,
        models: Iterable[str] = (),
        watch: Watch | None = None,
    ) -> None:
        """Take up an endpoint. Raises UsageError for caps that cannot be kept, such as dollars for `models` without a price."""
        self.endpoint = endpoint
        self.cache = cache
        self.budget = Budget(caps or Caps(), prices or Prices(), frozenset(models))
        self.breaker = Breaker(endpoint.shown)
        self.throttle = Throttle(endpoint.concurrency)
        self._watch = watch
        self._dialects: dict[str, Dialect] = {}
        self._settled = asyncio.Event()
        self._under_way: dict[str, asyncio.Future[Completion]] = {}
        seconds = endpoint.patience.seconds
        self._openai = openai.AsyncOpenAI(base_url=endpoint.url, api_key=endpoint.key, max_retries=0, timeout=seconds)

    @property
    def tally(self) -> Tally:
        """What was spent so far."""
        return self.budget.tally

    async def complete(self, requests: Sequence[Request]) -> list[Completion]:
        """Return the completion of each request, in order; one without an answer says why in `lack`.

        Raises EndpointError, with all other requests given up, if the endpoint cannot be used at all.
        """
        tasks = [asyncio.ensure_future(self.one(request)) for request in requests]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def one(self, request: Request) -> Completion:
        """Return the completion of one request; equal requests that are under way at the same time are sent once."""
        key = request.key
        kept = self.cache.get(key) if self.cache else None
        if kept is not None:
            self.tally.cached += 1
            self._told()
            return kept
        if key in self._under_way:
            return await asyncio.shield(self._under_way[key])
        future: asyncio.Future[Completion] = asyncio.get_running_loop().create_future()
        self._under_way[key] = future
        try:
            completion = await self._tried(request)
            if self.cache is not None and completion.lack is None:
                completion = self.cache.put(key, request.model, completion)
            future.set_result(completion)
            return completion
        except BaseException as error:
            future.set_exception(error) if isinstance(error, Exception) else future.cancel()
            if isinstance(error, Exception):
                future.exception()  # whoever else waits for it gets it; if nobody does that is fine
            raise
        finally:
            del self._under_way[key]

    async def aclose(self) -> None:
        """Close the connections; the cache stays open, as it is the caller's."""
        await self._openai.close()

    async def __aenter__(self) -> Client:
        """Return itself."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        await self.aclose()

    async def _tried(self, request: Request) -> Completion:
        patience = self.endpoint.patience
        retrying = tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(patience.tries),
            wait=_Wait(patience, request.key),
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, Fault) and error.fate is Fate.AGAIN),
            reraise=True,
        )
        try:
            completion: Completion = await retrying(self._sent, request)
        except Fault as fault:
            if fault.fate is Fate.AGAIN:
                self.breaker.lost(fault.problem, patience.tries)
                self.breaker.check()
                return Completion(lack=Lack.UNANSWERED, detail=fault.problem)
            if fault.fate is Fate.HOPELESS:
                self.breaker.open(fault.problem, fault.advice)
            else:
                self.breaker.refused(fault.problem)
            self.breaker.check()
            return Completion(lack=Lack.REJECTED, detail=fault.problem)
        if completion.lack is None:
            self.breaker.answered()
        return completion

    async def _sent(self, request: Request) -> Completion:
        """Send a request once, and once more for each way of speaking that the endpoint turns out not to know."""
        dialect = self._dialects.setdefault(request.model, Dialect())
        while True:
            async with self.throttle.place() as since:
                self.breaker.check()
                while (number := self.budget.reserve(request)) is None and self.budget.may_fit_later:
                    self._settled.clear()
                    await self._settled.wait()
                if number is None:
                    return Completion(lack=Lack.UNASKED, detail=f"{self.budget.blocked} is reached")
                answer: Completion | None = None
                billed = True
                arguments = dialect.arguments(request)
                try:
                    answer = await self._answer(request, arguments)
                    self.throttle.answered()
                    return answer
                except Fault as fault:
                    billed = fault.billed
                    self.tally.tries[fault.kind] += 1
                    if fault.overload:
                        self.throttle.overloaded(since, fault.wait)
                    if fault.fate is Fate.REFUSED:
                        dialect.learn(arguments, fault.problem)
                    if fault.fate is not Fate.REFUSED or dialect.arguments(request) == arguments:
                        raise
                finally:
                    self.budget.settle(number, request, answer, billed)
                    self._settled.set()
                    self._told()

    async def _answer(self, request: Request, arguments: dict[str, Any]) -> Completion:
        try:
            async with asyncio.timeout(self.endpoint.patience.seconds):
                turns: Any = request.turns()
                said = await self._openai.chat.completions.create(model=request.model, messages=turns, **arguments)
            return _completion(said, self.endpoint)
        except (openai.OpenAIError, TimeoutError, AttributeError, TypeError, IndexError, json.JSONDecodeError, ValueError) as error:
            raise fault_of(error, self.endpoint) from None

    def _told(self) -> None:
        if self._watch:
            self._watch(self.tally)


def _completion(said: Any, endpoint: Endpoint) -> Completion:
    """Return the completion that a response holds. Raises AttributeError, TypeError or IndexError if it is none."""
    choice = said.choices[0]
    refusal = getattr(choice.message, "refusal", None)
    text = choice.message.content
    if text is not None and not isinstance(text, str):
        raise TypeError("the content is no text")
    used = [getattr(said.usage, name, None) for name in ("prompt_tokens", "completion_tokens")]
    read, written = (count if isinstance(count, int) and count >= 0 else None for count in used)
    finish = "refusal" if refusal and not text else str(choice.finish_reason or "stop")
    # A lone surrogate, which JSON can hold and UTF-8 cannot, becomes a question mark.
    clean = endpoint.hide(str(text or refusal or "")).encode("utf-8", "replace").decode()
    return Completion(clean, finish, read, written, datetime.now(UTC).date().isoformat())


class _Wait(tenacity.wait.wait_base):
    """Waits as long as the endpoint asks, else twice as long each time, with a jitter of half of it."""

    def __init__(self, patience: Patience, key: str) -> None:
        self._patience = patience
        self._random = stream(0, "wait", key)

    def __call__(self, state: tenacity.RetryCallState) -> float:
        """Return the seconds before the next try."""
        patience = self._patience
        fault = state.outcome.exception() if state.outcome else None
        backoff = min(patience.longest, patience.first * 2 ** (state.attempt_number - 1)) * self._random.uniform(0.5, 1.0)
        asked = fault.wait if isinstance(fault, Fault) else None
        return backoff if asked is None else asked + self._random.uniform(0, patience.first)
