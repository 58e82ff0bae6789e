# SPDX-License-Identifier: MIT
# Routers of the MIPS 24K kind, 32 bits, big endian: QEMU's malta with -cpu 24Kc.
PACKAGES = build cross-mips
CROSS = mips-linux-gnu-
MUSL_TARGET = mips-linux-musl
KERNEL_HEADERS = /usr/mips-linux-gnu/include
KERNEL_HEADERS_ASM = /usr/mips-linux-gnu/include
# Measured against abicalls: 15 KB less text, 3 KB less private data. It cannot
# be PIE, and Debian's libgcc is abicalls: that is what no-warn-mismatch is for.
ARCH_CFLAGS = -march=24kc -mno-abicalls -fno-pic
MBEDTLS_CFLAGS =
PIE = no
SANDBOX = seccomp
CURVE_CODE = boringssl
RUN = qemu-mips-static
# Pages of 4 KB, as 24K kernels have them; ld's 64 KB is 50 KB of nothing.
BOARD_LDFLAGS = -Wl,-z,max-page-size=4096,--no-warn-mismatch
