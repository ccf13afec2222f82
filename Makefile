# crimecast: every task of a checkout. Work that is done is not done again: each product is a file
# that depends on what it is made from.

CITY ?=
FILES ?=
AREA ?=
PORT ?= 8000

VENV := .venv
PY := $(VENV)/bin/python
PAGE := src/crimecast/web/static/index.html
PAGE_SOURCES := $(shell find frontend/src frontend/public -type f 2>/dev/null) \
	$(wildcard src/crimecast/languages/*.json frontend/*.json frontend/*.html frontend/*.ts frontend/*.mts frontend/dev/*.mjs)
NODE_MODULES := frontend/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format types build wheel install install-dev bench accuracy size lock audit sbom clean distclean

help: ## list the targets
	@echo "Targets:"
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 16
	@echo "A real city:"
	@echo "  make run CITY=denver AREA=path/to/area.geojson   (from the city's portal)"
	@echo "  make run CITY=denver FILES=path/to/crime.csv.gz AREA=path/to/area.geojson"

run: export CRIMECAST_HOME := $(if $(CRIMECAST_HOME),$(CRIMECAST_HOME),$(CURDIR)/data)
run: .make/runtime $(PAGE) ## install, build, forecast a simulated city (or CITY from its portal or FILES), serve the map
	@exec $(VENV)/bin/crimecast demo $(CITY) --port $(PORT) \
		$(foreach file,$(or $(wildcard $(FILES)),$(FILES)),--files '$(file)') \
		$(if $(AREA),--area '$(AREA)')

test: .make/dev $(PAGE) ## install what tests need, then run all of them, the browser's too
	@scripts/browser.sh
	@scripts/test.sh

check: .make/dev $(NODE_MODULES) ## style and types, Python and TypeScript
	@scripts/check.sh

format: .make/dev ## put the Python sources in the project's style
	$(VENV)/bin/ruff format
	$(VENV)/bin/ruff check --fix

types: .make/runtime $(NODE_MODULES) ## make the page's types from the server's OpenAPI document
	@scripts/npm.sh run --silent types

build: $(PAGE) ## build the page into the package

wheel: .make/runtime $(PAGE) ## build the wheel with the page in it into dist/
	@$(PY) -m pip --quiet wheel --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/crimecast-*.whl

install: .make/runtime $(PAGE) ## set up .venv with crimecast in it, and nothing else

install-dev: .make/dev $(PAGE) ## the same with what tests and checks need

bench: .make/dev ## time ingest, forecast and serving on Denver's records (CRIMECAST_REAL_DATA)
	@scripts/bench.sh speed

accuracy: .make/dev ## score 28 daily origins on Denver's records and on the simulated city's truth
	@scripts/bench.sh accuracy

size: $(VENV)/pyvenv.cfg $(PAGE) ## measure the default install in a fresh environment
	$(PY) scripts/size.py

lock: ## pin all dependencies anew (UPGRADE=1 for the newest versions; needs uv)
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

audit: $(VENV)/pyvenv.cfg ## ask the lists of known weaknesses about every pin, where they can be reached
	@scripts/audit.sh

sbom: .make/runtime ## write the software bill of materials (CycloneDX) to dist/sbom.json
	@$(PY) scripts/sbom.py dist/sbom.json

clean: ## remove what was built; keep .venv and the data
	rm -rf .make build dist src/crimecast/web/static frontend/node_modules frontend/dist
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## the same, and .venv (the data stay)
	rm -rf $(VENV)

$(VENV)/pyvenv.cfg:
	@scripts/venv.sh $(VENV)

.make/runtime: $(VENV)/pyvenv.cfg requirements/build.txt requirements/runtime.txt pyproject.toml
	@$(PY) scripts/install.py "Installing crimecast" --require-hashes \
		-r requirements/build.txt -r requirements/runtime.txt
	@$(PY) scripts/install.py "" --no-build-isolation --no-deps --editable .
	@mkdir -p .make && touch $@

.make/dev: .make/runtime requirements/dev.txt requirements/torch.txt
	@$(PY) scripts/install.py "Installing what tests and checks need" --require-hashes \
		-r requirements/dev.txt
	@$(PY) scripts/install.py "Installing PyTorch" -r requirements/torch.txt
	@mkdir -p .make && touch $@

# npm writes this file last.
$(NODE_MODULES): frontend/package-lock.json frontend/package.json | $(VENV)/pyvenv.cfg
	@echo "==> Installing what the page is built with"
	@scripts/npm.sh ci --no-audit --no-fund
	@touch $@

$(PAGE): $(NODE_MODULES) $(PAGE_SOURCES)
	@echo "==> Building the page"
	@scripts/npm.sh run --silent build
	@touch $@
