"""Equal behaviour means equal task: what the hash sees and what it does not."""

from __future__ import annotations

import hashlib

import pytest

from synthgen.check.behaviour import BEHAVIOUR_BYTES, behaviour
from synthgen.check.pools import pool
from synthgen.kinds import COUNTS, INTEGER, INTEGERS, KINDS, NATURAL, SIZE, TEXT, Kind
from synthgen.literals import canonical

BASE = behaviour([INTEGER, TEXT], INTEGER, [1, 2, 3])


def test_it_is_a_fixed_number_of_hexadecimal_digits_and_the_same_again() -> None:
    assert len(bytes.fromhex(BASE)) == BEHAVIOUR_BYTES == 16
    assert behaviour([INTEGER, TEXT], INTEGER, [1, 2, 3]) == BASE


@pytest.mark.parametrize(
    "other",
    [
        behaviour([TEXT, INTEGER], INTEGER, [1, 2, 3]),
        behaviour([NATURAL, TEXT], INTEGER, [1, 2, 3]),
        behaviour([INTEGER], INTEGER, [1, 2, 3]),
        behaviour([INTEGER, TEXT], INTEGERS, [1, 2, 3]),
        behaviour([INTEGER, TEXT], INTEGER, [1, 2, 4]),
        behaviour([INTEGER, TEXT], INTEGER, [1, 3, 2]),
        behaviour([INTEGER, TEXT], INTEGER, [1, 2]),
        behaviour([INTEGER, TEXT], INTEGER, [True, 2, 3]),
        behaviour([INTEGER, TEXT], INTEGER, ["1", 2, 3]),
        behaviour([INTEGER, TEXT], INTEGER, [12, 3]),
    ],
)
def test_another_signature_or_another_result_is_another_behaviour(other: str) -> None:
    assert other != BASE


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_results_enter_as_canonical_texts_whatever_their_kind(kind: Kind) -> None:
    outputs = pool(kind)[:300]
    state = hashlib.blake2b(f"Text->{kind.hint}".encode(), digest_size=BEHAVIOUR_BYTES)
    for output in outputs:
        state.update(b"\0" + canonical(output).encode())
    assert behaviour([TEXT], kind, list(outputs)) == state.hexdigest()


def test_the_name_of_the_result_kind_and_the_order_of_a_dictionary_do_not_matter() -> None:
    assert behaviour([INTEGER, TEXT], SIZE, [1, 2, 3]) == BASE
    assert behaviour([TEXT], COUNTS, [{"a": 1, "b": 2}]) == behaviour([TEXT], COUNTS, [{"b": 2, "a": 1}])
