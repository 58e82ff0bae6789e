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
LINUX_ARCH = arm64
LINUX_IMAGE = arch/arm64/boot/Image
QEMU = qemu-system-aarch64 -M virt -cpu cortex-a53
QEMU_NIC = virtio-net-device
CONSOLE = ttyAMA0
QEMU_NO_SEED = -machine dtb-randomness=off
MEMORY = 64M
# The first chip is the boot ROM's.
FLASH_CHIP = 64M
FLASH_INDEX = 1
FLASH_MTD = 0.flash
FLASH_BEFORE = 64m(rom)ro
FLASH_BLOCK = 256KiB
FLASH_ORDER = little
FLASH_PARTS = 256k(boot),2048k(rootfs_a),2048k(rootfs_b),4352k(data)
