"""OpenRLHF: `--reward.remote_url .../openrlhf.py --data.label_key label` (0.11; before, `--remote_rm_url` and `--label_key`).

OpenRLHF calls `reward_func(queries, prompts, labels)` and takes tensors; torch is imported when called. A query is the
prompt with its completion, decoded from tokens with all special tokens. Exceptions are swallowed there: the completion is
left without a reward and the reason stands in its log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from synthgen.adapters.common import known, unpack
from synthgen.adapters.rewards import rewards
from synthgen.errors import RecordError

ANCHOR = 200
"""Characters of the prompt's end by which it is found in a query: long prompts are cut on the left, and some tokenizers
put a mark before them or lose a space within."""
_SPECIAL = re.compile(r"(?:\s*(?:<\|[^|<>\n]{1,40}\|>|<｜[^｜<>\n]{1,40}｜>|</s>|<eos>|<pad>|<end_of_turn>|\[EOS\]|\[PAD\]))+\s*\Z")
"""The marks that end an answer, of the common families of tokenizers."""


def reward_func(queries: Sequence[str], prompts: Sequence[str], labels: Sequence[Any], **_more: Any) -> dict[str, Any]:
    """Return the rewards of a batch as OpenRLHF reads them.

    Raises SandboxError if one is not known, and RecordError if a label is none or a query does not begin with its prompt.
    """
    import torch  # type: ignore[import-not-found,unused-ignore]

    completions = [completion_of(query, prompt) for query, prompt in zip(queries, prompts, strict=True)]
    found = rewards(completions, [unpack(label) for label in labels])
    scores = torch.tensor([known(one) for one in found], dtype=torch.float32)
    return {"rewards": scores, "scores": scores, "extra_logs": {"synthgen_reward": scores}}


def completion_of(query: str, prompt: str) -> str:
    """Return what follows the prompt in a query, without the marks that end it.

    A prompt may show programs; what cannot be told from its prompt is therefore not scored. Raises RecordError.

    >>> completion_of("<s>Say x.\\nx = 1</s>", "Say x.\\n")
    'x = 1'
    """
    anchor = prompt[-ANCHOR:]
    place = query.find(anchor)
    if place < 0:
        raise RecordError(
            f"a query does not hold the end of its prompt, {anchor[-40:]!r}, so the completion cannot be told from it; use a tokenizer "
            "that decodes the prompt as it was"
        )
    return _SPECIAL.sub("", query[place + len(anchor) :])
