"""How far a stage is, told on standard error: one line that is written over on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from synthgen.llm.outcomes import Outcome
from synthgen.llm.stage import StageProgress, Watch

LINE_EVERY = 5.0
"""Seconds between two plain lines."""


@contextmanager
def watching(show: bool | None = None) -> Iterator[Watch | None]:
    """Give a watcher for `run_stage`. `show` None means: only where somebody looks on, on a terminal or in a notebook."""
    on_terminal = sys.stderr.isatty()
    if show is False or (show is None and not on_terminal and "ipykernel" not in sys.modules):
        yield None
    elif on_terminal:
        from rich.console import Console

        with Console(stderr=True).status("asking the models") as status:
            yield lambda progress: status.update(line(progress))
    else:
        yield _Lines()


class _Lines:
    """Prints a line every few seconds."""

    def __init__(self) -> None:
        self._next = time.monotonic() + LINE_EVERY

    def __call__(self, progress: StageProgress) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + LINE_EVERY
            print(line(progress), file=sys.stderr, flush=True)


def line(progress: StageProgress) -> str:
    """Return one line on how far a stage is and what it has spent."""
    tally = progress.tally
    parts = [f"{progress.done} of {progress.wanted} tasks", f"{tally.requests} requests", f"{tally.cached} answers from the cache"]
    failed = sum(tally.tries.values())
    parts += [f"{failed} failed tries"] if failed else []
    tokens = f"{tally.input_tokens} + {tally.output_tokens} tokens"
    parts.append(f"{tokens} and {tally.unknown} answers of unknown usage" if tally.unknown else tokens)
    parts.append("cost unknown" if tally.cost is None else f"{tally.cost:.4f} dollars")
    return ", ".join(parts)


def summary(progress: StageProgress) -> str:
    """Return what a finished stage came to, in one line."""
    counts = progress.counts
    accepted = {role: (counter[Outcome.ACCEPTED.value], counter.total()) for role, counter in counts.outcomes.items()}
    roles = [f"{role}: {right} of {total} attempts accepted" for role, (right, total) in accepted.items()]
    unasked = sum(counter[Outcome.UNASKED.value] for counter in counts.outcomes.values())
    left = [f"{unasked} attempts left out, since a cap was reached: give more and run it again"] if unasked else []
    return "; ".join([line(progress), *roles, *left])
