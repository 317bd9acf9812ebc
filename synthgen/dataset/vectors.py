"""Rows as vectors, for measuring how alike they are: by text, by structure. Cheap, without a model, unit length.

Feature hashing (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009): every feature goes to one of
`WIDTH` places with a sign, both from its hash, so that inner products are right on average. Counts enter by their square root,
so that one construct written ten times does not drown the rest.
"""

from __future__ import annotations

import ast
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from synthgen.syntax import parse_module

Vector = NDArray[np.float32]
Diversity = Literal["text", "structure"]
KINDS: tuple[Diversity, ...] = ("text", "structure")
WIDTH = 256
"""Length of a vector: the noise of hashed cosines is about 1/16, and 100,000 rows take 100 MB."""
GRAM = 5
"""Bytes of an n-gram: long enough to hold an operator with its neighbours, short enough to survive a renamed variable."""
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: Knuth's multiplicative hash


def text_vector(code: str) -> Vector:
    """Return the hashed byte n-grams of a source; runs of white space count as one space."""
    data = np.frombuffer(" ".join(code.split()).encode("utf-8", "surrogatepass").ljust(GRAM), dtype=np.uint8).astype(np.uint64)
    grams = np.zeros(len(data) - GRAM + 1, dtype=np.uint64)
    for place in range(GRAM):
        grams = (grams << np.uint64(8)) | data[place : len(data) - GRAM + 1 + place]
    values, counts = np.unique(grams, return_counts=True)
    return _hashed(values * _MIX, counts)


def structure_vector(row: Mapping[str, Any]) -> Vector:
    """Return the hashed structure of a row: atoms and combinators, each and in pairs; of foreign code, kinds of syntax nodes.

    The two are never alike: a row with atoms and one without have nothing in common.
    """
    metadata = row.get("metadata") or {}
    atoms, combinators = metadata.get("atoms"), metadata.get("combinators")
    if isinstance(atoms, list) and atoms and isinstance(combinators, list):
        features = Counter([*(f"atom {name}" for name in atoms), *(f"combinator {name}" for name in combinators)])
        features.update(f"atoms {left} {right}" for left, right in pairwise(atoms))
        features.update(f"combinators {left} {right}" for left, right in pairwise(combinators))
    else:
        features = Counter(_edges(str(row["code"])))
    hashes = np.array([zlib.crc32(name.encode()) for name in features], dtype=np.uint64)
    return _hashed(hashes * _MIX, np.array(list(features.values())))


def unit(matrix: NDArray[Any]) -> Vector:
    """Return the rows of a matrix at length 1; a row of zeros stays as it is."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def vectors(rows: Sequence[Mapping[str, Any]], kind: Diversity) -> Vector:
    """Return the vectors of rows, one a line."""
    made = [text_vector(str(row["code"])) if kind == "text" else structure_vector(row) for row in rows]
    return np.stack(made) if made else np.zeros((0, WIDTH), dtype=np.float32)


def _hashed(hashes: NDArray[np.uint64], counts: NDArray[Any]) -> Vector:
    places = (hashes >> np.uint64(56)).astype(np.int64)
    signs = 1.0 - 2.0 * ((hashes >> np.uint64(55)) & np.uint64(1)).astype(np.float64)
    sums = np.bincount(places, weights=signs * np.sqrt(counts), minlength=WIDTH)
    length = float(np.sqrt(sums @ sums))
    return (sums / length if length else sums).astype(np.float32)


def _edges(code: str) -> Iterable[str]:
    try:
        tree = parse_module(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            yield f"{type(node).__name__} {type(child).__name__}"
