"""Ctrl-C at awkward moments: while modules are loaded, and when the command has done its work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from shared_run import environment

import synthgen

BEFORE = {
    "while a module is loaded, in an exec": """
from synthgen.cli import app
def run_app(arguments):
    exec("raise KeyboardInterrupt")
app.run_app = run_app
""",
    "in a function that is called at exit": """
import atexit, os, signal
atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))
""",
    "while the modules are torn down": """
import os, signal
class Last:
    def __del__(self, kill=os.kill, own=os.getpid(), number=signal.SIGINT):
        kill(own, number)
sys.last = Last()
""",
}
TOLD = {"while a module is loaded, in an exec": (130, "", "synthgen: interrupted\n")}


@pytest.mark.parametrize("moment", BEFORE)
def test_an_interrupt_never_ends_the_process_by_a_signal(moment: str, tmp_path: Path) -> None:
    code = f"import sys\n{BEFORE[moment]}\nfrom synthgen.cli import command\ncommand()"
    (tmp_path / "awkward.py").write_text(code)
    # A module and no script: `python -m` ends on another path of the interpreter.
    call = [sys.executable, "-m", "awkward", "--version"]
    done = subprocess.run(call, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == TOLD.get(moment, (0, f"synthgen {synthgen.__version__}\n", ""))
