"""What a user may ask of a run, checked before anything starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from synthgen.errors import UsageError, unknown
from synthgen.library import Library, load_library
from synthgen.records import DIFFICULTIES
from synthgen.run.split import Split

SHALLOWEST, DEEPEST = 1, 8
"""Depths that a plan may have; beyond the deepest nearly every candidate is rejected."""
MOST_SAMPLES = 50_000_000
"""More samples than any library of this size has behaviours for."""
ATTEMPTS_PER_SAMPLE = 40
"""Default number of candidates per wanted sample before a run gives up."""
SPARE_ATTEMPTS = 2_000
"""Candidates that a run may always try, so that a small one does not give up by chance."""


class RunConfig(BaseModel):
    """The settings that decide the bytes of a run. Workers and engine are no part of it: they change the speed only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    n: int = Field(10_000, ge=0, le=MOST_SAMPLES, description="samples to accept")
    seed: int = Field(0, ge=0, lt=2**63, description="seed of every random stream; it stands in each row, where Arrow takes 64 bits")
    depth: tuple[int, int] = Field((2, 5), description="fewest and most operations composed in one plan")
    topics: tuple[str, ...] = Field((), description="topics to take atoms from; empty for all")
    atoms: Path | None = Field(None, description="folder of a library of one's own")
    difficulty: tuple[str, ...] = Field((), description="difficulties to keep; empty for all")
    language: Literal["en", "zh", "mixed"] = Field("en", description="language of the prompts")
    style: tuple[str, ...] = Field((), description="prompt styles; empty for all")
    format: Literal["jsonl", "parquet"] = Field("jsonl", description="file format of the samples; parquet adds a twin")
    max_attempts: int | None = Field(None, ge=1, description="candidates to try at most")
    split_policy: Split | None = Field(None, exclude=True, description="file of a split policy, of which the run is the training side")

    @field_validator("split_policy", mode="before")
    @classmethod
    def _split_policy(cls, value: Any) -> Any:
        """Accept the path of a policy file."""
        from synthgen.run.split_policy import train_split

        return train_split(Path(value)) if isinstance(value, str | Path) else value

    @field_validator("depth", mode="before")
    @classmethod
    def _depth(cls, value: Any) -> Any:
        """Accept 3, "3", "2-5" and (2, 5)."""
        try:
            parts = str(value).split("-") if isinstance(value, int | str) else list(value)
            low, high = (int(parts[0]), int(parts[-1])) if len(parts) in (1, 2) else (0, 0)
        except (ValueError, TypeError):
            low, high = 0, 0
        if not SHALLOWEST <= low <= high <= DEEPEST:
            raise ValueError(f"a depth is a number or a range such as 2-5, within {SHALLOWEST} to {DEEPEST}; found {value!r}")
        return low, high

    @property
    def attempts(self) -> int:
        """Candidates that the run tries at most."""
        return self.max_attempts or self.n * ATTEMPTS_PER_SAMPLE + SPARE_ATTEMPTS

    def identity(self) -> dict[str, Any]:
        """Return the settings as plain JSON, without paths of this machine: what a run's metadata records."""
        values = self.model_dump(mode="json", exclude={"atoms"})
        split = self.split_policy.identity() if self.split_policy else None
        return {**values, "depth": list(self.depth), "own_atoms": self.atoms is not None, "split_policy": split}


def make_config(**settings: Any) -> RunConfig:
    """Return a checked config. Raises UsageError with one sentence that says what was asked, what exists and what to do."""
    from synthgen.prompt import STYLES

    for name in ("topics", "difficulty", "style"):
        if isinstance(settings.get(name), str):
            settings[name] = tuple(part.strip() for part in settings[name].split(",") if part.strip())
    for name in settings:
        if name not in RunConfig.model_fields:
            raise UsageError(unknown("setting", name, RunConfig.model_fields))
    try:
        config = RunConfig(**settings)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{where}: {first['msg'].removeprefix('Value error, ')}; found {first['input']!r}") from None
    for what, asked, known in (("style", config.style, STYLES), ("difficulty", config.difficulty, DIFFICULTIES)):
        for name in asked:
            if name not in known:
                raise UsageError(unknown(what, name, known))
    return config


def library_of(config: RunConfig) -> Library:
    """Return the library that a config asks for, cut to its topics. Raises UsageError or LibraryError."""
    library = load_library(config.atoms.resolve() if config.atoms else None)
    for topic in config.topics:
        if topic not in library.topics:
            raise UsageError(unknown("topic", topic, library.topics))
    if not config.topics:
        return library
    return Library(library.folder, {name: atom for name, atom in library.atoms.items() if atom.topic in config.topics})


def default_workers() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
