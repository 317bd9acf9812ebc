"""Every format by name, the only list of them."""

from __future__ import annotations

from synthgen.dataset.export import evalplus, human_eval, open_r1, openai_chat
from synthgen.dataset.export.exporter import Exporter

EXPORTERS: dict[str, Exporter] = {
    module.EXPORTER.name: module.EXPORTER
    for module in (
        open_r1,
        openai_chat,
        human_eval,
        evalplus,
    )
}
"""Every exporter by name."""
