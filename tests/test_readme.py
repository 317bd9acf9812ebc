"""What the README says is executed."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from shared_run import environment

from synthgen.check.inputs import FURTHER_INPUTS, PROBE_INPUTS, RESERVE_INPUTS
from synthgen.library import load_library
from synthgen.literals import equal, parse_arguments, parse_value

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def test_the_sample_that_is_shown_is_right() -> None:
    code = blocks("python")[0]
    cases = json.loads(blocks("json")[0])
    name = re.search(r"def (\w+)", code)
    assert name is not None
    assert name[1] in blocks("text")[0]
    namespace: dict[str, object] = {}
    exec(code, namespace)
    for case in cases:
        assert equal(namespace[name[1]](*parse_arguments(case["input"])), parse_value(case["output"]))  # type: ignore[operator]


@pytest.mark.slow
def test_the_commands_of_the_readme_run_one_after_the_other(tmp_path: Path) -> None:
    lines = [line for block in blocks("bash") for line in block.splitlines() if line.startswith("synthgen ")]
    assert len(lines) == 23
    for line in lines:
        # What recipes split by behaviour takes more than a handful.
        small = re.sub(r"--n \d+", f"--n {40 if 'base' in line else 3} --topics lists,sorting", line)
        small = small.replace("--difficulty medium,hard ", "").replace("--samples 3", "--samples 1 --trusted")
        arguments = shlex.split(small, comments=True)[1:]
        done = subprocess.run(
            [sys.executable, "-m", "synthgen", *arguments],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        # An audit of three small samples may miss its mark, and a machine may have no sandbox: both are results, told on stdout.
        assert done.returncode == 0 or arguments[0] in ("audit", "sandbox"), f"{line}\n{done.stderr}"
        assert done.stdout
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    script = blocks("python")[1].replace("n=20", "n=3, topics='lists,sorting'")
    done = subprocess.run(
        [sys.executable, "-"], input=script, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "def " in done.stdout


def test_the_numbers_of_mistakes_and_of_inputs_are_those_of_the_code() -> None:
    mistakes = sum(len(atom.mistakes) for atom in load_library().atoms.values())
    assert f"{mistakes} misreadings and nearly right algorithms" in README
    tried = PROBE_INPUTS + FURTHER_INPUTS
    assert f"make no difference on {tried} inputs, mistakes written by hand on {tried + RESERVE_INPUTS}" in README


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"^make (\w+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE)}
    assert named == {"compose", "test", "unit"}
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_file_and_module_of_the_map_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:synthgen|tests|benchmarks|templates|atoms|docs)/[\w/.]*?)`", text)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []
