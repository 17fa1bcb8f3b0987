# Two commands: `make run` starts the app on the practice network, `make test` runs everything CI runs.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test metadata clients tables lies bench soak screenshots lock clean

RUN := .venv/bin
TEST := .venv-test/bin
# What starts real keys, keyrings, terminals and command lines runs alone, the rest side by side.
PLAIN := not (journey or real_key or keyring_real or btcli or clients)
PIP_FLAGS := --quiet --disable-pip-version-check --require-hashes --only-binary :all:

# Prints the first Python that fits, or says what is missing and fails.
define FIND_PYTHON
found=; \
for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1; then \
		found=$$python; break; \
	fi; \
done; \
if [ -z "$$found" ]; then \
	echo "dtao-tui needs Python 3.11, 3.12 or 3.13; none was found. Name one with: make $@ PYTHON=/path/to/python" >&2; \
	exit 1; \
fi; \
if ! $$found -c 'import venv, ensurepip' >/dev/null 2>&1; then \
	version=$$($$found -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	echo "This Python lacks the module venv. On Debian and Ubuntu one package brings it: apt-get install python$$version-venv" >&2; \
	exit 1; \
fi
endef

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: .venv/ready ## Start the app on the practice network
	@$(RUN)/dtao-tui -n practice

test: .venv-test/ready ## Run everything CI runs: format, lint, types, import contracts, tests
	$(TEST)/ruff format --check .
	$(TEST)/ruff check .
	$(TEST)/mypy
	$(TEST)/lint-imports
	@$(TEST)/python -m tests.metadata.fetch || test "$$DTAO_TUI_NO_SKIP" != 1
	@$(TEST)/python -m tests.clients.prepare || test "$$DTAO_TUI_NO_SKIP" != 1
	$(TEST)/python -m pytest -n auto --dist worksteal -m "$(PLAIN)" $(PYTEST_FLAGS)
	$(TEST)/python -m pytest -m "not ($(PLAIN))" $(PYTEST_FLAGS)

metadata: .venv-test/ready ## Fetch what the SDK's authors recorded from real runtimes, for tests
	@$(TEST)/python -m tests.metadata.fetch

clients: .venv-test/ready ## Install the clients that nobody here wrote, for tests
	@$(TEST)/python -m tests.clients.prepare

tables: .venv-test/ready ## Write the README's tables anew, as the tests make them
	@$(TEST)/python -m tests.tables

lies: metadata ## Tell the signer 10,000 lies about a chain; the seed is printed
	$(TEST)/python -m tests.wallet.lies $(LIES_FLAGS)

bench: .venv-test/ready ## Measure against the speed budget
	$(TEST)/python -m tests.benchmarks

soak: .venv-test/ready ## Run the longer trials
	$(TEST)/python -m pytest -m soak --override-ini addopts="-ra --strict-markers"

screenshots: .venv-test/ready ## Make the pictures in screenshots/ anew
	$(TEST)/python screenshots/make.py

lock: ## Resolve both lock files anew (needs uv)
	uv pip compile pyproject.toml --group build -o requirements.lock $(LOCK_FLAGS)
	uv pip compile pyproject.toml --group build --group test -o requirements-test.lock $(LOCK_FLAGS)

LOCK_FLAGS := --quiet --universal --python-version 3.11 --generate-hashes --no-build \
	--no-emit-index-url --no-annotate --no-header

clean: ## Remove both environments and all caches
	rm -rf .venv .venv-test .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .metadata .clients

.venv/ready: requirements.lock pyproject.toml
	@$(FIND_PYTHON); \
	echo "Preparing .venv with $$($$found --version) (once; about half a minute) …"; \
	rm -rf .venv && $$found -m venv .venv
	@$(RUN)/python -m pip install $(PIP_FLAGS) -r requirements.lock
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv-test/ready: requirements-test.lock pyproject.toml
	@$(FIND_PYTHON); \
	echo "Preparing .venv-test with $$($$found --version) (once; about a minute) …"; \
	rm -rf .venv-test && $$found -m venv .venv-test
	@$(TEST)/python -m pip install $(PIP_FLAGS) -r requirements-test.lock
	@$(TEST)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
