# Every command for a person to type. ENGINE is dagger if a Docker daemon responds, otherwise local.
# make lint ENGINE=local SOURCE=src CONFIG=.config ARGS="--explain"

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

SOURCE ?= src
CONFIG ?= .config

# These may come from somebody else than the caller of make. So they are taken literally, and reach the shell as variables, never
# as part of its text. This comes first, since make would expand $( ) in them. ARGS is split at blanks, nothing more.
GIVEN := ENGINE SOURCE CONFIG ARGS DIR GITLAB_URL VERB
$(foreach name,$(GIVEN),$(eval override $(name) := $$(value $(name))))
export $(GIVEN)

CLI := dist/drydock.cjs
CODE := $(shell find .pipeline/src .pipeline/local -name '*.ts' 2>/dev/null) build.mjs package.json

# What each engine calls a command that goes by another name there. With Dagger a check is its verdict; a fix is applied
# without asking (-y).
name.mypy := typecheck
name.unit := test
name.pipeline := run-all
dagger.pipeline := verdict stdout
dagger.format := format -y
dagger.fix := fix -y
dagger.report := report export --path .reports
# After the files are written; no tool runs twice.
dagger.after.report := verdict stdout

VERBS := lint format mypy typecheck ruff phplint hadolint fix unit pipeline report

##@ Checks (ENGINE=dagger|dagger-cli|local, SOURCE=…, CONFIG=…, ARGS=…)
lint: ## Pylint
format: ## Rewrite the source with the formatter
mypy typecheck: ## mypy
ruff: ## Ruff
phplint: ## The syntax of PHP files
hadolint: ## Dockerfiles (SOURCE=. for those of the root)
fix: ## Ruff's safe fixes, then the formatter
unit: ## The application's tests
pipeline: ## All checks of the settings, in parallel
report: ## The same, and all reports in .reports

# Looks for the engine once.
$(VERBS):
	@case $${ENGINE:=$$(docker info >/dev/null 2>&1 && echo dagger || echo local)} in local | dagger | dagger-cli) ;; \
		*) echo "Unknown engine '$$ENGINE': ENGINE is local, dagger or dagger-cli." >&2; exit 2 ;; esac; \
	echo "Engine: $$ENGINE"; $(MAKE) --no-print-directory "run-$$ENGINE" VERB=$@

.PHONY: run-local run-dagger run-dagger-cli
run-local: $(CLI)
	@set -f; node $(CLI) $(or $(name.$(verb)),$(verb)) --source "$$SOURCE" --config "$$CONFIG" $$ARGS

run-dagger run-dagger-cli:
	@$(call dagger,$(or $(dagger.$(verb)),verdict --checks $(or $(name.$(verb)),$(verb)) stdout))
	@$(if $(dagger.after.$(verb)),$(call dagger,$(dagger.after.$(verb))))
verb = $(filter $(VERBS),$(VERB))
# --config-path, unless CONFIG is outside the repository.
places = case "/$$CONFIG/" in //* | */../*) ;; *) set -- --config-path "$$CONFIG" ;; esac; \
	set -- --source "$$SOURCE" --source-path "$$SOURCE" --config "$$CONFIG" "$$@"
dagger = set -f; $(places); ENGINE=$(@:run-%=%) .docker/verdict.sh .docker/dagger.sh call -m . "$$@" $$ARGS $1

##@ The image with the Dagger CLI
build: ## Build it
	@.docker/dagger.sh build
remove: ## Remove it
	@.docker/dagger.sh remove
bash: ## Open a shell in it
	@.docker/dagger.sh bash

##@ GitLab runner (GITLAB_URL=…, ARGS="--token-file FILE | --dind | --builds | --replace")
runner-up: ## Start it
	@.docker/runner/runner.sh up
runner-register: ## Register it; the glrt- token comes from standard input or --token-file
	@set -f; .docker/runner/runner.sh register $$ARGS
runner-down: ## Let its jobs finish, then stop it
	@.docker/runner/runner.sh down
runner-doctor: ## Show what is wrong with it, and what to do
	@set -f; .docker/runner/runner.sh doctor $$ARGS
runner-prune: ## Free disk space, but keep Dagger's cache (ARGS=--dry-run)
	@set -f; .docker/runner/runner.sh prune $$ARGS

##@ Drydock itself
test: .make/npm ## Its tests
	@npm test
	@npm run test:full
check: .make/npm ## Format, lint, types, unused code and tests
	@npm run check
e2e: .make/npm $(CLI) ## Tests that need root and a Docker engine (Debian)
	@npm run e2e
bench: .make/npm $(CLI) ## Benchmark against what a user would pick instead: make bench DIR=…; ENGINE=dagger-cli: two Dagger modules
	@set -f; if [ "$$ENGINE" = dagger-cli ]; then set -- --only dagger; fi; npm run --silent bench -- "$$DIR" "$$@" $$ARGS
faults: .make/npm $(CLI) ## Try to break it for ten minutes: kills, full disks, races (ARGS="--only races --seed 7")
	@set -f; npm run --silent faults -- $$ARGS
lock: .make/npm ## Renew the locks of the Python tools
	@npm run --silent lock
wheel: .make/npm $(CLI) ## The CLI for Python people, in dist: uvx --from dist/drydock_quality-….whl drydock run-all
	@npm run --silent wheel
clean: ## Remove what was built
	rm -rf dist .make .reports coverage node_modules .pipeline/tests/gitlab/node_modules

help: ## This text
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { print "\n" substr($$0, 5) } /^[a-z0-9 -]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' makefile

# Anything else, even with -n: says which target is nearest. The quotes keep the shell from reading a name.
.DEFAULT:
	+@printf '%s\n' '$(subst ','\'',$@)' | awk "$$NEAREST" - makefile >&2; exit 2

# The fewest letters to add, remove, replace or swap; of two, the one of the same letters. As src/nearest.ts has it for the CLI.
define NEAREST
function sorted(word,   at, text) { for (at = 97; at < 123; at++) text = text "," gsub(sprintf("%c", at), "&", word); return text }
function distance(a, b,   i, j, d) {
	for (i = 0; i <= length(a); i++) for (j = 0; j <= length(b); j++) {
		if (i == 0 || j == 0) { d[i, j] = i + j; continue }
		d[i, j] = d[i - 1, j - 1] + (substr(a, i, 1) != substr(b, j, 1))
		if (d[i - 1, j] + 1 < d[i, j]) d[i, j] = d[i - 1, j] + 1
		if (d[i, j - 1] + 1 < d[i, j]) d[i, j] = d[i, j - 1] + 1
		if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) && substr(a, i - 1, 1) == substr(b, j, 1) && d[i - 2, j - 2] + 1 < d[i, j]) d[i, j] = d[i - 2, j - 2] + 1
	}
	return d[length(a), length(b)] - (sorted(a) == sorted(b)) / 2
}
NR == FNR { given = $$0; next }
/^[a-z0-9 -]+:.*## / {
	count = split(substr($$0, 1, index($$0, ":") - 1), names, " ")
	for (n = 1; n <= count; n++) { cost = distance(given, names[n]); if (best == "" || cost < least) { best = names[n]; least = cost } }
}
END { print "Unknown target \"" given "\"" (least * 3 <= length(given) + 2 ? ": did you mean \"" best "\"?" : ".") " \"make help\" lists all." }
endef
export NEAREST

.make/npm: package.json package-lock.json
	@npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p .make && touch $@

$(CLI): .make/npm $(CODE)
	@npm run --silent build

.PHONY: $(VERBS) build remove bash test check e2e bench faults lock wheel clean help
.PHONY: runner-up runner-register runner-down runner-doctor runner-prune
