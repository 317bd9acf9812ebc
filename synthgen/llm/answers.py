"""What a model's answer must hold, role by role, and how it is read: JSON alone, JSON in a fence, or a program in a fence."""

from __future__ import annotations

import json
import re
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synthgen.answer import last_block, readings

MOST_CODE, MOST_WORDS = 20_000, 12_000
"""Longest program and text that is taken, in characters."""
_NAME = r"^[a-z_][a-z0-9_]{0,79}$"
_JSON_FENCE = re.compile(r"^[ \t]*```(?:json)?[ \t]*\n(.*?)\n[ \t]*```[ \t]*$", re.MULTILINE | re.DOTALL)

Code = Annotated[str, Field(min_length=1, max_length=MOST_CODE)]
Words = Annotated[str, Field(min_length=20, max_length=MOST_WORDS)]


class Answer(BaseModel):
    """What is common to all answers: nothing but what is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(Answer):
    """The task in other words."""

    prompt: Words


class Program(Answer):
    """A solution: one Python module."""

    code: Code


class Explanation(Answer):
    """What a program does, in words."""

    explanation: Words


class ParameterAnswer(Answer):
    """A parameter of a new function: its name, and the name of its kind."""

    name: Annotated[str, Field(pattern=_NAME)]
    kind: str


class Authored(Answer):
    """A new task: the function, what it takes and gives, its specification in words, and its program, which calls the atoms by name."""

    name: Annotated[str, Field(pattern=_NAME)]
    parameters: Annotated[tuple[ParameterAnswer, ...], Field(min_length=1, max_length=4)]
    result: str
    specification: Words
    code: Code


Asked = TypeVar("Asked", bound=Answer)


def schema_of(answer: type[Answer]) -> str:
    """Return the JSON schema of an answer as text, for endpoints that can hold a model to it; empty for programs, which are no JSON."""
    return "" if answer is Program else json.dumps(answer.model_json_schema(), sort_keys=True)


def read(answer: type[Asked], text: str) -> Asked | str:
    """Return the answer that `text` holds, or in a few words what is wrong with it."""
    problem = "no JSON object"
    for candidate in _objects(text):
        try:
            return answer.model_validate_json(candidate)
        except ValidationError as error:
            problem = _told(error)
    if answer is Program:
        code = last_block(text) if last_block(text) is not None else readings(text)[0]
        try:
            return answer.model_validate({"code": code})
        except ValidationError as error:
            problem = _told(error)
    return problem


def _objects(text: str) -> list[str]:
    """Return what may be the JSON object of an answer, most likely first."""
    whole = text.strip()
    found = [whole] if whole.startswith("{") else []
    found += [block.strip() for block in _JSON_FENCE.findall(text) if block.strip().startswith("{")]
    start, end = text.find("{"), text.rfind("}")
    if not found and 0 <= start < end and text[:start].count("```") == 0:
        found.append(text[start : end + 1])
    return found


def _told(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else str(first["msg"])
