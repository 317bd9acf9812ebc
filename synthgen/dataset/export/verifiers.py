"""verifiers: a package to install, whose taskset are the rows; `vf-validate` checks it and `vf-eval` runs a model on it."""

from __future__ import annotations

from collections.abc import Mapping

from synthgen.dataset.export.chat import SCORED
from synthgen.dataset.export.exporter import Exported, Exporter, Loader, Place
from synthgen.records import Sample

PACKAGE = "synthgen_tasks"
MODULE = '''"""Verified programming tasks as a taskset of verifiers."""

from pathlib import Path

from synthgen.adapters.verifiers import taskset_class

HERE = Path(__file__).parent
FILES = {files}
SynthgenTaskset = taskset_class({{name: HERE / file for name, file in FILES.items()}})

__all__ = ["SynthgenTaskset"]
'''
PROJECT = f'''[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{PACKAGE.replace("_", "-")}"
version = "0.1.0"
description = "Verified programming tasks of synthgen as a taskset of verifiers"
requires-python = ">=3.11"
dependencies = ["synthgen", "verifiers>=0.4"]

[tool.setuptools]
packages = ["{PACKAGE}"]

[tool.setuptools.package-data]
{PACKAGE} = ["*.jsonl"]
'''


def _convert(sample: Sample, place: Place) -> Sample:
    return sample


def _companions(exported: Exported) -> Mapping[str, str]:
    files = {name: file.removeprefix(f"{PACKAGE}/") for name, file in exported.files.items()}
    return {f"{PACKAGE}/__init__.py": MODULE.format(files=files), "pyproject.toml": PROJECT}


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
