# Thin calls of the command line, and the tools of development. `make help` lists the targets.
#   OBJECTS=charge,invoice   only these object types      FROM=path       land files instead of the API
#   FIXTURES=file.json       what seed runs               MESSAGE="…"     names a migration
#   ARGS="…"                 any other option             PYTHON=python3  makes .venv
.DEFAULT_GOAL := help
.PHONY: help pipeline follow serve land promote replay parity verify reconcile report status sandbox seed lint format types test test-fast test-slow test-prefix fuzz peers dbt torture bench object schema docs forms statements up down clean ci lock

# What dlt supports, and every wheel of requirements.lock exists for: an ordinary CPython of these versions.
SUPPORTED := import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 15) and sys.implementation.name == "cpython" and "t" not in sys.abiflags))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(SUPPORTED)' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
INSTALLED := .venv/.installed
RUN := $(BIN)/stripe-oltp
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SQL := sql_transforms pipelines oltp_schema
OPTIONS = $(if $(OBJECTS),--objects "$$OBJECTS") $(ARGS)

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' Makefile

##@ Your Stripe account in PostgreSQL

pipeline: $(INSTALLED) ## Land and promote everything; without STRIPE_API_KEY, from the sandbox Stripe
	@$(RUN) pipeline $(OPTIONS)

follow: $(INSTALLED) ## Keep the tables in step, seconds behind, until Ctrl-C
	@$(RUN) follow $(OPTIONS)

serve: $(INSTALLED) ## Receive webhooks, which wake follow, until Ctrl-C
	@$(RUN) serve $(ARGS)

land: $(INSTALLED) ## Land from Stripe, or from files: FROM=path
	@$(RUN) land $(if $(FROM),--from "$$FROM") $(OPTIONS)

promote: $(INSTALLED) ## Promote what is landed
	@$(RUN) promote $(OPTIONS)

replay: $(INSTALLED) ## Rebuild the tables from raw alone, without Stripe
	@$(RUN) replay $(OPTIONS)

parity: $(INSTALLED) ## Compare every promoted row with the Python transformers
	@$(RUN) parity $(OPTIONS)

verify: $(INSTALLED) ## Prove that the tables agree with Stripe
	@$(RUN) verify $(OPTIONS)

reconcile: $(INSTALLED) ## Compare every object with Stripe and repair whatever events missed
	@$(RUN) reconcile $(OPTIONS)

report: $(INSTALLED) ## Write a page on state, cash, recurring revenue and what is owed: OUT=report.html
	@$(RUN) report --out "$(or $(OUT),report.html)" $(ARGS)

status: $(INSTALLED) ## What is landed, promoted and quarantined, and whether everything balances
	@$(RUN) status $(OPTIONS)

##@ A Stripe to try things on

sandbox: $(INSTALLED) ## Run the sandbox Stripe until Ctrl-C
	@$(RUN) sandbox $(ARGS)

seed: $(INSTALLED) ## Create objects from a Stripe CLI fixtures file: FIXTURES=file.json
	@$(RUN) seed $(if $(FIXTURES),"$$FIXTURES") $(ARGS)

##@ Database servers

up: ## Start PostgreSQL 18 in Docker, for DATABASE_URL
	@docker compose version >/dev/null 2>&1 || { echo "There is no Docker Compose here, and no need of it: without" \
		"DATABASE_URL, \`make pipeline\` runs its own PostgreSQL." >&2; exit 1; }
	@docker compose up --detach --wait
	@echo "PostgreSQL 18 is up. Its DATABASE_URL stands in .env.example."

down: ## Stop the embedded PostgreSQL, and the one in Docker; both keep their data
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m pipelines.postgres stop; fi
	@if [ -n "$$(docker compose ps --all --quiet 2>/dev/null)" ]; then docker compose down; fi

##@ Development

# What a process compiles, the next ones read, even where the environment says otherwise: it takes longer than to import.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses 3 --dist worksteal

test: $(INSTALLED) ## Run the tests that a change needs; one of them: ARGS="-k name"
	@$(PYTEST) -m "not slow" $(ARGS)

test-fast: $(INSTALLED) ## Run those of them without whole runs of the pipeline
	@$(PYTEST) -m "not slow and not runs" $(ARGS)

test-slow: $(INSTALLED) ## Run the others: every object in every version, torture, wheel, recipes, benchmarks
	@$(PYTEST) -m slow $(ARGS)

test-prefix: $(INSTALLED) ## Run those of `make test` as an installation with a prefix does everything: PREFIX=acme_
	@TEST_SCHEMA_PREFIX=$(or $(PREFIX),acme_) $(PYTEST) -m "not slow and not plain_names" $(ARGS)

fuzz: $(INSTALLED) ## Test more generated documents of every API version: N=500 of each object, SEED=1
	@FUZZ_DOCUMENTS=$(or $(N),500) FUZZ_SEED=$(or $(SEED),1) $(BIN)/python -m pytest --timeout=0 \
		--numprocesses 3 --dist worksteal tests/versions $(ARGS)

peers: $(INSTALLED) ## Let others' clients read the sandbox, and pandas and polars an export; installs them into .venv/peers
	@for client in tap-stripe dj-stripe readers; do \
		[ -x .venv/peers/$$client/bin/python ] || $(BIN)/python -m venv .venv/peers/$$client; \
		.venv/peers/$$client/bin/python -m pip --quiet --disable-pip-version-check install \
			--requirement tests/peers/requirements-$$client.txt || exit 1; done
	@PEERS=1 $(BIN)/python -m pytest tests/peers $(ARGS)

dbt: $(INSTALLED) ## Build Fivetran's dbt package over the schema fivetran: DBT_STRIPE=its folder, after `dbt deps` in it
	@[ -f "$(DBT_STRIPE)/dbt_project.yml" ] || { echo "DBT_STRIPE=folder: a checkout of github.com/fivetran/dbt_stripe," \
		"in which you ran \`dbt deps\`." >&2; exit 1; }
	@[ -x .venv/peers/dbt/bin/python ] || $(BIN)/python -m venv .venv/peers/dbt
	@.venv/peers/dbt/bin/python -m pip --quiet --disable-pip-version-check install --requirement tests/peers/requirements-dbt.txt
	@DBT_STRIPE="$(abspath $(DBT_STRIPE))" $(BIN)/python -m pytest tests/peers/test_dbt.py $(ARGS)

torture: $(INSTALLED) ## Kill, cut and crash runs while Stripe goes on, then compare: SEEDS=20, ROUNDS=12 of each, SECONDS=600
	@$(BIN)/python -m tests.torture $(if $(SEEDS),--seeds $(SEEDS)) $(if $(ROUNDS),--rounds $(ROUNDS)) \
		$(if $(SECONDS),--seconds $(SECONDS)) $(ARGS)

bench: $(INSTALLED) ## Measure it against what it would cost otherwise: N=200000 objects, ARGS="--only promotion"
	@$(BIN)/python -m tests.benchmarks --objects $(or $(N),200000) $(ARGS)

lint: $(INSTALLED) ## Check style and structure: ruff, import-linter, sqlfluff for SQL
	@$(BIN)/ruff check
	@$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache
	@$(BIN)/ruff format --check
	@$(BIN)/sqlfluff lint --disable-progress-bar $(SQL)

format: $(INSTALLED) ## Fix what lint can fix
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format
	@$(BIN)/sqlfluff format --disable-progress-bar $(SQL)

types: $(INSTALLED) ## Check types with mypy --strict
	@$(BIN)/mypy

object: $(INSTALLED) ## Draft the files of a Stripe type that is not promoted yet: NAME=tax_rate
	@$(BIN)/python -m pipelines.development.object $(if $(NAME),"$$NAME") $(ARGS)

schema: $(INSTALLED) ## Write what follows from the models: migration, schema.sql, shape.json, erd.md; MESSAGE="…" names it
	@$(BIN)/python -m pipelines.development.schema $(if $(MESSAGE),--message "$$MESSAGE") $(ARGS)

docs: $(INSTALLED) ## Write the tables of README and docs that follow from the code
	@$(BIN)/python -m pipelines.development.docs

forms: $(INSTALLED) ## Write again which forms SQL holds documents to, after a Python twin changed
	@$(BIN)/python -m pipelines.promotion.derive_forms

statements: $(INSTALLED) ## Write again the statements of promotion that review shows, tests/promotion/statements
	@$(BIN)/python -m pipelines.development.statements

ci: ## Everything a change must pass, as on the code host
	@.ci/run

clean: ## Remove .venv and caches; never your data in .stripe-oltp
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m pipelines.postgres stop || true; fi
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist ./*.egg-info
	@find . -name __pycache__ -type d -not -path './.stripe-oltp/*' -prune -exec rm -rf {} +
	@echo "Removed .venv and the caches. Your data stays in .stripe-oltp."

# The stamp holds the folder's path: in a moved or copied folder .venv does not work, and is made again. So it is when its
# Python was removed, or is one that is not supported.
MOVED := $(shell [ "$$(cat $(INSTALLED) 2>/dev/null)" = "$$PWD" ] && $(BIN)/python -c '$(SUPPORTED)' 2>/dev/null || echo moved)
.PHONY: moved
$(INSTALLED): requirements.lock pyproject.toml $(MOVED)
	@$(or $(PYTHON),python3) -c '$(SUPPORTED)' 2>/dev/null || { \
		echo "Python 3.11, 3.12, 3.13 or 3.14 is needed, and not found: $(or $(PYTHON),python3) is" \
		"$$($(or $(PYTHON),python3) --version 2>/dev/null || echo missing)." \
		"Install one of them, it may be beside yours, or name it: make PYTHON=/path/to/python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module." \
		"Install it, on Debian and Ubuntu with: apt install python3-venv" >&2; exit 1; }
	@echo "Installing into .venv; the first time takes a minute." >&2
	@$(if $(MOVED),$(PYTHON) -m venv --clear .venv)
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(PIP) check
	@echo "$$PWD" > $@

# Pins what pyproject.toml asks for, its build tools included, with the hashes of all files of a release, from the public
# index whatever pip is configured with here. Pins stay as they are unless ARGS=--upgrade. The same on 3.11 to 3.14.
lock: export PIP_CONFIG_FILE = /dev/null
lock: export PIP_FIND_LINKS =
lock: $(INSTALLED)
	@$(BIN)/python -m venv --clear .venv/lock && .venv/lock/bin/python -m pip install --quiet pip-tools
	@$(BIN)/python -c 'import tomllib; asked = tomllib.load(open("pyproject.toml", "rb")); \
		print(*asked["project"]["dependencies"], *sum(asked["project"]["optional-dependencies"].values(), []), \
		*asked["dependency-groups"]["dev"], *asked["build-system"]["requires"], \
		sep="\n")' > .venv/lock/asked.txt
	@cp requirements.lock .venv/lock/requirements.lock
	@.venv/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-options \
		--annotation-style line $(ARGS) --output-file .venv/lock/requirements.lock .venv/lock/asked.txt
	@{ echo '# Runtime and development dependencies for Python 3.11 to 3.14, written by `make lock`. Do not edit.'; \
		sed 's/-r .venv\/lock\/asked.txt/pyproject.toml/' .venv/lock/requirements.lock; } > requirements.lock
	@rm -rf .venv/lock
