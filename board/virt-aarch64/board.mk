# SPDX-License-Identifier: MIT
# Routers with a Cortex-A53 or better: QEMU's virt with -cpu cortex-a53.
PACKAGES = build cross-aarch64
CROSS = aarch64-linux-gnu-
MUSL_TARGET = aarch64-linux-musl
KERNEL_HEADERS = /usr/aarch64-linux-gnu/include
KERNEL_HEADERS_ASM = /usr/aarch64-linux-gnu/include
ARCH_CFLAGS = -mcpu=cortex-a53
MBEDTLS_CFLAGS =
PIE = no
SANDBOX = seccomp
STACK = aarch64
CURVE_CODE = boringssl
RUN = qemu-aarch64-static
CHECK = boards
# Pages of 4 KB; ld allows for 64 KB unless it is told.
BOARD_LDFLAGS = -Wl,-z,max-page-size=4096
