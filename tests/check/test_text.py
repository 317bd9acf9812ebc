"""What is measured of emitted text block by block, against the same measured of the whole."""

from __future__ import annotations

import ast

from sampled import plans

from synthgen.check.execute import compile_entry
from synthgen.check.text import blocks, decisions_and_nesting, text_quality
from synthgen.plan.names import name_plan
from synthgen.prompt import helper_docs, summary
from synthgen.quality import static_quality
from synthgen.weave.forms import write_forms


def sources() -> list[tuple[str, str]]:
    """Return the texts of some plans with the names of their entry points."""
    found = []
    for plan in plans()[5::13]:
        names = name_plan(plan)
        forms = write_forms(plan, names, summary(plan, names, "en"), helper_docs(plan, "en"))
        found.extend((form.source, names.entry) for form in forms)
    return found


SOURCES = sources()


def test_the_blocks_of_a_text_are_its_imports_and_functions() -> None:
    text = "import math\n\n\ndef f(x):\n    y = 1\n\n    return x\n\n\ndef g(x):\n    return f(x)\n"
    assert blocks(text) == ["import math", "def f(x):\n    y = 1\n\n    return x", "def g(x):\n    return f(x)\n"]
    for source, _ in SOURCES:
        assert "\n\n\n".join(blocks(source)) == source
        assert sum(len(ast.parse(block).body) for block in blocks(source)) == len(ast.parse(source).body)
    assert max(len(blocks(source)) for source, _ in SOURCES) >= 4


def test_the_quality_of_the_blocks_is_that_of_the_whole() -> None:
    assert len(SOURCES) > 60
    for source, _ in SOURCES:
        spoiled = source.replace(" -> ", "->").replace("->", " -> ", 1) + "\n\ndef extra(x):\n    unused = 1\n    return x\n"
        for text in (source, source.replace(": int", ""), spoiled):
            assert text_quality(text) == static_quality(text), text
    assert len({text_quality(source.replace(": int", "")) for source, _ in SOURCES}) > 5


def test_decisions_and_nesting_are_those_of_the_whole() -> None:
    ways = (ast.If, ast.IfExp, ast.For, ast.While, ast.comprehension)
    for source, _ in SOURCES:
        nodes = list(ast.walk(ast.parse(source)))
        single = sum(isinstance(node, ways) for node in nodes)
        several = sum(len(node.ifs) for node in nodes if isinstance(node, ast.comprehension))
        several += sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
        assert decisions_and_nesting(source)[0] == single + several
    assert decisions_and_nesting("def f(x):\n    for y in x:\n        if y:\n            return 1\n") == (2, 2)


def test_a_helper_that_was_met_before_is_the_one_of_its_own_text() -> None:
    first = "def helper(x):\n    return x + 1\n\n\ndef f(x):\n    return helper(x)\n"
    assert compile_entry(first, "f")(1) == 2
    assert compile_entry(first.replace("x + 1", "x + 5"), "f")(1) == 6
    assert compile_entry(first, "f")(1) == 2
