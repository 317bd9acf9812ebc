"""The flags by which commands let language models take part: said once, added to each command that takes them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from synthgen.errors import UsageError

if TYPE_CHECKING:
    from synthgen.llm.settings import ModelSettings


def _option(hint: Any, text: str, *names: str) -> Any:
    return Annotated[hint, typer.Option(*names, help=text, show_default=False, rich_help_panel=PANEL)]


PANEL = "Language models"
FLAGS: dict[str, Any] = {
    "llm_model": _option(str | None, "Let this model of an OpenAI-compatible endpoint take part; default: none does."),
    "llm_roles": _option(str | None, "Its roles: paraphrase, solve, explain, fuse, evolve; default: paraphrase,solve."),
    "llm_base_url": _option(str | None, "Address of the endpoint; default: OPENAI_BASE_URL, else OpenAI's. The key: OPENAI_API_KEY."),
    "llm_role_model": _option(list[str] | None, "Another model for a role, or for check: solve=NAME. May be repeated."),
    "llm_k": _option(int | None, "Attempts at a wording or a new task, solutions to a task; default: 4."),
    "llm_new": _option(int | None, "New tasks that fuse and evolve are each asked for; default: 10."),
    "llm_language": _option(str | None, "Human language of new wordings, such as German; default: that of the sample."),
    "llm_recalibrate": _option(bool, "Take difficulty from the measured pass rate.", "--llm-recalibrate"),
    "llm_terms": _option(str | None, "The models' terms of use, to stand in the rows."),
    "llm_templates": _option(Path | None, "Folder of templates of your own, such as en/solve.j2."),
    "llm_temperature": _option(float | None, "Sampling temperature; default: 0.8."),
    "llm_max_answer": _option(int | None, "Tokens of an answer at most; default: 4096."),
    "llm_concurrency": _option(int | None, "Requests at once at most; default: 32."),
    "llm_timeout": _option(float | None, "Seconds for one try of a request; default: 300."),
    "llm_tries": _option(int | None, "Tries of a request at most; default: 6."),
    "llm_wait": _option(float | None, "Seconds before a second try, doubled with each further one; default: 1."),
    "llm_cache": _option(Path | None, "File of answers; default: the one that all runs share."),
    "max_requests": _option(int | None, "Requests to send at most."),
    "max_tokens": _option(int | None, "Tokens to spend at most, prompts and answers together."),
    "max_usd": _option(float | None, "Dollars to spend at most; needs prices."),
    "price_in": _option(list[str] | None, "Dollars per million tokens of prompts: 0.5, or MODEL=0.5. May be repeated."),
    "price_out": _option(list[str] | None, "Dollars per million tokens of answers: 1.5, or MODEL=1.5. May be repeated."),
    "estimate": _option(bool, "Say what it would cost, ask nothing.", "--estimate"),
    "show_prompt": _option(bool, "Print the first prompt of each role, ask nothing.", "--show-prompt"),
}
"""Every flag by the name of its parameter; `llm_` apart, that is the name of the setting."""
SWITCHES = ("llm_recalibrate", "estimate", "show_prompt")


@dataclass(frozen=True, slots=True)
class ModelFlags:
    """What the command line says of models. `settings` is None if no model was asked for."""

    settings: ModelSettings | None
    estimate: bool = False
    show_prompt: bool = False

    @property
    def only_looks(self) -> bool:
        """Whether nothing is to be asked of a model."""
        return self.estimate or self.show_prompt


def read_flags(given: dict[str, Any]) -> ModelFlags:
    """Return the checked flags. Raises UsageError for a flag that makes no sense without a model."""
    asked = {name: value for name, value in given.items() if value is not None and value is not False and value != []}
    estimate, show_prompt = asked.pop("estimate", False), asked.pop("show_prompt", False)
    if "llm_model" not in asked:
        for name in (*asked, *(["estimate"] if estimate else []), *(["show_prompt"] if show_prompt else [])):
            raise UsageError(f"--{name.replace('_', '-')} is about a language model and none was named; give --llm-model NAME")
        return ModelFlags(None)
    from synthgen.llm.settings import by_flags, make_settings

    return ModelFlags(make_settings(**by_flags(asked)), estimate, show_prompt)


def with_model_flags(command: Callable[..., None]) -> Callable[..., None]:
    """Return `command` with the flags in place of its parameter `models`, which gets what they say."""
    signature = inspect.signature(command, eval_str=True)
    own = [parameter for name, parameter in signature.parameters.items() if name != "models"]
    defaults = {name: False if name in SWITCHES else None for name in FLAGS}
    keyword = inspect.Parameter.KEYWORD_ONLY
    added = [inspect.Parameter(name, keyword, default=defaults[name], annotation=hint) for name, hint in FLAGS.items()]

    @wraps(command)
    def run(**given: Any) -> None:
        flags = {name: given.pop(name) for name in FLAGS}
        command(**given, models=read_flags(flags))

    parameters = [parameter.replace(kind=keyword) for parameter in own]
    run.__signature__ = signature.replace(parameters=[*parameters, *added])  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*parameters, *added)}
    return run
