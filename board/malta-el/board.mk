# SPDX-License-Identifier: MIT
# Routers of the MIPS 24K kind, 32 bits, little endian: QEMU's malta with -cpu
# 24Kc.
PACKAGES = build cross-mipsel
CROSS = mipsel-linux-gnu-
MUSL_TARGET = mipsel-linux-musl
KERNEL_HEADERS = /usr/mipsel-linux-gnu/include
KERNEL_HEADERS_ASM = /usr/mipsel-linux-gnu/include
# As malta-be, where it is explained.
ARCH_CFLAGS = -march=24kc -mno-abicalls -fno-pic -minterlink-compressed
SMALL_CFLAGS = -mips16 -fno-stack-clash-protection
MBEDTLS_CFLAGS =
PIE = no
SANDBOX = seccomp
STACK = mips
CURVE_CODE = boringssl
RUN = qemu-mipsel-static
CHECK = boards
BOARD_LDFLAGS = -Wl,-z,max-page-size=4096,--no-warn-mismatch
LINUX_ARCH = mips
LINUX_IMAGE = vmlinuz
QEMU = qemu-system-mipsel -M malta -cpu 24Kc
QEMU_NIC = pcnet,romfile=
CONSOLE = ttyS0
CHECK_IMAGE = first
MEMORY = 32M
FLASH_CHIP = 4M
FLASH_INDEX = 0
FLASH_MTD = 1e000000.flash
FLASH_BLOCK = 64KiB
FLASH_ORDER = little
# As on malta-be.
FLASH_PARTS = 64k(loader)ro,64k(boot),1536k(rootfs_a),1536k(rootfs_b),896k(data)
