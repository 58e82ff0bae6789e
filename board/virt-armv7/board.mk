# SPDX-License-Identifier: MIT
# Routers with an ARM Cortex-A7 or better: QEMU's virt with -cpu cortex-a7.
PACKAGES = build cross-armv7
CROSS = arm-linux-gnueabihf-
MUSL_TARGET = arm-linux-musleabihf
KERNEL_HEADERS = /usr/arm-linux-gnueabihf/include
KERNEL_HEADERS_ASM = /usr/arm-linux-gnueabihf/include
ARCH_CFLAGS = -mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard -mthumb
MBEDTLS_CFLAGS =
PIE = no
SANDBOX = seccomp
STACK = arm
CURVE_CODE = boringssl
RUN = qemu-arm-static
CHECK = always
BOARD_LDFLAGS = -Wl,-z,max-page-size=4096
LINUX_ARCH = arm
LINUX_IMAGE = arch/arm/boot/zImage
QEMU = qemu-system-arm -M virt -cpu cortex-a7
QEMU_NIC = virtio-net-device
CONSOLE = ttyAMA0
QEMU_NO_SEED = -machine dtb-randomness=off
MEMORY = 32M
# The first chip is the boot ROM's.
FLASH_CHIP = 64M
FLASH_INDEX = 1
FLASH_MTD = 0.flash
FLASH_BEFORE = 64m(rom)ro
FLASH_BLOCK = 256KiB
FLASH_ORDER = little
FLASH_PARTS = 256k(boot),1792k(rootfs_a),1792k(rootfs_b),4352k(data)
