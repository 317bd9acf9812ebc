"""The command line: `synthgen compose`, `atoms`, `verify`, `audit`, `score`, the commands of `synthgen.cli.dataset`, `leakage`,
and `sandbox`.

Results go to standard output, progress and complaints to standard error. Exit status: 0 fine, 1 the run or the check
failed, 2 the command makes no sense, 130 interrupted. A mistake is one sentence, never a traceback.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it: 128 and the signal's number."""


class Stopped(Exception):
    """The user interrupted a command; the text says how to go on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line on `arguments`, by default those of the process, and return the exit status."""
    try:
        from synthgen.cli.app import run_app

        status = run_app(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("synthgen: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Who reads the output has enough; the interpreter must not try to flush it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def command() -> NoReturn:
    """Be the process `synthgen`: run the command line and exit with its status.

    Ctrl-C no longer counts once the status is known. Without that one that comes while the interpreter clears up would turn a
    finished run into a process killed by SIGINT; and so would one that came while a module was loaded, since `python -m` ends
    itself by SIGINT whenever a KeyboardInterrupt has left an `exec`, although it was caught (`exit_sigint` in Modules/main.c).
    """
    status = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    sys.exit(status)
