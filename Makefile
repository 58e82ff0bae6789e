# SPDX-License-Identifier: MIT
# Everything is built for one BOARD at a time, below out/BOARD. Type: make help

BOARD ?= x86_64
OUT ?= out/$(BOARD)
VERSION ?= 0.1.0
CPPFLAGS ?=
CFLAGS ?= -Os
LDFLAGS ?=
WERROR ?= 0
JOBS ?= $(shell nproc)
V ?= 0
# Where things go below DESTDIR; the program itself knows the last three.
PREFIX ?= /usr
SBINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/thimble
SYSCONFDIR ?= /etc
RUNSTATEDIR ?= /run
EMPTYDIR ?= /var/empty

IN_QEMU = $(and $(QEMU),$(filter command environment,$(firstword $(origin BOARD))))
# These goals build nothing, those may install Debian packages.
BUILDS := $(filter-out install install-overlay uninstall clean distclean-cache \
	help,$(or $(MAKECMDGOALS),all))
INSTALL_PACKAGES := $(if $(filter run image check%,$(MAKECMDGOALS)),--install)

$(foreach v,SYSCONFDIR RUNSTATEDIR EMPTYDIR,$(if $(filter 1/,$(words \
	$($v))$(patsubst /%,/,$($v))),,$(error $v is not an absolute path: $($v))))

# What is part of a board is obeyed by half of the build only.
ifneq ($(BOARD),generic)
GIVEN := $(foreach v,CC AR STRIP MBEDTLS_SRC STATIC CROSS ARCH_CFLAGS PIE \
	MBEDTLS_CFLAGS SMALL_CFLAGS GCM_CODE MUSL_TARGET KERNEL_HEADERS \
	KERNEL_HEADERS_ASM,\
	$(if $(filter command environment,$(firstword $(origin $v))),$v))
$(if $(strip $(GIVEN)),$(error BOARD=$(BOARD) has its own $(strip $(GIVEN)): \
	yours is for BOARD=generic, see board/README.md))
endif
$(if $(wildcard board/$(BOARD)/board.mk),,$(error no such board: $(BOARD); there \
	are $(patsubst board/%/board.mk,%,$(wildcard board/*/board.mk))))
include board/$(BOARD)/board.mk board/common/choices.mk

# The date that counts as the build's: the last commit's, or what a packager
# says; in an unpacked archive the one written here, so that it is never "now".
ifndef SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH := $(or $(if $(wildcard .git),$(shell git -c \
	safe.directory='*' log -1 --format=%ct 2>/dev/null)),1795392000)
endif
export SOURCE_DATE_EPOCH BOARD

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(Q),@printf '  %-7s %s\n' '$(1)' '$(2)')
J := $(if $(filter 0,$(MAKELEVEL)),-j$(JOBS))
MAKEFLAGS += --no-print-directory $J

CHOSEN := $(addprefix src/,os/sandbox_% os/stack_switch_% tls/curves_% tls/gcm_%)
SRC := $(sort $(filter-out $(CHOSEN:=.c) $(LEAVE),$(wildcard src/*/*.c)) $(addsuffix .c, \
	src/os/sandbox_$(SANDBOX) $(patsubst %,src/os/stack_switch_%,$(filter-out none,$(STACK))) src/tls/curves_$(CURVE_CODE) $(GCM_CODE:%=src/tls/gcm_%)))
OBJ := $(SRC:%.c=$(OUT)/%.o)

WARNINGS ?= -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wimplicit-fallthrough \
	-Wframe-larger-than=2048
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc $(LEAD_CFLAGS) \
	$(WARNINGS) $(CPPFLAGS) $(CFLAGS) $(MODE_CFLAGS) \
	-ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(MBED)=mbed
PATHS = $(foreach v,SYSCONFDIR RUNSTATEDIR EMPTYDIR,-DTHIMBLE_$v='"$($v)"')
# Only src/tls and the tests see mbedTLS; only one file knows the date.
FILE_CFLAGS = $(if $(filter tests/%,$<),-Itests -Wframe-larger-than=65536) \
	$(if $(filter %/clock.c,$<),-DTHIMBLE_BUILD_EPOCH=$(SOURCE_DATE_EPOCH)) \
	-DTHIMBLE_VERSION='"$(VERSION)"' $(PATHS)
HARDEN := -fstack-protector-strong -fstack-clash-protection \
	-fomit-frame-pointer -ftrivial-auto-var-init=zero -ffunction-sections \
	-fdata-sections -fno-ident -fno-asynchronous-unwind-tables \
	-fno-unwind-tables
LINKER := -Wl,--gc-sections,--sort-section=name,--build-id=none,-z,relro,-z,now,-z,noexecstack
# src/tls/remote_key.c, curves_*.c and gcm_*.c stand before these functions of mbedTLS;
# scripts/compile-mbedtls sees to it that no optimisation goes past them.
WRAP_boringssl := ecp_muladd_restartable ecp_gen_key ecp_check_pub_priv \
	mpi_inv_mod mpi_gcd_modinv_odd
WRAP_bearssl := gcm_crypt_and_tag gcm_auth_decrypt
WRAP := $(foreach f,pk_sign pk_sign_ext ecp_mul ecp_mul_restartable \
	$(WRAP_$(CURVE_CODE)) $(WRAP_$(GCM_CODE)),-Xlinker --wrap=mbedtls_$f)

.PHONY: all install install-overlay uninstall rootfs image run demo size clean \
	distclean-cache help FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(addprefix $(OUT)/,thimble thimble-cert thimble-web) ## the program for BOARD, with its links (default)

# Sets how to compile and link, and MBED, the folder with mbedTLS. (An empty file
# from long ago keeps make from complaining that it has yet to be made.)
$(if $(BUILDS),$(if $(wildcard $(OUT)/toolchain.mk),,$(shell mkdir -p $(OUT) && \
	touch -t 197001020000 $(OUT)/toolchain.mk)))
include $(firstword $(wildcard board/$(BOARD)/toolchain.mk) board/common/toolchain.mk)

# These change when a flag, the date or a path does, and what was made with
# them then; not with WERROR, which changes no code.
$(OUT)/flags: stamp = $(CC) $(ALL_CFLAGS) $(VERSION) $(PATHS) $(ALL_LDFLAGS) $(SRC)
$(OUT)/date: stamp = $(SOURCE_DATE_EPOCH)
$(OUT)/paths: stamp = $(SYSCONFDIR) $(RUNSTATEDIR) $(EMPTYDIR)
$(OUT)/flags $(OUT)/date $(OUT)/paths $(OUT)/given: FORCE
	@mkdir -p $(@D); echo '$(subst ','\'',$(stamp))' >$@.new; \
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(OUT)/src/base/clock.o: $(OUT)/date

$(OUT)/%.o: %.c $(OUT)/flags $(OUT)/toolchain.mk
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CCACHE) $(CC) $(if $(filter src/tls/% tests/%,$<),$(MBED_INCLUDE)) $(ALL_CFLAGS) \
	$(FILE_CFLAGS) $(if $(filter 1,$(WERROR)),-Werror) -MMD -MP -c -o $@ $<

$(OUT)/thimble.full: $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(filter-out -W%,$(ALL_CFLAGS)) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)
$(OUT)/thimble: $(OUT)/thimble.full $(OUT)/paths
	$(Q)$(if $(STRIP),$(STRIP) -R .comment -o $@ $<,cp $< $@)
$(OUT)/thimble-cert $(OUT)/thimble-web: $(OUT)/thimble
	$(Q)ln -sf thimble $@

install: $(filter all,$(MAKECMDGOALS)) ## install below DESTDIR; uninstall removes it again
install-overlay: ## install the files of rootfs-overlay below DESTDIR
install install-overlay uninstall:
	$(Q)scripts/install $@
ifneq ($(filter install install-overlay uninstall,$(MAKECMDGOALS)),)
export OUT DESTDIR PREFIX SBINDIR MANDIR DOCDIR SYSCONFDIR RUNSTATEDIR EMPTYDIR
endif

rootfs: all ## the appliance's root filesystem in out/BOARD/rootfs
	$(Q)scripts/stage $(BOARD)
image: rootfs ## flash image and kernel for BOARD, in out/BOARD
	$(Q)scripts/need $(INSTALL_PACKAGES) image image-$(BOARD) linux && scripts/image $(BOARD)
run: $(if $(IN_QEMU),image,rootfs) ## start the appliance, here or, with BOARD=name, in QEMU; Ctrl-C stops it
	$(Q)scripts/need --install run && scripts/run-$(if $(IN_QEMU),image $(BOARD),rootfs)
demo: rootfs ## start the appliance, read a message over IMAPS, stop
	$(Q)scripts/demo
size: all ## check the size of the program against its budget
	$(Q)scripts/size $(BOARD)
clean: ## remove out/
	$(Q)rm -rf out
distclean-cache: ## remove downloads, toolchains and libraries of all checkouts
	$(Q)top=.; . scripts/lib.sh; rm -rf "$$cache"/dl "$$cache"/build "$$cache"/apt "$$cache"/ccache
help: ## show this list
	@sed -n 's/^\([a-z -]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | expand -t 24

include tests/rules.mk
-include $(OBJ:.o=.d)
