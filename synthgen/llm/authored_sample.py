"""A new task that was proved, as a sample: its words, its figures, its error examples, and that a model wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from synthgen import __version__
from synthgen.check.features import difficulty_of, features_of_text
from synthgen.check.inputs import PROBE_INPUTS
from synthgen.literals import format_value
from synthgen.llm.authored_proof import INPUTS, Measured
from synthgen.llm.authored_tests import Suite
from synthgen.llm.authored_text import NewProgram
from synthgen.llm.bench import Bench
from synthgen.llm.brief import Brief
from synthgen.llm.outcomes import Outcome
from synthgen.llm.proof import HASH_SEEDS, Trial
from synthgen.llm.templates import ParameterWords
from synthgen.quality import tree_quality
from synthgen.records import TASK_TYPE, Checks, ErrorExample, Metadata, ModelUse, Sample, TestCase
from synthgen.reward import reward_of
from synthgen.syntax import parse_module

EXAMPLES, MOST_ERRORS = 3, 2
SOURCE, UNKNOWN_LICENCE = "model", "unknown"
STYLE, FORM = "model", "model"


def task_words(program: NewProgram, language: str, bench: Bench, examples: Sequence[tuple[str, str]]) -> str:
    """Return the prompt of a new task; who proves its words gets it without examples."""
    parameters = [ParameterWords(name, kind.hint, kind.nouns[language].full) for name, kind in program.parameters]
    variables = {
        "signature": program.signature,
        "entry": program.entry,
        "parameters": parameters,
        "specification": program.specification,
        "examples": list(examples),
    }
    return bench.asker.templates.render("task", language, variables).text


def sample_of_new(brief: Brief, measured: Measured, suite: Suite, references: Sequence[str], use: ModelUse, bench: Bench) -> Sample:
    """Return the new task as a sample, still without error examples."""
    program = measured.program
    cases = [TestCase(measured.calls[place], format_value(measured.values[place])) for place in suite.tests]
    tree = parse_module(measured.source)
    kinds = len({*program.kinds, measured.result, *(atom.result for atom in program.atoms)})
    # Features are measured block by block, as two blank lines part them; in a model's text these may stand within a string.
    packed = re.sub(r"\n{3,}", "\n\n", measured.source)
    features = features_of_text(packed, program.calls, len(program.atoms), 0, kinds)
    shown = sorted(cases, key=lambda case: abs(len(case.input) + len(case.output) - 40))[: 2 * EXAMPLES]
    examples = list({case.output: (case.input, case.output) for case in shown}.values())[:EXAMPLES]
    metadata = Metadata(
        id=brief.id,
        task_type=TASK_TYPE,
        language=brief.language,
        style=STYLE,
        entry_point=program.entry,
        signature=f"def {program.signature}:",
        parameter_kinds=[kind.name for kind in program.kinds],
        result_kind=measured.result.name,
        topics=sorted({atom.topic for atom in program.atoms}),
        atoms=[atom.name for atom in program.atoms],
        combinators=[],
        depth=len(program.atoms),
        chain=False,
        plan="",
        behaviour=measured.behaviour,
        form=FORM,
        reference_forms=[FORM] * len(references),
        features=features,
        checks=Checks(
            probe_inputs=PROBE_INPUTS,
            further_inputs=INPUTS - PROBE_INPUTS,
            distinct_outputs=measured.distinct,
            forms=1 + len(references),
            hash_seeds=len(HASH_SEEDS),
            mutants=suite.mutants,
            equivalent=suite.equivalent,
            killed=len(suite.killed),
            killed_twice=suite.killed_twice,
            near_readings=0,
            branches=0,
            branches_covered=0,
        ),
        errors=[],
        seed=brief.seed,
        index=brief.index,
        generator=f"synthgen {__version__}",
        library=brief.library,
        source=SOURCE,
        licence=bench.settings.terms or UNKNOWN_LICENCE,
        model=use,
    )
    reward = reward_of(["pass"] * len(cases), tree_quality(tree, measured.source))
    prompt = task_words(program, brief.language, bench, examples)
    return Sample(prompt, measured.source, list(references), cases, reward, difficulty_of(features), metadata)


def with_errors(sample: Sample, suite: Suite, bench: Bench) -> Sample:
    """Return the sample with one or two mutants that its tests kill as error examples."""
    examples: list[ErrorExample] = []
    calls = [case.input for case in sample.test_cases]
    for mutant in suite.killed:
        if len(examples) == MOST_ERRORS or mutant.operator in {one.operator for one in examples}:
            continue
        answers = tuple(bench.prover.run(mutant.source, sample.metadata.entry_point, calls))
        made = bench.prover.error_example(mutant.source, sample, Trial(Outcome.FAILS_TESTS, "", answers))
        if made is not None:
            told = f"`{mutant.before}` became `{mutant.after}`", f"`{mutant.before}` 变成了 `{mutant.after}`"
            examples.append(replace(made, operator=mutant.operator, description=told[0], description_zh=told[1]))
    return replace(sample, metadata=replace(sample.metadata, errors=examples))
