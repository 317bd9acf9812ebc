"""Evaluation sets that share no behaviour with training runs, and the proof: made, committed to, verified."""

from synthgen.dataset.evalset.make import EvalSet, make_evalset
from synthgen.dataset.evalset.manifest import Manifest, read_manifest
from synthgen.dataset.evalset.policy import make_policy, new_salt
from synthgen.dataset.evalset.verify import Difference, verify_evalset

__all__ = ["Difference", "EvalSet", "Manifest", "make_evalset", "make_policy", "new_salt", "read_manifest", "verify_evalset"]
