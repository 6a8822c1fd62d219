# `make` lists what there is. Needed: make, git and Python 3.11, 3.12 or 3.13 with its venv module; the rest is fetched
# into .venv.

SHELL := /bin/sh
PYTHON ?=
ARGS ?=
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input
COMPILE_LOCK := $(UV) pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-header --no-annotate
HOLDS_PYTHON = $(foreach folder,$(1),$(if $(wildcard $(folder)/*.py $(folder)/*/*.py),$(folder)))
SOURCES := sim $(call HOLDS_PYTHON,benchmarks docs experiments tests)

# What a caller's shell says about other Pythons does not hold inside .venv.
unexport PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV

.PHONY: help setup setup-dev run deck test lint types docs bench studies lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | awk -F '|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

setup: $(VENV)/.run ## make .venv with what the simulator needs (PYTHON=... chooses the interpreter)
	@echo "Ready: $(BIN)/sim --help"

setup-dev: $(VENV)/.dev ## the same and the tools for tests, lint and types

run: $(VENV)/.run ## the main job: compare the strategies (ARGS="replications=200" is passed on)
	@$(BIN)/sim compare $(ARGS)

deck: $(VENV)/.run ## the example client: portfolio and request log to report, slides and workbook (docs/client-case.md)
	@$(BIN)/sim calibrate traffic examples/requests.csv.gz output=outputs/log
	@$(BIN)/sim compare start=examples/client.yaml fragment=outputs/log/fragment.yaml replications=200 output=outputs/client $(ARGS)
	@$(BIN)/sim report outputs/client --slides --workbook

test: $(VENV)/.dev ## the whole test suite (ARGS="-k gate" is passed on to pytest)
	@$(BIN)/python -m pytest --numprocesses logical --maxprocesses 8 --dist loadfile $(ARGS)

lint: $(VENV)/.dev ## ruff: rules and format
	@$(BIN)/ruff check $(SOURCES) $(wildcard notebooks)
	@$(BIN)/ruff format --check $(SOURCES) $(wildcard notebooks)

types: $(VENV)/.dev ## mypy, strict
	@$(BIN)/mypy $(SOURCES)

docs: $(VENV)/.dev ## the documentation as a site, build/docs/index.html; a warning is an error
	@$(BIN)/sphinx-build --fresh-env --write-all --quiet --nitpicky --fail-on-warning --keep-going --conf-dir docs . build/docs $(ARGS)
	@echo "Ready: build/docs/index.html"

bench: $(VENV)/.dev ## time per replication and per event, beside raw SimPy
	@$(BIN)/python benchmarks/run.py $(ARGS)

studies: $(VENV)/.run ## run the studies in experiments/ and renew their pages and the table of claims (half an hour)
	@$(BIN)/python -m experiments $(ARGS)

lock: ## renew requirements.lock and requirements-dev.lock (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv, or make lock UV=/path/to/uv" >&2; exit 1; }
	@$(COMPILE_LOCK) --upgrade --group dev --output-file requirements-dev.lock pyproject.toml >/dev/null
	@$(COMPILE_LOCK) --upgrade --group build --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml >/dev/null

clean: ## remove .venv, caches and builds; outputs/ stays
	@rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

# .made holds the folder it was made in. Made again where that is another one (an environment copied along with its folder
# runs the code of the old one) or where its interpreter has gone.
ifneq ($(shell $(BIN)/python -c '' 2>/dev/null && cat $(VENV)/.made 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/.made
endif

# An interpreter is tried by running it: a version manager's shim may be found and fail.
$(VENV)/.made:
	@given='$(PYTHON)'; chosen=; no_venv=; \
	set -- python3.11 python3.12 python3.13 python3 python; \
	[ -z "$$given" ] || set -- "$$given"; \
	for python in "$$@"; do \
		"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 || continue; \
		if "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then chosen=$$python; break; fi; \
		no_venv=$${no_venv:-$$python}; \
	done; \
	if [ -z "$$chosen" ] && [ -n "$$no_venv" ]; then \
		echo "$$no_venv has no venv module; install it (on Debian and Ubuntu the package $${no_venv##*/}-venv), then call make again." >&2; exit 1; \
	elif [ -z "$$chosen" ] && [ -n "$$given" ]; then \
		echo "PYTHON=$$given does not run or is not Python 3.11, 3.12 or 3.13." >&2; exit 1; \
	elif [ -z "$$chosen" ]; then \
		echo "Python 3.11, 3.12 or 3.13 is needed and none runs here; install one, or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	echo "Making .venv with $$("$$chosen" --version)"; \
	"$$chosen" -m venv --clear $(VENV) && pwd -P > $@

$(VENV)/.run: $(VENV)/.made requirements.lock pyproject.toml
	@echo "Installing what the simulator needs into .venv (once; a minute or so)"
	@$(PIP_INSTALL) --require-hashes --requirement requirements.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing the tools for tests, lint and types into .venv (once; a minute or so)"
	@$(PIP_INSTALL) --require-hashes --requirement requirements-dev.lock
	@touch $@
