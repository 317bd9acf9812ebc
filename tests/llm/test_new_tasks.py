"""Fuse and evolve, end to end: what is kept is proved, what is not is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from inventor import Invention, asked_atoms, invention, wrong_inventions
from scripted import program, question
from server import Reply, serving
from test_sample_roles import enrich, ledger, outcomes, proved

import synthgen
from synthgen.library import Library
from synthgen.llm.authored_proof import INPUTS, LEAST_INPUTS
from synthgen.llm.looking import library_of_run


class Inventor:
    """Answers fuse and evolve with inventions, and solves the words of each."""

    def __init__(self, library: Library, bad: Callable[[str], list[Invention]] | None = None) -> None:
        self.library = library
        self.made: dict[str, Invention] = {}
        self.queue: list[Invention] = []
        self.bad = bad

    def __call__(self, body: dict[str, Any]) -> Reply:
        role, text = question(body)
        if role == "solve":
            name = next(name for name in self.made if f"{name}(" in text)
            return program(self.made[name].solution)
        if self.bad is not None:
            self.queue, self.bad = self.bad(text), None
        number = len(self.made)
        one = self.queue.pop(0) if self.queue else invention(asked_atoms(text, self.library), f"mixed_number_{number}", number)
        self.made[str(one.answer["name"])] = one
        return one.reply


def test_new_tasks_join_the_run_with_where_they_come_from(small_run: Callable[..., Path]) -> None:
    run = small_run(3, parquet=True)
    base = list(synthgen.open_run(run))
    inventor = Inventor(library_of_run(run))
    with serving(inventor) as server:
        flags = ("--llm-roles", "fuse,evolve", "--llm-new", "1", "--llm-k", "3", "--llm-terms", "terms of tester")
        assert enrich(run, server, *flags) == 0
        first = {name: (run / name).read_bytes() for name in ("samples.jsonl", "llm.jsonl", "README.md", "samples.parquet")}
        sent = len(server.requests)
        assert enrich(run, server, *flags) == 0
        assert len(server.requests) == sent
    assert {name: (run / name).read_bytes() for name in first} == first
    after = synthgen.open_run(run)
    assert list(after)[:3] == base
    new = list(after)[3:]
    accepted = [row["id"] for row in ledger(run) if row["outcome"] == "accepted"]
    assert [sample.metadata.id for sample in new] == accepted
    assert len(new) == 2
    assert after.metadata["samples"] == len(after) == 3 + len(new)
    for sample in new:
        metadata = sample.metadata
        assert (metadata.source, metadata.licence, metadata.model.terms) == ("model", "terms of tester", "terms of tester")
        assert (metadata.model.author, metadata.model.solver, metadata.model.attempts, metadata.model.passed) == ("tester", "tester", 3, 3)
        assert metadata.checks.probe_inputs + metadata.checks.further_inputs == INPUTS >= LEAST_INPUTS
        assert metadata.checks.killed > 10
        assert metadata.checks.mutants == metadata.checks.killed + metadata.checks.equivalent
        assert set(metadata.atoms) == {name for name in metadata.atoms if f"{name}(" in sample.code}
        assert not any(f"`{name}`" in sample.prompt for name in metadata.atoms)
        assert len(sample.reference_code) >= 1
        assert len(sample.test_cases) >= 6
        assert len(metadata.errors) >= 1
    assert {sample.metadata.id.split("-")[2] for sample in new} == {"fuse", "evolve"}
    assert all(2 <= len(sample.metadata.atoms) <= 4 for sample in new if "fuse" in sample.metadata.id)
    assert after.to_arrow().column("prompt").to_pylist() == [sample.prompt for sample in after]
    proved(run / "samples.jsonl")
    fresh = synthgen.fresh_tests(new[0], 5, seed=1)
    assert len(fresh) == 5


def test_every_way_of_being_no_task_is_refused_by_its_name(small_run: Callable[..., Path]) -> None:
    run = small_run(1)
    library = library_of_run(run)
    expected: list[str] = []

    def bad(text: str) -> list[Invention]:
        found = wrong_inventions(asked_atoms(text, library), "mixed_number")
        expected.extend(outcome for outcome, _ in found)
        return [one for _, one in found]

    with serving(Inventor(library, bad)) as server:
        assert enrich(run, server, "--llm-roles", "fuse", "--llm-new", "1", "--llm-k", "16") == 0
    assert outcomes(run, "fuse") == [*expected, "accepted"]


def test_what_the_run_knows_is_no_new_task(small_run: Callable[..., Path]) -> None:
    run = small_run(1)
    library = library_of_run(run)
    twins: dict[str, Invention] = {}

    def script(body: dict[str, Any]) -> Reply:
        role, text = question(body)
        if role == "solve":
            return program(next(one for name, one in twins.items() if f"{name}(" in text).solution)
        one = invention(asked_atoms(text, library), f"again_{len(twins)}", 5)
        twins[str(one.answer["name"])] = one
        return one.reply

    with serving(script) as server:
        # Both start from the only sample, and the server writes the same function twice under another name.
        assert enrich(run, server, "--llm-roles", "evolve", "--llm-new", "2", "--llm-k", "1") == 0
    assert outcomes(run, "evolve") == ["accepted", "known_behaviour"]
    assert len(synthgen.open_run(run)) == 2
