"""Verifying a revealed set against what was committed to: item by item, field by field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthgen.dataset.evalset.hashes import FIELDS, ITEM, item_hashes, salted
from synthgen.dataset.evalset.manifest import MANIFEST, POLICY, Manifest, read_manifest
from synthgen.errors import RunError, UsageError
from synthgen.run.directory import CARD, CONFIG, SAMPLES
from synthgen.run.split_policy import commitment, read_policy

Row = Mapping[str, Any]
TELLING = ("prompt", "code", "reference_code", "test_cases", "metadata")
"""Fields that no two items have in common by chance."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was committed to: where it stands, what was committed to, what was found."""

    where: str
    asked: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: asked for {self.asked}; found {self.found}"


def committed_root(directory: Path) -> str:
    """Return the root that a set commits to. Raises RunError if its manifest contradicts itself."""
    manifest = read_manifest(directory)
    computed = manifest.computed_root()
    if computed != manifest.root or len(manifest.hashes) != manifest.items:
        raise RunError(f"{directory / MANIFEST} was changed: its root is {manifest.root}, its hashes give {computed}; make the set again")
    return computed


def verify_evalset(directory: Path, salt: bytes, root: str) -> list[Difference]:
    """Return all that differs between a set and the commitment `root`, revealed by `salt`; none if it is the very set.

    Raises RunError for a directory that is no set, and UsageError for a root that is none.
    """
    if len(root) != 64 or not set(root.lower()) <= set("0123456789abcdef"):
        raise UsageError(f"a root has 64 hexadecimal digits; found {root!r}")
    manifest = read_manifest(directory)
    differences: list[Difference] = []
    computed = manifest.computed_root()
    if computed != root.lower():
        differences.append(Difference(MANIFEST, f"the hashes whose root is {root.lower()}", f"hashes whose root is {computed}"))
    elif manifest.root != computed:
        differences.append(Difference(f"{MANIFEST}: root", computed, manifest.root))
    rows = list(_rows(directory / SAMPLES))
    if commitment(salt) != manifest.salt:
        differences.append(Difference("the salt", "the salt that was committed to", "another one, under which no item can be compared"))
    else:
        differences += _items(manifest, rows, [item_hashes(salt, row) for row in rows])
        differences += _settings(directory, manifest, salt)
    return differences + list(_surroundings(directory, manifest, rows))


def _items(manifest: Manifest, rows: Sequence[Row], found: Sequence[Mapping[str, str]]) -> Iterator[Difference]:
    """Yield what differs of the items: changed ones by field, missing ones, added ones, and those that changed places."""
    committed = manifest.hashes
    if len(committed) != manifest.items:
        yield Difference(f"{MANIFEST}: items", f"{manifest.items} hashes", f"{len(committed)}")
    unmatched = Counter(one.get(ITEM, "") for one in committed)
    unmatched.subtract(one[ITEM] for one in found)
    lost = [place for place, one in enumerate(committed) if unmatched[one.get(ITEM, "")] > 0]
    new = [place for place, one in enumerate(found) if unmatched[one[ITEM]] < 0]
    pairs = _paired(lost, new, committed, found)
    for place, where in pairs.items():
        for name in _changed(committed[place], found[where]):
            yield Difference(f"{_named(rows, where)}: {name}", f"what was committed to as item {place + 1}", "something else")
    for place in lost:
        if place not in pairs:
            yield Difference(f"item {place + 1}", "the item that was committed to", "it nowhere in the set")
    for where in new:
        if where not in pairs.values():
            yield Difference(_named(rows, where), "an item that was committed to", "one that was not")
    places = {one.get(ITEM, ""): place for place, one in enumerate(committed)}
    order = [(where, places[one[ITEM]]) for where, one in enumerate(found) if where not in new]
    for (where, place), wanted in zip(order, sorted(place for _, place in order), strict=True):
        if place != wanted:
            yield Difference(_named(rows, where), f"item {wanted + 1} in this place", f"item {place + 1}")


def _paired(
    lost: Sequence[int], new: Sequence[int], committed: Sequence[Mapping[str, str]], found: Sequence[Mapping[str, str]]
) -> dict[int, int]:
    """Return, for committed items that are not there, the row that each was changed into: it has fields of telling length in common."""
    pairs: dict[int, int] = {}
    left = list(new)
    for place in lost:
        alike = {where: sum(committed[place].get(name) == found[where][name] for name in TELLING) for where in left}
        best = max(left, key=lambda where: (alike[where], where == place), default=None)
        if best is not None and alike[best]:
            left.remove(best)
            pairs[place] = best
    return pairs


def _changed(committed: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    names = [name for name in FIELDS if committed.get(name) != found[name]]
    return names or ([] if committed.get(ITEM) == found[ITEM] else ["further fields"])


def _settings(directory: Path, manifest: Manifest, salt: bytes) -> Iterator[Difference]:
    try:
        stored = json.loads((directory / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stored = None
    if stored is None or salted(salt, CONFIG, stored).hex() != manifest.config:
        yield Difference(CONFIG, "the settings that were committed to", "others" if stored is not None else "no file that can be read")


def _surroundings(directory: Path, manifest: Manifest, rows: Sequence[Row]) -> Iterator[Difference]:
    """Yield what differs of the canary in the records and the card, the library of the records and the policy."""
    for place, row in enumerate(rows):
        metadata = row.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        for name in ("canary", "library"):
            if metadata.get(name) != getattr(manifest, name):
                yield Difference(f"{_named(rows, place)}: metadata.{name}", getattr(manifest, name), repr(metadata.get(name)))
    try:
        card = (directory / CARD).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        card = ""
    if manifest.canary not in card:
        yield Difference(CARD, f"the canary {manifest.canary}", "a card without it")
    try:
        policy = read_policy(directory / POLICY).digest()
    except UsageError as problem:
        policy = str(problem)
    if policy != manifest.policy:
        yield Difference(POLICY, f"the policy {manifest.policy}", policy)


def _named(rows: Sequence[Row], place: int) -> str:
    """Return how a row is called: its line in the file, and its id."""
    metadata = rows[place].get("metadata")
    name = metadata.get("id") if isinstance(metadata, dict) else None
    return f"{SAMPLES}:{place + 1}" + (f" ({name})" if isinstance(name, str) else "")


def _rows(path: Path) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8") as handle:
            for number, line in enumerate(handle, 1):
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise RunError(f"{path}:{number}: a JSON object is wanted; found a {type(row).__name__}")
                yield row
    except OSError as problem:
        raise RunError(f"cannot read {path}: {problem.strerror or problem}; a set is verified with its samples") from None
    except ValueError as problem:
        raise RunError(f"{path} has a line that is no JSON: {problem}") from None
