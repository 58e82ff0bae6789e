# SPDX-License-Identifier: MIT
# ARM9 appliances without FPU (Kirkwood, IXP4xx): ARMv5TE, soft float. A binary,
# no image.
PACKAGES = build cross-armv5
CROSS = arm-linux-gnueabi-
MUSL_TARGET = arm-linux-musleabi
KERNEL_HEADERS = /usr/arm-linux-gnueabi/include
KERNEL_HEADERS_ASM = /usr/arm-linux-gnueabi/include
# Thumb-1 has no instruction for a product of 64 bits, so ARM code.
ARCH_CFLAGS = -march=armv5te -mfloat-abi=soft -marm
MBEDTLS_CFLAGS =
PIE = no
SANDBOX = seccomp
STACK = arm
CURVE_CODE = boringssl
RUN = qemu-arm-static
CHECK = boards
BOARD_LDFLAGS = -Wl,-z,max-page-size=4096
