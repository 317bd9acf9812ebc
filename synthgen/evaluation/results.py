"""What an evaluation came to: counts, pass@k over all tasks and by group, and which tasks have too few completions to count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from synthgen.evaluation.completions import Answer
from synthgen.evaluation.estimator import pass_at_k
from synthgen.evaluation.intervals import FEW, LEVEL, RESAMPLES, clustered_mean
from synthgen.evaluation.store import Judged, Place
from synthgen.evaluation.tasks import DIMENSIONS, EvalSet, Task
from synthgen.marking import LOST, UNSCORED
from synthgen.streams import stream

MOST_POINTS = 40
"""Points of the curve of pass@k over k."""
METHOD = (
    f"unbiased pass@k (Chen et al. 2021), mean over tasks; se: cluster-robust, clusters are tasks of one behaviour; low, high: "
    f"{LEVEL:.0%} percentile bootstrap over clusters, {RESAMPLES} resamples; Student's t below {FEW} clusters, Wilson's interval where all "
    "clusters are alike"
)


@dataclass(frozen=True, slots=True)
class PassAtK:
    """pass@k of a group. `value` and its interval are None if no task has `k` completions; `short` counts the tasks that have fewer."""

    k: int
    value: float | None
    se: float | None
    low: float | None
    high: float | None
    tasks: int
    clusters: int
    short: int


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one value of a dimension; `dimension` and `name` are empty for all tasks together."""

    dimension: str
    name: str
    tasks: int
    estimates: tuple[PassAtK, ...]


@dataclass(frozen=True, slots=True)
class TaskCount:
    """A task: `c` of `n` completions with a verdict pass. Beside them stand those of which nothing is known, by why.

    unanswered             requests that the endpoint did not answer
    infrastructure_errors  completions whose run the sandbox failed
    unscored               completions of a type without a scorer
    """

    task: str
    n: int
    c: int
    unanswered: int
    infrastructure_errors: int
    unscored: int

    def row(self, ks: Sequence[int]) -> dict[str, Any]:
        """Return the task as JSON, with its pass@k for each of `ks`; null where n is below k."""
        values = {f"pass@{k}": pass_at_k(self.n, self.c, k) if self.n >= k else None for k in ks}
        return {"task_id": self.task, "n": self.n, "c": self.c, **values, **{name: getattr(self, name) for name in self.__slots__[3:]}}


@dataclass(frozen=True, slots=True)
class Results:
    """All figures of an evaluation.

    completions  those with a text; `distinct` of them differ from the others of their task
    verdicts     how many completions ended with each; `finishes` counts why the model ended, where the endpoint said so
    mean_reward  over tasks, of the completions with a reward
    curve        pass@k over k up to the largest, over the tasks that have so many completions
    short        tasks with fewer completions that count than the largest k
    lacks        unanswered requests by why
    """

    evalset: str
    model: str
    tasks: int
    completions: int
    distinct: int
    verdicts: dict[str, int]
    finishes: dict[str, int]
    lacks: dict[str, int]
    mean_reward: float | None
    overall: Group
    groups: tuple[Group, ...]
    curve: tuple[PassAtK, ...]
    counts: tuple[TaskCount, ...]

    @property
    def short(self) -> tuple[TaskCount, ...]:
        """The tasks that do not count for the largest k."""
        largest = self.overall.estimates[-1].k
        return tuple(one for one in self.counts if one.n < largest)

    @property
    def infrastructure_errors(self) -> int:
        """Completions of which nothing is known, since the sandbox failed."""
        return self.verdicts.get(LOST, 0)

    @property
    def unanswered(self) -> int:
        """Requests that the endpoint did not answer."""
        return sum(self.lacks.values())

    def row(self) -> dict[str, Any]:
        """Return the figures as JSON; `pass@k` stands under that name."""
        rows = asdict(self)
        head = {name: rows[name] for name in ("evalset", "model", "tasks", "completions", "distinct")}
        return {
            **head,
            **_by_k(self.overall.estimates),
            "mean_reward": self.mean_reward,
            "verdicts": self.verdicts,
            "infrastructure_errors": self.infrastructure_errors,
            "unanswered": self.lacks,
            "finishes": self.finishes,
            "groups": [{"dimension": one.dimension, "name": one.name, "tasks": one.tasks, **_by_k(one.estimates)} for one in self.groups],
            "curve": rows["curve"],
            "short": [asdict(one) for one in self.short],
            "method": METHOD,
        }


def results_of(
    evalset: EvalSet,
    answers: Iterable[Answer],
    verdicts: Mapping[Place, Judged],
    lacks: Mapping[Place, str],
    model: str,
    ks: Sequence[int],
    seed: int,
) -> Results:
    """Return the figures of judged completions; `lacks` are the requests without an answer, and why. `ks` ascend."""
    texts: dict[str, set[str]] = {name: set() for name in evalset.tasks}
    judged: dict[str, list[Judged]] = {name: [] for name in evalset.tasks}
    finishes: Counter[str] = Counter()
    for answer in answers:
        texts[answer.task].add(answer.text)
        judged[answer.task].append(verdicts[answer.task, answer.sample])
        finishes.update([answer.finish] if answer.finish else [])
    unanswered = Counter(task for task, _ in lacks)
    counts = tuple(_count(name, found, unanswered[name]) for name, found in judged.items())
    by_task = {one.task: one for one in counts}
    everyone = list(evalset.tasks.values())
    groups = tuple(
        Group(dimension, name, len(tasks), tuple(_estimate(tasks, by_task, k, seed, dimension, name) for k in ks))
        for dimension in DIMENSIONS
        for name, tasks in sorted(_members(everyone, dimension).items(), key=lambda entry: _order(entry[0]))
    )
    overall = Group("", "", len(everyone), tuple(_estimate(everyone, by_task, k, seed, "", "") for k in ks))
    full = [task for task in everyone if by_task[task.key].n >= ks[-1]]
    curve = tuple(_estimate(full, by_task, k, seed, "curve", "") for k in _points(ks[-1])) if full and ks[-1] > 1 else ()
    means = [_mean([one.reward for one in found if one.reward is not None]) for found in judged.values()]
    return Results(
        evalset=evalset.name,
        model=model,
        tasks=len(everyone),
        completions=sum(map(len, judged.values())),
        distinct=sum(map(len, texts.values())),
        verdicts=_sorted(Counter(one.verdict for found in judged.values() for one in found)),
        finishes=_sorted(finishes),
        lacks=_sorted(Counter(lacks.values())),
        mean_reward=_mean([mean for mean in means if mean is not None]),
        overall=overall,
        groups=groups,
        curve=curve,
        counts=counts,
    )


def _count(task: str, judged: Sequence[Judged], unanswered: int) -> TaskCount:
    known = [one.passed for one in judged if one.passed is not None]
    lost, unscored = (sum(one.verdict == verdict for one in judged) for verdict in (LOST, UNSCORED))
    return TaskCount(task, len(known), sum(known), unanswered, lost, unscored)


def _estimate(tasks: Sequence[Task], counts: Mapping[str, TaskCount], k: int, seed: int, *where: str) -> PassAtK:
    enough = [(task, counts[task.key]) for task in tasks if counts[task.key].n >= k]
    short = len(tasks) - len(enough)
    if not enough:
        return PassAtK(k, None, None, None, None, 0, 0, short)
    values = [pass_at_k(count.n, count.c, k) for _, count in enough]
    mean = clustered_mean(values, [task.cluster for task, _ in enough], stream(seed, "bootstrap", *where, k))
    return PassAtK(k, mean.value, mean.se, mean.low, mean.high, len(enough), mean.clusters, short)


def _members(tasks: Iterable[Task], dimension: str) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = {}
    for task in tasks:
        for name in dict.fromkeys(value for kind, value in task.groups if kind == dimension):
            found.setdefault(name, []).append(task)
    return found


def _order(name: str) -> tuple[int, int, str]:
    """Sort difficulties by hardness, numbers by value, everything else by name."""
    hardness = {"easy": 0, "medium": 1, "hard": 2}
    if name in hardness:
        return 0, hardness[name], ""
    return (1, int(name), "") if name.isdecimal() else (2, 0, name)


def _points(most: int) -> list[int]:
    if most <= MOST_POINTS:
        return list(range(1, most + 1))
    return sorted({1 + round(place * (most - 1) / (MOST_POINTS - 1)) for place in range(MOST_POINTS)})


def _by_k(estimates: Sequence[PassAtK]) -> dict[str, dict[str, Any]]:
    return {f"pass@{one.k}": {name: value for name, value in asdict(one).items() if name != "k"} for one in estimates}


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
