"""Rows of every known shape as documents, and the domains that their inputs are of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from synthgen.dataset.leakage.behaviour import loose, probe_calls, sources_of
from synthgen.dataset.leakage.documents import Document, Unread, document, document_of_line
from synthgen.dataset.leakage.domain import Domain, domain_of, domains_in, domains_of_calls, domains_of_hints, holds, spelled
from synthgen.dataset.leakage.draws import calls_of
from synthgen.dataset.leakage.signature import signature_of
from synthgen.literals import parse_arguments

SOLVED = "def add(a, b):\n    return a + b\n"
HUMAN = {
    "task_id": "HumanEval/53", "prompt": "def add(x: int, y: int):\n    \"\"\"Add.\"\"\"\n", "entry_point": "add",
    "canonical_solution": "    return x + y\n",
    "test": "def check(candidate):\n    assert candidate(0, 1) == 1\n    assert candidate(5, -7) == -2\n",
}  # fmt: skip
PLUS = {**HUMAN, "contract": "\n    assert x >= 0\n", "base_input": [[0, 1]], "plus_input": [[2, 3], [10, 4]]}
MBPP_PLUS = {
    "task_id": "Mbpp/2", "prompt": '"""\nAdd tuples.\n"""\n', "entry_point": "add", "canonical_solution": SOLVED,
    "assertion": "assert add((1,), (2,)) == (1, 2)", "base_input": [[[1], [2]]], "plus_input": [[[], [3, 4]]],
}  # fmt: skip
MBPP = {"task_id": 5, "text": "Write a function to add.", "code": SOLVED, "test_list": ["assert add(1, 2) == 3", "assert add(4, 5) == 9"]}
CHAT = {"messages": [{"role": "user", "content": "Add two."}, {"role": "assistant", "content": f"Here:\n```python\n{SOLVED}```\nDone."}]}
SHAPES: list[tuple[dict[str, Any], str, str, str, tuple[str, ...]]] = [
    (HUMAN, "HumanEval/53", "def add(x: int, y: int):", "    return x + y\n", ("0, 1", "5, -7")),
    (PLUS, "HumanEval/53", "def add(x: int, y: int):", "    return x + y\n", ("0, 1", "5, -7", "0, 1", "2, 3", "10, 4")),
    (MBPP_PLUS, "Mbpp/2", "Add tuples.", SOLVED, ("(1,), (2,)", "[1], [2]", "[], [3, 4]")),
    (MBPP, "5", "Write a function to add.", SOLVED, ("1, 2", "4, 5")),
    (CHAT, "row 1", "Add two.", SOLVED, ()),
    ({"instruction": "Add two.", "output": SOLVED}, "row 1", "Add two.", SOLVED, ()),
    ({"text": SOLVED}, "row 1", "", SOLVED, ()),
]


@pytest.mark.parametrize(("row", "key", "prompt", "code", "calls"), SHAPES)
def test_every_shape_is_read(row: dict[str, Any], key: str, prompt: str, code: str, calls: tuple[str, ...]) -> None:
    found = document(row, "row 1")
    assert found is not None
    assert found.id == key
    assert prompt in found.prompt
    assert found.code.endswith(code)
    assert found.entry == "add"
    assert found.calls == calls
    assert not found.own


def test_a_contract_is_kept_and_pairs_have_no_order() -> None:
    found = document(PLUS, "x")
    assert found is not None
    assert "x >= 0" in found.contract
    assert Document("a", atoms=("second", "first", "second")).pairs == ("first second",)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"[1]", "a list in place of an object"), (b"{", "no JSON"), (b"", "a line of more than"),
        (b'{"a": 1}', "no text under a known field; the fields are a"),
    ],
)
def test_a_line_that_is_no_document_says_why(raw: bytes, problem: str) -> None:
    found = document_of_line(raw, 7)
    assert isinstance(found, Unread)
    assert found.line == 7
    assert problem in found.problem


def test_domains_say_what_values_look_like_and_hold_none_of_them() -> None:
    assert domain_of([3, -5, 10**9]) == Domain("int", -5, 10_000)
    assert domain_of([1, 2.5]).shape == "float"
    assert domain_of(["ab", "ca"]) == Domain("str", 2, 2, "abc")
    assert domain_of(["so it is", "a b"]).shape == "words"
    assert domain_of([[1, 2], [3, 4, 9], [0, 5]]).chars == "a"
    assert domain_of([[[1, 2], [3, 0]], [[4, 1], [5, 2]], [[1, 1], [0, 0]]]).chars == "e"
    assert [part.shape for part in domain_of([("a", 1), ("b", 2)]).parts] == ["str", "int"]
    assert domain_of([[1], (2, 3)]).shape == "tuple"  # JSON made a list of it
    assert domains_of_calls(["1, 'a'", "2, 'b'", "3"]) == (Domain("int", 1, 2), Domain("str", 1, 1, "ab"))
    assert domains_of_calls(["x"]) is None
    assert domains_of_hints(("list[int]", "Widget")) is None


@pytest.mark.parametrize(
    "calls", [["[3, 1], 'ab'", "[], 'b'"], ["{'a': [1.5]}, True"], ["(1, 2), [(0, 3), (4, 5), (1, 9)]"], ["None, [1, 'x']"]]
)
def test_draws_are_of_the_domain_and_always_the_same(calls: list[str]) -> None:
    domains = domains_of_calls(calls)
    assert domains is not None
    text = spelled(domains)
    assert [Domain.unpacked(one) for one in json.loads(text)] == list(domains)
    drawn = calls_of(text, 60)
    assert drawn[:20] == calls_of(text, 20)
    widths = {len(parse_arguments(call)) for call in drawn}
    assert widths == {len(domains)}
    kinds = [{type(parse_arguments(call)[place]) for call in calls} for place in range(len(domains))]
    assert all(type(value) in kinds[place] for call in drawn for place, value in enumerate(parse_arguments(call)))


@pytest.mark.parametrize(
    "calls",
    [
        ["[1, 2], [3, 5]", "[0, 4, 4], [1, 1]", "[7], [0, 6, 9]", "[2, 3], [2, 8]"],
        ["-5, 3", "9, 0", "-2, 7"],
        ["'abc', ['a', 'cb']", "'cab', ['b']"],
        ["[(1, 2)], [[1, 2]]", "[(0, 5), (2, 2)], [[3, 4], [5, 6]]"],
        ["{'a': 1}, {'b': 2}", "{'c': 4}, {'a': 0}"],
        ["'apple tea', 'moon'", "'a tea', ''"],
    ],
)
def test_draws_for_our_own_rows_never_leave_their_domain(calls: list[str]) -> None:
    domains = domains_of_calls(calls)
    assert domains is not None
    drawn = calls_of(spelled(domains, within=True), 200)
    assert all(map(holds, domains, parse_arguments(call)) for call in drawn)
    rows = [parse_arguments(call) for call in drawn]
    assert [row for row in rows if not all(map(holds, domains, row))] == []
    assert len(set(drawn)) > 20
    if domains[0].shape == domains[1].shape and any(holds(domains[1], row[0]) for row in rows):
        assert any(row[0] == row[1] for row in rows), "equal arguments are among them"


def test_a_value_of_another_type_is_in_no_domain() -> None:
    domain = domain_of([[1, 2], [3], [4, 9], [0, 5]])
    assert holds(domain, [2, 2, 8])
    wrong = ([2, 1], (1, 2), ["1"], [True], [10], [[1]], "12", 3, None, {1: 2})
    assert [value for value in wrong if holds(domain, value)] == []


def test_answers_that_a_reader_takes_for_the_same_are() -> None:
    assert loose([1, (2.0, True)]) == loose((1.0, [2, 1]))
    assert loose(0.1 + 0.2) == loose(0.3)
    assert loose({2: "a", 1: "b"}) == loose({1: "b", 2: "a"})
    assert loose("1") != loose(1)
    assert loose([1, 2]) != loose([12])


def test_probes_of_our_own_rows_are_core_inputs_and_draws_of_their_tests() -> None:
    code = "def f(numbers: list[int]) -> int:\n    return len(numbers)\n"
    found = document({"prompt": "p", "code": code, "test_cases": [{"input": "[1, 2]", "output": "2"}]}, "x")
    assert found is not None
    core, own = sources_of(found)
    assert core == "core:list[int];int"
    assert probe_calls(core)[:2] == ("[]", "[0]")
    assert [domain.shape for domain in domains_in(own)] == ["list"]
    assert own.startswith("within:")
    assert sources_of(Document("x", code="def f(", entry="f")) == ()


def test_a_signature_takes_what_its_hints_allow() -> None:
    signature = signature_of("def f(a: list[int], b: str = ''): ...", "f")
    assert signature is not None
    assert signature.takes([Domain("list")])
    assert signature.takes([Domain("tuple"), Domain("words")])
    assert not signature.takes([Domain("str")])
    assert not signature.takes([Domain("list"), Domain("str"), Domain("int")])
    assert signature_of("def f(a): ...", "g") is None
