"""The words in which models are asked: Jinja2 templates of the project, any of which a folder of the user's may replace.

Every template is read and tried when a stage starts, so that a wrong variable is found before the first request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta

from synthgen.errors import UsageError, unknown
from synthgen.prompt.style import templates_folder

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class AtomWords:
    """An atom as a template sees it."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind as a template sees it."""

    name: str
    hint: str
    noun: str


@dataclass(frozen=True, slots=True)
class ParameterWords:
    """A parameter as a template sees it."""

    name: str
    hint: str
    noun: str


_ATOM = AtomWords("atom", "def atom(text: str) -> str: ...")
_KIND = KindWords("Word", "str", "a word")
VARIABLES: dict[str, dict[str, Any]] = {
    "paraphrase": {"prompt": "task", "signature": "f(x: int) -> int", "entry": "f", "manner": "scenario", "language": "English"},
    "solve": {"prompt": "task"},
    "explain": {"code": "def f(x): ...", "signature": "f(x: int) -> int", "entry": "f", "language": "English"},
    "solve_explained": {"explanation": "words", "signature": "f(x: int) -> int", "entry": "f"},
    "fuse": {"atoms": [_ATOM, _ATOM], "kinds": [_KIND], "results": ["int"], "language": "English"},
    "evolve": {
        "atoms": [_ATOM], "kinds": [_KIND], "results": ["int"], "language": "English", "prompt": "task", "code": "def f(x): ...",
        "twist": "constraint",
    },
    "task": {
        "signature": "f(x: int) -> int", "entry": "f", "parameters": [ParameterWords("x", "int", "a number")], "specification": "words",
        "examples": [("1", "2")],
    },
    "repair": {"problem": "no JSON object"},
}  # fmt: skip
"""Every template with its variables, each with a value that it is tried with."""
NEEDED: dict[str, frozenset[str]] = {
    "paraphrase": frozenset({"prompt", "signature"}),
    "solve": frozenset({"prompt"}),
    "explain": frozenset({"code"}),
    "solve_explained": frozenset({"explanation", "signature"}),
    "fuse": frozenset({"atoms", "kinds"}),
    "evolve": frozenset({"atoms", "kinds", "prompt"}),
    "task": frozenset({"signature", "specification", "examples"}),
    "repair": frozenset({"problem"}),
}
"""The variables without which a template cannot do its work."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text with the hash of the template that it came from."""

    text: str
    template: str


class Templates:
    """The templates, those in `folder` before those of the project. Raises UsageError for what is wrong with a user's."""

    def __init__(self, folder: Path | None = None) -> None:
        own = FileSystemLoader(templates_folder() / "llm")
        if folder is not None:
            _check_folder(folder)
        loader = own if folder is None else ChoiceLoader([FileSystemLoader(folder), own])
        self._environment = Environment(
            loader=loader,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # the result is a text for a model, not a page
        )
        self._hashes = {(name, language): self._checked(name, language) for name in VARIABLES for language in LANGUAGES}

    def render(self, name: str, language: str, variables: Mapping[str, Any]) -> Rendered:
        """Return the text of a template in `language`; who asks in another than those of the project is asked in English."""
        language = language if language in LANGUAGES else "en"
        text = self._environment.get_template(f"{language}/{name}.j2").render(variables).strip() + "\n"
        return Rendered(text, self._hashes[name, language])

    def _checked(self, name: str, language: str) -> str:
        """Return the hash of a template and of all that it includes. Raises UsageError if it cannot be rendered."""
        path = f"{language}/{name}.j2"
        used: set[str] = set()
        state = hashlib.blake2b(digest_size=12)
        pending, seen, part = [path], {path}, path
        try:
            while pending:
                part = pending.pop()
                source, _, _ = self._environment.loader.get_source(self._environment, part)  # type: ignore[union-attr]
                tree = self._environment.parse(source, part)
                used |= meta.find_undeclared_variables(tree)
                for other in meta.find_referenced_templates(tree):
                    if other is None:
                        raise UsageError(f"the template {path} includes another by a name that is known only later; write the name out")
                    if other not in seen:
                        seen.add(other)
                        pending.append(other)
                state.update(part.encode() + b"\0" + source.encode() + b"\0")
            _check_variables(path, name, used)
            self._environment.get_template(path).render(VARIABLES[name])
        except TemplateSyntaxError as problem:
            where = problem.name if problem.name and not problem.name.startswith("<") else part
            raise UsageError(f"the template {where}:{problem.lineno} is not Jinja2: {problem.message}") from None
        except TemplateError as problem:
            raise UsageError(f"the template {path} cannot be rendered: {problem.message}; its variables are: {_listed(name)}") from None
        except (TypeError, ValueError, ArithmeticError, LookupError) as problem:
            raise UsageError(f"the template {path} cannot be rendered: {type(problem).__name__}: {problem}") from None
        return state.hexdigest()


def _check_variables(path: str, name: str, used: set[str]) -> None:
    for variable in sorted(used - VARIABLES[name].keys()):
        raise UsageError(f"the template {path}: {unknown('variable', variable, VARIABLES[name])}")
    for variable in sorted(NEEDED[name] - used):
        raise UsageError(f"the template {path} never uses the variable {variable!r}, without which a model cannot know its task; add it")


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise UsageError(f"no folder of templates at {folder}; give one that holds files such as en/solve.j2")
    known = [f"{language}/{name}.j2" for language in LANGUAGES for name in VARIABLES]
    found = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.j2"))]
    if not any(name in known for name in found):
        raise UsageError(f"the folder {folder} holds none of the templates {', '.join(known)}; name yours like one of them")
    for name in found:
        if name not in known and name.partition("/")[0] in LANGUAGES and not name.rpartition("/")[2].startswith("_"):
            raise UsageError(f"{folder}: {unknown('template', name, known)}; what others include starts with an underscore")


def _listed(name: str) -> str:
    return ", ".join(sorted(VARIABLES[name]))
