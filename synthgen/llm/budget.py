"""What is spent and what may be: requests, tokens, money. What nobody states stays unknown and is never taken for nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from synthgen.errors import UsageError
from synthgen.llm.messages import Completion, Request

PER = 1_000_000
"""Prices are for so many tokens."""
OVERHEAD = 16
"""Tokens that a chat template adds to a turn, generously."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Dollars per million tokens, by model; the name "" stands for all models that have no price of their own."""

    input: Mapping[str, float] = field(default_factory=dict)
    output: Mapping[str, float] = field(default_factory=dict)

    def of(self, model: str, input_tokens: float | None, output_tokens: float | None) -> float | None:
        """Return what so many tokens cost in dollars; None if a price or a count is unknown."""
        dear_in = self.input.get(model, self.input.get(""))
        dear_out = self.output.get(model, self.output.get(""))
        if dear_in is None or dear_out is None or input_tokens is None or output_tokens is None:
            return None
        return (input_tokens * dear_in + output_tokens * dear_out) / PER


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that may be spent from start to end of one command; None for no limit."""

    requests: int | None = None
    tokens: int | None = None
    usd: float | None = None


@dataclass(slots=True)
class Tally:
    """What was spent.

    requests    sent to the endpoint, further tries included; `tries` counts those that failed, by how
    answered    answers that came from the endpoint; `cached` those that came from the cache
    input_tokens, output_tokens, usd    of the answers whose usage, or price, is known; `unknown` counts the others
    """

    requests: int = 0
    answered: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float = 0.0
    unknown: int = 0
    unpriced: int = 0
    tries: Counter[str] = field(default_factory=Counter)

    @property
    def cost(self) -> float | None:
        """Dollars spent; None if the price of any answer is unknown."""
        return None if self.unpriced else self.usd


class Budget:
    """Counts what is spent and lets no request start that could pass a cap.

    Before a request the most that it can cost is set aside: a token for each byte of the prompt, since no tokeniser makes more, and
    all of the answer's `max_tokens`. The answer's own figures then take the place of it.
    """

    def __init__(self, caps: Caps, prices: Prices, models: frozenset[str] = frozenset()) -> None:
        """Raises UsageError for a cap in dollars where the price of one of `models` is unknown."""
        for name, cap in (("requests", caps.requests), ("tokens", caps.tokens), ("dollars", caps.usd)):
            if cap is not None and cap < 0:
                raise UsageError(f"at most {cap} {name} were asked for; it takes 0 or more")
        for model in models if caps.usd is not None else ():
            if prices.of(model, 0, 0) is None:
                raise UsageError(f"a cap in dollars needs the prices of {model!r}; give --price-in and --price-out, or cap the tokens")
        self.caps = caps
        self.prices = prices
        self.tally = Tally()
        self.blocked = ""
        self._tokens = 0
        self._usd = 0.0
        self._aside: dict[int, tuple[int, float]] = {}
        self._last = 0

    @property
    def may_fit_later(self) -> bool:
        """Whether a request that does not fit may do so once others, which are under way, have cost less than they could."""
        return bool(self._aside) and (self.caps.requests is None or self.tally.requests < self.caps.requests)

    def reserve(self, request: Request) -> int | None:
        """Set aside what a request can cost at most and return the number of the reservation; None if a cap forbids it."""
        most_in = sum(len(turn["content"].encode()) + OVERHEAD for turn in request.turns())
        tokens = most_in + request.parameters.max_tokens
        usd = self.prices.of(request.model, most_in, request.parameters.max_tokens) or 0.0
        aside = [sum(column) for column in zip((0, 0.0), *self._aside.values(), strict=True)]
        for cap, would_be, name in (
            (self.caps.requests, self.tally.requests + 1, "--max-requests"),
            (self.caps.tokens, self._tokens + aside[0] + tokens, "--max-tokens"),
            (self.caps.usd, self._usd + aside[1] + usd, "--max-usd"),
        ):
            if cap is not None and would_be > cap:
                self.blocked = f"{name} {cap}"
                return None
        self._last += 1
        self._aside[self._last] = tokens, usd
        self.tally.requests += 1
        return self._last

    def settle(self, number: int, request: Request, completion: Completion | None, billed: bool = True) -> None:
        """Put the figures of an answer in place of what was set aside. Without an answer that was perhaps `billed` all of it counts."""
        tokens, usd = self._aside.pop(number)
        if completion is None:
            self._tokens += tokens if billed else 0
            self._usd += usd if billed else 0.0
            return
        tally = self.tally
        tally.answered += 1
        cost = self.prices.of(request.model, completion.input_tokens, completion.output_tokens)
        if completion.input_tokens is None or completion.output_tokens is None:
            tally.unknown += 1
            self._tokens += tokens
        else:
            tally.input_tokens += completion.input_tokens
            tally.output_tokens += completion.output_tokens
            self._tokens += completion.input_tokens + completion.output_tokens
        self._usd += usd if cost is None else cost
        tally.usd += cost or 0.0
        tally.unpriced += cost is None
