"""The indices that ship with the package, by name, and files of indices."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from synthgen.dataset.leakage.index import SUFFIX, Index
from synthgen.errors import UsageError, unknown

ALIASES = {"mbpp": "mbppplus", "mbpp+": "mbppplus", "humaneval+": "humanevalplus"}
"""Other names of what ships. The index of MBPP is that of MBPP+, whose 378 tasks are the ones that EvalPlus kept."""


def shipped_indices() -> list[str]:
    """Return the names of the indices that ship."""
    return sorted(path.stem for path in _folder().glob(f"*{SUFFIX}"))


def shipped_index(name: str) -> Index:
    """Return the index that ships under a name, or that of a file. Raises UsageError if there is neither."""
    if name.endswith(SUFFIX):
        return Index.load(Path(name))
    key = ALIASES.get(name.lower(), name.lower())
    if key not in shipped_indices():
        raise UsageError(f"{unknown('index', name, [*shipped_indices(), *ALIASES])}, or give a file that ends in {SUFFIX}")
    return Index.load(_folder() / f"{key}{SUFFIX}")


def _folder() -> Path:
    return Path(str(files("synthgen.dataset.leakage"))) / "indices"
