"""The margin: what agrees with an item on how many of its probe inputs, whoever's parameters stand in which order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from pathlib import Path

import pytest
from both_sides import SALT, TOPICS, Sides, policy

from synthgen.check.inputs import probe_inputs
from synthgen.dataset.evalset import make_evalset
from synthgen.dataset.evalset.margin import Margin
from synthgen.dataset.evalset.programs import AnswerJob, Program, answers_job, programs_of
from synthgen.dataset.evalset.screen import Training
from synthgen.errors import UsageError
from synthgen.kinds import KINDS, Kind
from synthgen.literals import canonical
from synthgen.programs.answers import run_here

WORDS = (KINDS["Word"],)


def program(name: str, body: str, hints: str = "text: str", result: str = "int", kinds: tuple[Kind, ...] = WORDS) -> Program:
    code = f"def solve({hints}) -> {result}:\n    {body}\n"
    types = tuple(part.partition(": ")[2] for part in hints.split(", "))
    return Program(name, code, "solve", types, result, kinds, "")


def outputs(one: Program, kinds: tuple[Kind, ...]) -> list[str]:
    namespace: dict[str, object] = {}
    exec(one.code, namespace)
    function = namespace["solve"]
    assert callable(function)
    return [canonical(function(*row)) for row in probe_inputs(kinds)]


def here(jobs: Iterable[AnswerJob]) -> Iterator[tuple[bytes, list[str]]]:
    return map(answers_job, jobs)


def test_the_share_is_that_of_the_inputs_on_which_the_nearest_agrees() -> None:
    item = program("item", "return len(text)")
    near = program("near", "return min(len(text), 4)")
    far = program("far", "return -1")
    share = sum(len(row[0]) <= 4 for row in probe_inputs(WORDS)) / 64
    assert 0 < share < 1
    assert Margin([far, near], here).nearest(WORDS, "int", outputs(item, WORDS)) == (share, "near")
    assert Margin([far], here).nearest(WORDS, "int", outputs(item, WORDS)) == (0.0, "")
    assert Margin([item, near], here).nearest(WORDS, "int", outputs(item, WORDS)) == (1.0, "item")


def test_a_program_on_another_kind_of_the_same_type_is_compared() -> None:
    texts = (KINDS["Text"],)
    item, trained = program("item", "return len(text)"), program("trained", "return sum(1 for _ in text)", kinds=texts)
    assert Margin([trained], here).nearest(WORDS, "int", outputs(item, WORDS)) == (1.0, "trained")


def test_parameters_may_stand_in_any_order() -> None:
    kinds = (KINDS["Integer"], KINDS["Word"], KINDS["Integer"])
    item = program("item", "return a - 2 * b + len(t)", "a: int, t: str, b: int", kinds=kinds)
    turned = program("turned", "return a - 2 * b + len(t)", "t: str, b: int, a: int", kinds=(kinds[1], kinds[0], kinds[0]))
    assert Margin([turned], here).nearest(kinds, "int", outputs(item, kinds)) == (1.0, "turned")


def test_other_result_types_and_failures_agree_nowhere() -> None:
    item = program("item", "return len(text)")
    others = [
        program("listed", "return [len(text)]", result="list[int]"),
        program("raising", "raise ValueError"),
        program("endless", "while True: text = text"),
        program("wide", "return len(text)", "text: str, other: str", kinds=WORDS * 2),
    ]
    assert Margin(others, here).nearest(WORDS, "int", outputs(item, WORDS)) == (0.0, "")


def test_an_endless_program_is_given_up_and_an_ordinary_one_is_not() -> None:
    texts = (KINDS["Text"],)
    item = program("item", "return len(text)", kinds=texts)
    half = program("half", "while len(text) > 3: pass\n    return len(text)", kinds=texts)
    share, _ = Margin([half], here).nearest(texts, "int", outputs(item, texts))
    found = run_here(*(lambda one: (one.code, one.entry))(item), ["'a'"])
    assert next(found).value == 1
    assert 0 < share < sum(len(row[0]) <= 3 for row in probe_inputs(texts)) / 64  # given up after the third
    assert Margin([item], here).nearest(texts, "int", outputs(item, texts)) == (1.0, "item")


def test_of_equally_near_ones_the_first_by_id_is_named_whatever_the_order_of_the_files() -> None:
    item = program("item", "return len(text)")
    one, two = program("one", "return len(text) + 0"), program("two", "return 0 + len(text)")
    for order in ([one, two], [two, one]):
        assert Margin(order, here).nearest(WORDS, "int", outputs(item, WORDS)) == (1.0, "one")


def test_programs_are_read_off_a_run(sides: Sides) -> None:
    found = list(programs_of(sides.training))
    rows = [json.loads(line) for line in (sides.training / "samples.jsonl").read_text().splitlines()]
    assert [one.id for one in found if one] == [row["metadata"]["id"] for row in rows]
    for one, row in zip(found, rows, strict=True):
        assert one is not None
        assert row["metadata"]["signature"] == f"def {one.entry}({row['metadata']['signature'].partition('(')[2]}"
        assert [kind.name for kind in one.kinds] == row["metadata"]["parameter_kinds"]


def test_items_near_to_a_training_run_are_dropped_or_marked_and_the_ledger_counts_them(sides: Sides, tmp_path: Path) -> None:
    flags = {"n": 6, "seed": 5, "canary": "c", "workers": 1, "isolation": "process", **TOPICS}
    plain = make_evalset(policy(), SALT, tmp_path / "plain", **flags)  # type: ignore[arg-type]
    marked = make_evalset(policy(), SALT, tmp_path / "marked", training=Training((sides.training,), 0.1, keep=True), **flags)  # type: ignore[arg-type]
    kept = make_evalset(policy(), SALT, tmp_path / "kept", training=Training((sides.training,), 0.1), **flags)  # type: ignore[arg-type]
    assert [item.metadata.id for item in marked.items] == [item.metadata.id for item in plain.items]
    near = [fact for fact in marked.facts if fact.near]
    assert near
    assert all(fact.margin > 0.1 for fact in near)
    assert all(fact.margin <= 0.1 for fact in marked.facts if not fact.near)
    assert max(fact.margin for fact in kept.facts) <= 0.1
    assert {fact.id for fact in kept.facts}.isdisjoint(fact.id for fact in near)
    ledger = [json.loads(line) for line in (kept.path / "rejected.jsonl").read_text().splitlines()]
    refused = [row for row in ledger if row["reason"] == "near_training"]
    assert {f"{fact.nearest} agrees on {fact.margin:.0%}" for fact in near} <= {row["detail"] for row in refused}
    assert kept.manifest.root != plain.manifest.root


def test_the_margin_is_what_running_the_named_item_gives(sides: Sides, tmp_path: Path) -> None:
    flags = {"n": 8, "seed": 6, "workers": 1, "isolation": "process", **TOPICS}
    made = make_evalset(policy(), SALT, tmp_path / "set", training=Training((sides.training,), 1.0), **flags)  # type: ignore[arg-type]
    trained = {one.id: one for one in programs_of(sides.training) if one}
    seen = 0
    for item, fact in zip(made.items, made.facts, strict=True):
        nearest = trained.get(fact.nearest)
        kinds = tuple(KINDS[name] for name in item.metadata.parameter_kinds)
        if nearest is None or nearest.hints != tuple(kind.hint for kind in kinds):
            continue
        seen += 1
        own = list(run_here(item.code, item.metadata.entry_point, [canonical_call(row) for row in probe_inputs(kinds)]))
        agreed = []
        for order in permutations(range(len(kinds))):
            if [kinds[place].hint for place in order] == list(nearest.hints):
                calls = [canonical_call([row[place] for place in order]) for row in probe_inputs(kinds)]
                pairs = zip(own, run_here(nearest.code, nearest.entry, calls), strict=True)
                agreed.append(sum(one.gives(other.value) for one, other in pairs if not other.failure))
        assert max(agreed) / 64 == fact.margin
    assert seen


def canonical_call(row: Sequence[object]) -> str:
    return ", ".join(map(canonical, row))


def test_a_margin_beyond_one_is_told() -> None:
    with pytest.raises(UsageError, match="a margin is a share of the probe inputs, 0 to 1; found 2"):
        Training((), 2)
