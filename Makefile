# Two commands matter: `make run` and `make test`. The rest is for the day's work.
PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
N ?= 10000
DB ?= sqlite
WORKERS ?= auto
BIN := .venv/bin
export PORT DEMO

.PHONY: run test quick check bench format migration translations requirements hooks clean
.DEFAULT_GOAL := help

help:
	@grep -hE '^# ?[a-z]+: ' $(MAKEFILE_LIST) | sed 's/^# /  make /'

# run: install, migrate, fill an empty database (unless DEMO=0), serve on http://127.0.0.1:$PORT
run:
	@$(PYTHON) scripts/install.py requirements.txt
	@exec $(BIN)/python -m scripts.run

# test: everything: checks, both databases, browser
test: dev check
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal

# quick: the inner loop: SQLite, no browser; `make quick K=pipeline` for a part
quick: dev
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal --db sqlite -m "not browser and not slow" $(if $(K),-k "$(K)")

# check: style, types, templates, translations
check: dev
	$(BIN)/python -m scripts.check

# bench: measure every page against bare Flask, `make bench N=100000 DB=postgresql`; prints, never fails
bench: dev
	@exec $(BIN)/python -m benchmarks -n $(N) --db $(DB) $(if $(KEEP),--keep $(KEEP))

# format: let ruff mend what it can
format: dev
	$(BIN)/ruff check --fix-only -q . && $(BIN)/ruff format -q .

# migration: make a new one, `make migration WHY="add openings' sites"`; read it before committing
migration: dev
	@test -n "$(WHY)" || { echo 'Say why: make migration WHY="…"'; exit 2; }
	$(BIN)/python -m scripts.migration "$(WHY)"

# translations: take new texts from the sources into translations/*/LC_MESSAGES/messages.po
translations: dev
	$(BIN)/python -m scripts.translations update

# requirements: pin anew what requirements*.in ask for
requirements: dev
	for one in requirements requirements-dev; do \
	  UV_CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/uv pip compile $$one.in -o $$one.txt -q \
	    --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-find-links --no-emit-index-url \
	    || exit 1; done

# hooks: run `make check` before every commit
hooks: dev
	$(BIN)/pre-commit install

# clean: forget caches and what tests left; instance/ stays
clean:
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.PHONY: dev help
dev:
	@$(PYTHON) scripts/install.py requirements-dev.txt
