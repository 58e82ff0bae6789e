# SPDX-License-Identifier: MIT
# Boards with RISC-V, 64 bits: QEMU's virt.
PACKAGES = build cross-riscv64
CROSS = riscv64-linux-gnu-
MUSL_TARGET = riscv64-linux-musl
KERNEL_HEADERS = /usr/riscv64-linux-gnu/include
KERNEL_HEADERS_ASM = /usr/riscv64-linux-gnu/include
# A load across a boundary traps into the firmware on many of these CPUs.
ARCH_CFLAGS = -march=rv64gc -mabi=lp64d -mstrict-align
MBEDTLS_CFLAGS =
PIE = no
SANDBOX = seccomp
STACK = riscv64
CURVE_CODE = boringssl
RUN = qemu-riscv64-static
CHECK = boards
BOARD_LDFLAGS =
