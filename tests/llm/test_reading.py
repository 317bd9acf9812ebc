"""How answers, wordings and programs are read before anything runs."""

from __future__ import annotations

import pytest

from synthgen.llm.answers import Program, Wording, read, schema_of
from synthgen.llm.outcomes import EXPLANATIONS, Outcome, in_words
from synthgen.llm.proof import text_problem
from synthgen.llm.structure import structure_of
from synthgen.llm.wording import leaked_atom

WORDS = '{"prompt": "Write a function that doubles."}'


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        f"\n{WORDS}\n",
        f"Sure!\n```json\n{WORDS}\n```\nDone.",
        f"```\n{WORDS}\n```",
        f"Here: {WORDS} as you asked.",
        f"  ```json\n{WORDS}\n  ```",
    ],
)
def test_json_is_found_alone_and_in_a_fence(text: str) -> None:
    found = read(Wording, text)
    assert isinstance(found, Wording)
    assert found.prompt == "Write a function that doubles."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("no", "no JSON object"),
        ('{"prompt": ', "Invalid JSON"),
        ('{"prompt": 7}', "prompt: Input should be a valid string"),
        ('{"prompt": "short"}', "prompt: String should have at least 20"),
        ('{"prompt": "Write a function that doubles.", "more": 1}', "more: Extra inputs are not permitted"),
        ('{"text": "Write a function that doubles."}', "prompt: Field required"),
        ("[1, 2]", "no JSON object"),
    ],
)
def test_what_is_wrong_with_an_answer_is_told_in_a_few_words(text: str, problem: str) -> None:
    found = read(Wording, text)
    assert isinstance(found, str)
    assert found.startswith(problem)


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    return x\n",
        "So:\n```python\ndef f(x):\n    return x\n```",
        '{"code": "def f(x):\\n    return x\\n"}',
        "```\ndef f(x):\n    return x\n",
    ],
)
def test_a_program_is_found_however_it_comes(text: str) -> None:
    found = read(Program, text)
    assert isinstance(found, Program)
    assert found.code.strip() == "def f(x):\n    return x"
    assert schema_of(Program) == ""


@pytest.mark.parametrize(
    ("text", "leak"),
    [
        ("use run_lengths here", "run_lengths"), ("the run lengths of it", ""), ("run_lengths_of", ""), ("the total of all", ""),
        ("call `total`", "total"), ("total(x)", "total"), ("subtotal(x)", ""),
    ],
)  # fmt: skip
def test_names_of_atoms_are_found_as_names(text: str, leak: str) -> None:
    assert leaked_atom(text, ["run_lengths", "total"], "f(x: int) -> int") == leak


def test_what_the_signature_or_the_plain_prompt_shows_is_no_leak() -> None:
    assert leaked_atom("use run_lengths here", ["run_lengths"], "run_lengths(text: str) -> int") == ""
    assert leaked_atom("use run_lengths here", ["run_lengths"], "f(x)", "as run_lengths does") == ""


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("def f(x):\n    return x", None),
        ("import heapq\ndef f(x):\n    return heapq.nsmallest(1, x)", None),
        ("def f(x, y=1):\n    return x", None),
        ("def f(*xs):\n    return xs", None),
        ("def f(x, y):\n    return x", Outcome.NO_PROGRAM),
        ("def f(x", Outcome.NO_PROGRAM),
        ("def g(x):\n    return x", Outcome.NO_PROGRAM),
        ("import numpy\ndef f(x):\n    return x", Outcome.NO_PROGRAM),
        ("import os\ndef f(x):\n    return x", Outcome.UNSAFE),
        ("import random\ndef f(x):\n    return x", Outcome.UNSAFE),
        ("def f(x):\n    return open(x)", Outcome.UNSAFE),
        ("def f(x):\n    return eval('x')", Outcome.UNSAFE),
        ("def f(x):\n    return x.__class__.__subclasses__()", Outcome.UNSAFE),
        ("def f(x):\n    print(x)\n    return x", Outcome.UNSAFE),
        ("def f(x):\n    return getattr(x, 'a')", Outcome.UNSAFE),
        ("from sys import exit\ndef f(x):\n    return x", Outcome.UNSAFE),
    ],
)
def test_a_program_that_reaches_out_is_not_even_run(source: str, outcome: Outcome | None) -> None:
    found = text_problem(source, "f", 1)
    assert (None if found is None else found.outcome) == outcome


def test_structure_is_what_names_hints_and_docstrings_leave() -> None:
    plain = "from heapq import nsmallest\ndef f(a: list[int]) -> int:\n    '''Doc.'''\n    b: int = nsmallest(1, a)\n    return b"
    renamed = "from heapq import nsmallest\ndef g(x):\n    y = nsmallest(1, x)\n    return y"
    assert structure_of(plain) == structure_of(renamed)
    assert structure_of(renamed.replace("(1, x)", "(2, x)")) != structure_of(renamed)
    assert structure_of(renamed.replace("nsmallest", "nlargest")) != structure_of(renamed)
    assert structure_of("def f(a, b):\n    return a - b") != structure_of("def f(a, b):\n    return b - a")


def test_every_outcome_has_its_sentence() -> None:
    assert EXPLANATIONS.keys() == set(Outcome)
    assert in_words("2026-01-02") == "2 January 2026"
    assert in_words("") == ""
