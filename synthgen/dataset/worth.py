"""How complex and how good a row is, from what was measured and what can be measured now.

    complexity   features.score, the measured difficulty (synthgen.check.features); where some row of the pool has none, the part
                 of it that the code alone shows, for all rows: 0.25 * (cyclomatic - 1) + 0.5 * nesting + 0.04 * lines
    quality      (static + proof) / 2: `static` is synthgen.quality.static_quality of the code; `proof` the mean of the shares
                 of killed mutants that two tests kill and of branches that the tests cover, 0 for a row without a certificate
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synthgen.dataset.rows_index import is_full
from synthgen.quality import static_quality
from synthgen.records import TASK_TYPE
from synthgen.reward import QUALITY_SHARE
from synthgen.syntax import parse_module

_DECISIONS = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler)
_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try)


@dataclass(frozen=True, slots=True)
class Worth:
    """The figures of a row; `measured` is NaN for a row without features."""

    measured: float
    visible: float
    quality: float


def worth_of(row: Mapping[str, Any]) -> Worth:
    """Return the figures of a row of the schema."""
    metadata = row.get("metadata")
    if metadata is None or not is_full(metadata) or not metadata["checks"]["probe_inputs"]:
        return Worth(math.nan, visible_complexity(row["code"]), static_quality(row["code"]) / 2)
    features, checks = metadata["features"], metadata["checks"]
    proof = (_share(checks["killed_twice"], checks["killed"]) + _share(checks["branches_covered"], checks["branches"])) / 2
    visible = _visible(features["cyclomatic"], features["nesting"], features["lines"])
    return Worth(float(features["score"]), visible, (_static(row, metadata) + proof) / 2)


def visible_complexity(code: str) -> float:
    """Return the complexity that code shows by itself; 0.0 if it does not parse.

    >>> visible_complexity("def f(x):\\n    if x:\\n        return 1\\n    return 0\\n")
    0.91
    """
    try:
        tree = parse_module(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0.0
    cyclomatic = 1
    for node in ast.walk(tree):
        if isinstance(node, _DECISIONS):
            cyclomatic += 1
        elif isinstance(node, ast.comprehension):
            cyclomatic += 1 + len(node.ifs)
        elif isinstance(node, ast.BoolOp):
            cyclomatic += len(node.values) - 1
    nesting = max((_nesting(node) for node in tree.body), default=0)
    return _visible(cyclomatic, nesting, sum(1 for line in code.splitlines() if line.strip()))


def _visible(cyclomatic: int, nesting: int, lines: int) -> float:
    return round(0.25 * (cyclomatic - 1) + 0.5 * nesting + 0.04 * lines, 2)


def _nesting(node: ast.AST) -> int:
    """Return how deep blocks stand inside each other; from `synthgen.check.features`."""
    inner = max((_nesting(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)), default=0)
    return inner + isinstance(node, _BLOCKS)


def _static(row: Mapping[str, Any], metadata: Mapping[str, Any]) -> float:
    """Return the static quality; a verified program that passes all tests holds it in its reward, which saves the parsing."""
    reward = float(row["reward"])
    if metadata["task_type"] == TASK_TYPE and 1 - QUALITY_SHARE <= reward <= 1:
        return (reward - (1 - QUALITY_SHARE)) / QUALITY_SHARE
    return static_quality(str(row["code"]))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
