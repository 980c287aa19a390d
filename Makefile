# Two commands are enough: `make run` and `make test`. See CONTRIBUTING.md for the rest.

VENV := .venv
BIN := $(VENV)/bin
TESTS ?=
LISTEN ?=

.PHONY: help run test check unit bench prompts listen docs screenshots lock clean

help:            ## show this list
	@grep -E '^[a-z]+: .*##|^[a-z]+:  *##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

run:             ## start the hotline and the emulator, and open the line
	@.ci/venv run
	@exec $(BIN)/python demo.py

test:            ## format, lint, types, import contracts, and every test
	@.ci/venv test
	@$(MAKE) --no-print-directory check
	@.ci/chromium $(BIN)/python
	@.ci/node $(BIN)/python
	$(BIN)/python -m pytest -n auto $(TESTS)

check:           # what needs no test run
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit:            ## only the quick tests: neither browser nor PostgreSQL, and no floods
	@.ci/venv test
	@.ci/node $(BIN)/python
	$(BIN)/python -m pytest -n auto -m "not browser and not postgresql and not endurance" $(TESTS)

bench:           ## measure, print a table, write benchmarks/results.json
	@.ci/venv test
	$(BIN)/python -m benchmarks

prompts:         ## render the recordings whose words, voice or engine changed
	@.ci/prompts
	@var/rendering/bin/python -m hotline.rendering

listen:          ## hear the recordings, 300 answers too: how much is understood (LISTEN=--help)
	@.ci/prompts listen
	@var/rendering/bin/python -m hotline.listening $(LISTEN)

docs:            ## write the pages of what is carried out and of what is asked for anew
	@.ci/venv test
	$(BIN)/python -m docs.operations
	$(BIN)/python -m docs.coverage
	$(BIN)/python -m docs.requirements

screenshots:     ## take the pictures in the pages anew, of hotlines of their own
	@.ci/venv test
	@.ci/chromium $(BIN)/python
	$(BIN)/python -m docs.console_pictures
	$(BIN)/python -m docs.desk_pictures

lock:            ## pin the dependencies anew
	@.ci/venv test
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra build --universal --upgrade --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet -o locks/run.txt
	$(BIN)/uv pip compile pyproject.toml --extra build --extra test --universal --upgrade --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet -o locks/test.txt
	$(BIN)/uv pip compile pyproject.toml --extra build --extra prompts --universal --upgrade --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet -o locks/prompts.txt
	$(BIN)/uv pip compile pyproject.toml --extra build --extra prompts --extra listen --universal --upgrade --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet -o locks/listen.txt

clean:           ## remove the virtual environment and everything made by running
	rm -rf $(VENV) var
