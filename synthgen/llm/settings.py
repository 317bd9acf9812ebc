"""What a user may ask of the stage in which models take part, checked before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from synthgen.errors import UsageError, unknown
from synthgen.llm.budget import Caps, Prices
from synthgen.llm.endpoint import Endpoint, Patience

Role = Literal["paraphrase", "solve", "explain", "fuse", "evolve"]
ROLES: tuple[Role, ...] = ("paraphrase", "solve", "explain", "fuse", "evolve")
"""All roles in the order in which they work; the first three on the samples of a run, the others make new ones."""
CHECK = "check"
"""The part of a role that solves from a text alone, to prove the text; it may have a model of its own."""
NEW = 10
"""New tasks that fuse and evolve are each asked for by default."""


class ModelSettings(BaseModel):
    """The settings of a stage. `deciding` are those that decide its bytes; the others say where to ask, how fast, and for how much."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(min_length=1, max_length=200, description="the model's name at the endpoint")
    roles: tuple[Role, ...] = Field(("paraphrase", "solve"), min_length=1, description="roles, in any order")
    role_models: dict[str, str] = Field({}, description="another model for a role, or for `check`")
    k: int = Field(4, ge=1, le=64, description="attempts at a wording, an explanation or a new task; solutions to a task")
    new: int = Field(NEW, ge=1, le=1_000_000, description="new tasks that fuse and evolve are each asked for")
    language: str = Field("", max_length=40, description="human language of new wordings; empty for that of the sample")
    recalibrate: bool = Field(False, description="difficulty by the pass rate that solve measured")
    temperature: float | None = Field(0.8, ge=0, le=2)
    max_answer: int = Field(4096, ge=16, le=1_000_000, description="tokens of an answer at most")
    terms: str = Field("", max_length=500, description="the models' terms of use, as they are to stand in the rows")
    templates: Path | None = None
    base_url: str | None = None
    concurrency: int = Field(32, ge=1, le=1024)
    timeout: float = Field(300.0, gt=0, le=86_400, description="seconds for one try of a request")
    tries: int = Field(6, ge=1, le=100)
    wait: float = Field(1.0, ge=0, le=60, description="seconds before a second try; doubled with each further one")
    max_requests: int | None = Field(None, ge=0)
    max_tokens: int | None = Field(None, ge=0)
    max_usd: float | None = Field(None, ge=0)
    price_in: dict[str, float] = Field({}, description="dollars per million tokens of prompts, by model; \"\" for all")
    price_out: dict[str, float] = Field({}, description="the same for answers")
    cache: Path | None = Field(None, description="file of answers; by default the one that all runs share")

    @field_validator("roles")
    @classmethod
    def _in_order(cls, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        """Put roles into the order of work, each once."""
        return tuple(role for role in ROLES if role in roles)

    @field_validator("price_in", "price_out")
    @classmethod
    def _prices(cls, prices: dict[str, float]) -> dict[str, float]:
        if any(price < 0 for price in prices.values()):
            raise ValueError("a price is 0 or more")
        return prices

    def model_for(self, role: str) -> str:
        """Return the model of a role; `check` is done by that of solve where it has none of its own."""
        if role == CHECK and CHECK not in self.role_models:
            return self.role_models.get("solve", self.model)
        return self.role_models.get(role, self.model)

    @property
    def models(self) -> frozenset[str]:
        """All models that take part."""
        return frozenset(self.model_for(role) for role in (*self.roles, CHECK))

    @property
    def caps(self) -> Caps:
        """What may be spent."""
        return Caps(self.max_requests, self.max_tokens, self.max_usd)

    @property
    def prices(self) -> Prices:
        """What is paid."""
        return Prices(self.price_in, self.price_out)

    def endpoint(self) -> Endpoint:
        """Return where to ask. Raises UsageError for an address or a key that cannot be one."""
        patience = Patience(tries=self.tries, seconds=self.timeout, first=self.wait)
        return Endpoint.of(self.base_url, concurrency=self.concurrency, patience=patience)

    def deciding(self) -> dict[str, Any]:
        """Return, as plain JSON, the settings that decide what is made."""
        names = {"roles", "k", "new", "language", "recalibrate", "temperature", "max_answer", "terms"}
        return {**self.model_dump(mode="json", include=names), "models": {role: self.model_for(role) for role in (*self.roles, CHECK)}}


def by_flags(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return, by their own names, the settings that are given by the names of flags: `llm_model`, `llm_role_model`, `max_usd` ..."""
    return {("role_models" if name == "llm_role_model" else name.removeprefix("llm_")): value for name, value in given.items()}


FLAGS = frozenset(
    "llm_role_model"
    if name == "role_models"
    else name
    if name in ("max_requests", "max_tokens", "max_usd", "price_in", "price_out")
    else f"llm_{name}"
    for name in ModelSettings.model_fields
)
"""The name of every setting as flags and the notebook have it, beside the settings of a run."""


def make_settings(**given: Any) -> ModelSettings:
    """Return checked settings. Texts with commas are taken for several values. Raises UsageError with one sentence."""
    for name in given:
        if name not in ModelSettings.model_fields:
            raise UsageError(unknown("setting of models", name, ModelSettings.model_fields))
    if not given.get("model"):
        raise UsageError("a model was asked for without its name; give --llm-model NAME")
    roles = given.get("roles")
    if isinstance(roles, str):
        given["roles"] = tuple(part.strip() for part in roles.split(",") if part.strip())
    for role in given.get("roles", ()):
        if role not in ROLES:
            raise UsageError(unknown("role", str(role), ROLES))
    given["role_models"] = _pairs(given.get("role_models"), "role", (*ROLES, CHECK))
    for name in ("price_in", "price_out"):
        given[name] = _numbers(given.get(name), name)
    try:
        return ModelSettings(**given)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{where}: {first['msg'].removeprefix('Value error, ')}; found {first['input']!r:.80}") from None


def _pairs(given: Any, what: str, known: tuple[str, ...]) -> dict[str, str]:
    """Read `solve=M2` and the like."""
    pairs = dict(given) if isinstance(given, Mapping) else {}
    for text in [] if isinstance(given, Mapping) or given is None else [given] if isinstance(given, str) else given:
        name, mark, value = str(text).partition("=")
        if not mark or not value:
            raise UsageError(f"a model for a {what} is given as {known[0]}=NAME; found {text!r}")
        pairs[name.strip()] = value.strip()
    for name in pairs:
        if name not in known:
            raise UsageError(unknown(what, str(name), known))
    return pairs


def _numbers(given: Any, name: str) -> dict[str, float]:
    """Read `0.5`, `M2=0.5`, and several of these."""
    if isinstance(given, Mapping):
        return dict(given)
    texts = [] if given is None else [given] if isinstance(given, str | int | float) else given
    prices: dict[str, float] = {}
    for text in texts:
        model, mark, number = str(text).rpartition("=")
        try:
            prices[model if mark else ""] = float(number)
        except ValueError:
            flag = name.replace("_", "-")
            raise UsageError(f"--{flag}: dollars per million tokens, such as 0.5, or MODEL=0.5; found {text!r}") from None
    return prices
