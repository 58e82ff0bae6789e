#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The small variables that every connection dirties lie together: no big one
# of a run that is no connection stands among them (base/apart.h), and on x86_64
# they fit one page.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need nm awk readelf

full=out/${BOARD:-x86_64}/thimble.full
nm -S "$full" | awk '$3 ~ /^[bB]$/ { print $1, $2, $4 }' | sort >"$TMP/bss"
# What is APART stands last, so a big variable before the connection's own is
# not.
while read -r _ size name; do
	[ $((0x$size)) -lt 2048 ] ||
	    bad "$full: $name has $((0x$size)) bytes: declare it APART"
	[ "$name" != tls ] || break
done <"$TMP/bss"
[ "$name" = tls ] || bad "$full: has no variable called tls"
readelf -SW "$full" | sed -n 's/.*\] \.\(data\|bss\) *[A-Z]* *//p' \
    >"$TMP/sections"
first='' last=''
while read -r address _ size _; do
	[ -n "$first" ] || first=$((0x$address / 4096))
	last=$(((0x$address + 0x$size - 1) / 4096))
done <"$TMP/sections"
[ -n "$first" ] || bad "$full: no .data and .bss were looked at"
[ "$first" = "$last" ] ||
    bad "$full: .data and .bss take pages $first to $last, and not one"
verdict
