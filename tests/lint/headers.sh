#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every header compiles alone, and twice, with gcc and with clang.

set -eu
# shellcheck source=tests/lib/ccache.sh
. tests/lib/ccache.sh
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need gcc clang

mbedtls=$(mbedtls_include host)
ccache_of 0
count=0
for header in $(tree src tests/lib | grep '\.h$'); do
	count=$((count + 1))
	name=${header#src/}
	name=${name#tests/}
	printf '#include "%s"\n#include "%s"\nextern int nothing;\n' \
	    "$name" "$name" >"$TMP/alone.c"
	# Helpers of tests may use what Linux has beyond POSIX.
	case $header in
	src/*) source=-D_POSIX_C_SOURCE=200809L ;;
	*) source=-D_GNU_SOURCE ;;
	esac
	for cc in gcc clang; do
		# shellcheck disable=SC2086 # words
		env $cached ${cached:+ccache} "$cc" -std=c11 "$source" -Wall \
		    -Wextra -Wpedantic -Wno-unused-function -Werror \
		    -Isrc -Itests -isystem "$mbedtls" -c -o "$TMP/alone.o" \
		    "$TMP/alone.c" \
		    >"$TMP/said" 2>&1 || {
			bad "$header: does not compile alone with $cc"
			cat "$TMP/said" >>"$wrong"
		}
	done
done
[ "$count" -gt 0 ] || bad "no headers were looked at"
verdict
