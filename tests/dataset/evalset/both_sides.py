"""Both sides of one small split: what they are made with and where they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from synthgen.dataset.evalset import make_policy
from synthgen.run.split_policy import SplitPolicy

SALT = b"5f1c0a7e6d2b49d8a3e4f0c1b2a39485"
CANARY = "11111111-2222-4333-8444-555555555555"
TOPICS = {"topics": "lists,sorting"}


@dataclass(frozen=True)
class Sides:
    """Where the sides are: `evaluation` was given no training run."""

    folder: Path

    @property
    def evaluation(self) -> Path:
        return self.folder / "eval"

    @property
    def training(self) -> Path:
        return self.folder / "train"

    @property
    def salt_file(self) -> Path:
        return self.folder / "salt"

    @property
    def policy_file(self) -> Path:
        return self.folder / "policy.json"


def policy() -> SplitPolicy:
    return make_policy(SALT, 0.1, salt_file="salt")
