"""The right answer to a task as the text of a chat: programs in a code block, words as they are."""

from __future__ import annotations

import re

from synthgen.records import Sample

FENCED = frozenset({"code_generation", "code_completion", "code_refactoring", "test_generation"})
"""Task types whose answer is code alone; the answers of the others are words, or hold their code block already."""


def answer_text(sample: Sample) -> str:
    """Return what a model is to say to the prompt; the scorer of the task type gives it the stored reward.

    The fence is longer than any that stands in the code.
    """
    if sample.metadata.task_type not in FENCED:
        return sample.code
    return fenced(sample.code)


def fenced(code: str) -> str:
    r"""Return code as a Python code block.

    >>> fenced("x = 1\n")
    '```python\nx = 1\n```'
    """
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`{3,}", code))])
    return f"{fence}python\n{code.rstrip(chr(10))}\n{fence}"
