"""Two accepted samples on each other's tests, as quickly as can be: most pairs that are alike on core inputs differ on the first test."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any

from synthgen.check.execute import compile_entry
from synthgen.errors import LiteralError
from synthgen.kinds import KINDS
from synthgen.literals import equal, parse_arguments, parse_value
from synthgen.programs.answers import run_here
from synthgen.programs.crosswise import passes

_DECODER = json.JSONDecoder()


def alike(first: Row, second: Row) -> bool:
    """Return whether no test of either sample tells it from the other. That one of the two quickly fails is looked for first: the
    solution for integers on the tests for natural numbers, say.
    """
    return not (first.fails(second) or second.fails(first)) and first.passes(second) and second.passes(first)


class Row:
    """A sample as the text of its row, of which only what is asked for is read: `signature` names the kinds of its parameters."""

    def __init__(self, text: str, signature: str) -> None:
        self._text = text
        self._kinds = [KINDS[name] for name in signature.split(",") if name]

    @cached_property
    def tests(self) -> dict[str, str]:
        """The test cases: outputs by inputs."""
        return {case["input"]: case["output"] for case in self._field("test_cases")}

    @cached_property
    def id(self) -> str:
        """The sample's id."""
        return str(self._field("id"))

    @cached_property
    def _code(self) -> str:
        return str(self._field("code"))

    @cached_property
    def _entry(self) -> str:
        return str(self._field("entry_point"))

    def _field(self, name: str) -> Any:
        """Return the value of the first field called `name`. No text holds its name in quotes, as quotes in texts are escaped."""
        found = re.search(rf'"{name}":\s*', self._text)
        if found is None:
            raise ValueError(f"a row without the field {name}")
        return _DECODER.raw_decode(self._text, found.end())[0]

    def passes(self, task: Row) -> bool:
        """Return whether the solution passes another task's tests. It runs with bounds, as it may not end on inputs of other kinds."""
        return passes(self._code, self._entry, task.tests.items(), run_here)

    def fails(self, task: Row) -> bool:
        """Return whether it is quickly told that the solution fails another task's tests: by a test on an input of its own kinds, on
        which it ends. What it gives on inputs that both test stands in its own tests.
        """
        for given, output in task.tests.items():
            own = self.tests.get(given, output)
            if own != output and not equal(parse_value(own), parse_value(output)):
                return True
        run = compile_entry(self._code, self._entry)
        for given, output in task.tests.items():
            arguments = parse_arguments(given)
            if len(arguments) != len(self._kinds) or not all(kind.holds(value) for kind, value in zip(self._kinds, arguments, strict=True)):
                continue
            try:
                if not equal(run(*arguments), parse_value(output)):
                    return True
            except LiteralError:
                raise
            except Exception:
                return True
        return False
