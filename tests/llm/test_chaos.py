"""Two hundred tasks and a server that fails three requests in ten, in every way: nothing wrong is kept, nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from chaos import Chaos
from scripted import FAILURES
from server import serving
from shared_run import compose_command, environment
from test_sample_roles import enrich, ledger, proved

import synthgen
from synthgen.llm.outcomes import Outcome
from synthgen.records import Sample

TASKS, K = 200, 2
LATER_SEED = 987
"""Seed of fresh tests that no part of a stage has seen."""


@pytest.mark.skipif("SYNTHGEN_CHAOS" not in os.environ, reason="takes minutes; `make test-llm-chaos` runs it")
def test_nothing_wrong_is_kept_and_nothing_is_lost(tmp_path: Path) -> None:
    run = tmp_path / "run"
    command = compose_command(run, n=TASKS, seed=11, language="mixed", workers=1)
    subprocess.run(command, env=environment(), capture_output=True, timeout=300, check=True)
    base = list(synthgen.open_run(run))
    flags = ("--llm-roles", "paraphrase,solve,explain", "--llm-k", str(K), "--llm-tries", "12", "--llm-timeout", "1")
    chaos = Chaos(base)
    Path("/tmp/owned").unlink(missing_ok=True)
    with serving(chaos) as server:
        assert enrich(run, server, *flags) == 0
        sent = len(server.requests)
        first = {name: (run / name).read_bytes() for name in ("samples.jsonl", "llm.jsonl", "explanations.jsonl", "README.md")}
        assert enrich(run, server, *flags) == 0
        assert len(server.requests) == sent
    assert {name: (run / name).read_bytes() for name in first} == first
    assert set(chaos.failed) >= {*FAILURES, "slow", "unfaithful", "wrong", "attack"}
    assert 0.2 < sum(chaos.failed.values()) / sent < 0.4
    after = list(synthgen.open_run(run))
    _nothing_lost(run, base, after, sent)
    _nothing_wrong(run, base, after)
    assert not Path("/tmp/owned").exists()


def _nothing_lost(run: Path, base: list[Sample], after: list[Sample], sent: int) -> None:
    """Every sample and every attempt is there once, and all counts agree."""
    assert [(one.metadata.id, one.code, one.test_cases) for one in after] == [(one.metadata.id, one.code, one.test_cases) for one in base]
    rows = ledger(run)
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), key=[one.metadata.id for one in base].index)
    assert len({(row["id"], row["role"], row["attempt"]) for row in rows}) == len(rows)
    by_role = Counter(row["role"] for row in rows)
    assert by_role["solve"] == TASKS * K
    for role in ("paraphrase", "explain"):
        assert TASKS <= by_role[role] <= TASKS * K
    metadata = synthgen.open_run(run).metadata
    for role, told in metadata["model"]["roles"].items():
        outcomes = Counter(row["outcome"] for row in rows if row["role"] == role)
        assert {name: one["count"] for name, one in told["outcomes"].items()} == outcomes
        assert told["attempts"] == by_role[role]
    assert metadata["model"]["answers"] == sum(row["answers"] for row in rows)
    # What was sent is what was answered, and the failed tries.
    assert metadata["timings"]["models"]["from_cache"] == metadata["model"]["answers"]
    assert sent >= metadata["model"]["answers"]
    accepted = Counter(row["role"] for row in rows if row["outcome"] == Outcome.ACCEPTED)
    assert accepted["paraphrase"] == sum(bool(one.metadata.model.wording) for one in after) > TASKS * 0.7
    assert accepted["explain"] == len((run / "explanations.jsonl").read_text(encoding="utf-8").splitlines()) > TASKS * 0.6
    assert accepted["solve"] == sum(one.metadata.reference_forms.count("model") for one in after) > TASKS
    passed = Counter(row["id"] for row in rows if row["role"] == "solve" and row["outcome"] in (Outcome.ACCEPTED, Outcome.REPEATED))
    assert {one.metadata.id: one.metadata.model.passed for one in after} == {one.metadata.id: passed[one.metadata.id] for one in after}


def _nothing_wrong(run: Path, base: list[Sample], after: list[Sample]) -> None:
    """What was kept is right by tests that no stage has seen, and by `synthgen verify`."""
    for plain, sample in zip(base, after, strict=True):
        assert plain.prompt.strip() in sample.prompt  # the only faithful wordings of the server hold the plain prompt
        assert len(synthgen.fresh_tests(sample, 12, LATER_SEED, isolation="process")) > 0  # raises if a solution disagrees
    kept = (run / "samples.jsonl").read_text(encoding="utf-8") + (run / "explanations.jsonl").read_text(encoding="utf-8")
    assert not any(word in kept for word in ("/tmp/owned", "os.system", "import subprocess", "__glo"))
    assert all(json.loads(line)["metadata"]["model"]["author"] for line in (run / "explanations.jsonl").read_text().splitlines())
    proved(run / "samples.jsonl", run / "explanations.jsonl")
