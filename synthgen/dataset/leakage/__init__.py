"""Leakage: what of a test set stands in a training set, level by level, and indices to check against without the text.

    report = measure("train.jsonl", "test.jsonl")                    # files, runs, or rows
    report = measure("train.jsonl", against=["humaneval", "mbpp"])   # indices that ship, or files of indices
    report.comparisons[0].finding("equal behaviour").flagged         # items, the highest score first

    index = Index.build(rows); index.save(path); Index.load(path)    # hashes and answers, never text

text        `tli` (words, as XCoder), `substring` (stretches of 50 characters)
syntax      `code tokens`, `syntax tree`
behaviour   `equal behaviour`, from the programs alone
exposure    atoms and pairs of atoms, from metadata of our own rows
"""

from synthgen.dataset.leakage.detectors import BEHAVIOUR, DETECTORS
from synthgen.dataset.leakage.documents import Document, documents
from synthgen.dataset.leakage.index import Index, Provenance
from synthgen.dataset.leakage.measure import index_of, measure
from synthgen.dataset.leakage.report import Comparison, Finding, Match, Null, Report
from synthgen.dataset.leakage.shipped import shipped_index, shipped_indices

__all__ = [
    "BEHAVIOUR", "DETECTORS", "Comparison", "Document", "Finding", "Index", "Match", "Null", "Provenance", "Report", "documents",
    "index_of", "measure", "shipped_index", "shipped_indices",
]  # fmt: skip
