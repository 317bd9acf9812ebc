"""A worker process: makes blocks of candidates, and has its twin run their texts under another hash seed."""

from __future__ import annotations

import json
import traceback
from itertools import count
from multiprocessing.connection import Connection

from synthgen.records import Reason, Rejection, fields_of
from synthgen.run.blocks import Accepted, BlockResult, Refused
from synthgen.run.candidate import Made, Maker
from synthgen.run.config import RunConfig, library_of
from synthgen.run.huge_pages import collapse
from synthgen.run.process import TWIN_HASH_SEED, Process, spare_the_collector
from synthgen.run.timers import Timers


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
        for done in count(1):
            first, last, claims = connection.recv()
            maker.learn(claims)
            connection.send(_answer(maker, twin.connection, range(first, last)))
            spare_the_collector()
            if done.bit_count() == 1:  # after 1, 2, 4, 8, ... blocks, as what is remembered grows less and less
                collapse()
    except (EOFError, OSError):
        return
    finally:
        twin.kill()


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
            text = json.dumps(outcome.sample, default=fields_of, ensure_ascii=False, separators=(",", ":"))
            signature = ",".join(metadata.parameter_kinds)
            found = outcome.answers.hex(), outcome.tests.hex()
            return Accepted(metadata.index, metadata.behaviour, outcome.core, outcome.sample.prompt, text, signature, *found)
        outcome = Rejection(metadata.index, Reason.HASH_DEPENDENT, "", metadata.plan, metadata.behaviour)
    return Refused(outcome.index, outcome.behaviour, outcome.reason.value, outcome.detail, outcome.plan)
