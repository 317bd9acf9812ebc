"""The way of an evaluation on one page: read the set, get the completions, judge them, count, write."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import synthgen
from synthgen.dataset.tasks.bench import PATIENCE
from synthgen.errors import UsageError
from synthgen.evaluation.completions import Answer, Answers, given_completions, read_completions
from synthgen.evaluation.problems import Problems, read_problems
from synthgen.evaluation.results import Results, results_of
from synthgen.evaluation.settings import EvaluationConfig, make_config
from synthgen.evaluation.store import COMPLETIONS, REPORT, RESULTS, TASKS, Judged, Place, Store
from synthgen.evaluation.tasks import EvalSet, read_evalset
from synthgen.marking import mark
from synthgen.reward import Scoring, shared_sandbox
from synthgen.sandbox import Limits

Progress = Callable[[str, int, int], None]
"""Called with a stage, `asking` or `judging`, with how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An evaluation that was asked for and checked.

    answers   the completions; None if a model is to be asked, at `address`
    problems  the prompts that the completions continue; None if each is an answer by itself
    """

    config: EvaluationConfig
    evalset: EvalSet
    answers: Answers | None
    address: str = ""
    problems: Problems | None = None

    def identity(self) -> dict[str, Any]:
        """Return what decides the results, as plain JSON."""
        source = None if self.answers is None else {"name": self.answers.name, "sha256": self.answers.digest}
        config = self.config
        asked = {"n_samples": config.samples, "temperature": config.heat, "top_p": config.top_p, "max_tokens": config.max_tokens}
        return {
            "generator": f"synthgen {synthgen.__version__}",
            "evalset": {"name": self.evalset.name, "sha256": self.evalset.digest, "tasks": len(self.evalset.tasks)},
            "canary": ", ".join(self.evalset.canaries),
            "model": config.model,
            "base_url": self.address,
            "completions": source,
            **({} if self.problems is None else {"problems": {"name": self.problems.name, "sha256": self.problems.digest}}),
            **({**asked, "system": config.system} if source is None else {}),
            "timeout": config.timeout,
            "k": list(config.k),
            "seed": config.seed,
        }


def planned(
    evalset: str | Path,
    completions: str | Path | Mapping[str, Sequence[str]] | None,
    problems: str | Path | None,
    settings: Mapping[str, Any],
) -> Plan:
    """Check what is asked for and read what it needs. Raises UsageError or RecordError with a sentence that says what to do."""
    config = make_config(**settings)
    if completions is None:
        if problems is not None:
            raise UsageError("--problems says what --completions continue; give the completions, or leave it out")
        if not config.model:
            raise UsageError("neither a model nor completions were given; give --model NAME and --base-url URL, or --completions FILE")
        from synthgen.evaluation.asking import endpoint_of

        return Plan(config, read_evalset(Path(evalset)), None, endpoint_of(config).shown)
    for name in ("base_url", "n_samples", "temperature", "top_p", "system"):
        if settings.get(name) not in (None, ""):
            raise UsageError(f"--{name.replace('_', '-')} is for asking a model, --completions for answers made elsewhere; leave out one")
    tasks = read_evalset(Path(evalset))
    given = given_completions(completions, tasks) if isinstance(completions, Mapping) else read_completions(Path(completions), tasks)
    most = max(Counter(answer.task for answer in given.rows).values())
    if config.k[-1] > most:
        raise UsageError(f"pass@{config.k[-1]} was asked for, and no task has more than {most} completions; it takes at least k of each")
    stubs = None if problems is None else read_problems(Path(problems), tasks)
    for answer in given.rows if stubs else ():
        if stubs is not None and answer.task not in stubs.prompts:
            raise UsageError(f"{stubs.name} has no problem for the completions of {answer.task!r}; give the file that they were made for")
    return Plan(config, tasks, given, problems=stubs)


def run_evaluation(plan: Plan, path: Path, resume: bool = False, progress: Progress | None = None) -> Results:
    """Evaluate as planned and write everything to the directory `path`; with `resume` go on where it stopped.

    Raises RunError if the directory cannot be used, EndpointError if no model can be asked, SandboxError if there is no sandbox.
    """
    tell = progress or (lambda stage, done, total: None)
    store = Store(path)
    store.create(plan.identity(), resume)
    known, verdicts = store.kept()
    lacks: dict[Place, str] = {}
    if plan.answers is not None:
        answers = plan.answers.rows
    else:
        from synthgen.evaluation.asking import ask_model

        answers, lacks = ask_model(plan.config, plan.evalset, known, store.answers, tell)
    _judge(plan, answers, verdicts, store, tell)
    results = results_of(plan.evalset, answers, verdicts, lacks, plan.config.model, plan.config.k, plan.config.seed)
    _write(plan, answers, verdicts, results, store)
    return results


def _judge(plan: Plan, answers: Sequence[Answer], verdicts: dict[Place, Judged], store: Store, tell: Progress) -> None:
    """Run what has no verdict yet, equal completions of a task once, and note each verdict as it comes."""
    prompts = None if plan.problems is None else plan.problems.prompts
    # CPU time ends an endless program; the clock is patient, so that a busy machine fails no completion.
    seconds = math.ceil(plan.config.timeout)
    limits = Limits(seconds=float(seconds * PATIENCE), cpu_seconds=seconds)
    scoring = Scoring(limits=limits, verbatim=prompts is not None)
    jobs: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        if (answer.task, answer.sample) not in verdicts:
            jobs.setdefault((answer.task, answer.text), []).append(answer)
    done = len(answers) - sum(map(len, jobs.values()))
    box = shared_sandbox()
    texts = ((task, prompts[task] + text if prompts else text) for task, text in jobs)
    marks = box.map(lambda job: mark(plan.evalset.tasks[job[0]].problem, job[1], scoring, box), texts)
    with store.journal() as journal:
        for alike, one in zip(jobs.values(), marks, strict=True):
            first = Judged.of(alike[0].task, alike[0].sample, one)
            for answer in alike:
                judged = replace(first, sample=answer.sample)
                store.note(journal, judged)
                verdicts[answer.task, answer.sample] = judged
            done += len(alike)
            tell("judging", done, len(answers))


def _write(plan: Plan, answers: Sequence[Answer], verdicts: Mapping[Place, Judged], results: Results, store: Store) -> None:
    from synthgen.evaluation.page import page

    with store.rows(COMPLETIONS) as handle:
        for answer in answers:
            found = verdicts[answer.task, answer.sample]
            row = {"task_id": answer.task, "sample": answer.sample, "completion": answer.text, "finish": answer.finish}
            row |= {"verdict": found.verdict, "passed": found.passed, "reward": found.reward, "detail": found.detail}
            row["canary"] = plan.evalset.tasks[answer.task].canary
            store.add(handle, row)
    with store.rows(TASKS) as handle:
        for count in results.counts:
            store.add(handle, count.row(plan.config.k))
    store.write(REPORT, page(plan.evalset, results, plan.identity(), answers, verdicts))
    store.write(RESULTS, json.dumps({**results.row(), "config": plan.identity()}, indent=1, ensure_ascii=False) + "\n")
    store.clear()

