# SPDX-License-Identifier: MIT
# Routers of the MIPS 24K kind, 32 bits, big endian: QEMU's malta with -cpu 24Kc.
PACKAGES = build cross-mips
CROSS = mips-linux-gnu-
MUSL_TARGET = mips-linux-musl
KERNEL_HEADERS = /usr/mips-linux-gnu/include
KERNEL_HEADERS_ASM = /usr/mips-linux-gnu/include
# Measured against abicalls: 15 KB less text, 3 KB less private data. It cannot
# be PIE, and Debian's libgcc is abicalls: that is what no-warn-mismatch is for.
ARCH_CFLAGS = -march=24kc -mno-abicalls -fno-pic -minterlink-compressed
# MIPS16e where speed does not matter: 463648 bytes become 357152, 200191 in a
# squashfs 193483, and a handshake takes as many instructions. In MIPS32 stay
# musl, whose system calls MIPS16 cannot express, the curves, and the ciphers,
# hashes and big numbers of mbedTLS (scripts/compile-mbedtls). gcc has no
# stack-clash protection for MIPS16: "not implemented".
SMALL_CFLAGS = -mips16 -fno-stack-clash-protection
MBEDTLS_CFLAGS =
PIE = no
SANDBOX = seccomp
STACK = mips
CURVE_CODE = boringssl
RUN = qemu-mips-static
CHECK = always
# Pages of 4 KB, as 24K kernels have them; ld's 64 KB is 50 KB of nothing.
BOARD_LDFLAGS = -Wl,-z,max-page-size=4096,--no-warn-mismatch
LINUX_ARCH = mips
LINUX_IMAGE = vmlinuz
QEMU = qemu-system-mips -M malta -cpu 24Kc
QEMU_NIC = pcnet,romfile=
CONSOLE = ttyS0
CHECK_IMAGE = first
MEMORY = 32M
FLASH_CHIP = 4M
FLASH_INDEX = 0
FLASH_MTD = 1e000000.flash
FLASH_BLOCK = 64KiB
FLASH_ORDER = big
# In the first block QEMU puts code of its own, which starts the kernel.
FLASH_PARTS = 64k(loader)ro,64k(boot),1536k(rootfs_a),1536k(rootfs_b),896k(data)
