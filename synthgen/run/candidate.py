"""From an index to a sample or a rejection: the way of the data, on one page.

Candidate `i` of seed `s` depends on the config, the library, `s` and `i` alone; which process makes it does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from zlib import crc32

from synthgen import __version__
from synthgen.check.adequacy import MOST_TESTS, Suite, choose_tests
from synthgen.check.branches import Marked, covering
from synthgen.check.core import core_answers
from synthgen.check.errors import error_example
from synthgen.check.execute import Program, frozen, run_programs
from synthgen.check.features import difficulty_of, features_of
from synthgen.check.inputs import FURTHER_INPUTS, PROBE_INPUTS
from synthgen.check.mutants import atom_mutants, telling_values
from synthgen.check.probe import Failure, Probe, probe
from synthgen.check.text import text_quality
from synthgen.library import Library
from synthgen.literals import canonical, format_arguments, format_value
from synthgen.plan.graph import Input, Plan
from synthgen.plan.names import Names, name_plan
from synthgen.plan.sampler import Sampler
from synthgen.prompt import LANGUAGES, STYLES, helper_docs, render, summary
from synthgen.records import LICENCE, TASK_TYPE, Checks, Metadata, Reason, Rejection, Sample, TestCase
from synthgen.reward import reward_of
from synthgen.run.config import RunConfig
from synthgen.run.prepare import prepare
from synthgen.run.probed import Claims, Probed
from synthgen.run.split import Side
from synthgen.run.timers import Timers
from synthgen.run.twin import Texts
from synthgen.streams import stream
from synthgen.weave.forms import Form, write_forms

FEWEST_FORMS = 3
"""Of a composed plan; an atom by itself has one form and as many more as it has references."""
MOST_FORMS = 3
"""Forms of a plan that are emitted: the solution and two references, by other algorithms where the library has them."""
DEPTH_WEIGHTS = {1: 1, 2: 1, 3: 3, 4: 4, 5: 3, 6: 3, 7: 3, 8: 3}
"""How often each depth is drawn, within the range asked for. Shallow plans are few: the library has some 2,500 different
tasks of depth 2, and a long run that drew them as often as others would meet little but duplicates."""
GROWTH_TRIES = 12
"""How often a plan is grown anew from the next stream before a candidate counts as stuck."""
HASH_SEEDS = 2
"""Hash seeds under which every form runs: the worker's and its twin's."""
EXAMPLES = 3
"""Most worked examples in a prompt."""
EXAMPLE_LENGTH = 40
"""Length of a good worked example, arguments and result together, in characters."""
LONGEST_EXAMPLE = 140
"""Longest example that is shown instead of a shorter one at an edge."""


@dataclass(frozen=True, slots=True)
class Made:
    """A candidate that passed everything but the twin and the comparison with other candidates."""

    sample: Sample
    texts: tuple[Texts, ...]
    core: str
    answers: bytes
    """A byte for each fixed input, a hash of the result."""
    tests: bytes
    """The places of the tests that are among the fixed inputs; one of the reserve is not."""


class Maker:
    """Makes candidates of one config from one library."""

    def __init__(self, config: RunConfig, library: Library, timers: Timers | None = None) -> None:
        self.config = config
        self.library = library
        self.timers = timers or Timers()
        prepare(library)
        self.mutants = atom_mutants(library)
        self.telling = telling_values(library)
        self.sampler = Sampler(library)
        self.split = config.split_policy
        self.side = Side(self.split, library) if self.split else None
        self._atoms = (self.side.focus if self.side else None) or list(library.atoms)
        low, high = config.depth
        self._depths = range(low, high + 1)
        self._depth_weights = [DEPTH_WEIGHTS[depth] for depth in self._depths]
        self._order: tuple[int, list[str]] = (-1, [])
        self._claimed = Claims()
        self._probed = Probed()

    def learn(self, claims: bytes) -> None:
        """Take note of behaviours that candidates of lower index claimed, `BEHAVIOUR_BYTES` each: those need no proof."""
        self._claimed.add(claims)

    def make(self, index: int) -> Made | Rejection:
        """Return candidate `index`, made or rejected."""
        clock = self.timers.start()
        plan = self.plan(index)
        clock = self.timers.lap("plan", clock)
        if plan is None:
            return Rejection(index, Reason.STUCK, "", "")
        if self.side and (unwanted := self.side.refuses_plan(plan)):
            return Rejection(index, unwanted.reason, unwanted.detail, plan.to_text())
        text = plan.to_text()
        known = self._probed.get(text)
        if isinstance(known, str) and bytes.fromhex(known) in self._claimed:
            return Rejection(index, Reason.DUPLICATE_BEHAVIOUR, "", text, known)
        probed = known if isinstance(known, Failure) else self._probed.noted(text, probe(plan, self.telling))
        clock = self.timers.lap("probe", clock)
        if isinstance(probed, Failure):
            return Rejection(index, probed.reason, probed.detail, text)
        if bytes.fromhex(probed.behaviour) in self._claimed:
            return Rejection(index, Reason.DUPLICATE_BEHAVIOUR, "", text, probed.behaviour)
        self.learn(bytes.fromhex(probed.behaviour))
        if self.side and (unwanted := self.side.refuses(plan, probed)):
            return Rejection(index, unwanted.reason, unwanted.detail, text, probed.behaviour)
        outcome = self._prove(index, plan, probed, clock)
        if isinstance(outcome, Failure):
            return Rejection(index, outcome.reason, outcome.detail, text, probed.behaviour)
        return outcome

    def plan(self, index: int) -> Plan | None:
        """Return the plan of candidate `index`: its focus goes round all atoms, its depth is drawn from the range."""
        rounds, place = divmod(index, len(self._atoms))
        depth = stream(self.config.seed, index, "depth").choices(self._depths, self._depth_weights)[0]
        focus = self._order_of(rounds)[place]
        for attempt in range(GROWTH_TRIES):
            plan = self.sampler.sample(stream(self.config.seed, index, "plan", attempt), depth, focus)
            if plan is not None:
                return plan
        return None

    def _order_of(self, rounds: int) -> list[str]:
        """Return the order of the atoms in a round; that of the last round asked for is at hand."""
        if self._order[0] != rounds:
            order = list(self._atoms)
            stream(self.config.seed, "focus", rounds).shuffle(order)
            self._order = rounds, order
        return self._order[1]

    def _prove(self, index: int, plan: Plan, probed: Probe, clock: float) -> Made | Failure:
        seed, timers = self.config.seed, self.timers
        wording = stream(seed, index, "wording")
        language = wording.choice(LANGUAGES) if self.config.language == "mixed" else self.config.language
        style = wording.choice(self.config.style or STYLES)
        names = name_plan(plan)
        doc = summary(plan, names, language) if style == "docstring" else None
        helpers = helper_docs(plan, language)
        clock = timers.lap("words", clock)
        forms = write_forms(plan, names, doc, helpers, MOST_FORMS)
        clock = timers.lap("weave", clock)
        if len(forms) < (FEWEST_FORMS if plan.depth > 1 else 2):
            return Failure(Reason.TOO_WIDE, f"{len(forms)} forms")
        code = forms[0].source
        features = features_of(plan, code)
        difficulty = difficulty_of(features)
        if self.config.difficulty and difficulty not in self.config.difficulty:
            return Failure(Reason.OTHER_DIFFICULTY, difficulty)
        suite = choose_tests(probed, self.mutants)
        clock = timers.lap("tests", clock)
        if isinstance(suite, Failure):
            return suite
        quality = text_quality(code)
        tests, reachable, covered = _with_branches(Marked(code, names.entry), suite)
        clock = timers.lap("branches", clock)
        if covered < reachable or len(tests) > MOST_TESTS:
            return Failure(Reason.WEAK_TESTS, f"{covered} of {reachable} branches in {len(tests)} tests")
        texts = _run_forms(names.entry, forms, suite, tests)
        clock = timers.lap("forms", clock)
        if isinstance(texts, Failure):
            return texts
        cases = [TestCase(format_arguments(suite.rows[row]), format_value(suite.outputs[row])) for row in tests]
        broken = error_example(plan, names, doc, helpers, forms[0], suite, tests, cases, stream(seed, index, "errors"))
        clock = timers.lap("errors", clock)
        if broken is None:
            return Failure(Reason.WEAK_TESTS, "no mutant of an atom can be written and run as an error example")
        hides = [_hides(suite.rows[row], suite.outputs[row]) for row in tests]
        shown = _examples(cases, hides, stream(seed, index, "examples"))
        prompt = render(plan, names, style, language, shown, stream(seed, index, "prompt"))
        clock = timers.lap("prompt", clock)
        certificate = Checks(
            probe_inputs=PROBE_INPUTS,
            further_inputs=FURTHER_INPUTS - suite.left_out,
            distinct_outputs=probed.distinct,
            forms=len(forms),
            hash_seeds=HASH_SEEDS,
            mutants=suite.mutants,
            equivalent=suite.equivalent,
            killed=len(suite.killed),
            killed_twice=suite.killed_twice,
            near_readings=suite.near_readings,
            branches=reachable,
            branches_covered=covered,
        )
        metadata = Metadata(
            id=f"{self.library.fingerprint[:8]}-{seed}-{index}",
            task_type=TASK_TYPE,
            language=language,
            style=style,
            entry_point=names.entry,
            signature=_signature(plan, names),
            parameter_kinds=[kind.name for kind in plan.inputs],
            result_kind=plan.result.name,
            topics=sorted({atom.topic for atom in plan.atoms}),
            atoms=[atom.name for atom in plan.atoms],
            combinators=[step.combinator.name for _, step in plan.steps],
            depth=plan.depth,
            chain=plan.is_chain,
            plan=plan.to_text(),
            behaviour=probed.behaviour,
            form=forms[0].name,
            reference_forms=[form.name for form in forms[1:]],
            features=features,
            checks=certificate,
            errors=[broken],
            seed=seed,
            index=index,
            generator=f"synthgen {__version__}",
            library=self.library.fingerprint,
            source="library",
            licence=LICENCE,
            split=self.split.side if self.split else "",
            canary=self.split.canary if self.split else "",
        )
        sample = Sample(
            prompt=prompt,
            code=code,
            reference_code=[form.source for form in forms[1:]],
            test_cases=cases,
            reward=reward_of(["pass"] * len(cases), quality),
            difficulty=difficulty,
            metadata=metadata,
        )
        fixed = PROBE_INPUTS + FURTHER_INPUTS
        answers = bytes(map(_digest, suite.outputs[:fixed]))
        return Made(sample, texts, core_answers(plan), answers, bytes(row for row in tests if row < fixed))


def _digest(value: object) -> int:
    """Return a byte that is equal for equal values; dicts are equal in any order."""
    return crc32(canonical(value).encode() if type(value) is dict else frozen(value)) & 255


def _signature(plan: Plan, names: Names) -> str:
    hints = [f"{names.nodes[index]}: {node.kind.hint}" for index, node in enumerate(plan.nodes) if isinstance(node, Input)]
    return f"def {names.entry}({', '.join(hints)}) -> {plan.result.hint}:"


def _with_branches(marked: Marked, suite: Suite) -> tuple[list[int], int, int]:
    """Return the tests, with more where a branch of the solution was left out, the reachable branches and those covered."""
    added, reachable, covered = covering(marked, suite.rows, suite.tests, suite.spare)
    return [*suite.tests, *added], reachable, covered


def _run_forms(entry: str, forms: Sequence[Form], suite: Suite, tests: Sequence[int]) -> tuple[Texts, ...] | Failure:
    """Run each form on the probe inputs and the tests; return what the twin is to run too: on the tests alone what cannot depend on
    the hash seed.
    """
    chosen = [*range(PROBE_INPUTS), *(row for row in tests if row >= PROBE_INPUTS)]
    rows, expected = _frozen(suite, chosen)
    sources = [form.source for form in forms]
    outcome = run_programs(map(Program.of, sources), entry, rows, expected)
    if not outcome.agrees:
        return Failure(Reason.DISAGREEMENT, outcome.error or "other results than the plan")
    if not outcome.kept_inputs:
        return Failure(Reason.INPUT_MODIFIED, "")
    programs = [Program.of(source) for source in sources]
    hashing, others = (tuple(one for one in programs if one.hashing is answer) for answer in (True, False))
    return Texts(entry, hashing, rows, expected), Texts(entry, others, *_frozen(suite, tests))


def _frozen(suite: Suite, rows: Sequence[int]) -> tuple[bytes, bytes]:
    """Return the inputs and the results of rows."""
    return frozen([suite.rows[row] for row in rows]), frozen([suite.outputs[row] for row in rows])


def _examples(cases: Sequence[TestCase], hides: Sequence[int], random: Random) -> list[tuple[str, str]]:
    """Return two or three of the shorter tests with different results, one if all agree; telling ones come first.

    `hides` is how much each test hides of what happens, see `_hides`.
    """
    middle = sorted(range(len(cases)), key=lambda place: abs(_length(cases[place]) - EXAMPLE_LENGTH))
    count = random.randint(2, EXAMPLES)
    shuffled = random.sample(middle[: 2 * EXAMPLES], len(middle[: 2 * EXAMPLES]))
    chosen: dict[str, TestCase] = {}
    others = [place for place in middle[2 * EXAMPLES :] if _length(cases[place]) <= LONGEST_EXAMPLE]
    for place in sorted([*shuffled, *others], key=hides.__getitem__):
        chosen.setdefault(cases[place].output, cases[place])
    return [(case.input, case.output) for case in list(chosen.values())[:count]]


def _length(case: TestCase) -> int:
    return len(case.input) + len(case.output)


def _hides(row: Sequence[object], output: object) -> int:
    """Return how much a test hides of what happens: 1 if an input is hollow, and 1 if the result is hollow or an input as it is."""
    same = any(type(value) is type(output) and value == output for value in row)
    return (same or _is_hollow(output)) + any(map(_is_hollow, row))


def _is_hollow(value: object) -> bool:
    """Return whether `value` is zero or empty, or holds nothing but such values; False is a value like any other."""
    if isinstance(value, (list, tuple)):
        return all(map(_is_hollow, value))
    return not value and value is not False
