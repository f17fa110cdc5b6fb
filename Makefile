# Everything a person needs to run ClubInterview and to work on it. `make help` lists it.

VENV := .venv
PYTHON := $(VENV)/bin/python
RUNS := $(VENV)/installed-for-running
CHECKS := $(VENV)/installed-for-checking
CATALOGS := $(patsubst %.po,%.mo,$(wildcard clubinterview/translations/*/LC_MESSAGES/messages.po))
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test browser lint fix check demo shell catalogs lock release clean
.DELETE_ON_ERROR:

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

run: $(RUNS) $(CATALOGS) ## start everything: database, Redis, demo, web and worker
	@exec $(PYTHON) -m clubinterview

test: $(CHECKS) $(CATALOGS) ## run the tests (ARGS="-k name" for some) on SQLite and the embedded Redis, or where TEST_DATABASE_URL and TEST_REDIS_URL say
	@$(PYTHON) -m pytest -n $(WORKERS) -m "not browser" $(ARGS)

browser: $(CHECKS) $(CATALOGS) ## drive Chromium through the whole product (needs chromium; CHROMIUM names it)
	@$(PYTHON) -m pytest -n 0 -m browser tests/browser $(ARGS)

lint: $(CHECKS) ## check style and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m djlint --quiet --lint --extend-exclude=templates/mail clubinterview
	@$(PYTHON) -m djlint --quiet --lint --ignore=H021 clubinterview/templates/mail  # mails know no stylesheets
	@sh scripts/biome.sh $(VENV) check --error-on-warnings

fix: $(CHECKS) ## mend what can be mended by itself: order of imports, format, simple mistakes
	@$(PYTHON) -m ruff check --quiet --fix .
	@$(PYTHON) -m ruff format .

check: lint test ## what to run before every push: style, types, complete translations, tests

demo: $(RUNS) $(CATALOGS) ## empty the database and fill the demo again
	@$(PYTHON) -m clubinterview.demo $(if $(FORCE),--yes)

shell: $(RUNS) $(CATALOGS) ## a Python shell in the application, with its database
	@$(PYTHON) -m flask --app wsgi shell

# The English texts are the keys, so the English catalogue holds only the messages with a plural.
PLURALS := -k ngettext:1,2 -k npgettext:1c,2,3 -k lazy_ngettext:1,2
BABEL := $(PYTHON) -m babel.messages.frontend -q
EXTRACT := $(BABEL) extract --ignore-dirs ".*" -F babel.cfg --no-location --sort-output --project=ClubInterview
UPDATE := $(BABEL) update --no-fuzzy-matching --ignore-obsolete --no-wrap -d clubinterview/translations

catalogs: $(CHECKS) ## collect the messages of the code into both translations, and compile them
	@$(EXTRACT) -k _l -k lazy_pgettext:1c,2 $(PLURALS) -o $(VENV)/messages.pot clubinterview
	@$(EXTRACT) --no-default-keywords $(PLURALS) -o $(VENV)/plurals.pot clubinterview
	@$(UPDATE) -i $(VENV)/messages.pot -l zh_Hans_CN
	@$(UPDATE) -i $(VENV)/plurals.pot -l en
	@$(BABEL) compile -d clubinterview/translations

# Versions stay as they are in the locks, unless asked for. Hashes and extras are written, so that any pip installs
# the same; packages without a wheel are refused.
lock: $(CHECKS) ## write both locks from requirements*.in; ARGS="--upgrade-package NAME" or ARGS=--upgrade takes newer versions
	@for name in requirements requirements-dev; do \
		$(PYTHON) -m uv pip compile --quiet --no-config --universal --python-version 3.11 --only-binary :all: \
			--generate-hashes --no-strip-extras --custom-compile-command "make lock" $(ARGS) -o $$name.txt $$name.in || exit; \
	done

release: ## check everything, then tag the version of clubinterview/__init__.py
	@sh scripts/release.sh

clean: ## remove what was made: environment, caches and the embedded data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache instance/* clubinterview/translations/*/LC_MESSAGES/*.mo

%.mo: %.po | $(RUNS)
	@$(PYTHON) -m babel.messages.frontend -q compile -i $< -o $@

# The packages are installed again when a lock changes; one that has left it stays until `make clean`. A stamp is
# written last, so that an installation that was interrupted is taken up again.
$(RUNS): requirements.txt
	@sh scripts/install.sh $(VENV) $< $@

$(CHECKS): requirements-dev.txt
	@sh scripts/install.sh $(VENV) $< $@
	@touch $(RUNS)
