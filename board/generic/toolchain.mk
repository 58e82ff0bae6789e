# SPDX-License-Identifier: MIT
# The compiler and mbedTLS's source that a packager gives. Nothing is fetched,
# nothing is kept outside OUT.
ifeq ($(origin CC),default)
CC := $(if $(CROSS),$(CROSS)gcc,cc)
endif
ifeq ($(origin AR),default)
AR := $(CROSS)ar
endif
STRIP ?= $(CROSS)strip
MBED := $(OUT)/mbedtls
# First, for the packager's flags may lead to the headers of another mbedTLS.
MBED_INCLUDE = -I$(MBED)/include
LIBS = $(MBED)/lib/libmbed.a
MODE_LINK = $(if $(filter yes,$(STATIC)),$(if $(filter yes,$(PIE)),-static-pie,-static))
# OUR_* are those of ours that compiler and linker take: $(OUT)/toolchain.mk.
LEAD_CFLAGS = $(OUR_CFLAGS)
ALL_LDFLAGS = $(OUR_LDFLAGS) $(WRAP) $(LDFLAGS) $(MODE_LINK)
TEST_LDFLAGS = $(ALL_LDFLAGS)

ifneq ($(filter rootfs run demo check% bench% size fuzz,$(MAKECMDGOALS)),)
$(error $(firstword $(MAKECMDGOALS)) needs a board with its own compiler, not BOARD=generic)
endif

ifneq ($(BUILDS),)
export CC AR STRIP CPPFLAGS CFLAGS LDFLAGS MBEDTLS_SRC STATIC PIE SANDBOX \
	HARDEN LINKER WARNINGS MODE_LINK MBEDTLS_MORE JOBS
include $(OUT)/toolchain.mk
endif
$(OUT)/given: stamp = $(CC) $(AR) $(STRIP) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) \
	$(MBEDTLS_SRC) $(STATIC) $(PIE) $(SANDBOX) $(MBEDTLS_MORE)
$(OUT)/toolchain.mk: $(OUT)/given $(wildcard $(MBEDTLS_SRC)) \
	$(wildcard board/*/mbedtls.h board/common/*/*.patch) board/common/psa.h $(MBEDTLS_MORE) \
	$(addprefix scripts/,lib.sh compile-mbedtls build-generic)
	$(Q)scripts/build-generic $(OUT) >$@.new
	$(Q)mv $@.new $@
