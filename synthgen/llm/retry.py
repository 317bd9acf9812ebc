"""What a failed try means: try again, and when; or never again. Tenacity does the waiting."""

from __future__ import annotations

import email.utils
import math
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import openai

from synthgen.llm.endpoint import Endpoint

OVERLOADED = (408, 409, 425, 429)
"""Statuses below 500 that pass by themselves."""
KEY_STATUSES = (401, 403)
SPENT = ("insufficient_quota", "billing_hard_limit_reached")
"""Codes of a 429 that no waiting mends."""
MOST_SHOWN = 300
"""Longest part of a server's message that is passed on, in characters."""


class Fate(Enum):
    """What becomes of a request after a failed try."""

    AGAIN = auto()
    """Another try may succeed."""
    REFUSED = auto()
    """The endpoint does not take this request."""
    HOPELESS = auto()
    """The endpoint takes no request at all."""


@dataclass(eq=False)
class Fault(Exception):
    """A failed try. `kind` is counted; `wait` are the seconds that the endpoint asks for; `billed` says that it may cost something."""

    fate: Fate
    kind: str
    problem: str
    wait: float | None = None
    billed: bool = False
    overload: bool = False
    status: int | None = None
    advice: str = ""


def fault_of(error: Exception, endpoint: Endpoint) -> Fault:
    """Return what an exception of the client means; its text holds no key."""
    if isinstance(error, openai.APIStatusError):
        return _status_fault(error, endpoint)
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return Fault(Fate.AGAIN, "timeout", f"no answer in {endpoint.patience.seconds:g} s", billed=True, overload=True)
    if isinstance(error, openai.APIConnectionError):
        cause = type(error.__cause__).__name__ if error.__cause__ else "no connection"
        return Fault(Fate.AGAIN, "connection", f"the connection failed ({cause})", billed=True, overload=True)
    return Fault(Fate.AGAIN, "malformed", f"the answer is no chat completion ({type(error).__name__})", billed=True)


def _status_fault(error: openai.APIStatusError, endpoint: Endpoint) -> Fault:
    status = error.status_code
    told = endpoint.hide(" ".join(_message(error).split()))[:MOST_SHOWN]
    problem = f"{status}: {told}" if told else str(status)
    if status in KEY_STATUSES:
        return Fault(Fate.HOPELESS, "key", problem, status=status, advice="check OPENAI_API_KEY and what it may do")
    if status == 429 and error.code in SPENT:
        return Fault(Fate.HOPELESS, "quota", problem, status=status, advice="the account has nothing left; add to it and start again")
    if status == 404:
        advice = "check the address, which mostly ends in /v1, and the name of the model"
        return Fault(Fate.HOPELESS, "missing", problem, status=status, advice=advice)
    if status in OVERLOADED or status >= 500:
        wait = retry_after(error.response.headers)
        if wait is not None and wait > endpoint.patience.longest:
            advice = f"it asks to wait {wait:.0f} s; start again then"
            return Fault(Fate.HOPELESS, str(status), problem, status=status, advice=advice)
        return Fault(Fate.AGAIN, str(status), problem, wait, overload=True, status=status)
    return Fault(Fate.REFUSED, str(status), problem, status=status)


def _message(error: openai.APIStatusError) -> str:
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        message = inner.get("message", "") if isinstance(inner, dict) else inner
        return str(message or "")
    return str(body or "")


def retry_after(headers: Any) -> float | None:
    """Return the seconds of a `Retry-After` header, given as a number or a date (RFC 9110, 10.2.3), or of `retry-after-ms`."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        text = headers.get(name)
        if text is None:
            continue
        try:
            seconds = float(text) / unit
        except ValueError:
            moment = email.utils.parsedate_tz(text)
            seconds = math.nan if moment is None else email.utils.mktime_tz(moment) - time.time()
        if math.isfinite(seconds):
            return max(0.0, seconds)
    return None
