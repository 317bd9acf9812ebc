"""What a user may ask of an evaluation, checked before anything starts."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from synthgen.errors import UsageError, unknown

MOST_SAMPLES = 100_000
"""Completions of a task; the estimate needs far fewer."""
VARIED = 0.8
"""Default temperature where a task has several completions, as in the paper for pass@100; a single one is greedy."""


class EvaluationConfig(BaseModel):
    """The settings of an evaluation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    k: tuple[int, ...] = Field((1,), min_length=1, description="the k of pass@k")
    model: str = Field("", description="name of the model, as the endpoint knows it; a mere label for completions from a file")
    base_url: str | None = Field(None, description="address of the endpoint, such as http://127.0.0.1:8000/v1")
    n_samples: int | None = Field(None, ge=1, le=MOST_SAMPLES, description="completions to ask of each task; the largest k by default")
    temperature: float | None = Field(None, ge=0, le=10, description="0 for one completion, 0.8 for several, by default")
    top_p: float | None = Field(None, gt=0, le=1, description="left to the endpoint by default")
    max_tokens: int = Field(2048, ge=1, description="longest completion")
    system: str = Field("", description="system prompt; none by default")
    concurrency: int = Field(32, ge=1, le=1024, description="requests under way at once, at most; fewer if the endpoint bears fewer")
    timeout: float = Field(5.0, ge=0.01, le=7_200, description="CPU seconds that a program may take, all its tests together")
    seed: int = Field(0, ge=0, lt=2**63, description="seed of the bootstrap")

    @field_validator("k", mode="before")
    @classmethod
    def _k(cls, value: Any) -> Any:
        """Accept 1, "1,10" and (1, 10); ascending and each once."""
        try:
            parts = str(value).split(",") if isinstance(value, int | str) else list(value)
            found = sorted({int(part) for part in parts})
        except (ValueError, TypeError):
            found = []
        if not found or found[0] < 1:
            raise ValueError(f"k is a number from 1, or several such as 1,10; found {value!r}")
        return tuple(found)

    @model_validator(mode="after")
    def _together(self) -> EvaluationConfig:
        if self.n_samples is not None and self.k[-1] > self.n_samples:
            raise ValueError(
                f"pass@{self.k[-1]} was asked for with {self.n_samples} samples of each task; it takes at least k: "
                f"give --n-samples {self.k[-1]} or more"
            )
        if self.samples > 1 and self.temperature == 0:
            raise ValueError(f"{self.samples} samples at temperature 0 would all be the same; give a higher temperature or --n-samples 1")
        return self

    @property
    def samples(self) -> int:
        """Completions to ask of each task."""
        return self.n_samples or self.k[-1]

    @property
    def heat(self) -> float:
        """The temperature to ask with."""
        if self.temperature is not None:
            return self.temperature
        return VARIED if self.samples > 1 else 0.0


def make_config(**settings: Any) -> EvaluationConfig:
    """Return a checked config. Raises UsageError with one sentence that says what was asked, what exists and what to do."""
    for name in settings:
        if name not in EvaluationConfig.model_fields:
            raise UsageError(unknown("setting", name, EvaluationConfig.model_fields))
    try:
        return EvaluationConfig(**settings)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"{where}: {said}; found {first['input']!r}" if where and first["type"] != "value_error" else said) from None
