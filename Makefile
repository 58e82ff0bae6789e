# SPDX-License-Identifier: MIT
# Everything is built for one BOARD at a time, below out/BOARD. Type: make help

BOARD ?= x86_64
VERSION ?= 0.1.0
CFLAGS ?= -Os
LDFLAGS ?=
JOBS ?= $(shell nproc)
V ?= 0

include board/$(BOARD)/board.mk

# The date that counts as the build's: the last commit's, or what a packager
# says; in an unpacked archive the one written here, so that it is never "now".
ifndef SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH := $(or $(shell git -c safe.directory='*' log -1 \
	--format=%ct 2>/dev/null),1795392000)
endif
export SOURCE_DATE_EPOCH BOARD

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(Q),@printf '  %-7s %s\n' '$(1)' '$(2)')
J := $(if $(filter 0,$(MAKELEVEL)),-j$(JOBS))
MAKEFLAGS += --no-print-directory $J

OUT := out/$(BOARD)
SRC := $(sort $(filter-out src/os/sandbox_%.c,$(wildcard src/*/*.c)) \
	src/os/sandbox_$(SANDBOX).c)
OBJ := $(SRC:%.c=$(OUT)/%.o)
ARENA ?= src/tls/arena
UNIT := $(patsubst tests/unit/%.c,$(OUT)/unit/%,$(wildcard tests/unit/*.c))
LOOP := $(OUT)/bench/cipher
FUZZ := $(patsubst tests/fuzz/%.c,$(OUT)/fuzz/%,$(wildcard tests/fuzz/*.c))

WARNINGS ?= -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wimplicit-fallthrough \
	-Wframe-larger-than=2048 -Werror
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc $(CFLAGS) $(WARNINGS) \
	$(MODE_CFLAGS) -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(MBED)=mbed
# Only src/tls and the tests see mbedTLS; only one file knows the date.
FILE_CFLAGS = $(if $(filter src/tls/% tests/%,$<),-isystem $(MBED)/include) \
	$(if $(filter tests/%,$<),-Itests -Wframe-larger-than=65536) \
	$(if $(filter %/clock.c,$<),-DTHIMBLE_BUILD_EPOCH=$(SOURCE_DATE_EPOCH)) \
	-DTHIMBLE_VERSION='"$(VERSION)"'

# src/tls/remote_key.c and x25519.c stand before these functions of mbedTLS.
WRAP := -Wl,--wrap=mbedtls_pk_sign,--wrap=mbedtls_pk_sign_ext,--wrap=mbedtls_ecp_mul,--wrap=mbedtls_ecp_mul_restartable
ifdef SANITIZE
MODE_CFLAGS = $(SANITIZE)
TEST_LDFLAGS = -fsanitize=address,undefined $(WRAP)
ALL_LDFLAGS = $(TEST_LDFLAGS)
else
MODE_CFLAGS = $(if $(filter yes,$(PIE)),-fPIE,-fno-pie) -flto -ffat-lto-objects \
	-fstack-protector-strong -fstack-clash-protection -fomit-frame-pointer \
	-ftrivial-auto-var-init=zero -ffunction-sections -fdata-sections \
	-fno-ident -fno-asynchronous-unwind-tables -fno-unwind-tables
ALL_LDFLAGS = $(if $(filter yes,$(PIE)),-static-pie,-static) $(WRAP) -flto-partition=one \
	-Wl,--gc-sections,--sort-section=name,--build-id=none,-z,relro,-z,now,-z,noexecstack \
	$(BOARD_LDFLAGS) $(LDFLAGS)
TEST_LDFLAGS = $(ALL_LDFLAGS) -fno-lto
endif

.PHONY: all rootfs run demo check check-long unit fuzz bench bench-table bench-idle bench-cert bench-floods \
	size clean distclean-cache help FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(OUT)/thimble $(OUT)/thimble-cert ## thimble and thimble-cert for BOARD (default)

# What the board is built with; scripts/build-* keep it in the cache.
ifeq ($(filter clean distclean-cache help,$(MAKECMDGOALS)),)
include $(OUT)/toolchain.mk
endif
TOOLS := $(addprefix scripts/,need packages lib.sh deps.lock fetch build-musl \
	build-mbedtls) $(wildcard board/common/*.h board/common/*/*.patch board/$(BOARD)/*.h) \
	board/$(BOARD)/board.mk
$(OUT)/toolchain.mk: $(TOOLS) $(if $(wildcard $(MBED)/.done),,FORCE)
	$(Q)scripts/need $(PACKAGES)
	$(Q)mkdir -p $(@D)
	$(Q)mbed=$$(scripts/build-mbedtls $(BOARD)) && { echo "MBED := $$mbed"; \
	$(if $(SANITIZE),,musl=$$(scripts/build-musl $(BOARD)) && \
	echo "CC := $$musl/bin/musl-gcc" && echo "AR := $(CROSS)gcc-ar";) } >$@

# These change when a flag or the date does, and what was made with them then.
$(OUT)/flags: stamp = $(CC) $(ALL_CFLAGS) $(VERSION) $(ALL_LDFLAGS) $(SRC)
$(OUT)/date: stamp = $(SOURCE_DATE_EPOCH)
$(OUT)/flags $(OUT)/date: FORCE
	@mkdir -p $(@D); echo '$(stamp)' | cmp -s - $@ || echo '$(stamp)' >$@
$(OUT)/src/base/clock.o: $(OUT)/date

$(OUT)/%.o: %.c $(OUT)/flags $(OUT)/toolchain.mk
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(FILE_CFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/thimble.full: $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(filter-out -W%,$(ALL_CFLAGS)) $(ALL_LDFLAGS) -o $@ $^ $(MBED)/lib/libmbed.a
$(OUT)/thimble: $(OUT)/thimble.full
	$(Q)$(if $(SANITIZE),cp $< $@,$(CROSS)strip -R .comment -o $@ $<)
$(OUT)/thimble-cert: $(OUT)/thimble
	$(Q)ln -sf thimble $@

# Unit tests and fuzz targets link what they use of everything but main(). On
# the host mbedTLS's memory is libc's, so that the sanitizer sees each piece;
# the arena's own test has the real one.
$(OUT)/libthimble.a: $(filter-out %/app/main.o %/tls/arena.o,$(OBJ))
	$(Q)rm -f $@; $(AR) qcsD $@ $^
$(OUT)/unit/arena $(OUT)/unit/conn_policy: ARENA := src/tls/arena
$(OUT)/fuzz/%: TEST_LDFLAGS += -fsanitize=fuzzer
TEST_NEEDS := $(OUT)/libthimble.a $(OUT)/$(ARENA).o $(OUT)/src/tls/arena.o
$(UNIT) $(LOOP) $(FUZZ): $(OUT)/%: $(OUT)/tests/%.o $(TEST_NEEDS)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_LDFLAGS) -o $@ $< $(OUT)/$(ARENA).o \
	-Wl,--start-group $(OUT)/libthimble.a $(MBED)/lib/libmbed.a -Wl,--end-group
# The program with an arena that fails, for tests/wire/nomemory.py.
$(OUT)/failing: $(OUT)/src/app/main.o $(OUT)/tests/lib/arena_failing.o $(OUT)/libthimble.a
	$(Q)$(CC) $(TEST_LDFLAGS) -o $@ $^ $(MBED)/lib/libmbed.a
unit: $(UNIT) $(LOOP) $(if $(SANITIZE),$(FUZZ),$(OUT)/failing) ## unit tests of BOARD, built; host: with sanitizers, and fuzz targets
fuzz: all ## each parser fed with nonsense for FUZZ_SECONDS (60)
	$(Q)$(MAKE) BOARD=host unit && FUZZ_SECONDS=$${FUZZ_SECONDS:-60} tests/run.sh fuzz

rootfs: all ## the appliance's root filesystem in out/BOARD/rootfs
	$(Q)scripts/stage $(BOARD)
run: rootfs ## start it on this machine; Ctrl-C stops it
	$(Q)scripts/run-rootfs
demo: rootfs ## start it, read a message over IMAPS, stop it
	$(Q)scripts/demo
check check-long: ## all tests, the last line is the sum; long: every fault
	$(Q)scripts/need build cross-mips test lint
	$(Q)$(MAKE) BOARD=host unit && $(MAKE) BOARD=malta-be all unit
	$(Q)$(MAKE) all rootfs unit
	$(Q)tests/run.sh $(if $(filter %-long,$@),-L)
bench: size ## all measurements, peers beside, one after the other
	$(Q)$(MAKE) bench-table && $(MAKE) bench-cert && $(MAKE) bench-floods
bench-table bench-idle bench-cert bench-floods: bench-%: all $(LOOP) ## beside peers, memory, certificates, floods
	$(Q)scripts/need bench
	$(Q)tests/bench/$*.sh
size: all ## size of the program, against board/BOARD/budget
	$(Q)scripts/size $(BOARD)
clean: ## remove out/
	$(Q)rm -rf out
distclean-cache: ## remove downloads, toolchains and libraries of all checkouts
	$(Q)top=.; . scripts/lib.sh; rm -rf "$$cache/dl" "$$cache/build" "$$cache/apt"
help: ## this list
	@sed -n 's/^\([a-z -]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | expand -t 24

-include $(OBJ:.o=.d) $(LOOP:$(OUT)/%=$(OUT)/tests/%.d) $(UNIT:$(OUT)/%=$(OUT)/tests/%.d) $(FUZZ:$(OUT)/%=$(OUT)/tests/%.d)
