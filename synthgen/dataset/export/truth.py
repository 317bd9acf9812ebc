"""The ground truth of a row as one text, for trainers that carry a single label to the reward function.

A text has no types that a loader could guess wrongly, and `synthgen.adapters.common.unpack` reads it.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from synthgen.dataset.export.whole_rows import sample_text
from synthgen.records import TASK_TYPE, Sample


def truth_of(sample: Sample) -> str:
    """Return what the row's scorer needs, as JSON: tests and entry point, or the whole row for the other task types."""
    if sample.metadata.task_type != TASK_TYPE:
        return sample_text(sample)
    cases = [asdict(case) for case in sample.test_cases]
    return json.dumps({"entry_point": sample.metadata.entry_point, "test_cases": cases}, ensure_ascii=False, separators=(",", ":"))
