# SPDX-License-Identifier: MIT
#
# How tests and measurements are built and started; part of the Makefile.
#
# Unit tests and fuzz targets link what they use of everything but main(). On
# the host mbedTLS's memory is libc's, so that the sanitizer sees each piece;
# the arena's own test has the real one.
ARENA ?= src/tls/arena
UNIT := $(patsubst tests/unit/%.c,$(OUT)/unit/%,$(wildcard tests/unit/*.c))
LOOP := $(OUT)/bench/cipher
FUZZ := $(patsubst tests/fuzz/%.c,$(OUT)/fuzz/%,$(wildcard tests/fuzz/*.c))

# Boards by the CHECK in their board.mk: in make check, and in make check-boards.
checked = $(patsubst board/%/board.mk,%,$(shell grep -lE '^CHECK = ($1)$$' \
	board/*/board.mk))
packages = $(sort $(shell sed -n 's/^PACKAGES = //p' $(1:%=board/%/board.mk)))
ALWAYS = $(call checked,always)
IMAGES = $(patsubst board/%/board.mk,%,$(shell grep -l '^QEMU =' board/*/board.mk))
NAMED = $(patsubst board/%/board.mk,%,$(shell grep -l '^CHECK_IMAGE = named' \
	board/*/board.mk))
EVERY = $(call checked,always|boards)

# The versions whose folders tests/data/layouts has.
OLD ?= $(patsubst tests/data/layouts/%.tar.xz,%,$(wildcard tests/data/layouts/*.xz))

.PHONY: check check-long check-boards check-boot check-boot-first \
	check-boot-all check-downgrade check-powercut check-min unit fuzz mutants bench bench-table \
	bench-idle bench-cert bench-floods \
	bench-board bench-cpus

$(OUT)/libthimble.a: $(filter-out %/app/main.o %/tls/arena.o,$(OBJ))
	$(Q)rm -f $@; $(AR) rcsD $@ $^
$(addprefix $(OUT)/unit/,arena conn_policy tls_reads): ARENA := src/tls/arena
$(OUT)/fuzz/%: TEST_LDFLAGS += -fsanitize=fuzzer
TEST_NEEDS := $(OUT)/libthimble.a $(OUT)/$(ARENA).o $(OUT)/src/tls/arena.o
$(UNIT) $(LOOP) $(FUZZ): $(OUT)/%: $(OUT)/tests/%.o $(TEST_NEEDS)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_LDFLAGS) -o $@ $< $(OUT)/$(ARENA).o \
	-Wl,--start-group $(OUT)/libthimble.a $(LIBS) -Wl,--end-group
# The program with an arena that fails, for tests/wire/nomemory.py.
$(OUT)/failing: $(OUT)/src/app/main.o $(OUT)/tests/lib/arena_failing.o $(OUT)/libthimble.a
	$(Q)$(CC) $(TEST_LDFLAGS) -o $@ -Wl,--start-group $^ $(LIBS) -Wl,--end-group
unit: $(UNIT) $(LOOP) $(if $(SANITIZE),$(FUZZ),$(OUT)/failing) ## build the unit tests of BOARD; host: with sanitizers, and fuzz targets
fuzz: all ## fuzz each parser for FUZZ_SECONDS (60)
	$(Q)$(MAKE) BOARD=host unit && FUZZ_SECONDS=$${FUZZ_SECONDS:-60} tests/run.sh fuzz
# What an earlier run has compiled, with this compiler, flags and headers.
check check-long check-boards: export CCACHE := ccache
check check-long check-boards: export CCACHE_DIR := \
	$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/thimble/ccache
check check-long check-boards: export CCACHE_MAXSIZE := 500M
check check-long check-boards: export CCACHE_COMPILERCHECK := %compiler% --version
check check-long: ## run all tests; check-long injects every fault
	$(Q)scripts/need --install test lint linux image $(call packages,$(ALWAYS))
	$(Q)$(MAKE) WERROR=1 BOARD=host unit
	$(Q)for b in $(filter-out $(BOARD),$(ALWAYS)); do \
	$(MAKE) WERROR=1 BOARD=$$b all unit || exit; done
	$(Q)for b in $(filter $(filter-out $(NAMED),$(IMAGES)),$(ALWAYS)); do \
	$(MAKE) WERROR=1 BOARD=$$b image || exit; done
	$(Q)$(MAKE) WERROR=1 all rootfs unit
	$(Q)tests/run.sh $(if $(filter %-long,$@),-L)
check-boards: ## run unit and command tests of all boards, with qemu-user
	$(Q)scripts/need --install test $(call packages,$(EVERY))
	$(Q)for b in $(EVERY); do $(MAKE) WERROR=1 BOARD=$$b all unit || exit; done
	$(Q)tests/run.sh -B $(EVERY:%=unit/%) $(EVERY:%=cmd/%) lint/binary \
	wire/cost wire/curves wire/gcm
check-boot: image ## boot BOARD's image in QEMU and test it
	$(Q)scripts/need --install test
	$(Q)tests/run.sh image/$(BOARD)
check-boot-first: ## the first of these, with an image made before
	$(Q)tests/run.sh image/$(BOARD)/first
check-boot-all: ## check-boot for each board that has an image
	$(Q)for b in $(IMAGES); do $(MAKE) BOARD=$$b check-boot || exit; done
check-min: ## build the smallest program of BOARD and test what is left in it
	$(Q)scripts/need --install test
	$(Q)$(MAKE) WERROR=1 OUT=out/$(BOARD)-min CERT=ensure STARTTLS=no \
	LISTEN=no TICKETS=no CLIENT_CERTS=no TLS12=no WEB=no ACME=no all
	$(Q)tests/min.sh out/$(BOARD)-min/thimble
	$(Q)TLS_VERSIONS=1.3 PROGRAM=$(CURDIR)/out/$(BOARD)-min/thimble tests/run.sh \
	$(addprefix wire/,backend bulk ciphers fragment hello jail keys \
	quits rekey sni)
check-downgrade: all ## older versions, built from git, serve with what this one has written
	$(Q)scripts/need test
	$(Q)tests/downgrade.sh $(OUT)/thimble $(OLD)
check-powercut: image ## 1000 power cuts, in four kinds of work
	$(Q)CUTS=250 tests/run.sh $(addprefix image/$(BOARD)/,powercut upgrade)
mutants: ## break one line at a time; list what no test notices
	$(Q)scripts/need build test
	$(Q)$(MAKE) BOARD=host unit && $(MAKE) all
	$(Q)tests/mutants/run.sh
bench: size ## all benchmarks, with the peers; writes COMPARISON.md
	$(Q)$(MAKE) bench-table && $(MAKE) bench-idle && $(MAKE) bench-cert && \
	$(MAKE) bench-floods && $(MAKE) bench-cpus && python3 tests/bench/page.py
bench-table bench-idle bench-cert bench-floods: bench-%: all $(LOOP) ## one benchmark: peers, memory, certificates, floods
	$(Q)scripts/need bench
	$(Q)tests/bench/$*.sh
bench-board: image ## what a board with 32 MB can serve, with BOARD=malta-be
	$(Q)scripts/need test
	$(Q)tests/bench/board.sh
CPUS := malta-el virt-armv7
bench-cpus: ## instructions on routers' CPUs, beside Debian's stunnel and dropbear for them
	$(Q)scripts/need bench $(call packages,$(CPUS))
	$(Q)for b in $(CPUS); do $(MAKE) BOARD=$$b all || exit; done
	$(Q)tests/bench/cpus.sh

-include $(foreach t,$(UNIT) $(LOOP) $(FUZZ),$(t:$(OUT)/%=$(OUT)/tests/%.d))
