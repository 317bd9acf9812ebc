"""One question of a role: the words from a template, the answer read, mended once if its form is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from synthgen.llm.answers import Answer, Authored, Explanation, Program, Wording, read, schema_of
from synthgen.llm.client import Client
from synthgen.llm.messages import Completion, Lack, Parameters, Request
from synthgen.llm.outcomes import Attempt, Outcome, day_of
from synthgen.llm.settings import ModelSettings
from synthgen.llm.templates import Templates

ANSWERS: dict[str, type[Answer]] = {
    "paraphrase": Wording,
    "solve": Program,
    "explain": Explanation,
    "solve_explained": Program,
    "fuse": Authored,
    "evolve": Authored,
}
"""What the answer to each template holds."""
REFUSALS = ("refusal", "content_filter")
_LACKS = {Lack.UNANSWERED: Outcome.UNANSWERED, Lack.UNASKED: Outcome.UNASKED, Lack.REJECTED: Outcome.REJECTED}
Asked = TypeVar("Asked", bound=Answer)


@dataclass(frozen=True, slots=True)
class Said(Generic[Asked]):
    """What a model said: a `value`, or an outcome that says why there is none. `completions` are all that went into it."""

    value: Asked | None
    outcome: Outcome
    detail: str
    completions: tuple[Completion, ...]

    @property
    def text(self) -> str:
        """The first answer as it came."""
        return self.completions[0].text if self.completions else ""


class Asker:
    """Asks the models of one stage."""

    def __init__(self, client: Client, templates: Templates, settings: ModelSettings) -> None:
        self.client = client
        self.templates = templates
        self.settings = settings

    def request(self, template: str, model: str, language: str, variables: Mapping[str, Any], sample: int) -> Request:
        """Return the request that a template makes."""
        rendered = self.templates.render(template, language, variables)
        parameters = Parameters(self.settings.temperature, None, self.settings.max_answer)
        schema = schema_of(ANSWERS[template])
        return Request(model, rendered.text, parameters=parameters, sample=sample, template=rendered.template, schema=schema)

    async def ask(
        self, answer: type[Asked], template: str, model: str, language: str, variables: Mapping[str, Any], sample: int
    ) -> Said[Asked]:
        """Return what a model says to a template; `sample` is the number of the answer among several to the same words."""
        request = self.request(template, model, language, variables, sample)
        first = await self.client.one(request)
        said = _said(answer, first)
        if said.outcome is not Outcome.MALFORMED:
            return said
        plea = self.templates.render("repair", language, {"problem": said.detail})
        again = Request(
            model,
            plea.text,
            before=(request.prompt, first.text),
            parameters=request.parameters,
            sample=sample,
            template=plea.template,
            schema=request.schema,
        )
        second = await self.client.one(again)
        mended = _said(answer, second)
        outcome = Outcome.MALFORMED if mended.value is None and second.lack is None else mended.outcome
        detail = said.detail if mended.value is None and second.lack is None else mended.detail
        return Said(mended.value, outcome, detail, (first, second))

    def attempt(
        self, id: str, role: str, number: int, outcome: Outcome, detail: str, said: Said[Any], checks: tuple[Said[Any], ...] = ()
    ) -> Attempt:
        """Return the ledger's row of an attempt, with what it and its checks cost."""
        model = self.settings.model_for(role)
        checker = self.settings.model_for("check")
        own = [one for one in said.completions if one.lack is None]
        proving = [one for check in checks for one in check.completions if one.lack is None]
        used = [*own, *proving]
        counted = all(one.input_tokens is not None and one.output_tokens is not None for one in used)
        priced = [(model, one) for one in own] + [(checker, one) for one in proving]
        costs = [self.settings.prices.of(name, one.input_tokens, one.output_tokens) for name, one in priced]
        return Attempt(
            id=id,
            role=role,
            attempt=number,
            model=model,
            outcome=outcome,
            detail=detail[:MOST_DETAIL],
            answers=len(used),
            input_tokens=sum(one.input_tokens or 0 for one in used) if counted else None,
            output_tokens=sum(one.output_tokens or 0 for one in used) if counted else None,
            usd=round(sum(cost or 0.0 for cost in costs), 9) if all(cost is not None for cost in costs) else None,
            day=day_of(used),
            text=said.text,
        )


MOST_DETAIL = 400
"""Longest detail of a ledger's row, in characters."""


def _said(answer: type[Asked], completion: Completion) -> Said[Asked]:
    if completion.lack is not None:
        return Said(None, _LACKS[completion.lack], completion.detail, (completion,))
    if completion.finish in REFUSALS:
        return Said(None, Outcome.REFUSED, completion.finish, (completion,))
    if completion.finish == "length":
        return Said(None, Outcome.CUT_SHORT, f"{completion.output_tokens or len(completion.text)} tokens", (completion,))
    if not completion.text.strip():
        return Said(None, Outcome.EMPTY, "", (completion,))
    value = read(answer, completion.text)
    if isinstance(value, str):
        return Said(None, Outcome.MALFORMED, value, (completion,))
    return Said(value, Outcome.ACCEPTED, "", (completion,))
