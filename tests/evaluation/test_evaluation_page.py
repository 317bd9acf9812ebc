"""The page and the table: what they show, and that a completion cannot be more than text there."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from evaluation.made import CHEATING, RIGHT, WRONG, evalset, row, write
from rich.console import Console

import synthgen
from synthgen.cli import main
from synthgen.evaluation.evaluated import Evaluation

HOSTILE = "</pre><script>alert(1)</script><img src=http://example.com/x.png onerror=alert(2)>\0\ud800 {{ 7 * 7 }}"


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    folder = tmp_path_factory.mktemp("page")
    tasks = evalset(folder / "set", row("a"), row("b", "hard", depth=3), row("<i>c</i>", "hard", depth=2))
    given = {"a": [RIGHT, WRONG, RIGHT], "b": [HOSTILE, CHEATING, RIGHT], "<i>c</i>": [HOSTILE]}
    return synthgen.evaluate(tasks, completions=given, k=(1, 3), model="a <model>", out=folder / "out")


class Tags(HTMLParser):
    """Collects the tags, their addresses and the open ones."""

    void = ("meta", "br")

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.loads: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.loads += [str(value) for name, value in attrs if name in ("src", "href", "onerror", "onload")]
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_is_well_formed(evaluation: Evaluation) -> None:
    text = evaluation.report.read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert tags.loads == []
    assert tags.seen.isdisjoint({"script", "img", "link", "iframe", "i"})
    assert "url(" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "{{ 7 * 7 }}" in text


def test_the_page_says_what_the_results_say(evaluation: Evaluation) -> None:
    text = evaluation.report.read_text(encoding="utf-8")
    one, three = evaluation.results.overall.estimates
    assert "a &lt;model&gt;" in text
    assert f'pass@1<b style="color: #0072b2">{one.value:.1%}</b>' in text
    assert f"{one.low:.1%} to {one.high:.1%}" in text
    assert f'pass@3<b style="color: #d55e00">{three.value:.1%}</b>' in text
    assert "Fewer than 3 completions count of 1 of 3 tasks" in text
    drawings = [ElementTree.fromstring(one.replace("&#9679;", "")) for one in re.findall(r"<svg.*?</svg>", text, flags=re.DOTALL)]
    assert len(drawings) == 3  # the curve, by difficulty, by depth
    dots = [float(circle.attrib["cx"]) for circle in drawings[1].iter("circle")]
    values = [one.value for group in evaluation.results.groups[:2] for one in group.estimates if one.value is not None]
    assert dots == [pytest.approx(190 + 480 * value, abs=0.06) for value in values]


def test_the_table_names_what_is_left_out(evaluation: Evaluation) -> None:
    console = Console(file=io.StringIO(), width=160)
    console.print(evaluation)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "a <model> on set: 7 completions of 3 tasks" in text
    one = evaluation.results.overall.estimates[0]
    assert re.search(rf"all +3 +{one.value:.1%} +{one.low:.1%} - {one.high:.1%}", text)
    assert re.search(r"difficulty +easy +1 +66\.7%", text)
    assert "1 task has fewer than 3 completions that count and is left out of pass@3: <i>c</i>." in text


def test_a_notebook_shows_the_same_table(evaluation: Evaluation) -> None:
    text = evaluation._repr_html_()
    one = evaluation.results.overall.estimates[0]
    assert "<h4>a &lt;model&gt; on set: 7 completions of 3 tasks</h4>" in text
    assert f"<tr><td>all</td><td></td><td>3</td><td>{one.value:.1%}</td><td>{one.low:.1%} - {one.high:.1%}</td>" in text
    assert "<td>difficulty</td><td>easy</td><td>1</td><td>66.7%</td>" in text
    assert "&lt;i&gt;c&lt;/i&gt;." in text


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    evalset(Path("set"), row("a"), row("b"))
    given = {"a": [RIGHT, WRONG], "b": [WRONG, WRONG]}
    answers = write(Path("my answers.jsonl"), [{"task_id": task, "completions": texts} for task, texts in given.items()])
    assert main(["evaluate", "set", "--completions", str(answers), "--k", "1,2", "--quiet"]) == 0
    said = capsys.readouterr()
    assert "completions on set: 4 completions of 2 tasks" in said.out
    assert said.out.splitlines()[-1] == "outputs/eval-set-my-answers"
    assert said.err == ""
    assert main(["evaluate", "set", "--completions", str(answers), "--k", "1,2", "--json"]) == 0
    said = capsys.readouterr()
    figures = json.loads(said.out)
    assert figures["path"] == "outputs/eval-set-my-answers-2"
    assert figures["pass@1"]["value"] == 0.25
    assert figures["pass@2"]["value"] == 0.5
    assert said.err.splitlines()[-1].rstrip() == "judging: 4 of 4 completions"
    write(answers, [{"task_id": "a", "completion": RIGHT}])
    assert main(["evaluate", "set", "--completions", str(answers), "--out", "out", "-q"]) == 1  # b has no completion
    assert "1 task has fewer than 1 completions that count and is left out of pass@1: b." in capsys.readouterr().out
