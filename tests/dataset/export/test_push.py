"""Samples and exports go to a Hub on the loopback interface, over real HTTP, by the real client, and come back by `load_dataset`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fake_hub import TOKEN, FakeHub, fake_hub
from shared_run import Finished, environment

import synthgen
from synthgen.dataset.export import push
from synthgen.errors import UsageError
from tests.dataset.mixture_rows import sample, write

LOAD = """
import datasets, json, sys
dataset = datasets.load_dataset(sys.argv[1])
print(json.dumps({name: [len(one), one.column_names, one[0]] for name, one in dataset.items()}))
"""


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with fake_hub() as server:
        yield server


def run(hub: FakeHub, folder: Path, *arguments: object, token: str = TOKEN) -> subprocess.CompletedProcess[str]:
    """Run Python in an environment in which the Hub is ours."""
    own = {"HF_ENDPOINT": hub.url, "HF_TOKEN": token, "HF_HOME": str(folder / "hf"), "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "0"}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, env=environment(**own), capture_output=True, text=True, timeout=200, check=False)


def loaded(hub: FakeHub, folder: Path, repo_id: str) -> dict[str, Any]:
    done = run(hub, folder, "-c", LOAD, repo_id)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_run_goes_to_the_hub_with_its_card_and_comes_back(finished: Finished, hub: FakeHub, tmp_path: Path) -> None:
    done = run(hub, tmp_path, "-m", "synthgen", "push", finished.path, "--repo-id", "me/tasks", "--private", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["url"], said["sets"], said["counts"]["exported"]) == (f"{hub.url}/datasets/me/tasks", {"train": 90}, 90)
    assert hub.private == {"me/tasks": True}
    assert sorted(hub.repos["me/tasks"]) == ["README.md", "data/train-00000-of-00001.parquet"]
    assert hub.messages == ["Upload the card", "Upload the data"]
    card = hub.repos["me/tasks"]["README.md"].decode()
    head = yaml.safe_load(card.split("---\n")[1])
    assert head["license"] == "apache-2.0"
    assert head["dataset_info"]["splits"][0]["num_examples"] == 90
    assert head["configs"] == [{"config_name": "default", "data_files": [{"split": "train", "path": "data/train-*"}]}]
    assert card.split("---\n", 2)[2] == (finished.path / "README.md").read_text().split("---\n", 2)[2]
    back = loaded(hub, tmp_path, "me/tasks")["train"]
    assert back[0] == 90
    assert back[2] == synthgen.open_run(finished.path)[0].row()


@pytest.mark.slow
def test_the_sets_of_a_mixture_become_splits_in_another_format(finished: Finished, hub: FakeHub, tmp_path: Path) -> None:
    mixture = tmp_path / "mixture"
    halves = {"sources": {"run": None}, "parts": [{"name": "all"}], "split": {"train": 0.5, "validation": 0.5}}
    synthgen.mix(halves, mixture, sources={"run": finished.path})
    done = run(hub, tmp_path, "-m", "synthgen", "push", mixture, "--repo-id", "me/open", "--to", "open-r1")
    assert done.returncode == 0, done.stderr
    back = loaded(hub, tmp_path, "me/open")
    assert set(back) == set(json.loads((mixture / "manifest.json").read_text())["sets"])
    assert sum(one[0] for one in back.values()) == 90
    assert set(back["train"][2]["verification_info"]) == {"language", "test_cases"}
    card = hub.repos["me/open"]["README.md"].decode()
    assert f"| train | {back['train'][0]} |" in card
    assert "in the format `open-r1`" in card
    assert yaml.safe_load(card.split("---\n")[1])["language"] == ["en", "zh"]


@pytest.mark.parametrize(
    ("planted", "token", "said"),
    [
        ({}, "hf_wrong", "the Hub refused to take me/tasks (status 401); log in with `hf auth login` or set HF_TOKEN"),
        ({"/api/repos/create": 403}, TOKEN, "the Hub refused to take me/tasks (status 403)"),
        ({"/commit/": 413}, TOKEN, "the Hub refused to take me/tasks (status 413); try again later"),
    ],
)
def test_what_the_hub_refuses_is_one_sentence(
    planted: dict[str, int], token: str, said: str, finished: Finished, hub: FakeHub, tmp_path: Path
) -> None:
    hub.fail = planted
    done = run(hub, tmp_path, "-m", "synthgen", "push", finished.path, "--repo-id", "me/tasks", token=token)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith(f"synthgen: {said}")
    assert "Traceback" not in done.stderr
    assert not hub.repos.get("me/tasks")


@pytest.mark.slow
def test_a_hub_that_does_not_answer_is_one_sentence(finished: Finished, tmp_path: Path) -> None:
    with fake_hub() as gone:
        pass
    done = run(gone, tmp_path, "-m", "synthgen", "push", finished.path, "--repo-id", "me/tasks")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("synthgen: the Hub could not be reached to push to me/tasks: ")


@pytest.mark.slow
def test_ids_that_look_like_dates_stay_text_on_the_hub(hub: FakeHub, tmp_path: Path) -> None:
    dated = write(tmp_path / "dated.jsonl", [sample(1, id="2024-01-01"), sample(2, id="2024-01-02")])
    assert [one.rule for one in synthgen.export(dated, "open-r1", tmp_path / "out").findings] == ["iso_date"]
    done = run(hub, tmp_path, "-m", "synthgen", "push", dated, "--repo-id", "me/dated", "--to", "open-r1")
    assert done.returncode == 0, done.stderr
    assert loaded(hub, tmp_path, "me/dated")["train"][2]["problem_id"] == "2024-01-01"


def test_what_makes_no_sense_is_one_sentence(tmp_path: Path) -> None:
    dated = write(tmp_path / "dated.jsonl", [sample(1, id="2024-01-01"), sample(2, id="2024-01-02")])
    with pytest.raises(UsageError, match="'me tasks' is no name of a dataset on the Hub"):
        push(dated, "me tasks")
    with pytest.raises(UsageError, match="no format named 'openr1'; did you mean 'open-r1'"):
        push(dated, "me/tasks", to="openr1")
    with pytest.raises(UsageError, match=r"nothing was pushed to me/tasks: none of 1 rows fits"):
        push(write(tmp_path / "none.jsonl", [{"prompt": 5}]), "me/tasks")
    with pytest.raises(UsageError, match="leave --parquet out"):
        push(dated, "me/tasks", to="evalplus")
