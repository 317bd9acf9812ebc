"""What a program's entry point takes, as far as its text says it, and whether inputs of some domain fit."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from synthgen.dataset.leakage.domain import Domain
from synthgen.syntax import parse_module

_SHAPES = {
    "int": {"int", "bool"}, "float": {"float", "int"}, "bool": {"bool", "int"}, "str": {"str", "words"}, "list": {"list", "tuple"},
    "tuple": {"tuple", "row", "list"}, "dict": {"dict"},
}  # fmt: skip
"""The shapes that a parameter of each type takes; of any other type, all."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters that must and may be given by place; `hints` are empty where there are none, the result's last."""

    least: int
    most: int
    hints: tuple[str, ...]

    @property
    def stated(self) -> bool:
        """Whether every parameter has a hint and must be given."""
        return self.least == self.most > 0 and all(self.hints[: self.most])

    def takes(self, domains: Sequence[Domain]) -> bool:
        """Return whether arguments of these domains may fit, by number and by what the hints say."""
        if not self.least <= len(domains) <= self.most:
            return False
        return all(_fits(domain, hint) for domain, hint in zip(domains, self.hints, strict=False))


@lru_cache(maxsize=4096)
def signature_of(code: str, entry: str) -> Signature | None:
    """Return the signature of the top-level function `entry`, or None if there is none that is called by place."""
    try:
        tree = parse_module(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    function = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == entry), None)
    if function is None or any(one is None for one in function.args.kw_defaults):
        return None
    places = [*function.args.posonlyargs, *function.args.args]
    hints = [ast.unparse(one.annotation) if one.annotation else "" for one in places]
    result = ast.unparse(function.returns) if function.returns else ""
    most = 99 if function.args.vararg else len(places)
    return Signature(len(places) - len(function.args.defaults), most, (*hints, result))


def _fits(domain: Domain, hint: str) -> bool:
    name = hint.split("[")[0].rsplit(".", 1)[-1].lower()
    if domain.shape in ("any", "none") or name not in _SHAPES:
        return True
    return domain.shape in _SHAPES[name]
