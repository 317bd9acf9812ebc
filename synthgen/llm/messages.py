"""What is asked of a model and what comes back: the records that the client takes and gives."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a model is to answer. None leaves a parameter to the endpoint's default. `max_tokens` bounds the answer's length."""

    temperature: float | None = 0.7
    top_p: float | None = None
    max_tokens: int = 2048


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask.

    prompt    the text of the user's turn; `system` goes before it if it is not empty
    before    earlier turns, user's and assistant's in turn, that come before `prompt`
    sample    the number of the answer among several to the same prompt; each number is asked and kept for itself
    template  hash of the template that the prompt was rendered from; empty if there is none
    schema    a JSON schema, as text, for endpoints that can hold an answer to one; the answer is free text if it is empty
    """

    model: str
    prompt: str
    system: str = ""
    before: tuple[str, ...] = ()
    parameters: Parameters = Parameters()
    sample: int = 0
    template: str = ""
    schema: str = ""

    @property
    def key(self) -> str:
        """What the answer is kept under: a hash of all that decides it. The endpoint's address is no part of it."""
        parts = [self.model, self.system, *self.before, self.prompt, asdict(self.parameters), self.sample, self.template, self.schema]
        return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=20).hexdigest()

    def turns(self) -> list[dict[str, str]]:
        """Return the messages as the protocol has them."""
        roles = ["user", "assistant"]
        said = [{"role": roles[place % 2], "content": text} for place, text in enumerate((*self.before, self.prompt))]
        return [{"role": "system", "content": self.system}, *said] if self.system else said


class Lack(StrEnum):
    """Why there is no answer to a request."""

    UNANSWERED = "unanswered"
    """Every try failed: the endpoint was down, too slow or too busy."""
    UNASKED = "unasked"
    """A cap on requests, tokens or money was reached before."""
    REJECTED = "rejected"
    """The endpoint takes no such request: too long for its context, or against its rules."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back.

    text    the answer; empty if there is none
    finish  why the model ended, as the endpoint says: `stop`, `length` (cut short), `content_filter`; `refusal` if it refused
    input_tokens, output_tokens    as the endpoint counts them; None if it does not
    day     the day of the answer, ISO 8601
    lack    why there is no answer; None if there is one. `detail` has it in words
    cached  whether it came from the cache
    """

    text: str = ""
    finish: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    day: str = ""
    lack: Lack | None = None
    detail: str = ""
    cached: bool = False
