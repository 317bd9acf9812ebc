"""The records that move between stages: samples, their parts, and rejections. Frozen; `row()` gives the JSON form."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from rich.console import RenderableType

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")
TASK_TYPE = "code_generation"
"""The task type of a sample as a run emits it; others are made from it later."""
LICENCE = "Apache-2.0"
"""The licence of samples made from the library that ships."""


class Reason(StrEnum):
    """Why a candidate was rejected; closed, so that a ledger can be counted."""

    STUCK = "stuck"
    OUT_OF_KIND = "out_of_kind"
    TOO_LARGE = "too_large"
    CONSTANT = "constant"
    PROJECTION = "projection"
    REDUNDANT_STEP = "redundant_step"
    PLAIN_STEP = "plain_step"
    ONE_SIDED_BRANCH = "one_sided_branch"
    IDLE_INPUT = "idle_input"
    IDLE_STEP = "idle_step"
    DUPLICATE_BEHAVIOUR = "duplicate_behaviour"
    DUPLICATE_PROMPT = "duplicate_prompt"
    TOO_WIDE = "too_wide"
    DISAGREEMENT = "disagreement"
    INPUT_MODIFIED = "input_modified"
    HASH_DEPENDENT = "hash_dependent"
    WEAK_TESTS = "weak_tests"
    LONG_LITERALS = "long_literals"
    OTHER_DIFFICULTY = "other_difficulty"
    OTHER_SIDE = "other_side"
    HELD_OUT = "held_out"
    NOT_HELD_OUT = "not_held_out"
    FEW_OUTPUTS = "few_outputs"
    NOT_MINIMAL = "not_minimal"
    NEAR_TRAINING = "near_training"
    KNOWN_TASK = "known_task"


EXPLANATIONS: dict[Reason, str] = {
    Reason.STUCK: "no well-typed plan of the drawn depth grew from the drawn atom",
    Reason.OUT_OF_KIND: "a step's value left its kind (too large, mostly) on some probe input",
    Reason.TOO_LARGE: "the result of some probe input has a literal that is too long",
    Reason.CONSTANT: "too few different results, or one result too often, on the probe inputs",
    Reason.PROJECTION: "the result is one of the inputs, on every probe input",
    Reason.REDUNDANT_STEP: "a simpler plan, without a step or with one done once, gives the same results",
    Reason.PLAIN_STEP: "something far plainer than a step, such as the first item or the length, gives the same for all that reaches it",
    Reason.ONE_SIDED_BRANCH: "a branch almost always goes the same way",
    Reason.IDLE_INPUT: "an input hardly ever changes the result",
    Reason.IDLE_STEP: "most mutants of a step survive, so most of what it does makes no difference",
    Reason.DUPLICATE_BEHAVIOUR: "a candidate with a lower index has the same signature and results",
    Reason.DUPLICATE_PROMPT: "a sample with a lower index has the same prompt",
    Reason.TOO_WIDE: "fewer than three forms can be written within the line length",
    Reason.DISAGREEMENT: "the text of a form gives other results than the plan",
    Reason.INPUT_MODIFIED: "the text of a form modifies its input",
    Reason.HASH_DEPENDENT: "the text of a form gives other results under another hash seed",
    Reason.WEAK_TESTS: "no small set of short tests kills every killable mutant",
    Reason.LONG_LITERALS: "too few probe inputs are short enough for a test case",
    Reason.OTHER_DIFFICULTY: "the measured difficulty is not among those asked for",
    Reason.OTHER_SIDE: "the split policy does not give its behaviour to this side",
    Reason.HELD_OUT: "it has something that the split policy holds out of training",
    Reason.NOT_HELD_OUT: "it has nothing of what the split policy holds out for evaluation",
    Reason.FEW_OUTPUTS: "too few different results on the probe inputs for an evaluation item",
    Reason.NOT_MINIMAL: "a shorter plan of the library behaves the same",
    Reason.NEAR_TRAINING: "an item of the training runs agrees with it on too many probe inputs",
    Reason.KNOWN_TASK: "a known benchmark or corpus has the same task",
}
"""One sentence for each reason, for ledgers and cards."""


def fields_of(record: Any) -> dict[str, Any]:
    """Return the fields of a record without copies, as `json.dumps(record, default=fields_of)` asks for them."""
    return {name: getattr(record, name) for name in record.__slots__}


@dataclass(frozen=True, slots=True)
class Rejection:
    """A candidate that failed. `behaviour` is the hash that it claimed, or empty if it failed before."""

    index: int
    reason: Reason
    detail: str
    plan: str
    behaviour: str = ""

    def row(self) -> dict[str, Any]:
        """Return the row of the ledger."""
        return {"index": self.index, "reason": self.reason.value, "detail": self.detail, "plan": self.plan}


@dataclass(frozen=True, slots=True)
class TestCase:
    """One test: the text between the parentheses of a call, and the literal of the result."""

    __test__ = False

    input: str
    output: str


@dataclass(frozen=True, slots=True)
class ErrorExample:
    """A solution with one planted bug, a test that shows it, and the reward that it earns."""

    code: str
    operator: str
    description: str
    description_zh: str
    input: str
    expected: str
    got: str
    reward: float


@dataclass(frozen=True, slots=True)
class Checks:
    """The certificate: what was made and what was found, in counts.

    `mutants` = `killed` + `equivalent`; the emitted tests kill each of `killed`, `killed_twice` of them by two tests or
    more. A mutant counts as equivalent if it gives the same results on `probe_inputs` + `further_inputs` inputs: all but those on
    which a step takes long; one that was written by hand also on 96 inputs of a reserve.
    """

    probe_inputs: int
    further_inputs: int
    distinct_outputs: int
    forms: int
    hash_seeds: int
    mutants: int
    equivalent: int
    killed: int
    killed_twice: int
    near_readings: int
    branches: int
    branches_covered: int


@dataclass(frozen=True, slots=True)
class Features:
    """What difficulty is measured from; see `synthgen.check.features`."""

    steps: int
    depth: int
    combinators: int
    cyclomatic: int
    nesting: int
    lines: int
    kinds: int
    score: float


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a language model had to do with a sample: names of models, empty where none had a part.

    `wording` retold the prompt, `author` wrote the task itself, `solver` solved it: `passed` of `attempts` answers were right,
    so `pass_rate` means something only if `attempts` is above 0. `date` is a day in words, which no loader takes for a time stamp;
    `terms` are the model's terms of use as the user named them.
    """

    wording: str = ""
    author: str = ""
    solver: str = ""
    attempts: int = 0
    passed: int = 0
    pass_rate: float = 0.0
    date: str = ""
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The one extra field of a sample. Every field is always there and of one type."""

    id: str
    task_type: str
    language: str
    style: str
    entry_point: str
    signature: str
    parameter_kinds: list[str]
    result_kind: str
    topics: list[str]
    atoms: list[str]
    combinators: list[str]
    depth: int
    chain: bool
    plan: str
    behaviour: str
    form: str
    reference_forms: list[str]
    features: Features
    checks: Checks
    errors: list[ErrorExample]
    seed: int
    index: int
    generator: str
    library: str
    source: str
    licence: str
    split: str = ""
    canary: str = ""
    model: ModelUse = ModelUse()


@dataclass(frozen=True, slots=True)
class Sample:
    """One verified task in the GRPO single-sample schema."""

    prompt: str
    code: str
    reference_code: list[str]
    test_cases: list[TestCase]
    reward: float
    difficulty: Difficulty
    metadata: Metadata

    def row(self) -> dict[str, Any]:
        """Return the row that is written: nested plain dicts and lists, in the order of the schema."""
        return asdict(self)

    def __rich__(self) -> RenderableType:
        from synthgen.notebook import sample_view

        return sample_view(self)

    def _repr_html_(self) -> str:
        from synthgen.notebook import sample_html

        return sample_html(self)
