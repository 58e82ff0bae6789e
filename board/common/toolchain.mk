# SPDX-License-Identifier: MIT
# A board with a compiler of its own: Debian's (cross) gcc with musl and mbedTLS
# that scripts/build-* made and keep in the cache.
ifneq ($(filter rootfs image run demo check% bench% size fuzz,$(MAKECMDGOALS)),)
ifneq ($(OUT),out/$(BOARD))
$(error $(firstword $(MAKECMDGOALS)) works in out/$(BOARD) only, not in $(OUT))
endif
endif

STRIP = $(if $(SANITIZE),,$(CROSS)strip)
MBED_INCLUDE = -isystem $(MBED)/include -isystem $(CURVES)/include \
	$(GCM:%=-isystem %/include) \
	$(if $(filter tests/%,$<),-DVECTORS='"$(CURVES)/vectors/"')
LIBS = $(MBED)/lib/libmbed.a $(CURVES)/lib/libcurves.a $(GCM:%=%/lib/libgcm.a)
ifdef SANITIZE
MODE_CFLAGS = $(SANITIZE)
TEST_LDFLAGS = -fsanitize=address,undefined $(WRAP)
ALL_LDFLAGS = $(TEST_LDFLAGS)
else
MODE_CFLAGS = $(if $(filter yes,$(PIE)),-fPIE,-fno-pie) -flto \
	-ffat-lto-objects $(HARDEN) $(SMALL_CFLAGS)
ALL_LDFLAGS = $(if $(filter yes,$(PIE)),-static-pie,-static) $(WRAP) \
	-flto-partition=one $(LINKER) $(BOARD_LDFLAGS) $(LDFLAGS)
TEST_LDFLAGS = $(ALL_LDFLAGS) -fno-lto
endif

ifneq ($(BUILDS),)
include $(OUT)/toolchain.mk
endif
TOOLS := $(addprefix scripts/,need packages lib.sh deps.lock fetch build-musl \
	build-mbedtls compile-mbedtls build-curves build-gcm) \
	$(wildcard board/common/*.h board/common/curves/*) \
	$(wildcard board/common/*/*.patch board/$(BOARD)/*.h) \
	board/$(BOARD)/board.mk
$(OUT)/given: stamp = $(MBEDTLS_MORE)
$(OUT)/toolchain.mk: $(TOOLS) $(OUT)/given $(if $(wildcard $(MBED)/.done),,FORCE) \
	$(if $(wildcard $(CURVES)/.done),,FORCE) \
	$(if $(and $(GCM_CODE),$(if $(wildcard $(GCM)/.done),,no)),FORCE)
	$(Q)scripts/need $(INSTALL_PACKAGES) $(PACKAGES)
	$(Q)mkdir -p $(@D)
	$(Q)mbed=$$(scripts/build-mbedtls $(BOARD) $(MBEDTLS_MORE)) && \
	curves=$$(scripts/build-curves $(BOARD)) && \
	{ echo "MBED := $$mbed" && echo "CURVES := $$curves"; \
	$(if $(GCM_CODE),gcm=$$(scripts/build-gcm $(BOARD)) && \
	echo "GCM := $$gcm" &&) \
	$(if $(SANITIZE),true;,musl=$$(scripts/build-musl $(BOARD)) && \
	echo "CC := $$musl/bin/musl-gcc" && echo "AR := $(CROSS)gcc-ar";) } >$@
