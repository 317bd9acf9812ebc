"""synthgen: verified synthetic programming tasks for code models.

    run = synthgen.compose(n=100, seed=1)        # make a run, in a directory of its own or under `out`
    run.samples[0].prompt                        # typed samples, read from the file as they are asked for
    run.to_dataset(), run.to_pandas()            # for `datasets` and for pandas
    synthgen.open_run("outputs/seed0-n10000")    # a run that is there already
    synthgen.fresh_tests(sample, 20, seed=7)     # tests of a sample that no file contains
    synthgen.load_library()["run_lengths"]       # an atom
    mixture = synthgen.mix("atoms_only", sources={"run": run.path})      # sets that share no behaviour, by a recipe
    synthgen.derive(run.samples[0], "output_prediction")                 # another task made of a sample
    synthgen.export(run, "trl-grpo", "outputs/grpo")                     # samples in the format of others
    run = synthgen.enrich(run, "some-model", llm_roles="solve")          # let a language model work on it
    synthgen.evaluate("outputs/evalset", completions="answers.jsonl", k=(1, 10)).pass_at(1)
    synthgen.reference                           # the mark of a reference, for atoms of one's own

Everything is loaded when it is first used, so that `import synthgen` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synthgen.atom import Atom
    from synthgen.dataset.contrast import graded_groups, preference_pairs
    from synthgen.dataset.export import EXPORTERS, Export, export, lint, push
    from synthgen.dataset.filters import filter_rows
    from synthgen.dataset.mix import Mixture, mix
    from synthgen.dataset.recipe import Recipe
    from synthgen.dataset.recipe_files import load_recipe, shipped_recipes
    from synthgen.dataset.select import Selection, select
    from synthgen.dataset.tasks import TASK_TYPES, derive, derive_all, score_task
    from synthgen.errors import SynthgenError
    from synthgen.evaluation.evaluated import Evaluation, evaluate
    from synthgen.fresh_inputs import fresh_tests
    from synthgen.library import Library, load_library, reference
    from synthgen.llm.api import compose, enrich
    from synthgen.records import Rejection, Sample
    from synthgen.run.opened import Run, open_run

__version__ = "0.1.0"

_HOMES = {
    "Atom": "synthgen.atom",
    "EXPORTERS": "synthgen.dataset.export",
    "Export": "synthgen.dataset.export",
    "Evaluation": "synthgen.evaluation.evaluated",
    "Library": "synthgen.library",
    "Mixture": "synthgen.dataset.mix",
    "Recipe": "synthgen.dataset.recipe",
    "Rejection": "synthgen.records",
    "Run": "synthgen.run.opened",
    "Sample": "synthgen.records",
    "Selection": "synthgen.dataset.select",
    "SynthgenError": "synthgen.errors",
    "TASK_TYPES": "synthgen.dataset.tasks",
    "compose": "synthgen.llm.api",
    "derive": "synthgen.dataset.tasks",
    "derive_all": "synthgen.dataset.tasks",
    "enrich": "synthgen.llm.api",
    "export": "synthgen.dataset.export",
    "evaluate": "synthgen.evaluation.evaluated",
    "filter_rows": "synthgen.dataset.filters",
    "fresh_tests": "synthgen.fresh_inputs",
    "graded_groups": "synthgen.dataset.contrast",
    "lint": "synthgen.dataset.export",
    "load_library": "synthgen.library",
    "load_recipe": "synthgen.dataset.recipe_files",
    "mix": "synthgen.dataset.mix",
    "open_run": "synthgen.run.opened",
    "preference_pairs": "synthgen.dataset.contrast",
    "push": "synthgen.dataset.export",
    "reference": "synthgen.library",
    "score_task": "synthgen.dataset.tasks",
    "select": "synthgen.dataset.select",
    "shipped_recipes": "synthgen.dataset.recipe_files",
}
"""The module of each public name."""

__all__ = [
    "EXPORTERS",
    "TASK_TYPES",
    "Atom",
    "Evaluation",
    "Export",
    "Library",
    "Mixture",
    "Recipe",
    "Rejection",
    "Run",
    "Sample",
    "Selection",
    "SynthgenError",
    "__version__",
    "compose",
    "derive",
    "derive_all",
    "enrich",
    "evaluate",
    "export",
    "filter_rows",
    "fresh_tests",
    "graded_groups",
    "lint",
    "load_library",
    "load_recipe",
    "mix",
    "open_run",
    "preference_pairs",
    "push",
    "reference",
    "score_task",
    "select",
    "shipped_recipes",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'synthgen' has no attribute {name!r}; its names are {', '.join(sorted(_HOMES))}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *_HOMES})
