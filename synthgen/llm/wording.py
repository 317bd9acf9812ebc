"""What can be said against a wording by reading it: signature, names of atoms, test cases, examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from synthgen.errors import LiteralError
from synthgen.literals import format_arguments, parse_arguments
from synthgen.llm.outcomes import Outcome
from synthgen.records import Sample

TELLING = 8
"""Characters from which the input of a hidden test is taken for the test itself, and not for a value that any text may hold."""


def wording_problem(text: str, sample: Sample) -> tuple[Outcome, str] | None:
    """Return what is wrong with a new wording of a sample's task, or None."""
    metadata = sample.metadata
    signature = signature_of(metadata.signature)
    if _squeezed(signature) not in _squeezed(text):
        return Outcome.NO_SIGNATURE, signature
    leaked = leaked_atom(text, metadata.atoms, metadata.signature, sample.prompt)
    if leaked:
        return Outcome.NAMES_ATOM, leaked
    return _examples_problem(text, sample)


def signature_of(line: str) -> str:
    """Return a signature as prompts state it, from its `def` line.

    >>> signature_of("def f(x: int) -> int:")
    'f(x: int) -> int'
    """
    return line.removeprefix("def ").removesuffix(":")


def leaked_atom(text: str, atoms: Sequence[str], signature: str, plain: str = "") -> str:
    """Return the name of an atom that a text gives away; empty if it gives none away.

    A name of several words does so wherever it stands as an identifier. A single word (`total`, `ranks`) may be plain language, and does
    so as code: in backticks or called. What the signature or the plain prompt has is no secret.
    """
    for name in atoms:
        code = re.compile(rf"`{name}`|\b{name}\(" if "_" not in name else rf"\b{name}\b")
        if code.search(text) and not code.search(signature) and not code.search(plain):
            return name
    return ""


def _examples_problem(text: str, sample: Sample) -> tuple[Outcome, str] | None:
    entry, plain = sample.metadata.entry_point, sample.prompt
    shown = [case for case in sample.test_cases if f"{entry}({case.input})" in plain]
    hidden = [case for case in sample.test_cases if case not in shown]
    for case in hidden:
        if f"{entry}({case.input})" in text or (len(case.input) >= TELLING and case.input in text and case.input not in plain):
            return Outcome.SHOWS_TESTS, f"{entry}({case.input})"
    results = {case.input: case.output for case in shown}
    secret = {case.input for case in hidden}
    for call, place in _calls(text, entry):
        if call in secret:
            return Outcome.SHOWS_TESTS, f"{entry}({call})"
        if call not in results:
            return Outcome.WRONG_EXAMPLE, f"{entry}({call})"
        if not _says(text[place : place + MOST_BETWEEN + len(results[call])], results[call]):
            return Outcome.WRONG_EXAMPLE, f"{entry}({call}) without its result"
    return None


MOST_BETWEEN = 80
"""Characters behind a call in which its result is looked for."""


def _calls(text: str, entry: str) -> Iterator[tuple[str, int]]:
    """Yield the calls of the entry point with literals in them, as tests are written, each with where it ends."""
    for match in re.finditer(rf"\b{re.escape(entry)}\(", text):
        depth, place = 1, match.end()
        while place < len(text) and depth:
            depth += (text[place] in "([{") - (text[place] in ")]}")
            place += 1
        try:
            call = format_arguments(parse_arguments(text[match.end() : place - 1]))
        except LiteralError:
            continue  # the signature, or a call with names in it
        if call:
            yield call, place


def _says(text: str, literal: str) -> bool:
    """Return whether a text states a literal, strings in either kind of quotes."""
    forms = {literal, literal.replace("'", '"'), literal.replace(", ", ",")}
    return any(re.search(rf"(?<![\w\[({{.-]){re.escape(form)}(?![\w\])}}])", text) for form in forms)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
