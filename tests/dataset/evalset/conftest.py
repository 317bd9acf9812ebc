"""An evaluation set and a training run of one policy, made once and shared by all tests and test processes."""

from __future__ import annotations

import pytest
from both_sides import CANARY, SALT, TOPICS, Sides, policy
from filelock import FileLock

from synthgen.dataset.evalset import make_evalset
from synthgen.run.config import make_config
from synthgen.run.flow import run


@pytest.fixture(scope="session")
def sides(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Sides:
    """Both sides of one policy, with the same seed."""
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent
    made = Sides(base / "both sides")
    with FileLock(base / "sides.lock"):
        if not made.folder.is_dir():
            made.folder.mkdir()
            made.salt_file.write_bytes(SALT + b"\n")
            made.policy_file.write_text(policy().text())
            make_evalset(policy(), SALT, made.evaluation, n=12, seed=5, canary=CANARY, workers=1, **TOPICS)
            run(make_config(n=60, seed=5, split_policy=policy().split("train", SALT), **TOPICS), made.training, workers=1)
    return made
