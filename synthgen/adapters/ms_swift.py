"""ms-swift: `swift rlhf --rlhf_type grpo --external_plugins .../ms_swift.py --reward_funcs synthgen`.

An ORM there is a class whose `__call__(completions, **columns)` returns a list of rewards; each column of the data set
arrives as a list. The class registers itself if this file is loaded as a plugin, where `swift` is importable.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synthgen.adapters.common import text_of, truths
from synthgen.adapters.rewards import rewards
from synthgen.reward import DEFAULT, Scoring


class SynthgenORM:
    """The reward of six-field rows as an outcome reward model."""

    scoring: Scoring = DEFAULT

    def __init__(self, *_arguments: Any, **_named: Any) -> None:
        """Take what ms-swift passes, such as its training arguments, and need none of it."""

    def __call__(self, completions: Sequence[object], **columns: Any) -> list[float | None]:
        """Return the reward of each completion; None, which takes it out of the batch, if the sandbox failed."""
        return rewards([text_of(one) for one in completions], truths(len(completions), columns), self.scoring)


def register(name: str = "synthgen") -> None:
    """Make the reward known to ms-swift under `name`; needs ms-swift."""
    try:
        from swift.rewards import orms
    except ImportError:
        from swift.plugin import orms

    orms[name] = SynthgenORM


if "swift" in sys.modules:
    # ms-swift puts the folder of a plugin first on the path; here `trl` and `verl` would then be the files beside this one.
    sys.path[:] = [folder for folder in sys.path if Path(folder) != Path(__file__).parent]
    register()
