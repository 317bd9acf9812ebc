"""Rows of our schema, written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def row(name: str, takes: str, gives: str, body: str, atoms: Sequence[str] = (), prompt: str = "") -> dict[str, Any]:
    """Return a row with a function of one parameter, `numbers`."""
    code = f"def {name}(numbers: {takes}) -> {gives}:\n{body}\n"
    return {
        "prompt": prompt or f"Write a Python function `{name}(numbers: {takes}) -> {gives}`.",
        "code": code,
        "reference_code": [code],
        "test_cases": [{"input": f"{values}", "output": "[1]"} for values in ([1], [2, -3, 4], [5, 5, 60, 7, 8, 9])],
        "reward": 1.0,
        "difficulty": "easy",
        "metadata": {"id": name, "entry_point": name, "atoms": list(atoms)},
    }


TOTALS = """    totals = []
    subtotal = 0
    for number in numbers:
        subtotal += number
        totals.append(subtotal)
    while len(totals) > 3 and totals[0] > totals[-1]:
        totals.pop()
    return totals"""
EVENS = """    kept = {}
    for place, number in enumerate(numbers):
        if number % 2 == 0:
            kept[place] = number
    chosen = sorted(kept.values(), reverse=True)
    return [value * 2 for value in chosen if value != 8]"""
LEAKED = row(
    "running_totals", "list[int]", "list[int]", TOTALS, ["totals_of", "tail"], "Sum the numbers as they come, then drop the low sums."
)
OTHER = row(
    "evens", "list[int]", "list[int]", EVENS, ["evens_of", "tail"], "Which even values are there, largest first? Double each but eight."
)
