"""What `import synthgen` offers, and what the package ships."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from shared_run import Finished, environment

import synthgen

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
import synthgen
run = synthgen.compose(n=2, seed=1, topics="lists,sorting", workers=2)
print(len(run), len(run.samples), run.samples[0].metadata.seed, run.path.is_dir(), len(run.to_dataset()), len(run.to_pandas()))
path = run.path
del run
import gc; gc.collect()
print(path.exists())
"""


def test_the_public_names() -> None:
    assert set(synthgen.__all__) == {
        "Atom", "EXPORTERS", "Evaluation", "Export", "Library", "Mixture", "Recipe", "Rejection", "Run", "Sample", "Selection",
        "SynthgenError", "TASK_TYPES", "__version__", "compose", "derive", "derive_all", "enrich", "evaluate", "export",
        "filter_rows", "fresh_tests", "graded_groups", "lint", "load_library", "load_recipe", "mix", "open_run",
        "preference_pairs", "push", "reference", "score_task", "select", "shipped_recipes",
    }  # fmt: skip
    assert set(synthgen.__all__) <= set(dir(synthgen))


@pytest.mark.parametrize("name", sorted(synthgen._HOMES))
def test_each_public_name_is_the_one_of_its_module_and_has_a_docstring(name: str) -> None:
    value = getattr(synthgen, name)
    assert value is getattr(import_module(synthgen._HOMES[name]), name)
    assert value.__doc__


def test_a_name_that_does_not_exist_says_which_do() -> None:
    with pytest.raises(AttributeError, match=r"module 'synthgen' has no attribute 'composed'; its names are Atom, .*compose"):
        synthgen.composed  # noqa: B018


def test_the_packages_of_the_wheel_are_those_of_the_tree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    shipped = project["tool"]["setuptools"]["packages"]
    folders = {"synthgen": "synthgen", "atoms": "synthgen.atoms", "templates": "synthgen.templates"}
    found = [
        ".".join([package, *file.parent.relative_to(ROOT / folder).parts])
        for folder, package in folders.items()
        for file in (ROOT / folder).rglob("__init__.py")
    ]
    assert sorted(shipped) == sorted(found)
    assert project["project"]["version"] == synthgen.__version__


def test_every_file_that_is_no_module_is_data_of_its_package() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    homes = {package: ROOT / folder for package, folder in setuptools["package-dir"].items()}
    shipped = {
        path for package, patterns in setuptools["package-data"].items() for pattern in patterns for path in homes[package].glob(pattern)
    }
    files = {path for home in homes.values() for path in home.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert sorted(path for path in files - shipped if path.suffix != ".py") == []
    assert ROOT / "synthgen/recipes/atoms_only.yaml" in shipped


def test_a_script_without_a_main_guard_composes_and_cleans_up() -> None:
    done = subprocess.run([sys.executable, "-"], input=SCRIPT, env=environment(), capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["2 2 1 True 2 2", "False"]
    assert done.stderr == ""


def test_fresh_tests_are_new_and_hold(finished: Finished) -> None:
    sample = synthgen.open_run(finished.path)[0]
    fresh = synthgen.fresh_tests(sample, 5, seed=7)
    assert len(fresh) == 5
    assert {case.input for case in fresh}.isdisjoint(case.input for case in sample.test_cases)


def test_a_notebook_composes_and_shows_what_it_made() -> None:
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient")
    cells = ["import synthgen\nrun = synthgen.compose(n=2, seed=1, topics='lists,sorting', workers=1)", "run", "run.samples[0]", "len(run)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    client.NotebookClient(notebook, timeout=200, resources={"metadata": {"path": str(ROOT)}}).execute()
    outputs = [cell.outputs[-1].data for cell in notebook.cells[1:]]
    assert "2 samples in" in outputs[0]["text/html"]
    assert "<pre" in outputs[1]["text/html"]
    assert outputs[2]["text/plain"] == "2"
