"""Fresh inputs and tests from the kinds that a sample's metadata records: ones that stand in no file.

    synthgen.fresh_tests(sample, 20, seed=7)    # [TestCase(input="'noon', 3", output="..."), ...]

Inputs come from Hypothesis under a seed of the caller's, outputs from the sample's own solutions, which must agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random
from threading import Lock
from typing import Any

from synthgen.check.related import perhaps_related, relations
from synthgen.errors import RecordError, UsageError, unknown
from synthgen.kinds import INTEGER, KINDS, Kind
from synthgen.literals import equal, format_arguments, format_value
from synthgen.programs.answers import Isolation, Run, SandboxRun, run_here
from synthgen.records import Sample, TestCase
from synthgen.streams import digest, stream

POOL = 600
"""Values drawn of each kind for one seed."""
EDGE_SHARE, EDGE_VALUES = 8, 12
"""One input in eight is made of a kind's dozen smallest values."""
MAX_LITERAL = 96
"""Longest input and output of a fresh test, in characters, as in the emitted ones."""
TRIES = 6
"""Inputs drawn for each test that is wanted: some are known, some too long."""


def fresh_inputs(kinds: Sequence[str], count: int, seed: int, known: frozenset[str] = frozenset()) -> list[str]:
    """Return up to `count` different inputs of a signature as texts of calls, none of them in `known`.

    There are fewer if the kinds have no more. Deterministic in `seed`. Raises UsageError for an unknown kind.
    """
    for name in kinds:
        if name not in KINDS:
            raise UsageError(unknown("kind", str(name), KINDS))
    random = stream(seed, "fresh inputs", *kinds)
    signature = tuple(KINDS[name] for name in kinds)
    pools = [_pool(kind, seed) for kind in signature]
    found: dict[str, None] = {}
    for number in range(count * TRIES):
        arguments = [_pick(kind, pool, random, number) for kind, pool in zip(signature, pools, strict=True)]
        for place, source in relations(signature).items():
            kinds_of_both = signature[place], signature[source]
            arguments[place] = perhaps_related(*kinds_of_both, arguments[source], arguments[place], random)
        text = format_arguments(arguments)
        if text not in known:
            found[text] = None
            if len(found) == count:
                break
    return list(found)


def fresh_tests(
    sample: Sample | Mapping[str, Any], n: int, seed: int, *, isolation: Isolation = "sandbox", run: Run | None = None
) -> list[TestCase]:
    """Return `n` test cases with inputs that are not in the sample, and outputs on which all of its solutions agree.

    Deterministic in `seed`; literals are short, as in the emitted tests. There are fewer only if the kinds have no more
    inputs. `isolation="process"` is faster, for samples of one's own making; `run` takes the place of both. Raises
    UsageError if `n` is below 0 or a kind is unknown, and RecordError if the metadata is missing, if there is no second
    solution, or if the solutions disagree.
    """
    row = sample.row() if isinstance(sample, Sample) else sample
    if n < 0:
        raise UsageError(f"{n} fresh tests were asked for; it takes 0 or more")
    name, entry, kinds, sources, known = _parts(row)
    calls = [text for text in fresh_inputs(kinds, 4 * n + 8, seed, known) if len(text) <= MAX_LITERAL]
    if run is not None:
        return _agreed(name, entry, sources, calls, n, run)
    if isolation == "process":
        return _agreed(name, entry, sources, calls, n, run_here)
    from synthgen.reward import shared_sandbox

    return _agreed(name, entry, sources, calls, n, SandboxRun(shared_sandbox()))


def _agreed(name: str, entry: str, sources: Sequence[str], calls: Sequence[str], n: int, run: Run) -> list[TestCase]:
    found: list[TestCase] = []
    for call, *answers in zip(calls, *(run(source, entry, calls) for source in sources), strict=True):
        if len(found) == n:
            break
        first = answers[0]
        if first.failure:
            raise RecordError(f"{name}: its code fails on {entry}({call}): {first.failure}")
        for place, answer in enumerate(answers[1:]):
            if answer.failure or not equal(answer.value, first.value):
                told = f"code gives {format_value(first.value)}, reference_code[{place}] {answer.failure or format_value(answer.value)}"
                raise RecordError(f"{name}: its solutions disagree on {entry}({call}): {told}")
        output = format_value(first.value)
        if len(output) <= MAX_LITERAL:
            found.append(TestCase(call, output))
    return found


def _parts(row: Mapping[str, Any]) -> tuple[str, str, list[str], list[str], frozenset[str]]:
    """Return the id, the entry point, the kinds, the solutions and the known inputs of a row."""
    metadata = row.get("metadata")
    if not isinstance(metadata, Mapping) or not metadata.get("entry_point") or not metadata.get("parameter_kinds"):
        raise RecordError("fresh tests need metadata.entry_point and metadata.parameter_kinds; this sample lacks them")
    name = f"sample {metadata.get('id', 'without id')}"
    sources = [row.get("code"), *(row.get("reference_code") or ())]
    if len(sources) < 2 or not all(isinstance(source, str) for source in sources):
        raise RecordError(f"{name}: fresh tests need code and at least one reference_code to check it against")
    cases = row.get("test_cases") or ()
    known = frozenset(case["input"] for case in cases)
    return name, str(metadata["entry_point"]), list(metadata["parameter_kinds"]), [str(source) for source in sources], known


def _pool(kind: Kind, seed: int) -> tuple[Any, ...]:
    with _drawing:  # audits in the sandbox draw from several threads, which Hypothesis is not made for
        return _drawn(kind, seed)


@lru_cache(maxsize=256)
def _drawn(kind: Kind, seed: int) -> tuple[Any, ...]:
    from synthgen.check.pools import draw

    return tuple(draw(kind, POOL, digest(seed, "fresh pool", kind.name)))


_drawing = Lock()


def _pick(kind: Kind, values: Sequence[Any], random: Random, number: int) -> Any:
    if number % EDGE_SHARE == 0:
        return random.choice(values[:EDGE_VALUES])
    if kind.fits(INTEGER):  # distinct integers have lost the lean to small ones; the cube gives it back
        return values[int(len(values) * random.random() ** 3)]
    return random.choice(values)
