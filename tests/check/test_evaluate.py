"""Running a plan as a graph: values node by node, an atom swapped, what a step takes, and what depends on what."""

from __future__ import annotations

import pytest
from handmade import plan_of
from sampled import plans

from synthgen.check.evaluate import OutOfKind, columns, downstream, in_kind, runner, takes
from synthgen.check.inputs import probe_inputs
from synthgen.plan.graph import Constant, Input, Plan, Step


def step_of(*lines: str) -> Step:
    """Return the last step of a plan by hand."""
    step = plan_of(*lines).nodes[-1]
    assert isinstance(step, Step)
    return step


def test_columns_has_the_values_of_every_node_on_every_row() -> None:
    plan = plan_of("Integers", "Integer", "Integer=10", "filter is_perfect_square 0", "total 3", "add 4 1", "exceeds 5 2")
    assert columns(plan, [([4, 5, 9], -1), ([], 11), ([7], 10)]) == [
        [[4, 5, 9], [], [7]], [-1, 11, 10], [10, 10, 10], [[4, 9], [], []], [13, 0, 0], [12, 11, 10], [True, True, False],
    ]  # fmt: skip


def test_a_value_outside_of_its_kind_ends_it() -> None:
    with pytest.raises(OutOfKind, match="a Integer is none"):
        columns(plan_of("Integer", "add 0 0"), [(1,), (600_000_000,)])
    step = step_of("Integers", "sorted_numbers 0")
    assert in_kind(step, [[1, 2], []]) == [[1, 2], []]
    with pytest.raises(OutOfKind, match="a SortedIntegers is none"):
        in_kind(step, [[1, 2], [2, 1]])


def test_a_runner_takes_another_function_in_the_place_of_the_atom() -> None:
    assert runner(step_of("Integers", "map digit_sum 0"))([12, 30]) == [3, 3]
    assert runner(step_of("Integers", "map digit_sum 0"), lambda number: -number)([12, 30]) == [-12, -30]
    assert runner(step_of("Integer", "digit_sum 0"), lambda number: -number)(12) == -12
    assert runner(step_of("Integers", "max_by digit_sum 0"), lambda number: -number)([]) == 0


def test_bound_arguments_go_to_the_parameter_they_belong_to() -> None:
    step = step_of("Integers", "Integers", "map closest_number 0 1")
    assert step.slots == (1,)
    assert runner(step)([6, 1], [2, 9]) == [9, 2]


TAKEN = [
    (("Integers", "sorted_numbers 0"), ([2, 1],), True),
    (("Integers", "sorted_numbers 0"), ([2, "1"],), False),
    (("SortedIntegers", "Integer", "insertion_point 0 1"), ([2, 1], 3), False),
    (("SortedIntegers", "Integer", "insertion_point 0 1"), ([1, 2], 3), True),
    (("Integers", "length 0"), ([10**12],), True),
    (("Integers", "length 0"), ("abc",), True),
    (("Integers", "length 0"), (5,), False),
    (("Words", "map letter_value_sum 0"), ("ab",), False),
    (("Words", "map letter_value_sum 0"), (["a", "b"],), True),
    (("Words", "map letter_value_sum 0"), (["a", "B"],), False),
    (("Words", "map vowel_count 0"), (["a", "B c"],), True),
    (("Texts", "Integer", "map shifted_text 0 1"), (["A"], 5), True),
    (("Texts", "Integer", "map shifted_text 0 1"), (["A"], 10**12), False),
    (("Words", "Word", "Words", "fold common_prefix 1 2"), ("x", ["a", "B"]), True),
    (("Words", "Word", "Words", "fold common_prefix 1 2"), ("x", [1]), False),
    (("Natural", "SmallNatural", "iterate integer_square_root 0 1"), (81, 2), True),
    (("Natural", "SmallNatural", "iterate integer_square_root 0 1"), (-81, 2), False),
    (("Natural", "SmallNatural", "iterate integer_square_root 0 1"), (81, 200), False),
    (("Naturals", "Naturals", "zip_with greatest_common_divisor 0 1"), ([4, 6], [2]), True),
    (("Naturals", "Naturals", "zip_with greatest_common_divisor 0 1"), ([4, 6], [-2]), False),
]


@pytest.mark.parametrize(("lines", "arguments", "taken"), TAKEN)
def test_what_a_step_takes(lines: tuple[str, ...], arguments: tuple[object, ...], taken: bool) -> None:
    assert takes(step_of(*lines))(*arguments) is taken


def test_every_step_takes_what_its_plan_gives_it() -> None:
    for plan in plans()[::4]:
        try:
            table = columns(plan, probe_inputs(plan.inputs))
        except OutOfKind:
            continue
        for _, step in plan.steps:
            assert all(map(takes(step), *(table[place] for place in step.arguments))), plan.to_text()


def test_downstream_is_what_depends_on_a_node() -> None:
    plan = plan_of("Integers", "Integers", "total 0", "total 1", "add 2 3", "second_largest 1", "add 4 5")
    assert downstream(plan, 0) == [2, 4, 6]
    assert downstream(plan, 1) == [3, 4, 5, 6]
    assert downstream(plan, 5) == [6]
    assert downstream(plan, 6) == []


def test_columns_is_the_naive_evaluation_of_each_row() -> None:
    def naive(plan: Plan, row: tuple[object, ...]) -> list[object]:
        values: list[object] = []
        for node in plan.nodes:
            if isinstance(node, Input):
                values.append(row[len(values)])
            elif isinstance(node, Constant):
                values.append(node.value)
            else:
                values.append(runner(node)(*(values[place] for place in node.arguments)))
        return values

    for plan in plans()[::10]:
        rows = probe_inputs(plan.inputs)[:20]
        try:
            table = columns(plan, rows)
        except OutOfKind:
            continue
        assert list(map(list, zip(*table, strict=True))) == [naive(plan, row) for row in rows]
