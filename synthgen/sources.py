"""The text of this package's own modules: what is kept in the cache folder is kept under the text of the code that made it."""

from __future__ import annotations

from importlib.abc import InspectLoader
from importlib.util import find_spec


def source_of(name: str) -> str:
    """Return the source of the module called `name`, without importing it. Raises LookupError if there is none."""
    spec = find_spec(name)
    loader = spec.loader if spec else None
    source = loader.get_source(name) if isinstance(loader, InspectLoader) else None
    if source is None:
        raise LookupError(f"the source of {name} is not there")
    return source
