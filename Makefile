.DEFAULT_GOAL := help
.PHONY: help demo install man completions test train testsets evaluate live soak fuzz sanitize embed bench bench-peers bench-operators bench-audio bench-decoding pictures docs api api-accept lint strict format clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Transcribe the recording that ships with the project into out/
	scripts/demo.sh

install: ## Install pitchstreamer, its manual page and completions: [PREFIX=/usr/local] [DESTDIR=]
	DESTDIR=$(DESTDIR) scripts/install.sh install $(or $(PREFIX),/usr/local)

man: ## Write the manual page, pitchstreamer.1: [OUT=out/man]
	scripts/install.sh man $(or $(OUT),out/man)

completions: ## Write the completions of bash, zsh and fish: [OUT=out/completions]
	scripts/install.sh completions $(or $(OUT),out/completions)

test: ## Run all tests; make test FILTER=ConstantQ runs those whose names match
	scripts/test.sh $(if $(FILTER),'$(FILTER)')

train: ## Train weights by the recipe of the bundled ones: make train DATA=FOLDER [OUT=.training] [QUICK=1]
	scripts/train.sh "$(DATA)" $(or $(OUT),.training)

fuzz: ## Try 10,000 random convolutions and 20,000 damaged files: CASES, READERS, SEED; SECONDS=60 of libFuzzer too
	scripts/fuzz.sh $(or $(CASES),10000) $(or $(READERS),20000) $(or $(SECONDS),0) $(SEED)

sanitize: ## Run the tests under the address and the thread sanitizer: some minutes each
	scripts/sanitize.sh $(SANITIZERS)

testsets: ## Build the test sets from scores and banks: make testsets DATA=FOLDER [OUT=.testsets]
	scripts/testsets.sh "$(DATA)" $(or $(OUT),.testsets)

evaluate: ## Measure the bundled weights, or WEIGHTS=FILE, on the test sets: [SETS=.testsets] [OUT=out/evaluation]
	scripts/evaluate.sh $(or $(SETS),.testsets) $(or $(OUT),out/evaluation) $(WEIGHTS)

live: ## Measure every look-ahead on the test sets: [SETS=.testsets] [OUT=out/live] [CLIPS=16] [NAMES="A B C"] [WEIGHTS=FILE]
	$(if $(NAMES),NAMES="$(NAMES)") scripts/live.sh $(or $(SETS),.testsets) $(or $(OUT),out/live) $(or $(CLIPS),16) $(WEIGHTS)

soak: ## Listen live for a day, as fast as it goes: [HOURS=24] [LOOKAHEAD=0.5]
	scripts/soak.sh $(or $(HOURS),24) $(or $(LOOKAHEAD),0.5) $(WEIGHTS)

embed: ## Build and run the package that embeds this one
	scripts/embed.sh

bench: ## Time this engine beside its installed peers; make bench KERNELS=Haswell does it with AVX2 alone
	scripts/bench.sh $(if $(KERNELS),--kernels $(KERNELS)) $(BENCH)

bench-operators: ## Time each convolution of the network by itself, beside oneDNN's
	scripts/bench-part.sh operators OperatorBenchmark $(if $(KERNELS),--kernels $(KERNELS)) $(BENCH)

bench-audio: ## Time the audio module beside librosa, python-soxr and soundfile
	scripts/bench-part.sh audio AudioBenchmark $(BENCH)

bench-decoding: ## Read an hour of FLAC and of MP3 in blocks, with memory and speed, and time the resampler
	scripts/bench-decoding.sh

pictures: ## Draw the pictures of the articles and of the README anew
	scripts/pictures.sh

bench-peers: ## Install the peers that make bench measures, some 6 GB, into Benchmarks/.venv
	scripts/bench-peers.sh

docs: ## Make the documentation of the libraries as a static site: [OUT=out/documentation] [BASE=/path]
	scripts/docs.sh $(or $(OUT),out/documentation) $(BASE)

api: ## Hold the public symbols against the baseline, Docs/API.txt
	scripts/api.sh check

api-accept: ## Renew the baseline of the public symbols
	scripts/api.sh accept

lint: ## Check that every source is formatted
	swift format lint --strict -r Sources Tests Examples Snippets scripts Benchmarks/Sources Benchmarks/Package.swift Package.swift

strict: ## Build everything with warnings as errors
	scripts/setup.sh
	STRICT=1 swift build --build-tests --scratch-path .build-strict

format: ## Format every source
	swift format format -i -r Sources Tests Examples Snippets scripts Benchmarks/Sources Benchmarks/Package.swift Package.swift

clean: ## Remove what was built and what the demo left
	rm -rf .build .build-* Examples/*/.build Benchmarks/.build out
