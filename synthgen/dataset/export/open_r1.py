"""open-r1: rows with a `verification_info`, as its `code_reward` reads them.

open-r1 (https://github.com/huggingface/open-r1, `src/open_r1/rewards.py`) runs an answer as a program with a test's input on standard
input and compares what it prints, line by line. So the prompt asks for a program, and the gold answer is one. Its grader stops
at the shorter of the two texts; all results here are one line with its line end, so that neither less nor more passes.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.export.answer_text import fenced
from synthgen.dataset.export.exporter import CODE, Exporter, ExportReason, Misfit, Place
from synthgen.dataset.export.stdio import stdio_cases, stdio_program, stdio_prompt
from synthgen.records import Sample

FENCE = "```"
"""Where open-r1 takes a program in an answer to end."""
LAST = "\uffff"
"""open-r1 writes a program as JSON into a Python script, which makes two halves of any character beyond this one."""


@dataclass(frozen=True, slots=True)
class StdioCase:
    """A test: what is on standard input, and what is to be printed."""

    input: str
    output: str
    type: str


@dataclass(frozen=True, slots=True)
class VerificationInfo:
    """What open-r1's reward reads."""

    language: str
    test_cases: list[StdioCase]


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of open-r1's code datasets."""

    problem_id: str
    problem: str
    prompt: str
    gold_standard_solution: str
    verification_info: VerificationInfo
    task_type: str
    source: str
    difficulty: str


def convert(sample: Sample, place: Place) -> Row | Misfit:
    """Return the row of a sample as a program that reads standard input."""
    found = stdio_cases(sample)
    if isinstance(found, Misfit):
        return found
    cases, has_dicts = found
    program = stdio_program(sample, has_dicts)
    if FENCE in program or max(program) > LAST:
        return Misfit(ExportReason.UNQUOTABLE, f"the program holds {FENCE}, or a character beyond U+FFFF")
    prompt = stdio_prompt(sample, has_dicts)
    tests = [StdioCase(f"{case.input}\n", f"{case.output}\n", "stdin_stdout") for case in cases]
    return Row(
        problem_id=sample.metadata.id,
        problem=prompt,
        prompt=prompt,
        gold_standard_solution=fenced(program),
        verification_info=VerificationInfo("python", tests),
        task_type="verifiable_code",
        source="synthgen",
        difficulty=sample.difficulty,
    )


EXPORTER = Exporter(
    name="open-r1",
    summary="open-r1 GRPO with code_reward: programs on standard input and output, tests in verification_info",
    takes="code_generation rows with results of which there is one text (no floats, no sets)",
    record=Row,
    convert=convert,
    task_types=CODE,
)
