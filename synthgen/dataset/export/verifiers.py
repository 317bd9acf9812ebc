"""verifiers: a package to install, whose taskset are the rows; `vf-validate` checks it and `vf-eval` runs a model on it."""

from __future__ import annotations

from collections.abc import Mapping

from synthgen.dataset.export.exporter import Exported, Exporter, Loader, Place
from synthgen.dataset.export.whole_rows import SCORED, rendered
from synthgen.records import Sample

PACKAGE = "synthgen_tasks"


def _convert(sample: Sample, place: Place) -> Sample:
    return sample


def _companions(exported: Exported) -> Mapping[str, str]:
    files = {name: file.removeprefix(f"{PACKAGE}/") for name, file in exported.files.items()}
    made = {f"{PACKAGE}/__init__.py": rendered("verifiers_init.py.j2", files)}
    return {**made, "pyproject.toml": rendered("verifiers_pyproject.toml.j2", files)}


EXPORTER = Exporter(
    name="verifiers",
    summary="verifiers 0.4, a package: pip install DIR, then vf-validate synthgen-tasks --runtime.type subprocess",
    takes="rows of the task types that have a scorer",
    record=Sample,
    convert=_convert,
    task_types=SCORED,
    data=f"{PACKAGE}/train.jsonl",
    companions=_companions,
    loader=Loader(tables=False, columns=("prompt", "code", "test_cases", "metadata")),
)
