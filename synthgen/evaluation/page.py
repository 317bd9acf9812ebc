"""The page of an evaluation: one HTML file with its figures drawn inside, which loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthgen.evaluation.completions import Answer
from synthgen.evaluation.results import METHOD, Group, Results, TaskCount
from synthgen.evaluation.store import Judged, Place
from synthgen.evaluation.tasks import EvalSet
from synthgen.marking import PASS

TEMPLATE = "evaluation.html.j2"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""One for each k, told apart by colour-blind readers too (Okabe and Ito 2008); after the last the first comes again."""
SHOWN_TASKS = 30
"""Tasks that are shown with a completion: those with the lowest share of right ones."""
SHOWN_TEXT = 4000
"""Characters of a prompt or completion that are shown."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A task with one of its completions that fail."""

    count: TaskCount
    prompt: str
    completion: str
    verdict: str
    detail: str


def page(
    evalset: EvalSet, results: Results, identity: Mapping[str, Any], answers: Sequence[Answer], verdicts: Mapping[Place, Judged]
) -> str:
    """Return the page as HTML. Whatever a completion holds is text there."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from synthgen.prompt.style import templates_folder

    environment = Environment(
        loader=FileSystemLoader(templates_folder()), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=True
    )
    environment.filters["percent"] = _percent
    environment.filters["grouped"] = "{:,}".format
    text = environment.get_template(TEMPLATE).render(
        results=results,
        identity=identity,
        failures=_failures(evalset, results, answers, verdicts),
        dimensions=_dimensions(results.groups),
        colours=COLOURS,
        method=METHOD,
    )
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _dimensions(groups: Sequence[Group]) -> list[tuple[str, list[Group]]]:
    """Return the groups of each dimension that divides the tasks."""
    found: dict[str, list[Group]] = {}
    for group in groups:
        found.setdefault(group.dimension, []).append(group)
    return [(name.replace("_", " "), members) for name, members in found.items() if len(members) > 1]


def _failures(
    evalset: EvalSet, results: Results, answers: Sequence[Answer], verdicts: Mapping[Place, Judged]
) -> list[Failure]:
    failed: dict[str, tuple[Answer, Judged]] = {}
    for answer in answers:
        judged = verdicts[answer.task, answer.sample]
        if judged.passed is False and judged.verdict != PASS:
            failed.setdefault(answer.task, (answer, judged))
    hardest = sorted((one for one in results.counts if one.task in failed), key=lambda one: one.c / one.n)[:SHOWN_TASKS]
    return [
        Failure(one, _cut(evalset.tasks[one.task].prompt), _cut(answer.text), judged.verdict, judged.detail)
        for one in hardest
        for answer, judged in [failed[one.task]]
    ]


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]} ... ({len(text):,} characters)"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
