"""EvalPlus: HumanEval+ problems, read from the file that HUMANEVAL_OVERRIDE_PATH names.

Checked against EvalPlus 0.3.1. It takes the expected results from running the canonical solution, compares by `==` and in the
process of the answer. Inputs come as JSON; the first half of the test cases are the base tests, the others the plus tests.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.exporter import CODE, Exporter, ExportReason, Loader, Misfit, Place
from synthgen.dataset.export.function_stub import stub_of
from synthgen.dataset.export.human_eval import TAKEN, check_of
from synthgen.dataset.export.json_values import json_arguments
from synthgen.errors import LiteralError
from synthgen.literals import Value
from synthgen.records import Sample

SPECIAL = "find_zero"
"""A function of this name is scored by a polynomial of HumanEval/32, whatever it is."""


@dataclass(frozen=True, slots=True)
class PlusProblem:
    """The columns of HumanEval+. `atol` is 0 for exact comparison; floats get EvalPlus's own 1e-6. `contract` would check inputs."""

    task_id: str
    prompt: str
    entry_point: str
    canonical_solution: str
    test: str
    contract: str
    base_input: list[list[Value]]
    plus_input: list[list[Value]]
    atol: float
    canary: str


def convert(sample: Sample, place: Place) -> PlusProblem | Misfit:
    """Return the problem of a sample."""
    stub = stub_of(sample, TAKEN)
    if isinstance(stub, Misfit):
        return stub
    if sample.metadata.entry_point == SPECIAL:
        return Misfit(ExportReason.NAME_TAKEN, f"EvalPlus scores every {SPECIAL!r} as HumanEval/32")
    try:
        inputs = [json_arguments(case.input) for case in sample.test_cases]
    except LiteralError as problem:
        return Misfit(ExportReason.NOT_JSON, str(problem))
    half = (len(inputs) + 1) // 2
    return PlusProblem(
        task_id=f"synthgen/{sample.metadata.id}",
        prompt=stub.prompt,
        entry_point=sample.metadata.entry_point,
        canonical_solution=stub.completion,
        test=check_of(sample.test_cases),
        contract="",
        base_input=inputs[:half],
        plus_input=inputs[half:] or inputs,
        atol=0.0,
        canary=sample.metadata.canary,
    )


EXPORTER = Exporter(
    name="evalplus",
    summary="EvalPlus offline, through HUMANEVAL_OVERRIDE_PATH: stubs with base and plus inputs",
    takes="code_generation rows of one plain function, with arguments that JSON can hold (no tuples)",
    record=PlusProblem,
    convert=convert,
    task_types=CODE,
    data="problems.jsonl",
    loader=Loader(
        tables=False,
        key="task_id",
        columns=("task_id", "prompt", "contract", "canonical_solution", "entry_point", "base_input", "plus_input", "atol"),
    ),
)
