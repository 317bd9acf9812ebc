"""Two accepted samples on each other's tests, as quickly as can be: most pairs that are alike on core inputs differ on the first test."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from synthgen.check.execute import compile_entry
from synthgen.errors import LiteralError
from synthgen.kinds import KINDS
from synthgen.literals import equal, parse_arguments, parse_value
from synthgen.programs.answers import run_here
from synthgen.programs.crosswise import passes

_DECODER = json.JSONDecoder()


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
        """Return whether the solution passes another task's tests. What it gives on inputs that both test stands in its own tests."""
        for given, output in task.tests.items():
            own = self.tests.get(given, output)
            if own != output and not equal(parse_value(own), parse_value(output)):
                return False
        tests = list(task.tests.items())
        return not self._fails(tests) and passes(self._code, self._entry, tests, run_here)

    def _fails(self, tests: Sequence[tuple[str, str]]) -> bool:
        """Return whether a test tells already without bounds: on inputs of its own kinds a solution ends."""
        run = compile_entry(self._code, self._entry)
        for given, output in tests:
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
