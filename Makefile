# Every target does all of its own set-up; a machine needs Python 3.10-3.13 with pip, nothing else.
.DEFAULT_GOAL := help
VENV ?= .venv
PULUMI_CLI ?= .cache/pulumi-cli

.PHONY: help demo destroy-demo test test-all lint typecheck check pulumi-cli bench clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Deploy the LangChain example on this machine, call it with curl, leave it running
	@tools/venv.sh $(VENV)
	@tools/demo.sh $(VENV)

destroy-demo: ## Remove what `make demo` deployed
	@$(VENV)/bin/pluto --version >/dev/null && cd examples/langchain_llama2 && ../../$(VENV)/bin/pluto destroy --yes

test: ## Run the tests
	@tools/venv.sh $(VENV) --dev
	$(VENV)/bin/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

lint: ## Style, types and floors
	@tools/venv.sh $(VENV) --dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

check: lint test ## What has to hold before a change lands

pulumi-cli: ## Build the Pulumi CLI with Go, for the conformance tests
	tools/pulumi-cli/build.sh $(PULUMI_CLI)

bench: ## Print every figure that the documentation states
	@tools/venv.sh $(VENV) --dev
	$(VENV)/bin/python benchmarks/run.py

clean: ## Remove what the targets above made
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
