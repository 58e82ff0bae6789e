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

.PHONY: check check-long unit fuzz mutants bench bench-table bench-idle \
	bench-cert bench-floods

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
	$(Q)$(CC) $(TEST_LDFLAGS) -o $@ $^ $(LIBS)
unit: $(UNIT) $(LOOP) $(if $(SANITIZE),$(FUZZ),$(OUT)/failing) ## unit tests of BOARD, built; host: with sanitizers, and fuzz targets
fuzz: all ## each parser fed with nonsense for FUZZ_SECONDS (60)
	$(Q)$(MAKE) BOARD=host unit && FUZZ_SECONDS=$${FUZZ_SECONDS:-60} tests/run.sh fuzz
check check-long: ## all tests, the last line is the sum; long: every fault
	$(Q)scripts/need --install build cross-mips test lint
	$(Q)$(MAKE) WERROR=1 BOARD=host unit
	$(Q)$(MAKE) WERROR=1 BOARD=malta-be all unit
	$(Q)$(MAKE) WERROR=1 all rootfs unit
	$(Q)tests/run.sh $(if $(filter %-long,$@),-L)
mutants: ## change one line at a time: does a test notice?
	$(Q)scripts/need build test
	$(Q)$(MAKE) BOARD=host unit && $(MAKE) all
	$(Q)tests/mutants/run.sh
bench: size ## all measurements, peers beside, one after the other
	$(Q)$(MAKE) bench-table && $(MAKE) bench-cert && $(MAKE) bench-floods
bench-table bench-idle bench-cert bench-floods: bench-%: all $(LOOP) ## beside peers, memory, certificates, floods
	$(Q)scripts/need bench
	$(Q)tests/bench/$*.sh

-include $(foreach t,$(UNIT) $(LOOP) $(FUZZ),$(t:$(OUT)/%=$(OUT)/tests/%.d))
