"""The proof of a program that a model wrote: read, then run in the sandbox, on the sample's tests and on fresh ones.

Nothing that a model says is run anywhere else. What reaches for more than its arguments is refused even if it passes, since rows are
also run by people who trust them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synthgen.check.errors import MOST_LITERAL
from synthgen.dataset.static_rules import unsafe
from synthgen.errors import LiteralError
from synthgen.fresh_inputs import fresh_tests
from synthgen.function_file import ALLOWED_IMPORTS
from synthgen.literals import format_value, parse_value
from synthgen.llm.outcomes import Outcome
from synthgen.programs.answers import Answer, SandboxRun, tree_of
from synthgen.quality import tree_quality
from synthgen.records import ErrorExample, Sample, TestCase
from synthgen.reward import reward_of
from synthgen.sandbox import Limits, Sandbox
from synthgen.verify.solutions import Solution, cut, text_claims, verdict_of

FRESH = 24
"""Fresh tests that a solution must pass beside the sample's own."""
HASH_SEEDS = (0, 4242)
SECONDS = 4.0
"""Wall time of one program of a model's, all its calls together."""
OPERATOR = "model"
"""The operator of an error example that a model wrote, as against those that mutation made."""
DESCRIPTIONS = "the program does something else than the task asks for", "程序所做的与任务的要求不同"
MODULES = ALLOWED_IMPORTS | frozenset("__future__ abc array copy dataclasses decimal enum fractions numbers statistics typing".split())
"""Modules that a solution may import: those of the library's atoms, and others that reach nothing but values."""
REACHING = frozenset("getattr setattr delattr __builtins__ __loader__ __spec__ memoryview print".split())
"""Names that a pure function has no need of, beside those of `synthgen.dataset.static_rules`."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a program: an outcome, why, and what it answered to the sample's tests, if it ran."""

    outcome: Outcome
    detail: str = ""
    answers: tuple[Answer, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it is right."""
        return self.outcome is Outcome.ACCEPTED


class Prover:
    """Proves programs; safe to call from several threads at once."""

    def __init__(self, sandboxes: Sequence[Sandbox], seed: int) -> None:
        """Take a sandbox for each of `HASH_SEEDS`: one for both would start its processes anew at every change of the seed."""
        runs = [SandboxRun(sandbox, Limits(seconds=SECONDS)) for sandbox in sandboxes]
        self._runs = dict(zip(HASH_SEEDS, runs, strict=True))
        self._seed = seed

    def run(self, source: str, entry: str, calls: Sequence[str], hash_seed: int = 0) -> Iterator[Answer]:
        """Yield the answer of each call, as `synthgen.programs.answers.Run` says. Raises SandboxError if the sandbox fails."""
        return self._runs[hash_seed](source, entry, calls, hash_seed)

    def fresh(self, sample: Sample) -> tuple[TestCase, ...]:
        """Return tests that no file has, the same for a seed. Raises RecordError if the sample's own solutions disagree on them."""
        return tuple(fresh_tests(sample, FRESH, self._seed, run=self.run))

    def try_out(self, source: str, sample: Sample, fresh: Sequence[TestCase]) -> Trial:
        """Return what becomes of `source` as a solution of `sample`. Raises SandboxError if the sandbox fails."""
        entry = sample.metadata.entry_point
        told = text_problem(source, entry, arity=len(sample.metadata.parameter_kinds))
        if told is not None:
            return told
        tests = [*sample.test_cases, *fresh]
        wanted = [parse_value(case.output) for case in tests]
        calls = [case.input for case in tests]
        answers = tuple(self.run(source, entry, calls, HASH_SEEDS[0]))
        own = answers[: len(sample.test_cases)]
        for place, (answer, value, call) in enumerate(zip(answers, wanted, calls, strict=True)):
            if not answer.gives(value):
                outcome = Outcome.FAILS_TESTS if place < len(own) else Outcome.FAILS_FRESH_TESTS
                found = answer.failure or format_value(answer.value)
                return Trial(outcome, f"{cut(f'{entry}({call})')} gives {cut(found)}, not {cut(format_value(value))}", own)
            if answer.modified:
                return Trial(Outcome.INPUT_MODIFIED, cut(f"{entry}({call})"), own)
        again = self.run(source, entry, calls[::-1], HASH_SEEDS[1])
        for answer, value, call in zip(again, wanted[::-1], calls[::-1], strict=True):
            if not answer.gives(value) or answer.modified:
                return Trial(Outcome.HASH_DEPENDENT, cut(f"{entry}({call})"), own)
        return Trial(Outcome.ACCEPTED, "", own)

    def error_example(self, source: str, sample: Sample, trial: Trial) -> ErrorExample | None:
        """Return a failed solution as an error example with the reward that it earns, or None if it shows nothing that lasts.

        A lasting failure is a wrong value or an exception, the same under another hash seed; what ran out of time or memory may do
        better on another machine.
        """
        if trial.outcome is not Outcome.FAILS_TESTS or not trial.answers:
            return None
        calls = [case.input for case in sample.test_cases]
        again = list(self.run(source, sample.metadata.entry_point, calls, HASH_SEEDS[1]))
        if [_shape(answer) for answer in trial.answers] != [_shape(answer) for answer in again] or not all(map(_lasts, again)):
            return None
        wanted = [parse_value(case.output) for case in sample.test_cases]
        failing = [place for place, answer in enumerate(again) if not answer.gives(wanted[place]) and len(_got(answer)) <= MOST_LITERAL]
        if not failing:
            return None
        place = min(failing, key=lambda place: (len(calls[place]), place))
        tree = tree_of(source)
        assert not isinstance(tree, str)  # what ran has been parsed
        reward = reward_of([verdict_of(answer, value) for answer, value in zip(again, wanted, strict=True)], tree_quality(tree, source))
        case, got = sample.test_cases[place], _got(again[place])
        return ErrorExample(source, OPERATOR, *DESCRIPTIONS, case.input, case.output, got, reward)


def text_problem(source: str, entry: str, arity: int | None = None) -> Trial | None:
    """Return why a program is not run at all, from its text alone, or None."""
    for claim in text_claims(Solution("answer", source, entry)):
        return Trial(Outcome.NO_PROGRAM, f"asked for {claim.asked}, found {claim.found}")
    tree = tree_of(source)
    assert not isinstance(tree, str)  # it has just been parsed
    reaching = unsafe({"code": source, "reference_code": []}) or _reaching(tree)
    if reaching:
        return Trial(Outcome.UNSAFE, reaching)
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == entry)
    most = len(function.args.args)
    if arity is not None and not function.args.vararg and not most - len(function.args.defaults) <= arity <= most:
        return Trial(Outcome.NO_PROGRAM, f"{entry} takes {most} arguments, not {arity}")
    return None


def _reaching(tree: ast.Module) -> str:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in REACHING:
            return f"line {node.lineno}: the built-in {node.id}"
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
        for name in modules:
            if name.partition(".")[0] not in MODULES:
                return f"line {getattr(node, 'lineno', 0)}: import of {name}"
    return ""


def _shape(answer: Answer) -> str:
    return answer.failure.partition("(")[0] if answer.failure else _got(answer)


def _lasts(answer: Answer) -> bool:
    return not answer.failure or answer.failure.startswith("exception: ")


def _got(answer: Answer) -> str:
    """Return the literal of a value, or the name of an exception."""
    if answer.failure:
        return answer.failure.removeprefix("exception: ").partition(":")[0].strip()
    try:
        return format_value(answer.value)
    except LiteralError:
        return " " * (MOST_LITERAL + 1)
