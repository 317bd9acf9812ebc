"""Exports: samples in the format that a trainer, a benchmark or an evaluation harness reads.

    done = export("outputs/seed0-n10000", "open-r1", "outputs/open-r1")
    done.counts                        # rows, exported, refused by reason, left beyond the limit
    lint("outputs/open-r1")            # what would break the loaders of its files; nothing, for an export

`EXPORTERS` has the formats by name. A new one is a module here that ends in `EXPORTER = Exporter(...)` and its line in
`registry`; tests hold it to the contract.
"""

from synthgen.dataset.export.exporter import EXPLANATIONS, Exporter, ExportReason, Misfit
from synthgen.dataset.export.exporting import Export, export
from synthgen.dataset.export.findings import Finding, Rule
from synthgen.dataset.export.linting import lint
from synthgen.dataset.export.pushing import Pushed, push
from synthgen.dataset.export.registry import EXPORTERS

__all__ = [
    "EXPLANATIONS",
    "EXPORTERS",
    "Export",
    "ExportReason",
    "Exporter",
    "Finding",
    "Misfit",
    "Pushed",
    "Rule",
    "export",
    "lint",
    "push",
]
