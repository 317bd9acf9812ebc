"""Templates: those of the project, those of users, and every mistake in them at start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scripted import Oracle
from server import serving
from test_sample_roles import enrich

import synthgen
from synthgen.errors import UsageError
from synthgen.llm.asking import ANSWERS
from synthgen.llm.templates import LANGUAGES, NEEDED, VARIABLES, Templates


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VARIABLES)
def test_every_template_says_everything_that_it_is_given(name: str, language: str) -> None:
    words = {key: f"<<{key}>>" if isinstance(value, str) else value for key, value in VARIABLES[name].items()}
    text = Templates().render(name, language, words).text
    for key in NEEDED[name]:
        value = words[key]
        assert value in text if isinstance(value, str) else True
    assert "{{" not in text
    assert text.strip() + "\n" == text


def test_every_answer_has_its_template() -> None:
    assert ANSWERS.keys() <= VARIABLES.keys() == NEEDED.keys()
    for name, needed in NEEDED.items():
        assert needed <= VARIABLES[name].keys()


def test_each_template_has_its_own_hash_and_a_change_changes_it(tmp_path: Path) -> None:
    texts = Templates()
    found = {texts.render(name, language, VARIABLES[name]).template for name in VARIABLES for language in LANGUAGES}
    assert len(found) == len(VARIABLES) * len(LANGUAGES)
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "solve.j2").write_text("{% include 'en/_how.j2' %} {{ prompt }}")
    (tmp_path / "en" / "_how.j2").write_text("Be brief.")
    one = Templates(tmp_path).render("solve", "en", {"prompt": "task"})
    (tmp_path / "en" / "_how.j2").write_text("Be long.")
    other = Templates(tmp_path).render("solve", "en", {"prompt": "task"})
    assert (one.text, other.text) == ("Be brief. task\n", "Be long. task\n")
    assert len({one.template, other.template} | found) == len(found) + 2


MISTAKES = {
    "unknown variable": ("en/solve.j2", "{{ promt }}", r"the template en/solve.j2: no variable named 'promt'; did you mean 'prompt'\?"),
    "a needed one missing": ("en/solve.j2", "Solve it!", r"en/solve.j2 never uses the variable 'prompt', without which"),
    "unknown attribute": (
        "en/fuse.j2",
        "{% for a in atoms %}{{ a.code }}{% endfor %}{{ kinds }}",
        r"en/fuse.j2 cannot be rendered: .* 'code'",
    ),
    "no Jinja2": ("zh/solve.j2", "line one\n{% if prompt %}", r"the template zh/solve.j2:2 is not Jinja2: "),
    "unknown filter": ("en/solve.j2", "{{ prompt | shout }}", r"the template en/solve.j2:1 is not Jinja2: No filter named 'shout'"),
    "unknown name": ("en/solver.j2", "{{ prompt }}", r"no template named 'en/solver.j2'; did you mean 'en/solve.j2'"),
    "an include that is not there": ("en/solve.j2", "{% include 'en/_x.j2' %}{{ prompt }}", r"en/solve.j2 cannot be rendered: .*en/_x.j2"),
    "division by nothing": ("en/solve.j2", "{{ 1 / 0 }}{{ prompt }}", r"en/solve.j2 cannot be rendered: ZeroDivisionError"),
}


@pytest.mark.parametrize(("name", "text", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_at_start(name: str, text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text(text)
    (tmp_path / "en").mkdir(exist_ok=True)
    if name == "en/solver.j2":
        (tmp_path / "en" / "explain.j2").write_text("{{ code }}")
    with pytest.raises(UsageError, match=sentence):
        Templates(tmp_path)


def test_a_folder_without_templates_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "solve.j2").write_text("{{ prompt }}")
    with pytest.raises(UsageError, match=r"holds none of the templates en/paraphrase\.j2, .*; name yours like one of them"):
        Templates(tmp_path)


def test_a_template_of_the_users_is_used_from_the_command(small_run: Callable[..., Path], tmp_path: Path) -> None:
    run = small_run(1, only="en")
    folder = tmp_path / "templates" / "en"
    folder.mkdir(parents=True)
    (folder / "solve.j2").write_text("In the manner of Knuth:\n{{ prompt }}")
    with serving(Oracle(synthgen.open_run(run))) as server:
        assert enrich(run, server, "--llm-roles", "solve", "--llm-k", "1", "--llm-templates", str(folder.parent)) == 0
        assert server.requests[0]["messages"][0]["content"].startswith("In the manner of Knuth:\n")
        (folder / "solve.j2").write_text("In the manner of {{ author }}:\n{{ prompt }}")
        assert enrich(run, server, "--llm-roles", "solve", "--llm-k", "1", "--llm-templates", str(folder.parent)) == 2
        assert len(server.requests) == 1
