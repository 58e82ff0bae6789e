#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The small variables that every connection dirties lie together: no big one
# of a run that is no connection stands among them (base/apart.h).

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need nm awk

full=out/${BOARD:-x86_64}/thimble.full
nm -S "$full" | awk '$3 ~ /^[bB]$/ { print $1, $2, $4 }' | sort >"$TMP/bss"
# What is APART stands last, so a big variable before the connection's own is
# not; and all that a connection dirties fits two pages.
before=0
while read -r _ size name; do
	before=$((before + 0x$size))
	[ $((0x$size)) -lt 2048 ] ||
	    bad "$full: $name has $((0x$size)) bytes: declare it APART"
	[ "$name" != tls ] || break
done <"$TMP/bss"
[ "$name" = tls ] || bad "$full: has no variable called tls"
[ "$before" -le 8192 ] || bad "$full: $before bytes of small variables"
verdict
