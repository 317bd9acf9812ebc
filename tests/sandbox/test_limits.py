"""Limits: what is refused, and what is derived."""

from __future__ import annotations

import pytest

from synthgen.errors import UsageError
from synthgen.sandbox import Limits
from synthgen.sandbox.protocol import LIMITS


def test_defaults_are_those_of_the_field() -> None:
    assert (Limits().seconds, Limits().memory_mb) == (5.0, 256)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seconds": 0}, "the limit seconds is 0; it takes a number from 0.01"),
        ({"seconds": float("nan")}, "the limit seconds is nan"),
        ({"memory_mb": 1.5}, "the limit memory_mb is 1.5; it takes a whole number"),
        ({"memory_mb": True}, "the limit memory_mb is True"),
        ({"digits": 4301}, "the limit digits is 4301; it takes a whole number from 1 to 4300"),
        ({"threads": 0}, "the limit threads is 0"),
        ({"cpu_seconds": 0}, "the limit cpu_seconds is 0"),
        ({"output": "1"}, "the limit output is '1'"),
    ],
)
def test_what_cannot_be_enforced_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Limits(**options)  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


def test_cpu_time_follows_the_wall_time_unless_it_is_set() -> None:
    assert Limits(seconds=2.2).cpu == 4
    assert Limits(seconds=2.2, cpu_seconds=1).cpu == 1


def test_packed_limits_are_what_a_zygote_reads() -> None:
    packed = Limits(seconds=0.25, memory_mb=2, output=100, descriptors=9, threads=3, depth=4, digits=5).packed()
    assert LIMITS.unpack(packed) == (250, 2, 2 << 20, 100, 9, 3, 4, 5)
