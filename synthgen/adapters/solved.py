"""The score of an answer where a harness measures models: every task type, from the JSON of a sample.

    solved(row["sample"], "```python\\ndef double(x): ...\\n```")      # 1.0 if all tests pass

For a function it is all or nothing, as pass@1 has it; how well it is written does not count. The other task types have scores of
their own, in 0..1.
"""

from __future__ import annotations

import json
from typing import Any

from synthgen.errors import RecordError
from synthgen.records import TASK_TYPE
from synthgen.reward import Scoring, score


def solved(sample: str, answer: str) -> float | None:
    """Return the score of `answer` to the sample whose JSON is `sample`; None if the sandbox failed, or nothing can score it.

    Raises RecordError if it is no sample of this version, and SandboxError if this machine has no sandbox.
    """
    try:
        row: dict[str, Any] = json.loads(sample)
        metadata, tests = row["metadata"], row["test_cases"]
        task_type, entry_point = metadata["task_type"], metadata["entry_point"]
    except ValueError as problem:
        raise RecordError(f"the sample that an answer is scored by is no JSON: {problem}") from None
    except (KeyError, TypeError) as problem:
        raise RecordError(f"the sample that an answer is scored by has no {problem}") from None
    if task_type == TASK_TYPE:
        return score(answer, tests, entry_point, scoring=Scoring("binary"))
    from synthgen.dataset.tasks import score_task

    return score_task(row, answer)
