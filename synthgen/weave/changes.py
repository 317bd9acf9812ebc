"""Changes: a node for a spot, with the words for what is broken by it."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from synthgen.weave.quotes import bare, short, text
from synthgen.weave.spots import Spot


@dataclass(frozen=True, slots=True)
class Change:
    """A node to put in a spot, and what is broken thereby, in English and in Chinese.

    `reading` marks what is no slip but another way to read the task: ties, ends, case, order, empty input. `needs` is
    an import line that the new node needs. `where` is an expression of the function's parameters that holds wherever the change makes a
    difference; empty if none is known.
    """

    node: cst.CSTNode
    en: str
    zh: str
    reading: bool = False
    needs: str = ""
    where: str = ""


def instead(spot: Spot, new: cst.BaseExpression, reading: bool = False) -> Change:
    """Return the change of an expression to `new`, described by the two texts and the place."""
    wrong, right = (
        short(bare(new)),
        short(bare(spot.node)) if isinstance(spot.node, cst.BaseExpression) else text(spot.node),
    )
    return Change(spot.fit(new), *_worded(spot, wrong, right), reading)


def changed(spot: Spot, new: cst.CSTNode, reading: bool = False) -> Change:
    """Return the change of a small node to `new`, described by the sum, product or subscript around it."""
    wide = spot.wider
    if wide is None:
        quote = "[{}]" if isinstance(new, cst.Slice) else "{}"
        return Change(new, *_worded(spot, quote.format(text(new)), quote.format(text(spot.node))), reading)
    whole = spot.rebuilt(new, len(spot.steps) - len(wide.steps))
    right = wide.node
    if isinstance(whole, cst.BaseExpression) and isinstance(right, cst.BaseExpression):
        return Change(new, *_worded(wide, bare(whole), bare(right)), reading)
    return Change(new, *_worded(wide, text(whole), text(right)), reading)


def _worded(spot: Spot, wrong: str, right: str) -> tuple[str, str]:
    """Return "`wrong` instead of `right` in the ..." in both languages."""
    en, zh = spot.place
    return f"`{wrong}` instead of `{right}` {en}".rstrip(), f"{zh}应为 `{right}`，却写成 `{wrong}`"
