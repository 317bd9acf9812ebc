"""The completions of a model behind an endpoint: each answer is on disk when it has come, and is never asked again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from synthgen.errors import EndpointError, UsageError
from synthgen.evaluation.completions import Answer
from synthgen.evaluation.settings import EvaluationConfig
from synthgen.evaluation.store import Place
from synthgen.evaluation.tasks import EvalSet, Task

if TYPE_CHECKING:
    from synthgen.evaluation.flow import Progress
    from synthgen.llm import Completion, Endpoint, Request, Tally


def endpoint_of(config: EvaluationConfig) -> Endpoint:
    """Return the endpoint to ask. Raises UsageError for an address or a key that cannot be one."""
    from synthgen.llm import Endpoint

    if not config.base_url and not any(os.environ.get(name, "").strip() for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY")):
        raise UsageError(
            f"the model {config.model!r} was asked for without an endpoint; give --base-url, such as http://127.0.0.1:8000/v1, or set "
            "OPENAI_API_KEY to ask OpenAI"
        )
    return Endpoint.of(config.base_url, concurrency=config.concurrency)


def ask_model(
    config: EvaluationConfig, evalset: EvalSet, known: Mapping[Place, Answer], cache: Path, tell: Progress
) -> tuple[tuple[Answer, ...], dict[Place, str]]:
    """Return the answers of the model in the order of tasks and samples, and why others are missing, by place.

    What stands in `known`, or in the file `cache` from an attempt before, is not asked again; tasks of a type without a scorer are
    not asked at all. Raises EndpointError if the endpoint cannot be used.
    """
    from synthgen.dataset.tasks import TASK_TYPES

    asked = [task for task in evalset.tasks.values() if TASK_TYPES[task.problem.task_type].score is not None]
    places = [(task.key, sample) for task in asked for sample in range(config.samples)]
    wanted = {place: _request(config, evalset.tasks[place[0]], place[1]) for place in places if place not in known}
    found = dict(zip(wanted, _completions(config, list(wanted.values()), len(places), cache, tell), strict=True)) if wanted else {}
    answers: list[Answer] = []
    lacks: dict[Place, str] = {}
    for place in places:
        if place in known:
            answers.append(known[place])
        elif found[place].lack is None:
            answers.append(Answer(*place, found[place].text, found[place].finish))
        else:
            lacks[place] = f"{found[place].lack}: {found[place].detail}"
    return tuple(answers), lacks


def _completions(config: EvaluationConfig, requests: list[Request], total: int, cache: Path, tell: Progress) -> list[Completion]:
    from synthgen.llm import Client
    from synthgen.llm.ask import run_coroutine
    from synthgen.llm.cache import Cache

    endpoint = endpoint_of(config)
    before = total - len(requests)

    def watch(tally: Tally) -> None:
        tell("asking", min(total, before + tally.answered + tally.cached), total)

    async def asked() -> list[Completion]:
        # A file of this evaluation's own: the next one asks anew, even if another checkpoint is served under the same name.
        with Cache(cache) as kept:
            async with Client(endpoint, kept, watch=watch) as client:
                return await client.complete(requests)

    try:
        return run_coroutine(asked)
    except EndpointError as problem:
        raise EndpointError(f"{problem} (with --resume --out {cache.parent})") from None


def _request(config: EvaluationConfig, task: Task, sample: int) -> Request:
    from synthgen.llm import Parameters, Request

    parameters = Parameters(config.heat, config.top_p, config.max_tokens)
    return Request(config.model, task.prompt, config.system, parameters=parameters, sample=sample)
