"""Making an evaluation set: a run on the evaluation side of a split policy, then what is measured of it, and the commitment."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Any

from synthgen import __version__
from synthgen.check.shallow import DEEPEST_SHALLOW, shallow_plans
from synthgen.dataset.evalset.card import DISTINCT, Asked, evalset_card
from synthgen.dataset.evalset.facts import ItemFacts, read_facts
from synthgen.dataset.evalset.hashes import item_hashes, salted
from synthgen.dataset.evalset.known import indices_by_default, told
from synthgen.dataset.evalset.manifest import ITEMS, MANIFEST, POLICY, Manifest, read_manifest
from synthgen.dataset.evalset.screen import Screen, Training, screening
from synthgen.errors import UsageError
from synthgen.library import Library
from synthgen.plan.graph import parse_plan
from synthgen.programs.answers import Isolation
from synthgen.records import Sample
from synthgen.run.config import ATTEMPTS_PER_SAMPLE, DEEPEST, SPARE_ATTEMPTS, RunConfig, library_of, make_config
from synthgen.run.directory import CARD, CONFIG, METADATA, SAMPLES, RunDirectory, storage
from synthgen.run.flow import Watcher, run
from synthgen.run.rows import Rows, sample_of
from synthgen.run.split import HeldOut, Split
from synthgen.run.split_policy import SplitPolicy

ITEMS_BY_DEFAULT = 500
RARE = 25
"""How many times more candidates may be tried where every item must have something that is held out."""
MORE_DEPTH = 2
"""How much deeper than what training sees a set goes by default, if it is depth that is held out."""


NO_TRAINING = Training()


@dataclass(frozen=True)
class EvalSet:
    """A finished evaluation set; nothing is read before it is asked for."""

    path: Path

    @cached_property
    def manifest(self) -> Manifest:
        """The commitment."""
        return read_manifest(self.path)

    @cached_property
    def items(self) -> Rows[Sample]:
        """The items, in order."""
        return Rows(self.path / SAMPLES, sample_of)

    @cached_property
    def facts(self) -> list[ItemFacts]:
        """What was measured of the items, in the same order."""
        return read_facts(self.path)

    def __len__(self) -> int:
        return self.manifest.items


def make_evalset(
    policy: SplitPolicy,
    salt: bytes,
    out: Path,
    *,
    n: int = ITEMS_BY_DEFAULT,
    seed: int | None = None,
    canary: str | None = None,
    distinct: int = DISTINCT,
    shallow: int = DEEPEST_SHALLOW,
    only_held_out: bool = True,
    training: Training = NO_TRAINING,
    against: Sequence[str] | None = None,
    isolation: Isolation = "sandbox",
    workers: int | None = None,
    resume: bool = False,
    watch: Watcher | None = None,
    **settings: Any,
) -> EvalSet:
    """Make the evaluation side of `policy` in the directory `out` and return it.

    The same settings, seed and canary give the same bytes; by default the canary is a new GUID, and the seed is drawn from the
    salt, so that nobody who knows synthgen alone can try the candidates. `only_held_out` asks for items that have
    something the policy holds out, if it holds out anything. Items too near to those of the `training` files are dropped or
    marked; these run in `isolation`. Tasks that the indices `against` know are dropped; by default these are all that ship.
    `settings` are those of a run: depth, topics, atoms, difficulty,
    language, style, format, max_attempts.

    Raises UsageError, LibraryError or RunError.
    """
    if not 1 <= distinct <= 64 or not 0 <= shallow <= DEEPEST_SHALLOW:
        raise UsageError(f"distinct takes 1 to 64 and minimal 0 to {DEEPEST_SHALLOW}; found {distinct} and {shallow}")
    canary = canary or _stored_canary(out if resume else None) or str(uuid.uuid4())
    known = indices_by_default() if against is None else list(dict.fromkeys(against))
    split = replace(
        policy.split("eval", salt),
        canary=canary,
        distinct=distinct,
        shallow=shallow,
        required=only_held_out and bool(policy.held_out.record()),
        screened=(*training.identity(), *(f"against {told(name)}" for name in known)),
    )
    config = _config(split, n, seed_of(salt) if seed is None else seed, settings)
    library = library_of(config)
    if shallow:
        shallow_plans(library, shallow)  # the workers find it made
    if resume and (out / MANIFEST).is_file():
        return EvalSet(out)
    with screening(training, known, isolation, workers) as screen:
        run(config, out, workers, resume, watch, screen=screen)
        asked = Asked(split, training, training.digests(), screen.train_items, screen.indices, against is None)
        _finish(RunDirectory(out), config, library, policy, salt, asked, screen)
    return EvalSet(out)


def seed_of(salt: bytes) -> int:
    """Return the seed of a set that was given none."""
    return int.from_bytes(salted(salt, "seed", None)[:8], "big") >> 1


def _config(split: Split, n: int, seed: int, settings: dict[str, Any]) -> RunConfig:
    held_out = split.held_out
    asked = {name: value for name, value in settings.items() if value is not None}
    if held_out.deeper_than and "depth" not in asked:
        asked["depth"] = (2, min(DEEPEST, held_out.deeper_than + MORE_DEPTH))
    if "max_attempts" not in asked:
        asked["max_attempts"] = ceil(n * ATTEMPTS_PER_SAMPLE / split.fraction) * (RARE if split.required else 1) + SPARE_ATTEMPTS
    return make_config(n=n, seed=seed, split_policy=split, **asked)


def _stored_canary(out: Path | None) -> str:
    """Return the canary that the unfinished set in `out` was started with."""
    stored = RunDirectory(out).stored_identity() if out else None
    try:
        return str(stored["settings"]["split_policy"]["canary"]) if stored else ""
    except (KeyError, TypeError):
        return ""


def _finish(
    directory: RunDirectory, config: RunConfig, library: Library, policy: SplitPolicy, salt: bytes, asked: Asked, screen: Screen
) -> None:
    """Write the files that a set has besides those of a run, `manifest.json` last."""
    path = directory.path
    facts: list[ItemFacts] = []
    hashes: list[dict[str, str]] = []
    with storage(path), (path / SAMPLES).open(encoding="utf-8") as handle:
        for line in handle:
            row = json.loads(line)
            hashes.append(item_hashes(salt, row))
            facts.append(_facts(row, library, asked.split.held_out, screen))
    figures = json.loads((path / METADATA).read_text(encoding="utf-8"))
    unsigned = Manifest(
        canary=asked.split.canary,
        items=len(facts),
        generator=f"synthgen {__version__}",
        library=library.fingerprint,
        policy=policy.digest(),
        probes=policy.probes,
        salt=policy.salt,
        config=salted(salt, CONFIG, json.loads((path / CONFIG).read_text(encoding="utf-8"))).hex(),
        hashes=tuple(hashes),
        root="0" * 64,
    )
    manifest = unsigned.model_copy(update={"root": unsigned.computed_root()})
    directory.write(ITEMS, "".join(one.line() for one in facts))
    directory.write(POLICY, policy.model_copy(update={"salt_file": None}).text())
    directory.write(CARD, evalset_card(config, asked, manifest, figures, facts))
    directory.write(MANIFEST, manifest.text())


def _facts(row: dict[str, Any], library: Library, held_out: HeldOut, screen: Screen) -> ItemFacts:
    metadata = row["metadata"]
    tags = held_out.of(parse_plan(metadata["plan"], library))
    share, nearest, near = screen.of(row)
    known = [str(one) for one in screen.like(row)]
    return ItemFacts(metadata["id"], metadata["checks"]["distinct_outputs"], tags, share, nearest, near, known)
