"""The score of an answer where a harness measures models: every task type, from the JSON of a sample.

    solved(row["sample"], "```python\\ndef double(x): ...\\n```")      # 1.0 if all tests pass

For a function it is all or nothing, as pass@1 has it; how well it is written does not count. The other task types have scores of
their own, in 0..1.
"""

from __future__ import annotations

import json
from typing import Any

from synthgen.records import TASK_TYPE
from synthgen.reward import Scoring, score


def solved(sample: str, answer: str) -> float | None:
    """Return the score of `answer` to the sample whose JSON is `sample`; None if the sandbox failed, or nothing can score it.

    Raises RecordError if it is no sample of this version, and SandboxError if this machine has no sandbox.
    """
    row: dict[str, Any] = json.loads(sample)
    metadata = row["metadata"]
    if metadata["task_type"] == TASK_TYPE:
        return score(answer, row["test_cases"], metadata["entry_point"], scoring=Scoring("binary"))
    from synthgen.dataset.tasks import score_task

    return score_task(row, answer)
