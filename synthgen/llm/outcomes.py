"""What became of each attempt of a model: a closed list, so that a ledger can be counted and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from synthgen.llm.messages import Completion


class Outcome(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    UNANSWERED = "unanswered"
    UNASKED = "unasked"
    REJECTED = "rejected_request"
    REFUSED = "refused"
    EMPTY = "empty"
    CUT_SHORT = "cut_short"
    MALFORMED = "malformed"
    NO_SIGNATURE = "no_signature"
    NAMES_ATOM = "names_atom"
    SHOWS_TESTS = "shows_tests"
    WRONG_EXAMPLE = "wrong_example"
    QUOTES_CODE = "quotes_code"
    UNFAITHFUL = "unfaithful"
    NO_PROGRAM = "no_program"
    UNSAFE = "unsafe"
    FAILS_TESTS = "fails_tests"
    FAILS_FRESH_TESTS = "fails_fresh_tests"
    HASH_DEPENDENT = "hash_dependent"
    INPUT_MODIFIED = "input_modified"
    SAME_PROMPT = "same_prompt"
    NO_TRACE = "no_trace"
    FAILS_INPUTS = "fails_inputs"
    UNUSED_ATOM = "unused_atom"
    IDLE_ATOM = "idle_atom"
    IDLE_INPUT = "idle_input"
    DISAGREEMENT = "disagreement"
    CONSTANT = "constant"
    PROJECTION = "projection"
    KNOWN_BEHAVIOUR = "known_behaviour"
    TOO_LARGE = "too_large"
    WEAK_TESTS = "weak_tests"
    UNPROVED = "unproved"


EXPLANATIONS: dict[Outcome, str] = {
    Outcome.ACCEPTED: "it stood every check and is in the run",
    Outcome.REPEATED: "a right solution of a structure that the sample has already",
    Outcome.UNANSWERED: "every try of a request failed: the endpoint was down, too slow or too busy",
    Outcome.UNASKED: "a cap on requests, tokens or dollars was reached before",
    Outcome.REJECTED: "the endpoint did not take the request",
    Outcome.REFUSED: "the model refused, or a filter of the endpoint did",
    Outcome.EMPTY: "the answer holds no text",
    Outcome.CUT_SHORT: "the answer reached its longest length before its end",
    Outcome.MALFORMED: "the answer has not the form that was asked for, and neither has its repair",
    Outcome.NO_SIGNATURE: "the wording does not state the entry point with its signature",
    Outcome.NAMES_ATOM: "the wording gives away the name of an atom",
    Outcome.SHOWS_TESTS: "the wording shows a test case that the plain prompt does not show",
    Outcome.WRONG_EXAMPLE: "the wording shows an example that the plain prompt does not show, or one with another result",
    Outcome.QUOTES_CODE: "the explanation quotes the program instead of explaining it",
    Outcome.UNFAITHFUL: "an independent solve from the text alone does not pass the tests and fresh ones",
    Outcome.NO_PROGRAM: "no Python program with the entry point, or one that imports more than it may",
    Outcome.UNSAFE: "the program reaches for files, processes, the network or the interpreter",
    Outcome.FAILS_TESTS: "the program fails a test case",
    Outcome.FAILS_FRESH_TESTS: "the program passes the test cases and fails a fresh one",
    Outcome.HASH_DEPENDENT: "the program's answers depend on the hash seed or on the order of calls",
    Outcome.INPUT_MODIFIED: "the program changes its arguments",
    Outcome.SAME_PROMPT: "another sample of the run has the same prompt",
    Outcome.NO_TRACE: "the explanation task cannot be derived from the sample, or did not stand its own verification",
    Outcome.FAILS_INPUTS: "the new program raises, runs out of time, or gives no value of its type on an input of its kinds",
    Outcome.UNUSED_ATOM: "the program does not call one of the atoms",
    Outcome.IDLE_ATOM: "broken forms of an atom in its place change hardly a result",
    Outcome.IDLE_INPUT: "an input hardly ever changes the result",
    Outcome.DISAGREEMENT: "too few solutions written from the specification alone agree with the program",
    Outcome.CONSTANT: "too few different results, or one result too often",
    Outcome.PROJECTION: "the result is one of the inputs",
    Outcome.KNOWN_BEHAVIOUR: "a sample of the run, or an atom, behaves the same",
    Outcome.TOO_LARGE: "results or inputs have literals that are too long",
    Outcome.WEAK_TESTS: "no small set of short tests kills every mutant that shows",
    Outcome.UNPROVED: "the sample's own solutions disagree on fresh inputs, so nothing can be proved by them",
}
"""One sentence for each outcome."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt in one role, a row of the ledger.

    `id` is the sample's, or the one that a new sample would get. `answers` counts the completions that went into it, their repairs and
    checks included; tokens are those of these, None if any is unknown. `text` is the model's answer as it came.
    """

    id: str
    role: str
    attempt: int
    model: str
    outcome: Outcome
    detail: str
    answers: int
    input_tokens: int | None
    output_tokens: int | None
    usd: float | None
    day: str
    text: str

    def row(self) -> dict[str, Any]:
        """Return the row that is written."""
        return asdict(self)


def day_of(completions: Sequence[Completion]) -> str:
    """Return the last day on which one of `completions` was given, ISO 8601; empty without one."""
    return max((one.day for one in completions), default="")


MONTHS = "January February March April May June July August September October November December".split()


def in_words(day: str) -> str:
    """Return an ISO day in words, which no loader takes for a time stamp.

    >>> in_words("2026-11-20")
    '20 November 2026'
    """
    if not day:
        return ""
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"
