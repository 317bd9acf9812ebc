"""A worker process: makes blocks of candidates, and has its twin run their texts under another hash seed.

`python -m synthgen.run.worker FD` serves a connection on file descriptor FD; `... FD twin` is the twin, `... FD prepare` makes
what workers share. All end when the other side of their connection closes, so nothing outlives a parent that was killed.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from synthgen.check.execute import run_text
from synthgen.records import Reason, Rejection
from synthgen.run.blocks import Accepted, BlockResult, Refused
from synthgen.run.candidate import Made, Maker, Texts
from synthgen.run.config import RunConfig, library_of
from synthgen.run.prepare import serve_preparing
from synthgen.run.process import TWIN_HASH_SEED, Process
from synthgen.run.timers import Timers

YOUNG = 20_000
"""Objects made before the collector looks at the youngest."""


def serve(connection: Connection) -> None:
    """Make the blocks that are asked for until the connection closes."""
    config: RunConfig = connection.recv()
    timers = Timers()
    clock = timers.start()
    maker = Maker(config, library_of(config), timers)
    twin = Process("twin", hash_seed=TWIN_HASH_SEED)
    spare_the_collector()
    timers.lap("start", clock)
    try:
        while True:
            first, last, claims = connection.recv()
            maker.learn(claims)
            connection.send(_answer(maker, twin.connection, range(first, last)))
    except (EOFError, OSError):
        return
    finally:
        twin.kill()


def spare_the_collector() -> None:
    """Keep the garbage collector from going through all that a worker remembers: what a candidate leaves behind is young.

    The programs that run leave cycles, a namespace and its functions, which the younger generations find; full collections
    took a tenth of the time.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 1_000)


def _answer(maker: Maker, twin: Connection, indices: range) -> BlockResult | str:
    """Return the result of a block, or the traceback of a bug of synthgen's own for the parent to report."""
    try:
        return make_block(maker, twin, indices)
    except (EOFError, OSError):
        raise
    except Exception:
        return traceback.format_exc()


def make_block(maker: Maker, twin: Connection, indices: range) -> BlockResult:
    """Return what became of the candidates `indices`, in order."""
    outcomes = [maker.make(index) for index in indices]
    clock = maker.timers.start()
    made = [outcome for outcome in outcomes if isinstance(outcome, Made)]
    twin.send([outcome.texts for outcome in made])
    agrees = dict(zip([outcome.sample.metadata.index for outcome in made], twin.recv(), strict=True))
    clock = maker.timers.lap("twin", clock)
    results = [_packed(outcome, agrees) for outcome in outcomes]
    maker.timers.lap("pack", clock)
    seconds, calls = maker.timers.take()
    return BlockResult(indices.start, results, seconds, calls)


def _packed(outcome: Made | Rejection, agrees: dict[int, bool]) -> Accepted | Refused:
    if isinstance(outcome, Made):
        metadata = outcome.sample.metadata
        if agrees[metadata.index]:
            text = json.dumps(outcome.sample.row(), ensure_ascii=False, separators=(",", ":"))
            return Accepted(metadata.index, metadata.behaviour, outcome.core, outcome.sample.prompt, text)
        outcome = Rejection(metadata.index, Reason.HASH_DEPENDENT, "", metadata.plan, metadata.behaviour)
    return Refused(outcome.index, outcome.behaviour, outcome.reason.value, outcome.detail, outcome.plan)


def serve_twin(connection: Connection) -> None:
    """Run texts under this process's hash seed and answer whether each gives the digest that it should."""
    spare_the_collector()
    try:
        while True:
            batch: Sequence[Texts] = connection.recv()
            connection.send([_agrees(texts) for texts in batch])
    except (EOFError, OSError):
        return


def _agrees(texts: Texts) -> bool:
    outcomes = [run_text(source, texts.entry, texts.rows, texts.expected) for source in texts.sources]
    return all(outcome.agrees and outcome.kept_inputs for outcome in outcomes)


def main(arguments: Sequence[str]) -> None:
    """Serve the connection on the file descriptor that is the first argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection: Any = Connection(int(arguments[0]))
    roles = {"twin": serve_twin, "prepare": serve_preparing}
    roles.get(arguments[-1], serve)(connection)


if __name__ == "__main__":
    main(sys.argv[1:])
