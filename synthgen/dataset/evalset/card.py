"""The card of an evaluation set: what is claimed and what is not, with the figures and the commands. The same bytes for the same set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthgen.check.inputs import PROBE_INPUTS
from synthgen.check.shallow import DEEPEST_SHALLOW
from synthgen.check.sides import shares
from synthgen.dataset.evalset.facts import ItemFacts, median, tag_counts
from synthgen.dataset.evalset.manifest import Manifest
from synthgen.dataset.evalset.screen import MARGIN, Training
from synthgen.run.card import command, front_matter
from synthgen.run.config import RunConfig
from synthgen.run.split import HeldOut, Split

NONE = "none"
"""What `--against` takes for no index at all."""
DISTINCT = 16
"""Fewest different outputs of an item on the probe inputs, by default: with fewer, answers are guessed."""

_SIDE_REASONS = ("other_side", "held_out", "not_held_out", "few_outputs", "not_minimal", "near_training", "known_task")
"""Reasons that the ledger of a set has besides those of every run."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a set was asked for besides the settings of a run, as far as its card tells it."""

    split: Split
    training: Training
    train_digests: tuple[str, ...]
    train_items: int
    indices: Mapping[str, int]
    all_indices: bool


def evalset_card(config: RunConfig, asked: Asked, manifest: Manifest, figures: Mapping[str, Any], facts: Sequence[ItemFacts]) -> str:
    """Return the text of the card. `figures` are those of the run's metadata."""
    import yaml
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from synthgen.prompt.style import templates_folder

    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the result is Markdown
    )
    environment.filters["percent"] = "{:.1%}".format
    environment.filters["grouped"] = "{:,}".format
    environment.filters["share"] = lambda count, total: f"{count / total:.1%}" if total else "-"
    split, counts, reasons = asked.split, figures["counts"], figures["funnel"]["reasons"]
    columns = [(name, counts[name]) for name in ("difficulty", "depth", "shape", "languages", "topics")]
    margins = [one.margin for one in facts]
    distinct = [one.distinct for one in facts]
    return environment.get_template("evalset_card.md.j2").render(
        matter=yaml.safe_dump(_matter(config, figures, manifest), sort_keys=False, allow_unicode=True),
        manifest=manifest,
        items=manifest.items,
        shares=shares(split.fraction),
        probe_inputs=PROBE_INPUTS,
        held_out=_told(split.held_out),
        required=split.required,
        distinct=split.distinct,
        shallow=split.shallow,
        margin=asked.training.margin,
        keep_near=asked.training.keep,
        train=asked.train_digests,
        train_items=asked.train_items,
        indices=", ".join(f"{name} ({tasks:,} tasks)" for name, tasks in asked.indices.items()),
        marked=sum(bool(one.known) for one in facts),
        refusals=[(reasons[name]["meaning"], reasons[name]["count"]) for name in _SIDE_REASONS if name in reasons],
        outputs=(min(distinct, default=0), median(distinct)),
        margins=(median(margins), max(margins, default=0.0)),
        columns=[*columns, *([("held out", tag_counts(facts))] if split.held_out else [])],
        command=_command(config, asked, manifest),
        library=figures["library"],
        funnel=figures["funnel"],
        counts=counts,
    )


def _matter(config: RunConfig, figures: Mapping[str, Any], manifest: Manifest) -> dict[str, Any]:
    matter = front_matter(config, figures)
    matter["pretty_name"] = f"synthgen: {manifest.items} evaluation tasks"
    matter["configs"][0]["data_files"][0]["split"] = "test"
    return {**matter, "canary": manifest.canary}


def _told(held_out: HeldOut) -> list[str]:
    """Return what is held out, in words."""
    told = [
        ("the atoms", held_out.atoms),
        ("plans with both of the atoms", [" and ".join(pair) for pair in held_out.pairs]),
        ("the combinators", held_out.combinators),
    ]
    depth = [f"plans deeper than {held_out.deeper_than}"] if held_out.deeper_than else []
    return [f"{what} {', '.join(names)}" for what, names in told if names] + depth


def _command(config: RunConfig, asked: Asked, manifest: Manifest) -> str:
    """Return the command that makes the set again; training files stand in it as TRAIN."""
    settings = command(config).removeprefix("synthgen compose ").removesuffix(" --split-policy FILE")
    split, training = asked.split, asked.training
    flags = [
        *([f"--distinct {split.distinct}"] if split.distinct != DISTINCT else []),
        *([f"--minimal {split.shallow}"] if split.shallow != DEEPEST_SHALLOW else []),
        *(["--tag-held-out"] if split.held_out and not split.required else []),
        *([] if asked.all_indices else [f"--against {','.join(asked.indices) or NONE}"]),
        *(["--train TRAIN"] * len(training.files)),
        *([f"--margin {training.margin:g}"] if training.files and training.margin != MARGIN else []),
        *(["--tag-near"] if training.files and training.keep else []),
    ]
    return " ".join(["synthgen evalset", settings, "--policy policy.json --salt-file SALT", f"--canary {manifest.canary}", *flags])
