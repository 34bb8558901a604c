# make demo   analyses a sample clip and says where the video and the report are
# make test   everything that must hold: style, types, import rules, all tests
#
# Needs Python 3.11 or newer with pip, and make.  Everything else goes into .venv; only where a
# system library is missing, apt installs it (as root, or with sudo).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: demo test test-fast check bench bench-hot accuracy pronation contributors guide lock clean

VENV := .venv
BIN := $(VENV)/bin
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
APT_INSTALL = { $(AS_ROOT) apt-get update -qq && $(AS_ROOT) env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends $(1); } > /dev/null
FIND_PYTHON := for python in python3.11 python3 python3.12 python3.13; do \
    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
    && { echo "$$python"; break; }; done
PYTHON ?= $(shell $(FIND_PYTHON))
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
CLIP := sample_videos/squat_front.mp4
OUT := kneecave-out
GUIDE := kneecave-guide

demo: $(VENV)/.runtime
	$(BIN)/kneecave analyze $(CLIP) --out $(OUT)
	@echo
	@echo "Annotated video: $(OUT)/$(basename $(notdir $(CLIP)))/annotated.mp4"
	@echo "Report:          $(OUT)/$(basename $(notdir $(CLIP)))/report.html"

test: check
	$(BIN)/pytest -n 2 --dist loadgroup

test-fast: $(VENV)/.dev
	$(BIN)/pytest -n 2 -m "not slow"

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Writes docs/speed.md; a quarter of an hour on a quiet machine.
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.speed --growth

# Measures single functions.
bench-hot: $(VENV)/.dev
	$(BIN)/pytest tests/benchmarks/test_hot_functions.py --benchmark-enable

# Writes docs/accuracy.md from pixels; half an hour the first time, goes on where it was stopped.
accuracy: $(VENV)/.dev
	$(BIN)/python -m benchmarks.accuracy

# Writes docs/pronation.md from pixels; ten minutes the first time.
pronation: $(VENV)/.dev
	$(BIN)/python -m benchmarks.pronation

# Writes docs/contributors.md from pixels; half an hour the first time, goes on where it was stopped.
contributors: $(VENV)/.dev
	$(BIN)/python -m benchmarks.contributors

# The user guide, one HTML file with pictures made by the program itself; three minutes, no network.
guide: $(VENV)/.dev
	$(BIN)/python -m docs.guide $(GUIDE)

# Writes the two lock files anew; needs uv (pip install uv).
lock:
	uv pip compile pyproject.toml requirements-build.in \
	    --universal --generate-hashes --no-emit-index-url --quiet \
	    --custom-compile-command "make lock" --output-file requirements.txt
	uv pip compile pyproject.toml requirements-build.in --group dev --constraints requirements.txt \
	    --universal --generate-hashes --no-emit-index-url --quiet \
	    --custom-compile-command "make lock" --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) $(OUT) $(GUIDE) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "kneecave needs Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	    echo "Python has no ensurepip: installing python3-venv"; \
	    $(call APT_INSTALL,python3-venv); }
	$(PYTHON) -m venv $(VENV)

# Installs locked packages ($(1) names the lock), then the package itself, then what OpenCV loads.
define install
	$(PIP) --require-hashes --requirement $(1)
	$(PIP) --no-deps --no-index --no-build-isolation --editable .
	@$(BIN)/python -c 'import cv2' 2>/dev/null || { \
	    echo "OpenCV lacks a system library: installing libgl1 and libglib2.0-0"; \
	    $(call APT_INSTALL,libgl1 libglib2.0-0); \
	    $(BIN)/python -c 'import cv2'; }
	@touch $@
endef

$(VENV)/.runtime: $(BIN)/python requirements.txt pyproject.toml
	$(call install,requirements.txt)

$(VENV)/.dev: $(BIN)/python requirements-dev.txt pyproject.toml
	$(call install,requirements-dev.txt)
	@command -v chromium > /dev/null || { \
	    echo "Tests of the web pages need a browser: installing chromium"; \
	    $(call APT_INSTALL,chromium); }
	@touch $(VENV)/.runtime
