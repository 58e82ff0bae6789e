# SPDX-License-Identifier: MIT
# Small PC class appliances, and this project's own test bench.
PACKAGES = build
CROSS =
MUSL_TARGET = x86_64-linux-musl
KERNEL_HEADERS = /usr/include
KERNEL_HEADERS_ASM = /usr/include/x86_64-linux-gnu
ARCH_CFLAGS = -march=x86-64 -mtune=generic
MBEDTLS_CFLAGS =
# Measured: static-pie 230728 bytes, static 225984. 4744 more, over the 4 KB that
# it may cost, and its relocated tables are 8 KB of private memory in each
# connection that static shares.
PIE = no
SANDBOX = seccomp
CURVE_CODE = boringssl
RUN =
# 4 KB less than with constants in a segment of their own.
BOARD_LDFLAGS = -Wl,-z,noseparate-code
