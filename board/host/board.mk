# SPDX-License-Identifier: MIT
# Not a device: the development machine, where unit tests and fuzz targets run
# under the sanitizers, with glibc, mbedTLS instrumented like our own code.
PACKAGES = build test
CROSS =
CC = clang
AR = ar
ARCH_CFLAGS =
SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
MBEDTLS_CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
ARENA = tests/lib/arena_libc
PIE = yes
SANDBOX = seccomp
CURVE_CODE = boringssl
GCM_CODE = bearssl
RUN =
