"""Every format by name, the only list of them."""

from __future__ import annotations

from synthgen.dataset.export import apps, evalplus, human_eval, inspect_ai, livecodebench, lm_eval, open_r1, openai_chat
from synthgen.dataset.export.exporter import Exporter

EXPORTERS: dict[str, Exporter] = {
    module.EXPORTER.name: module.EXPORTER
    for module in (
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
