"""The dataset card of a run: what is in it, how it was checked, how to load it. The same bytes for the same config."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.run.directory import CARD, PARQUET, SAMPLES, RunDirectory

if TYPE_CHECKING:
    from synthgen.run.config import RunConfig

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"))
"""Hugging Face's names of dataset sizes, by the smallest number that is too large for each."""
_LARGEST = "10M<n<100M"
LICENCE_TAGS = {"Apache-2.0": "apache-2.0", "MIT": "mit", "CC-BY-4.0": "cc-by-4.0", "CC0-1.0": "cc0-1.0", "BSD-3-Clause": "bsd-3-clause"}
"""Hugging Face's names of licences, by SPDX identifier."""
_AUDIT_BEGIN, _AUDIT_END = "<!-- audit: begin -->", "<!-- audit: end -->"
"""Where the card has the figure of an audit."""
COMMON = 10
"""Rows of a table of the card that lists the most common values only."""


def write_card(config: RunConfig, directory: RunDirectory, figures: Mapping[str, Any]) -> None:
    """Write the card of a run from its figures, those that `metadata.json` has."""
    directory.write(CARD, card(config, figures))


def note_audit(path: Path, killed: int, differing: int, samples: int, seed: int, inputs: int) -> None:
    """Write the figure of an audit into the card of the run in `path`; the same audit leaves the same bytes.

    `killed` of `differing` mutants that differ on `inputs` fresh inputs fail a test, over `samples` drawn by `seed`. A
    directory without a card is left alone.
    """
    directory = RunDirectory(path)
    try:
        text = (path / CARD).read_text(encoding="utf-8")
    except OSError:
        return
    begin, end = text.find(_AUDIT_BEGIN), text.find(_AUDIT_END)
    if begin < 0 or end < begin:
        return
    share = f" ({killed / differing:.2%})" if differing else ""
    figure = (
        f"Audited from outside: mutation operators of a second implementation were applied to the text of {samples:,} samples\n"
        f"(`synthgen audit --samples {samples} --seed {seed} --inputs {inputs}`). Of {differing:,} mutants that differ on fresh\n"
        f"inputs, the emitted test cases kill {killed:,}{share}.\n"
    )
    directory.write(CARD, f"{text[: begin + len(_AUDIT_BEGIN)]}\n{figure}{text[end:]}")


def card(config: RunConfig, figures: Mapping[str, Any]) -> str:
    """Return the card's text: YAML front matter, then Markdown."""
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
    environment.filters["share"] = _share
    environment.filters["grouped"] = "{:,}".format
    matter = yaml.safe_dump(front_matter(config, figures), sort_keys=False, allow_unicode=True)
    return environment.get_template("card.md.j2").render(
        matter=matter,
        command=command(config),
        columns=_columns(figures),
        common=lambda counts: sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:COMMON],
        **figures,
    )


def front_matter(config: RunConfig, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the YAML head of the card as Hugging Face reads it."""
    counts, samples = figures["counts"], figures["samples"]
    licences = [LICENCE_TAGS.get(name, "other") for name in counts["licences"]] or ["apache-2.0"]
    languages = list(counts["languages"]) or (["en", "zh"] if config.language == "mixed" else [config.language])
    return {
        "pretty_name": f"synthgen: {samples} verified programming tasks",
        "license": licences[0] if len(set(licences)) == 1 else "other",
        "language": languages,
        "task_categories": ["text-generation"],
        "size_categories": [next((name for limit, name in _SIZES if samples < limit), _LARGEST)],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"],
        "tags": ["code", "python", "code-generation", "synthetic", "reinforcement-learning", "grpo", "verified", "unit-tests"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": "train", "path": PARQUET if config.format == "parquet" else SAMPLES}],
            }
        ],
    }


def command(config: RunConfig) -> str:
    """Return the command that makes the same run again; a library of one's own stands in it as DIR."""
    parts = ["synthgen compose", f"--n {config.n}", f"--seed {config.seed}"]
    fields = type(config).model_fields
    for name, value in config.identity().items():
        if name in ("n", "seed", "own_atoms", "split_policy") or value in (None, []) or getattr(config, name) == fields[name].default:
            continue
        shown = "-".join(map(str, value)) if name == "depth" else ",".join(value) if isinstance(value, list) else str(value)
        parts.append(f"--{name.replace('_', '-')} {shown}")
    return " ".join([*parts, *(["--atoms DIR"] if config.atoms else []), *(["--split-policy FILE"] if config.split_policy else [])])


def _columns(figures: Mapping[str, Any]) -> list[tuple[str, Mapping[str, int]]]:
    counts = figures["counts"]
    return [(name, counts[name]) for name in ("difficulty", "depth", "shape", "languages", "styles", "topics")]


def _share(count: int, total: int) -> str:
    return f"{count / total:.1%}" if total else "-"
