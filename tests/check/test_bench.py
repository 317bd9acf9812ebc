"""The bench's quick ways of running a mutant against the slow one."""

from __future__ import annotations

import pytest
from handmade import mutants, plan_of
from naive import Wrong, all_wrong, is_killed
from sampled import plans

from synthgen.check import variants
from synthgen.check.bench import MAX_OUTPUT, Bench
from synthgen.check.evaluate import OutOfKind, columns, runner
from synthgen.check.glue import RIGHT, GlueMutant, glue_mutants
from synthgen.check.inputs import FURTHER_INPUTS, PROBE_INPUTS, fixed_inputs
from synthgen.check.kept import Tried, first_steps
from synthgen.check.mutants import AMPLE
from synthgen.check.probe import Probe, probe
from synthgen.check.readable import MAX_INPUT
from synthgen.check.variants import RAISED, Variant, variants_of
from synthgen.plan.graph import Plan, Step

INPUTS = PROBE_INPUTS + FURTHER_INPUTS


def bench_of(plan: Plan) -> Bench | None:
    found = probe(plan)
    if not isinstance(found, Probe):
        return None
    try:
        return Bench.of(found)
    except OutOfKind:
        return None


def by_hand(*lines: str) -> Bench:
    bench = bench_of(plan_of(*lines))
    assert bench is not None
    return bench


def variant_of(plan: Plan, wrong: Wrong) -> Variant:
    step = plan.nodes[wrong.index]
    assert isinstance(step, Step)
    return Variant(wrong.index, step, wrong.atom_mutant or GlueMutant(wrong.index, wrong.description, wrong.run))


BENCHES = [bench for plan in plans()[3:150:7] if (bench := bench_of(plan))]


def test_there_are_benches_to_try() -> None:
    assert len(BENCHES) >= 6
    assert sum(len(bench.plan.steps) for bench in BENCHES) >= 15


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: "-".join(atom.name for atom in bench.plan.atoms))
def test_kills_and_killers_are_what_the_naive_run_says(bench: Bench) -> None:
    rows = [*range(12), *range(60, 76)]
    kills_seen = 0
    for wrong in all_wrong(bench.plan, mutants())[::3]:
        expected = [row for row in rows if is_killed(bench.plan, wrong, bench.rows[row])]
        one_by_one = variant_of(bench.plan, wrong)
        assert bench.kills(one_by_one, rows, len(rows)) == expected, wrong.description
        assert bench.kills(one_by_one, rows, 2) == expected[:2]
        together = variant_of(bench.plan, wrong)
        assert bench.kills(together, rows, 2, size=len(rows)) == expected[:2], wrong.description
        kills_seen += len(expected)
    assert kills_seen > 0


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: "-".join(atom.name for atom in bench.plan.atoms))
def test_the_mutants_of_a_step_together_show_as_each_by_itself(bench: Bench) -> None:
    rows = [*range(5), *range(60, 66)]
    every = all_wrong(bench.plan, mutants())[::2]
    for wanted in (2, len(rows)):
        variants = [variant_of(bench.plan, wrong) for wrong in every]
        found = bench.kills_of_all(variants, rows, wanted)
        for wrong, variant, kills in zip(every, variants, found, strict=True):
            alone = variant_of(bench.plan, wrong)
            assert kills == bench.kills(alone, rows, wanted), wrong.description
            assert variant.gave_a_value == alone.gave_a_value or len(kills) > 2


def planted(bench: Bench, index: int, run: object) -> Variant:
    assert callable(run)
    step = bench.plan.nodes[index]
    assert isinstance(step, Step)
    return Variant(index, step, GlueMutant(index, "planted", run))


def known(bench: Bench, numbers: list[int]) -> object:
    """Return the right value of step 1 on an input that the bench has."""
    return bench.table[1][bench.literals.index(repr(numbers))]


def test_a_bench_has_probe_inputs_and_further_ones_and_short_rows_shortest_first() -> None:
    bench = by_hand("Integers", "running_totals 0")
    assert len(bench.rows) == INPUTS
    assert bench.rows == fixed_inputs(bench.plan.inputs)
    assert bench.literals == [repr(numbers) for (numbers,) in bench.rows]
    lengths = [len(bench.literals[row]) for row in bench.short]
    assert lengths == sorted(lengths)
    assert len({bench.literals[row] for row in bench.short}) == len(bench.short)
    assert max(lengths) <= MAX_INPUT
    assert max(len(repr(bench.table[-1][row])) for row in bench.short) <= MAX_OUTPUT
    assert sorted(bench.fresh) == sorted(bench.short)


def test_an_error_and_a_type_that_differs_kill() -> None:
    bench = by_hand("Integers", "sorted_numbers 0", "running_totals 1")
    rows = list(range(INPUTS))
    assert bench.kills(planted(bench, 2, lambda numbers: 1 // 0), rows, INPUTS) == rows
    assert bench.kills(planted(bench, 2, lambda numbers: tuple(bench.rows)), rows[:5], 5) == rows[:5]
    fails = planted(bench, 1, lambda numbers: [numbers[0], *sorted(numbers)[1:]])
    some = [row for row in rows if bench.rows[row][0]][:9]
    empty = [row for row in rows if not bench.rows[row][0]]
    wrong = bench.wrong_values(fails, [*some, *empty], 2)
    assert set(empty[:2]) == {row for row, value in wrong.items() if value is RAISED} < set(empty), "two kills suffice"
    assert bench.kills(fails, empty, 1) == empty[:1]
    shorter = planted(bench, 1, lambda numbers: sorted(numbers)[:-1])
    filled = [row for row in rows if bench.rows[row][0]]
    assert bench.kills(shorter, rows, INPUTS) == filled
    assert bench.kills(shorter, rows, INPUTS, size=INPUTS) == filled


def test_a_value_outside_of_its_kind_is_followed_with_bounds() -> None:
    bench = by_hand("Integers", "sorted_numbers 0", "running_totals 1")
    rows = list(range(INPUTS))
    differs = [row for row in rows if bench.table[1][row] != bench.rows[row][0]]
    assert len(differs) > 20
    unsorted = planted(bench, 1, lambda numbers: numbers)
    assert bench.kills(unsorted, rows, INPUTS) == differs, "totals of an unsorted list are others"
    assert bench.kills(unsorted, rows, INPUTS, size=INPUTS) == differs
    assert bench.kills(planted(bench, 1, lambda numbers: None), rows, INPUTS) == rows, "totals of None are an error"
    assert bench.kills(planted(bench, 1, lambda numbers: [7] * 201), rows, INPUTS) == [], "too long to be followed"


def test_a_recursion_without_an_end_outside_of_its_kind_is_an_error() -> None:
    bench = by_hand("Natural", "digital_root 0", "factorial 1")
    rows = list(range(INPUTS))
    assert bench.kills(planted(bench, 1, lambda number: -1), rows, INPUTS) == rows
    assert bench.kills(planted(bench, 1, lambda number: 150), rows, INPUTS) == rows
    assert bench.kills(planted(bench, 1, lambda number: 201), rows, INPUTS) == [], "too large to be followed"


def test_find_gives_short_rows_that_are_not_tests_yet_and_tells_long_ones_from_none() -> None:
    bench = by_hand("Integers", "running_totals 0")
    empty = planted(bench, 1, lambda numbers: [])
    first = bench.find(empty, 2)
    assert first is not None
    assert len(first) == 2
    assert set(first) <= set(bench.short)
    bench.take(first)
    more = bench.find(empty, 2)
    assert more is not None
    assert set(more).isdisjoint(first)
    assert len(more) == 2
    bench = by_hand("Integers", "running_totals 0")
    one = bench.short[-1]
    rare = planted(bench, 1, lambda numbers: [] if repr(numbers) == bench.literals[one] else known(bench, numbers))
    assert bench.find(rare, 2) == [one]
    bench.take([one])
    assert bench.find(rare, 1) == []


def test_find_gives_none_where_only_long_rows_show() -> None:
    bench = by_hand("Integers", "running_totals 0")
    long = planted(bench, 1, lambda numbers: [] if len(repr(numbers)) > 20 else known(bench, numbers))
    bench.long = sorted({*bench.long, *(row for row in bench.short if len(bench.literals[row]) > 20)})
    bench.short = [row for row in bench.short if len(bench.literals[row]) <= 20]
    bench.portions = [bench.short]
    assert bench.find(long, 2) is None
    same = planted(bench, 1, lambda numbers: known(bench, numbers))
    same.tried = Tried()
    assert bench.find(same, 2) == []
    assert same.tried.harmless
    assert bench.kills(same, bench.short, 2) == []


def test_every_row_is_short_or_long_or_stands_for_the_same_input() -> None:
    for bench in BENCHES:
        assert set(bench.short).isdisjoint(bench.long)
        different = {bench.literals[row] for row in (*bench.short, *bench.long)}
        assert different == set(bench.literals)


def test_a_mutant_of_a_step_on_inputs_alone_is_tried_once_for_all_plans() -> None:
    one = by_hand("Integers", "running_totals 0", "sorted_numbers 1")
    other = by_hand("Integers", "running_totals 0", "pairwise_differences 1", "sorted_numbers 2")
    kept, again = first_steps(one.plan)[1], first_steps(other.plan)[1]
    assert kept is again
    assert kept.column == one.table[1] == other.table[1]
    first = variants_of(one.plan, mutants(), [], {1: kept})
    second = variants_of(other.plan, mutants(), [], {1: again})
    tried = {variant.atom_mutant: variant.tried for variant in first if variant.index == 1}
    assert len(tried) > 5
    assert all(variant.tried is tried[variant.atom_mutant] for variant in second if variant.index == 1)
    deeper = [variant.tried for variant in second if variant.index != 1]
    assert all(known is not mine for known in tried.values() for mine in deeper)


def test_what_is_kept_of_a_step_does_not_grow_with_the_plans_that_have_it() -> None:
    plan = plan_of("Integers", "Size", "rotated_list 0 1", "running_totals 2")
    kept = first_steps(plan)
    for _ in range(3):
        variants_of(plan, mutants(), glue_mutants(plan), kept)
    assert [len(one.tried) for one in kept.values()] == [len(mutants()["rotated_list"])]


def test_what_is_kept_of_a_mutant_is_what_it_does() -> None:
    bench = by_hand("Integers", "running_totals 0", "sorted_numbers 1")
    kept = first_steps(bench.plan)
    harmless = 0
    for variant in variants_of(bench.plan, mutants(), [], kept):
        if variant.index == 1:
            assert variant.tried is not None
            assert variant.atom_mutant is not None
            bench.find(variant, 2)
            wrong = bench.wrong_values(Variant(1, bench.plan.steps[0][1], variant.atom_mutant), range(INPUTS), INPUTS)
            tried = {row for row in range(INPUTS) if row not in variant.tried.missing(range(INPUTS))}
            assert variant.tried.wrong == {row: value for row, value in wrong.items() if row in tried}
            assert tried
            harmless += variant.tried.harmless
            assert not (variant.tried.harmless and wrong)
    assert harmless < len(mutants()["running_totals"])


def test_rows_on_which_a_step_goes_through_many_turns_are_left_out() -> None:
    bench = by_hand("Natural", "proper_divisor_sum 0")
    large = {row for row, (number,) in enumerate(bench.rows) if number > 250_000}
    assert large
    assert bench.heavy == large
    assert not large & {*bench.short, *bench.fresh, *bench.long}
    plain = by_hand("Natural", "digit_sum 0")
    assert plain.heavy == set(), "large numbers alone are no burden"


@pytest.mark.parametrize("bench", BENCHES[::3], ids=lambda bench: "-".join(atom.name for atom in bench.plan.atoms))
def test_how_many_ticks_are_given_at_first_changes_no_value(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    rows = list(range(0, INPUTS, 5))
    for ticks in (variants.ROW_TICKS, 300):  # with 3, a mutant that takes far more than its atom's allowance would be given up
        monkeypatch.setattr(variants, "ROW_TICKS", ticks)
        ready = variants_of(bench.plan, mutants(), [], {})[::2]
        found.append([bench.wrong_values(variant, rows, len(rows)) for variant in ready])
    assert found[0] == found[1]
    assert any(found[0])


def test_a_step_whose_mutants_hardly_end_is_given_up_soon() -> None:
    """Sums of divisors of sums of divisors: with a mutant they grow, and a call takes as long as the numbers say."""
    bench = by_hand("Natural", "Natural", "digital_root 0", "iterate proper_divisor_sum 1 2", "equals 1 3")
    step = bench.plan.nodes[3]
    assert isinstance(step, Step)
    (always,) = [mutant for mutant in mutants()["proper_divisor_sum"] if mutant.description.endswith("is taken always")]
    given: list[int] = []
    fuelled = always.fuelled
    refill = fuelled.refill
    fuelled.refill = lambda ticks: (given.append(ticks), refill(ticks))  # type: ignore[method-assign,assignment,func-returns-value]
    try:
        wrong = bench.wrong_values(Variant(3, step, always), bench.short, len(bench.short))
    finally:
        del fuelled.refill
    assert RAISED in wrong.values()
    assert sum(given) <= (len(bench.short) + 1) * variants.ROW_TICKS


def test_what_is_not_run_as_it_shows_on_no_item_makes_no_difference() -> None:
    """Mutants of what goes through items that are lists themselves; each row that is passed over is run here."""
    passed_over, run, combinators = 0, 0, set()
    for plan in plans():
        steps = {index: step for index, step in plan.steps if step.combinator.role in ("each", "predicate", "key")}
        if not any(len(step.atom.kinds) > 1 or step.atom.kinds[0].hint.startswith("list") for step in steps.values() if step.atom):
            continue
        try:
            table = columns(plan, fixed_inputs(plan.inputs)[:40])
        except OutOfKind:
            continue
        for variant in variants_of(plan, mutants(), (), {}):
            mutant, step = variant.atom_mutant, steps.get(variant.index)
            if step is None or mutant is None or not mutant.where or not variant.is_tame:
                continue
            slow = runner(step, mutant.function)
            for arguments in zip(*(table[place] for place in step.arguments), strict=True):
                mutant.fuelled.refill(AMPLE)
                try:
                    value = variant.metered(*arguments)
                except Exception:
                    value = None
                if value is RIGHT:
                    passed_over += 1
                    combinators.add(step.combinator.name)
                    assert slow(*arguments) == runner(step)(*arguments), (mutant.description, arguments)
                else:
                    run += 1
    assert passed_over > 1_000
    assert run > 1_000
    assert len(combinators) >= 8
