"""A lifeline: a helper process ends when the process that started it is gone, whatever the helper is at.

A helper that waits for its next job sees the connection close. One that runs somebody's endless program does not look, and
whoever would have killed it is dead. So the starter holds one end of a pipe on which nothing is ever sent, and never lets go of it;
where it dies, the pipe closes and the kernel signals the helper.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import threading


class Lifeline:
    """The starter's side. `theirs` is the file descriptor to pass to the helper; close it here once the helper has it."""

    def __init__(self) -> None:
        self.theirs, self._ours = os.pipe()

    def passed(self) -> None:
        """Let go of the helper's end, which the helper has now."""
        os.close(self.theirs)

    def cut(self) -> None:
        """Let go of our end: a helper that still lives ends."""
        os.close(self._ours)


def end_with_starter(descriptor: int) -> None:
    """End this process as soon as the other end of a lifeline is let go.

    On Linux the kernel sends SIGIO, which ends the process even within a call of C that never comes back. Elsewhere that signal is
    ignored unless Python handles it, so that a thread waits, which ends the process as soon as Python runs again.
    """
    if sys.platform == "linux":
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_ASYNC)
    else:
        threading.Thread(target=_wait, args=(descriptor,), daemon=True).start()
    if select.select([descriptor], [], [], 0)[0]:  # it was let go before the signal was asked for
        os._exit(1)


def _wait(descriptor: int) -> None:
    os.read(descriptor, 1)
    os._exit(1)
