# Two commands do everything: `make demo` and `make test`. `make help` lists the rest.

PORT ?= 8000
EPAULE_DATA ?= ./var
export EPAULE_DATA
# Compiled once, not at each start of a server or of a worker.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
WEB_SOURCES := $(shell find web/src -type f 2>/dev/null) vite.config.ts tsconfig.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard epaule/locale/*/LC_MESSAGES/*.po))
UNIT := tests --ignore=tests/browser -q -n 2

.DEFAULT_GOAL := help
.PHONY: help demo test setup format check unit unit-postgres web browser bench pictures clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: .venv/ready web/dist/manifest.json $(CATALOGUES) ## Run Épaule with demo data: make demo PORT=8123
	@tools/install_system_packages --sheets
	@EPAULE_DEMO=1 $(BIN)/epaule setup
	@EPAULE_DEMO=1 $(BIN)/epaule serve --port $(PORT)

test: setup check unit unit-postgres web browser ## Run every check and every test
	@echo "Everything passed."

setup: .venv/ready-for-tests web/dist/manifest.json $(CATALOGUES) ## Install what the tests need
	@tools/install_system_packages

format: .venv/ready-for-tests node_modules/ready ## Format the code
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .
	npx biome check --write web vite.config.ts

check: ## Format, lint, types, layers, migrations, protocol, translations
	@tools/check

unit: ## Unit tests on SQLite
	@echo "== Unit tests on SQLite"
	@$(BIN)/python -m pytest $(UNIT)

unit-postgres: ## The same on PostgreSQL
	@echo "== Unit tests on PostgreSQL"
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest $(UNIT)

web: ## Unit tests of the scripts
	@echo "== Unit tests of the scripts"
	@npm test --silent

browser: ## Journeys in real browsers
	@echo "== Journeys in real browsers"
	@$(BIN)/python -m pytest tests/browser -q --durations=8

bench: setup ## Measure; ONLY=group for one group
	@command -v ffmpeg >/dev/null || tools/install_system_packages ffmpeg
	@$(BIN)/python -m bench $(ONLY)

pictures: setup ## Take the pictures of docs/images/ again
	@PYTHONPATH=. $(BIN)/python tools/take_pictures.py

clean: ## Forget what was built and installed here (the data stay)
	rm -rf .venv .tools node_modules web/dist $(CATALOGUES)

.venv/ready: pyproject.toml uv.lock
	@tools/install_python
	@touch $@

.venv/ready-for-tests: pyproject.toml uv.lock
	@tools/install_python --with-tests
	@touch .venv/ready $@

node_modules/ready: package.json package-lock.json
	@tools/install_web
	@touch $@

web/dist/manifest.json: node_modules/ready $(WEB_SOURCES)
	@echo "== Building the pages' scripts and styles"
	@npm run --silent build

%.mo: %.po | .venv/ready
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
