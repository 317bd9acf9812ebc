"""A row by itself, proved as `synthgen verify` proves it: what a stage writes has stood this."""

from __future__ import annotations

from typing import Literal

from synthgen.llm.bench import Bench
from synthgen.records import Sample
from synthgen.verify.rows import Job, check


def row_problem(sample: Sample, bench: Bench) -> str:
    """Return what `synthgen verify` would say against a row; empty if nothing."""
    stages: tuple[Literal["first", "second"], ...] = ("first", "second")
    for stage in stages:
        result = check(Job(1, sample.row(), stage), bench.prover.run)
        for claim in result.claims:
            return f"{claim.field}: asked for {claim.asked}, found {claim.found}"
    return ""
