"""Every format by name, the only list of them."""

from __future__ import annotations

from synthgen.dataset.export import (
    alpaca,
    apps,
    evalplus,
    human_eval,
    inspect_ai,
    livecodebench,
    lm_eval,
    ms_swift_grpo,
    open_r1,
    openai_chat,
    openrlhf,
    sharegpt,
    trl_grpo,
    trl_sft,
    trl_sft_messages,
    trl_sft_text,
    verifiers,
    verl,
)
from synthgen.dataset.export.exporter import Exporter

EXPORTERS: dict[str, Exporter] = {
    module.EXPORTER.name: module.EXPORTER
    for module in (
        trl_grpo,
        trl_sft,
        trl_sft_messages,
        trl_sft_text,
        ms_swift_grpo,
        verl,
        openrlhf,
        verifiers,
        alpaca,
        sharegpt,
        open_r1,
        openai_chat,
        human_eval,
        evalplus,
        apps,
        livecodebench,
        inspect_ai,
        lm_eval,
    )
}
"""Every exporter by name."""
