"""Rows for harnesses that score with synthgen: what the model sees, and the whole sample as a JSON text, which keeps it as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from synthgen.dataset.tasks import TASK_TYPES
from synthgen.prompt.style import templates_folder
from synthgen.records import Sample

if TYPE_CHECKING:
    from jinja2 import Environment

SCORED = frozenset(name for name, kind in TASK_TYPES.items() if kind.score is not None)
"""Task types of which an answer can be scored."""


def sample_text(sample: Sample) -> str:
    """Return a sample as JSON."""
    return json.dumps(sample.row(), ensure_ascii=False, separators=(",", ":"))




def rendered(template: str, files: Mapping[str, str]) -> str:
    """Return a file of an export, made from its template in `templates/exports` and the data file of each set."""
    return rendered_text(template, files=files)


def rendered_text(template: str, **values: object) -> str:
    """Return a template of `templates/exports` with its values."""
    return _environment().get_template(f"exports/{template}").render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the results are Python and YAML
    )
    environment.filters["identifier"] = lambda name: re.sub(r"\W", "_", name)
    return environment
