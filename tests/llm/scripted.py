"""Answers that the scripted server gives: right ones, made from the samples that the questions are about, and every kind of wrong one."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from server import Reply

from synthgen.llm.wording import signature_of
from synthgen.records import Sample

MARKS = {
    "paraphrase": ("Retell the programming task", "改写下面的编程任务"),
    "explain": ("Explain in", "解释这个函数计算什么"),
    "solve_explained": ("that this explanation describes", "下面的解释所描述的"),
    "fuse": ("Invent a programming task", "请设计一个编程任务"),
    "evolve": ("the programming task below", "请把下面的编程任务"),
}
"""Words by which the server knows what it is asked."""


def question(body: dict[str, Any]) -> tuple[str, str]:
    """Return the role and the words of a request; those of the first turn if it asks for a repair."""
    text = body["messages"][0]["content"]
    return next((role for role, marks in MARKS.items() if any(mark in text for mark in marks)), "solve"), text


class Oracle:
    """Knows the samples of a run and answers rightly; each answer to the same question is of another structure."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._samples = {_bare(signature_of(sample.metadata.signature)): sample for sample in samples}
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def sample(self, text: str) -> Sample:
        """Return the sample that a question is about."""
        bare = _bare(text)
        return next(sample for signature, sample in self._samples.items() if signature in bare)

    def count(self, text: str) -> int:
        """Return how often a question was asked before."""
        with self._lock:
            self._asked[text] += 1
            return self._asked[text] - 1

    def __call__(self, body: dict[str, Any]) -> Reply:
        role, text = question(body)
        return self.right(role, text)

    def right(self, role: str, text: str) -> Reply:
        """Return a right answer."""
        sample = self.sample(text)
        if role == "paraphrase":
            return Reply(fenced({"prompt": f"A friend of yours asks for help, attempt {self.count(text)}.\n\n{sample.prompt}"}))
        if role == "explain":
            words = f"This explanation is for whoever implements {signature_of(sample.metadata.signature)} anew, step by step."
            return Reply(fenced({"explanation": words}))
        return Reply(f"Here it is:\n```python\n{another(sample.code, sample.metadata.entry_point, self.count(text))}```\n")


def another(code: str, entry: str, number: int) -> str:
    """Return a program that does the same and has another structure."""
    body = f"\n\ndef {entry}(*arguments):\n    return original_{entry}(*arguments)\n" if number else ""
    lines = "".join(f"    assert {place} < {place + 1}\n" for place in range(number))
    renamed = code.replace(entry, f"original_{entry}") if number else code
    return renamed.rstrip("\n") + body.replace("    return", f"{lines}    return") + ("" if body else "\n")


def fenced(value: dict[str, Any]) -> str:
    """Return an object as a JSON block."""
    return f"Sure!\n```json\n{json.dumps(value, ensure_ascii=False)}\n```\n"


def program(source: str) -> Reply:
    """Return an answer with a program."""
    return Reply(f"```python\n{source}\n```")


def attacks(sample: Sample) -> list[str]:
    """Return programs that do more than compute; those with the right result among them pass every test."""
    entry = sample.metadata.entry_point
    right = another(sample.code, entry, 1).replace(f"def {entry}(*", "def answer(*")
    return [
        f"import os\n\ndef {entry}(*arguments):\n    os.system('touch /tmp/owned')\n    return 0\n",
        f"{right}\n\ndef {entry}(*arguments):\n    try:\n        open('/tmp/owned', 'w')\n    except OSError:\n"
        "        pass\n    return answer(*arguments)\n",
        f"{right}\n\ndef {entry}(*arguments):\n    getattr(answer, '__glo' + 'bals__')\n    return answer(*arguments)\n",
        f"import subprocess\n{right}\n\ndef {entry}(*arguments):\n    return answer(*arguments)\n",
        f"class Same:\n    def __eq__(self, other):\n        return True\n\ndef {entry}(*arguments):\n    return Same()\n",
        f"def {entry}(*arguments):\n    while True:\n        pass\n",
        f"def {entry}(*arguments):\n    return [0] * 10**10\n",
        f"def {entry}(*arguments):\n    raise SystemExit(0)\n",
    ]


def wrong(sample: Sample) -> list[str]:
    """Return programs that are wrong, in ways that end."""
    entry = sample.metadata.entry_point
    return [
        f"def {entry}(*arguments):\n    return 7\n",
        f"def {entry}(*arguments):\n    raise KeyError('x')\n",
        f"def {entry}(*arguments):\n    return {{}}[arguments]\n",
        # By heart: all tests pass, fresh ones do not.
        f"def {entry}(*arguments):\n    return {by_heart(sample)}\n",
        f"def {entry}(:\n    pass\n",
        "def another_name(x):\n    return x\n",
    ]


def by_heart(sample: Sample) -> str:
    """Return an expression with the outputs of all tests, by the text of the arguments."""
    values = ", ".join(f"{case.input!r}: {case.output}" for case in sample.test_cases)
    return f"{{{values}}}.get(repr(list(arguments))[1:-1], 'unknown')"


def unfaithful(sample: Sample) -> Reply:
    """Return a wording of another task under the same signature: the result is always 7."""
    return Reply(fenced({"prompt": f"Write `{signature_of(sample.metadata.signature)}`, a function that ignores its input and gives 7."}))


FAILURES: dict[str, Callable[[], Reply]] = {
    "refusal": lambda: Reply(refusal="I cannot help with that."),
    "filter": lambda: Reply("half", finish="content_filter"),
    "empty": lambda: Reply(""),
    "cut short": lambda: Reply("```python\ndef f(", finish="length"),
    "malformed": lambda: Reply('{"prompt": '),
    "talk": lambda: Reply("I would rather talk about the weather."),
    "429": lambda: Reply("slow down", status=429, headers={"Retry-After": "0.05"}),
    "500": lambda: Reply("oops", status=500),
    "dropped": lambda: Reply(drop="before"),
    "half": lambda: Reply("half of it", drop="middle"),
    "no JSON": lambda: Reply(raw="<html>busy</html>"),
}
"""What a server may answer to anything."""


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
