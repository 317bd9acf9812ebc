"""verifiers (0.4 and later): a taskset over a samples file.

It serves `vf-eval PKG`, and `vf-validate PKG --runtime.type subprocess`, which checks the samples without a model.
A package for it is two lines in its `__init__.py`:

    from synthgen.adapters.verifiers import taskset_class
    SynthgenTaskset = taskset_class("/path/to/samples.jsonl"); __all__ = ["SynthgenTaskset"]

`synthgen export --to verifiers` writes such a package, the rows within.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synthgen.adapters.common import known, unpack
from synthgen.adapters.rewards import reward_of_one
from synthgen.errors import UsageError, unknown
from synthgen.reward import DEFAULT, Scoring


async def score_text(completion: str, sample: str, scoring: Scoring = DEFAULT) -> float:
    """Return the reward of one completion against a sample's JSON, off the event loop; raises SandboxError."""
    return known(await asyncio.to_thread(reward_of_one, completion, unpack(sample), scoring))


def taskset_class(path: str | Path | Mapping[str, str | Path], scoring: Scoring = DEFAULT) -> type:
    """Return a verifiers Taskset whose tasks are the samples of the JSONL file `path`; needs verifiers.

    Of several files by name the taskset's setting `split` takes one, by default the first. The check of the ground truth
    runs the sample's own `code`, which must pass every test, or earn full marks from the scorer of its task type.
    """
    import verifiers.v1 as vf  # type: ignore[import-not-found,unused-ignore]

    files = {name: Path(file) for name, file in (path.items() if isinstance(path, Mapping) else [("", path)])}
    first = next(iter(files))

    class SynthgenConfig(vf.TasksetConfig):  # type: ignore[misc,name-defined,unused-ignore]
        """Which of the files."""

        split: str = first

    class SynthgenData(vf.TaskData):  # type: ignore[misc,name-defined,unused-ignore]
        """One sample; the whole row rides along as JSON, which keeps its test cases as they are."""

        sample: str

    class SynthgenTask(vf.Task[SynthgenData]):  # type: ignore[misc,name-defined,unused-ignore]
        """Write a function; the reward is synthgen's."""

        @vf.reward(weight=1.0)  # type: ignore[untyped-decorator,unused-ignore]
        async def synthgen(self, trace: Any) -> float:
            """Return the reward of the last message."""
            said = [message.content for message in trace.messages if message.role == "assistant"]
            return await score_text(said[-1] or "" if said else "", self.data.sample, scoring)

        async def validate(self, runtime: Any) -> bool:
            """Return whether the sample's own solution passes every test."""
            return await score_text(json.loads(self.data.sample)["code"], self.data.sample, Scoring("binary")) == 1.0

    class SynthgenTaskset(vf.Taskset[SynthgenTask, SynthgenConfig]):  # type: ignore[misc,name-defined,unused-ignore]
        """The samples of one file, in order."""

        def load(self) -> Iterator[Any]:
            """Yield a task for each row."""
            if self.config.split not in files:
                raise UsageError(unknown("split", self.config.split, files))
            with files[self.config.split].open(encoding="utf-8") as rows:
                for row in rows:
                    sample = json.loads(row)
                    identity = str(sample.get("metadata", {}).get("id") or "") or None
                    yield SynthgenTask(SynthgenData(id=identity, prompt=sample["prompt"], sample=row), self.config.task)

    return SynthgenTaskset
