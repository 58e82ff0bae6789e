# SPDX-License-Identifier: MIT
# Small PC class appliances, and this project's own test bench.
PACKAGES = build
CROSS =
MUSL_TARGET = x86_64-linux-musl
KERNEL_HEADERS = /usr/include
KERNEL_HEADERS_ASM = /usr/include/x86_64-linux-gnu
# Small variables side by side and not 32 bytes apart: with what an idle
# connection writes, .data and .bss then fit one page. Copies by musl's memcpy and
# not by `rep movsb`, to which -Os turns them: on older CPUs a byte a cycle. Of a
# download by AES-GCM, 4.2 instructions a byte become 3.2; 3136 bytes.
ARCH_CFLAGS = -march=x86-64 -mtune=generic -malign-data=abi -mstringop-strategy=libcall
MBEDTLS_CFLAGS =
# Measured: static-pie 230728 bytes, static 225984. 4744 more, over the 4 KB that
# it may cost, and its relocated tables are 8 KB of private memory in each
# connection that static shares.
PIE = no
SANDBOX = seccomp
STACK = x86_64
CURVE_CODE = boringssl
GCM_CODE = bearssl
RUN =
CHECK = always
# 4 KB less than with constants in a segment of their own.
BOARD_LDFLAGS = -Wl,-z,noseparate-code
LINUX_ARCH = x86
LINUX_IMAGE = arch/x86/boot/bzImage
# The first chip is the BIOS's.
QEMU = qemu-system-x86_64 -M pc,max-fw-size=16M -cpu qemu64 -drive if=pflash,format=raw,readonly=on,index=0,file=/usr/share/seabios/bios-256k.bin
QEMU_NIC = virtio-net-pci,romfile=
CONSOLE = ttyS0
MEMORY = 64M
FLASH_CHIP = 8M
FLASH_INDEX = 1
FLASH_MTD = physmap-flash.0
FLASH_BLOCK = 8KiB
FLASH_ORDER = little
FLASH_PARTS = 64k(boot),2048k(rootfs_a),2048k(rootfs_b),4032k(data)
CHECK_IMAGE = named
