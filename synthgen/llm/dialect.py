"""What an endpoint understands beyond the common part of the protocol, learnt from what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from synthgen.llm.messages import Request


class Dialect:
    """How one model of an endpoint wants to be asked; starts with everything and leaves out what is refused."""

    def __init__(self) -> None:
        self.schema = True
        self.length = "max_tokens"
        self.sampling = True

    def arguments(self, request: Request) -> dict[str, Any]:
        """Return the arguments of a request beside model and messages."""
        parameters = request.parameters
        given: dict[str, Any] = {self.length: parameters.max_tokens}
        if self.sampling:
            given |= {name: value for name in ("temperature", "top_p") if (value := getattr(parameters, name)) is not None}
        if request.schema and self.schema:
            schema = {"name": "answer", "schema": json.loads(request.schema), "strict": True}
            given["response_format"] = {"type": "json_schema", "json_schema": schema}
        return given

    def learn(self, arguments: Mapping[str, Any], problem: str) -> None:
        """Take note of the words in which a request with `arguments` was refused; if they name one of these, it is left out from now on."""
        if "max_tokens" in arguments and "max_completion_tokens" in problem:
            self.length = "max_completion_tokens"  # newer models of OpenAI's
        elif re.search(r"temperature|top_p", problem) and not arguments.keys().isdisjoint(("temperature", "top_p")):
            self.sampling = False
        elif "response_format" in arguments and re.search(r"response_format|schema|structured", problem, re.IGNORECASE):
            self.schema = False
