"""Asking from ordinary code: an event loop of its own, also where one is running already, as in a notebook."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from synthgen.llm.budget import Caps, Prices
from synthgen.llm.cache import Cache
from synthgen.llm.client import Client, Watch
from synthgen.llm.endpoint import Endpoint
from synthgen.llm.messages import Completion, Request

Result = TypeVar("Result")
CACHE = "llm/answers.sqlite"
"""Where answers are kept, in the folder of all caches."""


def default_cache() -> Path:
    """Return where answers are kept if nobody says otherwise."""
    from synthgen.check.pools import cache_folder

    return cache_folder() / CACHE


def ask(
    requests: Sequence[Request],
    endpoint: Endpoint,
    *,
    cache: Path | None = None,
    caps: Caps | None = None,
    prices: Prices | None = None,
    watch: Watch | None = None,
) -> list[Completion]:
    """Return the completion of each request, in order; see `synthgen.llm.client.Client`.

    `cache` is a file, by default the one that all runs share. Raises UsageError, RunError or EndpointError.
    """

    async def asked() -> list[Completion]:
        with Cache(cache or default_cache()) as kept:
            models = {request.model for request in requests}
            async with Client(endpoint, kept, caps, prices, models, watch) as client:
                return await client.complete(requests)

    return run_coroutine(asked)


def run_coroutine(make: Callable[[], Coroutine[object, object, Result]]) -> Result:
    """Return the result of the coroutine that `make` gives, run to its end in an event loop of its own."""
    if not _loop_is_running():
        return asyncio.run(make())
    with ThreadPoolExecutor(1, "synthgen-llm") as threads:
        loop = asyncio.new_event_loop()
        with contextlib.closing(loop):
            task = loop.create_task(make())
            work = threads.submit(loop.run_until_complete, task)
            try:
                return work.result()
            except KeyboardInterrupt:
                loop.call_soon_threadsafe(task.cancel)  # nothing more is asked for, or paid
                wait([work])
                raise


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
