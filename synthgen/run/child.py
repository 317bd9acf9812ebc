"""Where a child process starts: `python -m synthgen.run.child FD ROLE` serves a connection on file descriptor FD.

A role is a module beside this one with a function `serve`: `worker`, its `twin`, or `prepare`. All end when the other side of
their connection closes, so nothing outlives a parent that was killed.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from multiprocessing.connection import Connection


def main(arguments: Sequence[str]) -> None:
    """Serve the connection on the file descriptor that is the first argument, in the role that is the second."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    number, role = arguments
    import_module(f"synthgen.run.{role}").serve(Connection(int(number)))


if __name__ == "__main__":
    main(sys.argv[1:])
