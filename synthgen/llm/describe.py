"""What describes a run, written anew after a stage: the Parquet twin, `metadata.json` and the card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from synthgen.llm.budget import Tally
from synthgen.llm.ledger import Counts
from synthgen.llm.settings import ModelSettings
from synthgen.run.card import write_card
from synthgen.run.config import make_config
from synthgen.run.directory import METADATA, PARQUET, RunDirectory
from synthgen.run.finish import counted, write_parquet
from synthgen.run.opened import Run


def describe_run(run: Run, settings: ModelSettings, counts: Counts, tally: Tally) -> None:
    """Write twin, metadata and card of a run from the samples that it has now; what was sent is a figure of this time only."""
    directory = RunDirectory(run.path)
    if (run.path / PARQUET).is_file():
        write_parquet(directory)
    before: dict[str, Any] = json.loads((run.path / METADATA).read_text(encoding="utf-8"))
    timings = {**before.pop("timings", {}), "models": spent(tally)}
    now = counted(directory)
    figures = {**before, **now.figures(), "samples": now.samples, "model": counts.figures(settings)}
    asked = dict(before["config"])
    own_atoms = asked.pop("own_atoms", False)
    config = make_config(**asked, **({"atoms": Path("DIR")} if own_atoms else {}))
    write_card(config, directory, figures)
    directory.write(METADATA, json.dumps({**figures, "timings": timings}, indent=2, ensure_ascii=False) + "\n")


def spent(tally: Tally) -> dict[str, Any]:
    """Return as JSON what one stage sent and paid, apart from what its answers are."""
    return {
        "requests": tally.requests,
        "answered": tally.answered,
        "from_cache": tally.cached,
        "failed_tries": dict(sorted(tally.tries.items())),
        "input_tokens": tally.input_tokens,
        "output_tokens": tally.output_tokens,
        "answers_of_unknown_usage": tally.unknown,
        "usd": None if tally.cost is None else round(tally.cost, 6),
    }
