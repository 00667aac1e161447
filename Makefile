# make run          start the app with a sample loaded, on http://127.0.0.1:8501
# make test         install what the tests need, a browser included, and run them all
# make screenshots  draw every stage again into assets/screenshots

VENV ?= .venv
PORT ?= 8501
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
BIN = $(VENV)/bin

.PHONY: run test check screenshots clean

run: $(VENV)/app.installed
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

test: $(VENV)/tests.installed
	$(BIN)/python -m tests.browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy core
	$(BIN)/python -m tests.all

screenshots: $(VENV)/tests.installed
	$(BIN)/python -m tests.browser
	$(BIN)/python -m tests.screenshots

$(VENV)/app.installed: requirements.txt
	@test -n "$(PYTHON)" || { echo "Lookback needs Python 3.11, 3.12 or 3.13. Install one, or name it: make run PYTHON=/path/to/python"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.txt
	touch $@

$(VENV)/tests.installed: $(VENV)/app.installed tests/requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q -r tests/requirements.txt
	touch $@

clean:
	rm -rf $(VENV)
