"""Difficulty from measured features of the plan and of the emitted solution.

    score = 1.0 * depth + 0.5 * (combinators other than plain calls) + 0.25 * (cyclomatic - 1) + 0.5 * nesting
            + 0.04 * lines + 0.25 * (kinds - 2)

A score below `EASY_BELOW` is easy, from `HARD_FROM` on it is hard, between them medium. `cyclomatic` is McCabe's number
(1976) of the whole module: 1 + decision points; `nesting` the depth of blocks inside a function; `lines` those that are not
blank; `kinds` the different kinds that the plan moves through. The bounds are the 30 % and 70 % quantiles of the
scores of a default run.
"""

from __future__ import annotations

from synthgen.check.text import decisions_and_nesting
from synthgen.plan.graph import Plan
from synthgen.records import Difficulty, Features

EASY_BELOW = 6.4
HARD_FROM = 9.0


def features_of(plan: Plan, code: str) -> Features:
    """Return the features of a plan and its solution."""
    combinators = sum(step.combinator.role != "call" for _, step in plan.steps)
    kinds = len({node.kind for node in plan.nodes})
    return features_of_text(code, len(plan.steps), plan.depth, combinators, kinds)


def features_of_text(code: str, steps: int, depth: int, combinators: int, kinds: int) -> Features:
    """Return the features of a solution, and of what it does in so many steps, combinators and kinds."""
    decisions, nesting = decisions_and_nesting(code)
    cyclomatic = 1 + decisions
    lines = sum(1 for line in code.splitlines() if line.strip())
    score = depth + 0.5 * combinators + 0.25 * (cyclomatic - 1) + 0.5 * nesting + 0.04 * lines + 0.25 * (kinds - 2)
    return Features(steps, depth, combinators, cyclomatic, nesting, lines, kinds, round(score, 2))


def difficulty_of(features: Features) -> Difficulty:
    """Return the difficulty that a score stands for."""
    if features.score < EASY_BELOW:
        return "easy"
    return "hard" if features.score >= HARD_FROM else "medium"
