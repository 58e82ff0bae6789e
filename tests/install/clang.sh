#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A packager with clang, llvm's tools where they differ, and a musl that is not
# installed; flags are part of CC, as Buildroot has them.

set -eu
# shellcheck source=tests/lib/packager.sh
. tests/lib/packager.sh
may clang ar strip
musl x86_64 "$TMP/musl"

builds OUT="$TMP/work/o" MBEDTLS_SRC="$TMP/dl/mbedtls.tar" \
	CC="clang --target=x86_64-linux-musl --sysroot=$TMP/musl --gcc-toolchain=/usr" \
	CFLAGS='-O2 -g -D_FORTIFY_SOURCE=1' CPPFLAGS='-DWORDS="two words"'
builds OUT="$TMP/work/o" install DESTDIR="$TMP/work/stage"
serves "$TMP/work/stage/usr/sbin"
