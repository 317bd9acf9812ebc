"""The first look at a plan: what it does on the probe inputs, and whether that is worth a task.

Cheap checks come first; each failure is a reason from the closed list. What passes has a behaviour hash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add, ne
from typing import Any

from synthgen.check.behaviour import behaviour
from synthgen.check.evaluate import Column, OutOfKind, calls, columns, downstream, in_kind, runner, takes
from synthgen.check.inputs import PROBE_INPUTS, Rows, probe_inputs
from synthgen.check.kept import FirstStep, first_steps
from synthgen.check.plain import plain_step
from synthgen.check.telling import NONE, Telling
from synthgen.kinds import FLAG
from synthgen.plan.graph import Constant, Plan, Step
from synthgen.records import Reason

GLIMPSE = slice(8, 20)
"""Probe inputs that are tried first, past the edges: a third of the candidates end here."""
_BEFORE = GLIMPSE.start
"""How many are before them."""
IN_TURN = (slice(0, 10), slice(10, 24), slice(24, None))
"""Probe inputs on which a changed input is looked for, one part after the other: mostly it shows on the first."""
MAX_LITERAL = 600
"""Longest literal of a result, in characters."""
MIN_DISTINCT = 5
"""Fewest different results on the probe inputs (of a Flag, both). Counts over a few items have no more than so many; with fewer, functions
that do different things agree by chance."""
MAX_COMMON_SHARE = 0.5
"""Largest share of the most common result; above it, guessing pays."""
MAX_COMMON_FLAG = 0.8
"""The same for a truth value."""
MIN_MINORITY = 0.1
"""Smallest share of the probe inputs on which a branch goes the rarer way, or on which an input changes the result;
of those on which something is done several times, that on which it must differ from being done once."""


_ON_ITEMS = ("predicate", "key", "each", "zip")
"""Roles of combinators that ask an atom about one item after the other."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A plan's values on its probe inputs: one row of `rows` for each input, one column of `table` for each node."""

    plan: Plan
    rows: Rows
    table: list[Column]
    texts: list[str]
    """The results as they are written."""
    behaviour: str
    distinct: int
    first: Mapping[int, FirstStep]
    """What is known of the steps that take nothing but inputs and constants, by position."""
    telling: Telling

    @property
    def outputs(self) -> Column:
        """The results."""
        return self.table[-1]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a candidate goes no further."""

    reason: Reason
    detail: str


def probe(plan: Plan, telling: Telling = NONE) -> Probe | Failure:
    """Return the plan's values on its probe inputs, or why it is no task; `telling` are the telling values of its library."""
    rows, first = probe_inputs(plan.inputs), first_steps(plan, telling)
    for index, known in first.items():
        if known.sound < PROBE_INPUTS:
            return Failure(Reason.OUT_OF_KIND, f"a {plan.nodes[index].kind.name} is none")
    try:
        glimpse = columns(plan, rows[GLIMPSE], {index: known.column[GLIMPSE] for index, known in first.items()})
        if plan.depth > 1 and len(set(map(repr, glimpse[-1]))) == 1:
            return Failure(Reason.CONSTANT, f"one result on {len(glimpse[-1])} inputs")
        others = columns(plan, _others(rows), {index: _others(known.column[:PROBE_INPUTS]) for index, known in first.items()})
        table = [[*some[:_BEFORE], *seen, *some[_BEFORE:]] for seen, some in zip(glimpse, others, strict=True)]
    except OutOfKind as problem:
        return Failure(Reason.OUT_OF_KIND, str(problem))
    outputs = table[-1]
    texts = list(map(repr, outputs))
    if max(map(len, texts)) > MAX_LITERAL:
        return Failure(Reason.TOO_LARGE, f"{max(map(len, texts))} characters")
    distinct = Counter(texts)
    failure = _guessable(plan, distinct) or _projection(plan, table) or _one_sided(plan, table)
    failure = failure or _redundant(plan, table) or _done_once(plan, table) or _indifferent(plan, table) or _plain(plan, table)
    failure = failure or _idle_input(plan, table)
    return failure or Probe(plan, rows, table, texts, behaviour(plan.inputs, plan.result, outputs), len(distinct), first, telling)


def _others(rows: Sequence[Any]) -> list[Any]:
    """Return what is not in the glimpse."""
    return [*rows[:_BEFORE], *rows[GLIMPSE.stop :]]


def _guessable(plan: Plan, distinct: Counter[str]) -> Failure | None:
    """Look for a result that guessing finds. An atom by itself was chosen by hand: it only must not be constant."""
    common = max(distinct.values()) / PROBE_INPUTS
    is_flag = plan.result is FLAG
    if plan.depth == 1 and len(distinct) > 1:
        return None
    if len(distinct) < (2 if is_flag else MIN_DISTINCT):
        return Failure(Reason.CONSTANT, f"{len(distinct)} different results on {PROBE_INPUTS} inputs")
    if common > (MAX_COMMON_FLAG if is_flag else MAX_COMMON_SHARE):
        return Failure(Reason.CONSTANT, f"one result on {common:.0%} of the inputs")
    return None


def _projection(plan: Plan, table: Sequence[Column]) -> Failure | None:
    for position in range(len(plan.inputs)):
        if plan.nodes[position].kind.hint == plan.result.hint and table[position] == table[-1]:
            return Failure(Reason.PROJECTION, f"the result is input {position}")
    return None


def _one_sided(plan: Plan, table: Sequence[Column]) -> Failure | None:
    for _, step in plan.steps:
        if step.combinator.name == "branch":
            share = sum(table[step.arguments[0]]) / PROBE_INPUTS
            if not MIN_MINORITY <= share <= 1 - MIN_MINORITY:
                return Failure(Reason.ONE_SIDED_BRANCH, f"the condition holds on {share:.0%} of the inputs")
    return None


def _redundant(plan: Plan, table: Sequence[Column]) -> Failure | None:
    """Look for a step whose place an argument, another step or a constant could take without a difference."""
    for index, step in plan.steps:
        column = table[index]
        first = column[0]
        if all(value == first for value in column):
            return Failure(Reason.REDUNDANT_STEP, f"{step.label} is constant")
        for other in range(index):
            node = plan.nodes[other]
            alike = node.kind.hint == step.kind.hint
            if isinstance(node, Constant) or not (alike or (other in step.arguments and _may_change_type(plan, index))):
                continue
            if alike and table[other] == column:
                return Failure(Reason.REDUNDANT_STEP, f"{step.label} changes nothing")
            if other in step.arguments and _dispensable(plan, table, index, table[other]):
                return Failure(Reason.REDUNDANT_STEP, f"{step.label} can be left out")
        if step.atom is not None and step.combinator.role == "call" and len(step.arguments) == 2 and _might_be_joined(plan, table, index):
            return Failure(Reason.REDUNDANT_STEP, f"{step.label} could as well put one behind the other")
    return None


def _done_once(plan: Plan, table: Sequence[Column]) -> Failure | None:
    """Look for a step that does something several times which might as well be done once, such as sorting letters."""
    for index, step in plan.steps:
        if step.combinator.role == "iterate":
            run, changed, often = runner(step), 0, 0
            for value, start, times, *others in zip(table[index], *(table[place] for place in step.arguments), strict=True):
                if times > 1:
                    often += 1
                    changed += value != run(start, 1, *others)
            if changed <= MIN_MINORITY * often:
                return Failure(Reason.REDUNDANT_STEP, f"{step.label} is as good as done once: {changed} of {often} results differ")
    return None


def _indifferent(plan: Plan, table: Sequence[Column]) -> Failure | None:
    """Look for an atom that says the same of every item that it meets, such as whether brackets are balanced in words of letters."""
    for index, step in plan.steps:
        if step.atom is None or step.combinator.role not in _ON_ITEMS:
            continue
        values = (value for _, value in calls(step, table, index))
        first = next(values, None)
        if all(value == first for value in values):
            return Failure(Reason.REDUNDANT_STEP, f"{step.label} meets no two items of which it says different things")
    return None


def _plain(plan: Plan, table: Sequence[Column]) -> Failure | None:
    """Look for a step that something far plainer does as well. An atom by itself was chosen by hand."""
    found = plain_step(plan, table) if plan.depth > 1 else ""
    return Failure(Reason.PLAIN_STEP, found) if found else None


def _may_change_type(plan: Plan, index: int) -> bool:
    """Return whether all that use a step look at the type of what they get: atoms and lengths do, other joins do not."""
    users = [plan.nodes[user] for user in plan.users[index]]
    return bool(users) and all(isinstance(user, Step) and (user.atom or user.combinator.name == "length") for user in users)


def _might_be_joined(plan: Plan, table: Sequence[Column], index: int) -> bool:
    """Return whether it makes no difference that a step does more with two lists than to put one behind the other."""
    step = plan.nodes[index]
    assert isinstance(step, Step)
    both = [plan.nodes[place].kind.hint for place in step.arguments]
    if both != [step.kind.hint] * 2 or not step.kind.hint.startswith("list"):
        return False
    return _dispensable(plan, table, index, list(map(add, *(table[place] for place in step.arguments))))


def _dispensable(plan: Plan, table: Sequence[Column], index: int, column: Column) -> bool:
    """Return whether the results stay the same with the values of `column` for node `index`.

    They may leave its kind: what counts is whether the steps behind take them (the length of a list needs no sorted one).
    Row by row, because the first rows tell nearly always.
    """
    behind = [(place, node, runner(node), takes(node)) for place in downstream(plan, index) if isinstance(node := plan.nodes[place], Step)]
    for row, value in enumerate(column):
        fresh = {index: value}
        for place, node, run, accepts in behind:
            arguments = [fresh[one] if one in fresh else table[one][row] for one in node.arguments]
            if not accepts(*arguments):
                return False
            fresh[place] = run(*arguments)
        if fresh[len(table) - 1] != table[-1][row]:
            return False
    return True


def _idle_input(plan: Plan, table: Sequence[Column]) -> Failure | None:
    if len(plan.inputs) < 2:
        return None
    wanted = (MIN_MINORITY if plan.depth > 1 else 1 / PROBE_INPUTS) * PROBE_INPUTS
    for position in range(len(plan.inputs)):
        others = [*table[position][1:], table[position][0]]
        changed = 0
        for rows in IN_TURN:
            right = table[-1][rows]
            found = rerun(plan, [column[rows] for column in table], position, others[rows])
            changed += sum(map(ne, found, right)) if found else len(right)
            if changed >= wanted:
                break
        else:
            return Failure(Reason.IDLE_INPUT, f"another value of input {position} changes {changed / PROBE_INPUTS:.0%} of the results")
    return None


def rerun(plan: Plan, table: Sequence[Column], changed: int, column: Column) -> Column:
    """Return the results if input `changed` had the values of `column`; what does not depend on it is taken from `table`.

    If a step's value leaves its kind there are no results, and the column is empty.
    """
    fresh: dict[int, Column] = {changed: column}
    for index in downstream(plan, changed):
        step = plan.nodes[index]
        assert isinstance(step, Step)  # `downstream` gives steps only
        try:
            fresh[index] = in_kind(step, map(runner(step), *(fresh.get(place, table[place]) for place in step.arguments)))
        except OutOfKind:
            return []
    return fresh.get(len(plan.nodes) - 1, table[-1])
