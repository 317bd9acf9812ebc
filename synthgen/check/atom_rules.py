"""The rules that one atom keeps, tried by running it. What it runs may hang or crash: use a process of its own."""

from __future__ import annotations

import io
import marshal
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from synthgen.atom import Atom, Function, Implementation
from synthgen.check.atom_form import form_problems, who
from synthgen.check.extremes import largest_arguments
from synthgen.check.phrases import phrase_problems
from synthgen.check.pools import sample_inputs
from synthgen.check.trials import NoLiteralError, outcome
from synthgen.check.watch import TooLong, Watch
from synthgen.domains import MAX_ITEMS, MAX_TEXT
from synthgen.errors import LiteralError
from synthgen.literals import format_arguments, format_value, parse_arguments, parse_value
from synthgen.streams import stream

MOST_SECONDS = 0.25
"""Processor time that a call on the largest values may take; atoms that ship stay below a tenth of it."""
MOST_CHARACTERS = 2 * MAX_ITEMS * MAX_TEXT
"""Longest literal of a result: twice the characters of the largest list of strings."""
MOST_SECONDS_IN_ALL = 20.0
"""Processor time for all drawn inputs, references included; the atoms that ship take 0.02 s."""
AGAIN = 200
"""Inputs that are run a second time, to see whether the atom remembers."""
Problem = tuple[int, str, str]
"""Line, rule and message."""


class BrokenError(Exception):
    """A call went so wrong that running the function further tells nothing."""


@dataclass
class Examination:
    """One atom under examination: `problems` fill up, `digest` stands for its results on all inputs."""

    atom: Atom
    inputs: int
    watch: Watch
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""

    def run(self) -> None:
        """Try all rules; those that need results only if the function runs at all."""
        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            self.apply("words", phrase_problems(self.atom))
            self.apply("form", form_problems(self.atom))
            try:
                self.examples()
                self.results()
                self.largest()
            except BrokenError:
                self.digest = ""
        if printed.getvalue() and not any("`print`" in message for _, _, message in self.problems):
            shown = printed.getvalue().splitlines()[0][:60]
            self.add("pure", f"prints ({shown!r}); a function of the library only returns its result")

    def add(self, rule: str, message: str, function: Function | None = None) -> None:
        """Note a problem, at the line of `function` or of the atom."""
        line = function.__code__.co_firstlineno if function is not None and function is not self.atom.function else self.atom.line
        self.problems.append((line, rule, message))

    def apply(self, rule: str, messages: Iterator[str]) -> None:
        """Note a problem for each message."""
        for message in messages:
            self.add(rule, message)

    def examples(self) -> None:
        """Run the doctests: plain calls on literals of the right kinds, with the results that they show."""
        atom = self.atom
        for example in atom.examples:
            arguments = _example_arguments(atom, example.call)
            if arguments is None:
                self.add(
                    "doctests",
                    f"the doctest `{example.call}` is no plain call `{atom.name}(...)` on {len(atom.kinds)} literals",
                )
                continue
            for parameter, argument in zip(atom.parameters, arguments, strict=True):
                if not parameter.kind.holds(argument):
                    shown = f"`{parameter.name}` = {_short(argument)}"
                    self.add("doctests", f"the doctest `{example.call}` has {shown}, which is no {parameter.kind.name}")
            result = self.call(atom.function, arguments)
            self.literal(arguments, result)
            if not _shows(example.output, result):
                self.add(
                    "doctests",
                    f"the doctest `{example.call}` gives {_short(result)}, but the docstring shows {example.output}",
                )

    def results(self) -> None:
        """Run atom and references on drawn inputs: same results, inputs as they were, results of the declared kind."""
        atom = self.atom
        state = blake2b(digest_size=16)
        references = list(atom.references)
        kept = []
        start = time.process_time()
        for count, arguments in enumerate(sample_inputs(atom.kinds, self.inputs, stream(0, "check", atom.name))):
            result = self.call(atom.function, arguments)
            found = self.literal(arguments, result)
            state.update(found)
            kept.append((arguments, found))
            if not atom.result.holds(result):
                shown = f"`{_call(atom.name, arguments)}` gives {_short(result)}, which is no {atom.result.name}"
                self.add("kinds", f"{shown}; declare a wider kind for the result, or mend it")
                raise BrokenError
            references = [reference for reference in references if self.agrees(reference, arguments, result, found)]
            if time.process_time() - start > MOST_SECONDS_IN_ALL:
                said = f"took {MOST_SECONDS_IN_ALL:.0f} s with its references for {count + 1} drawn inputs"
                self.add("bounded", f"{said}; narrow a kind, or mend the slow one")
                raise BrokenError
        self.digest = state.hexdigest()
        for arguments, found in kept[:AGAIN]:
            if outcome(self.call(atom.function, arguments)) != found:
                shown = f"`{_call(atom.name, arguments)}` gives another result when it is called again"
                self.add("pure", f"{shown}; keep nothing between calls")
                raise BrokenError

    def agrees(self, reference: Implementation, arguments: tuple[Any, ...], result: Any, found: bytes) -> bool:
        """Whether a reference gives the atom's result; where it does not, that is a problem."""
        other = self.call(reference.function, arguments)
        try:
            if outcome(other) == found:
                return True
        except NoLiteralError:
            pass
        given = _cut(format_arguments(arguments), 100)
        shown = f"for `{given}` it gives {_short(other)}, but the atom gives {_short(result)}"
        self.add(
            "references",
            f"reference {reference.name!r} disagrees: {shown}; mend the one that is wrong",
            reference.function,
        )
        return False

    def largest(self) -> None:
        """Run the atom on the largest values of its kinds: soon done, and a result that can be written down."""
        for arguments in largest_arguments(self.atom.kinds):
            took = min(self.clock(arguments) for _ in range(2))
            call = _call(self.atom.name, arguments)
            if took > MOST_SECONDS:
                self.add(
                    "bounded",
                    f"takes {took:.2f} s on large values, as in `{call}`; allowed are {MOST_SECONDS} s: narrow a kind",
                )
                raise BrokenError
            size = len(_literal(self.call(self.atom.function, arguments)))
            if size > MOST_CHARACTERS:
                said = f"gives {size:,} characters on large values, as in `{call}`"
                self.add("bounded", f"{said}; allowed are {MOST_CHARACTERS:,}: narrow a kind")
                raise BrokenError

    def clock(self, arguments: tuple[Any, ...]) -> float:
        """Return the processor seconds of one call."""
        start = time.process_time()
        self.call(self.atom.function, arguments)
        return time.process_time() - start

    def literal(self, arguments: tuple[Any, ...], result: Any) -> bytes:
        """Return the outcome of the atom, which must be a literal."""
        try:
            return outcome(result)
        except NoLiteralError:
            shown = f"`{_call(self.atom.name, arguments)}` gives a {type(result).__name__} that is no literal"
            self.add("kinds", f"{shown}; give built-in values only")
            raise BrokenError from None

    def call(self, function: Function, arguments: tuple[Any, ...]) -> Any:
        """Call `function` on copies of `arguments`; what it raises or does to them is a problem that ends it all."""
        frozen = marshal.dumps(arguments, 2)
        given = marshal.loads(frozen)
        name = function.__name__
        self.watch.begin()
        try:
            result = function(*given)
        except TooLong:
            self.add(
                "bounded",
                f"{who(self.atom, name)}does not end within a second on `{_call(name, arguments)}`",
                function,
            )
            raise BrokenError from None
        except Exception as problem:
            what = f"raises {type(problem).__name__} on `{_call(name, arguments)}`"
            advice = "an atom gives a result for every value of its kinds: give one here, or narrow the kind"
            self.add("total", f"{who(self.atom, name)}{what} ({problem}); {advice}", function)
            raise BrokenError from None
        except BaseException as problem:
            self.add(
                "total",
                f"{who(self.atom, name)}raises {type(problem).__name__} on `{_call(name, arguments)}`",
                function,
            )
            raise BrokenError from None
        finally:
            self.watch.end()
        if not _is_still(given, frozen):
            self.add(
                "pure",
                f"{who(self.atom, name)}modifies its input on `{_call(name, arguments)}`; work on a copy",
                function,
            )
            raise BrokenError
        return result


def _is_still(given: tuple[Any, ...], frozen: bytes) -> bool:
    """Whether arguments are what they were before a call."""
    try:
        return marshal.dumps(given, 2) == frozen
    except ValueError:
        return False


def _example_arguments(atom: Atom, call: str) -> tuple[Any, ...] | None:
    """Return the arguments of a doctest, or None if it is no plain call of the atom."""
    if not (call.startswith(f"{atom.name}(") and call.endswith(")")):
        return None
    try:
        arguments = parse_arguments(call[len(atom.name) + 1 : -1])
    except LiteralError:
        return None
    return arguments if len(arguments) == len(atom.kinds) else None


def _shows(output: str, result: Any) -> bool:
    """Whether the line under a doctest is the result as Python shows it."""
    try:
        return repr(result) == output or outcome(parse_value(output)) == outcome(result)
    except (LiteralError, NoLiteralError):
        return False


def _literal(value: Any) -> str:
    try:
        return format_value(value)
    except LiteralError:
        return repr(value)


def _call(name: str, arguments: tuple[Any, ...]) -> str:
    return _cut(f"{name}({', '.join(map(_literal, arguments))})", 100)


def _short(value: Any) -> str:
    return _cut(_literal(value), 60)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
