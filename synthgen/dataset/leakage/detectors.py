"""The detectors that compare texts and programs: what each looks at, from where on it speaks, and where that number is from.

Behaviour and exposure are no shares of features and stand in `behaviour` and `exposure`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from synthgen.dataset.leakage.documents import Document
from synthgen.dataset.leakage.features import Features, Hashes
from synthgen.dataset.leakage.stretches import LENGTH, squeezed, stretches
from synthgen.dataset.leakage.syntax import NODES, TOKENS, node_grams, nodes_of, token_grams, tokens_of
from synthgen.dataset.leakage.tli import word_grams

Level = Literal["text", "syntax", "behaviour", "atom exposure", "pair exposure"]
Known = Callable[[Hashes], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Ruler:
    """What a score is compared with: an item is flagged from `threshold` on; `origin` says where that number is from."""

    name: str
    level: Level
    unit: str
    threshold: float
    origin: str


@dataclass(frozen=True, slots=True)
class Detector(Ruler):
    """One way to compare. A score is the share of an item's features, those of the template left out, that stand in a document.

    With fewer than `fewest` features outside the template an item is not judged and scores 0. `quote` gives the text of a
    document from unit to unit.
    """

    features: Callable[[Sequence[Document], Known | None], Features]
    quote: Callable[[Document, int, int], str]
    fewest: int


def _words(documents: Sequence[Document], known: Known | None) -> Features:
    return word_grams([one.wording for one in documents], known)


def _quote_words(document: Document, start: int, end: int) -> str:
    pad = 4  # places count the marks that stand in front
    return " ".join(document.wording.split()[max(0, start - pad) : max(0, end - pad)])


def _quote_stretch(document: Document, start: int, end: int) -> str:
    return squeezed(document.text)[start:end].decode("utf-8", "replace")


def _quote_tokens(document: Document, start: int, end: int) -> str:
    return " ".join(tokens_of(document.code)[start:end])


def _quote_nodes(document: Document, start: int, end: int) -> str:
    lines = [line for _, line in nodes_of(document.code)[start:end] if line]
    return "\n".join(document.code.splitlines()[min(lines) - 1 : max(lines)]) if lines else ""


CALIBRATED = "calibrated: at most 1 % of HumanEval's items are flagged in 60,000 unrelated functions; docs/leakage.md"

DETECTORS: dict[str, Detector] = {
    one.name: one
    for one in (
        Detector(
            "tli", "text", "4-grams and 5-grams of words of the prompt", 0.1, CALIBRATED, _words, _quote_words, 8,
        ),
        Detector(
            "substring", "text", f"stretches of {LENGTH} characters without white space", 0.05, CALIBRATED,
            lambda documents, _: stretches([one.text for one in documents]), _quote_stretch, 8,
        ),
        Detector(
            "code tokens", "syntax", f"{TOKENS}-grams of code tokens, variables renamed", 0.65, CALIBRATED,
            lambda documents, _: token_grams([one.code for one in documents]), _quote_tokens, 12,
        ),
        Detector(
            "syntax tree", "syntax", f"{NODES}-grams of syntax nodes", 0.65, CALIBRATED,
            lambda documents, _: node_grams([one.code for one in documents]), _quote_nodes, 12,
        ),
    )
}  # fmt: skip
"""The detectors of shares by name, in the order in which they are told."""

BEHAVIOUR = Ruler(
    "equal behaviour", "behaviour", "probes on which the results are the same", 1.0,
    "equal on every probe, at least 20 with 5 different results; false positives are counted in docs/leakage.md",
)  # fmt: skip
