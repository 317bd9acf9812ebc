"""Where a model is asked: the address, the key, which no text of ours ever holds, and how patient we are."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from synthgen.errors import UsageError

LEAST_SECRET = 8
"""Characters of a key that is worth hiding. Local servers take anything, such as EMPTY, which may stand in an answer."""
HIDDEN = "[key]"
OPENAI = "https://api.openai.com/v1"
"""Where the `openai` package asks if nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often a request is tried.

    tries      requests sent for one answer at most
    seconds    time for one try, from connecting to the last byte of the answer
    first      seconds before the second try; they double with each further one, up to `longest`
    longest    longest wait of one's own, and the longest `Retry-After` of a server that is waited for
    """

    tries: int = 6
    seconds: float = 300.0
    first: float = 1.0
    longest: float = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint. `concurrency` is the most requests under way at once."""

    url: str
    key: str = field(repr=False)
    concurrency: int = 32
    patience: Patience = Patience()

    @classmethod
    def of(cls, url: str | None = None, *, concurrency: int = 32, patience: Patience | None = None) -> Endpoint:
        """Return the endpoint at `url`, else `OPENAI_BASE_URL`, with the key in `OPENAI_API_KEY`.

        A server at another address than OpenAI's may need no key. Raises UsageError for what cannot be an address or a key.
        """
        url = (url or os.environ.get("OPENAI_BASE_URL") or OPENAI).strip().rstrip("/")
        key = os.environ.get("OPENAI_API_KEY", "").strip()
        parts = _split(url)
        if parts is None:
            raise UsageError(f"the endpoint {url!r} is no web address; give one such as http://127.0.0.1:8000/v1")
        if parts[0]:
            raise UsageError("the endpoint's address holds a user or a password; leave it out and put the key into OPENAI_API_KEY")
        if not key and url.startswith(OPENAI):
            raise UsageError(f"the endpoint {url} wants a key and OPENAI_API_KEY is not set; set it, or name another with --llm-base-url")
        if not re.fullmatch(r"[!-~]*", key):
            raise UsageError("OPENAI_API_KEY holds blanks, line breaks or characters beyond ASCII, which no key has; set it anew")
        if not 1 <= concurrency <= 1024:
            raise UsageError(f"{concurrency} requests at once were asked for; it takes 1 to 1024")
        return cls(url, key or "none", concurrency, patience or Patience())

    @property
    def shown(self) -> str:
        """The address for people, without what stands behind a question mark."""
        return self.hide(urlunsplit((*urlsplit(self.url)[:3], "", "")))

    def hide(self, text: str) -> str:
        """Return `text` without the key, wherever a server put it."""
        return text.replace(self.key, HIDDEN) if len(self.key) >= LEAST_SECRET else text


def _split(url: str) -> tuple[bool, str] | None:
    """Return whether an address holds a user, and its host; None if it is none."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    return "@" in parts.netloc, host
