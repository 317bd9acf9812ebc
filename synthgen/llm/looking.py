"""Looking before asking: the first prompt of each role, and what a stage would cost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synthgen.library import Library
from synthgen.llm.authoring import FEWEST_SOLVERS
from synthgen.llm.ledger import COMPOSED
from synthgen.llm.new_tasks import briefs_of, stage_seed
from synthgen.llm.roles import explain, paraphrase
from synthgen.llm.settings import ModelSettings
from synthgen.llm.templates import Templates
from synthgen.records import Sample
from synthgen.run.config import library_of, make_config
from synthgen.run.opened import open_run
from synthgen.run.rows import Rows, sample_of


def library_of_run(path: Path, atoms: Path | None = None) -> Library:
    """Return the library that a run was made of; `atoms` is its folder if it is none that ships. Raises what `open_run` raises."""
    asked = dict(open_run(path).metadata["config"])
    asked.pop("own_atoms", None)
    return library_of(make_config(**asked, **({"atoms": atoms} if atoms else {})))


SHOWN = 24
"""Samples from which the size of prompts is measured."""
CHARACTERS = 4.0
"""Characters of a token of English or code, about; a Chinese character is about one token."""
WORDS_OF = {"explain": 450, "fuse": 900, "evolve": 900}
"""Tokens of an answer, about, in roles where the sample does not tell; measured on no model in particular."""


def first_prompts(path: Path, settings: ModelSettings, library: Library) -> dict[str, str]:
    """Return the first prompt of each role for the run in `path`. Raises UsageError for templates that cannot be used."""
    return {role: found[0] for role, found in _prompts(path, settings, library, 1).items() if found}


def estimate(path: Path, settings: ModelSettings, library: Library, share: float = 1.0) -> dict[str, Any]:
    """Return what a stage would ask for, with `share` times the samples of the run in `path`.

    Requests are at least those where every first attempt is accepted, at most those where none is and every answer has to be mended;
    failed tries come on top. Tokens and dollars are those of the least, about; None where a price is unknown.
    """
    samples = _base(path)
    count = round(len(samples) * share)
    prompts = _prompts(path, settings, library, SHOWN)
    code = _mean([about_tokens(sample.code) for sample in samples[:SHOWN]])
    told = _mean([about_tokens(sample.prompt) for sample in samples[:SHOWN]])
    roles: dict[str, Any] = {}
    for role in settings.roles:
        tasks = settings.new if role in ("fuse", "evolve") else count
        proofs = max(settings.k, FEWEST_SOLVERS) if role in ("fuse", "evolve") else 0 if role == "solve" else 1
        least = tasks * settings.k if role == "solve" else tasks * (1 + proofs)
        most = 2 * (tasks * settings.k if role == "solve" else tasks * settings.k * (1 + proofs))
        asked = _mean([about_tokens(text) for text in prompts[role]])
        answer = {"paraphrase": told, "solve": code}.get(role, WORDS_OF.get(role, 0))
        own = tasks * (settings.k if role == "solve" else 1)
        checked = tasks * proofs
        own_tokens = own * asked, own * answer
        check_tokens = checked * (told + 60), checked * code
        costs = [
            settings.prices.of(settings.model_for(role), *own_tokens),
            settings.prices.of(settings.model_for("check"), *check_tokens) if checked else 0.0,
        ]
        roles[role] = {
            "model": settings.model_for(role),
            "requests_at_least": least,
            "requests_at_most": most,
            "input_tokens": round(own_tokens[0] + check_tokens[0]),
            "output_tokens": round(own_tokens[1] + check_tokens[1]),
            "usd": None if None in costs else round(sum(cost or 0.0 for cost in costs), 4),
        }
    sums = {name: sum(role[name] for role in roles.values()) for name in SUMMED}
    usd = [role["usd"] for role in roles.values()]
    return {"samples": count, "roles": roles, **sums, "usd": None if None in usd else round(sum(usd), 4)}


SUMMED = ("requests_at_least", "requests_at_most", "input_tokens", "output_tokens")


def told_estimate(figures: dict[str, Any]) -> str:
    """Return an estimate as lines for people."""
    lines = [f"{'role':<12}{'requests':>18}{'tokens in':>14}{'tokens out':>14}{'dollars':>12}"]
    for name, role in [*figures["roles"].items(), ("all", figures)]:
        asked = f"{role['requests_at_least']}-{role['requests_at_most']}"
        price = "unknown" if role["usd"] is None else f"{role['usd']:.4f}"
        lines.append(f"{name:<12}{asked:>18}{role['input_tokens']:>14}{role['output_tokens']:>14}{price:>12}")
    lines.append("tokens and dollars are about those of the fewest requests; a model that thinks aloud takes several times as many")
    return "\n".join(lines)


def about_tokens(text: str) -> float:
    """Return about how many tokens a text is.

    >>> about_tokens("four characters."), about_tokens("四个字")
    (4.0, 3.0)
    """
    wide = sum(character > "\u2e80" for character in text)
    return wide + (len(text) - wide) / CHARACTERS


def _base(path: Path) -> Sequence[Sample]:
    composed = path / COMPOSED
    return Rows(composed, sample_of) if composed.is_file() else open_run(path).samples


def _prompts(path: Path, settings: ModelSettings, library: Library, count: int) -> dict[str, list[str]]:
    samples, templates = _base(path), Templates(settings.templates)
    metadata = open_run(path).metadata
    seed = stage_seed(metadata)
    shown: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "paraphrase": [(one.metadata.language, paraphrase.variables_of(one, settings, seed, 0)) for one in samples[:count]],
        "solve": [(one.metadata.language, {"prompt": one.prompt}) for one in samples[:count]],
        "explain": [(one.metadata.language, explain.variables_of(one)) for one in samples[:count]],
        "fuse": [],
        "evolve": [],
    }
    for brief in briefs_of(settings, samples, library, metadata):
        shown[brief.role].append((brief.language, brief.variables()))
    return {
        role: [templates.render(role, language, variables).text for language, variables in shown[role][:count]] for role in settings.roles
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
