"""A report as one HTML page that needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from synthgen.dataset.leakage.report import MOST_SHOWN, Report
from synthgen.run.directory import RunDirectory

TEMPLATE = "leakage.html.j2"
HEIGHT = 32
"""Pixels of the highest bar."""


def write_page(report: Report, path: Path) -> None:
    """Write the page whole or not at all. Raises RunError if the disk refuses."""
    path.parent.mkdir(parents=True, exist_ok=True)
    RunDirectory(path.parent).write(path.name, page(report))


def page(report: Report) -> str:
    """Return the page: for each detector its distribution, its null baseline and the nearest items."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from synthgen.prompt.style import templates_folder

    environment = Environment(loader=FileSystemLoader(templates_folder()), undefined=StrictUndefined, autoescape=True, trim_blocks=True)
    content = report.row()
    for one in content["comparisons"]:
        for detector in one["detectors"]:
            detector["bars"] = _bars(detector["histogram"])
            judged = [match for match in detector["items"] if match["judged"]]
            detector["shown"] = sorted(judged, key=lambda match: -float(match["score"]))[:MOST_SHOWN]
    return environment.get_template(TEMPLATE).render(**content, names=("train", "siblings", "clean"))


def _bars(counts: list[int]) -> list[Any]:
    """Return the heights of bars by the root of the counts, so that a few items still show."""
    most = max(max(counts), 1)
    return [round((count / most) ** 0.5 * HEIGHT, 1) for count in counts]
