#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The source is clean under the whole list of warnings, with gcc and clang.

set -eu
# shellcheck source=tests/lib/ccache.sh
. tests/lib/ccache.sh
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need gcc clang

mbedtls=$(mbedtls_include host)
curves=$(curves_include host)
gcm=$(gcm_include host)
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wformat=2
-Wstrict-prototypes -Wmissing-prototypes -Wimplicit-fallthrough
-Wframe-larger-than=2048'

{
	# Each CPU's own file is compiled for its boards.
	tree src | grep '\.c$' | grep -v '^src/os/stack_switch_'
	echo board/common/curves/order.c
} >"$TMP/list" || die "no source files to look at"
ccache_of 0
# What depends on optimisation is gcc's to say.
for cc in gcc 'clang -emit-llvm -Xclang -disable-llvm-passes'; do
	while IFS= read -r file; do
		# shellcheck disable=SC2086 # one word a warning or option
		env $cached ${cached:+ccache} $cc -std=c11 \
		    -D_POSIX_C_SOURCE=200809L -Os $warnings \
		    -DTHIMBLE_VERSION='"0"' -DTHIMBLE_BUILD_EPOCH=0 -Isrc -isystem "$mbedtls" -isystem "$curves" -isystem "$gcm" -c -o "$TMP/o" "$file" \
		    >"$TMP/said" 2>&1 || bad "$file: does not compile with $cc"
		[ ! -s "$TMP/said" ] || sed "s/^/$cc: /" "$TMP/said" >>"$wrong"
	done <"$TMP/list"
done
verdict
