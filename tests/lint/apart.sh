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
[ -s "$TMP/bss" ] || bad "$full: has no variables"
# What is APART stands last; the first of it is the first of 2 KB or more, and
# what comes before it is what a connection dirties: two pages with .data.
first=$(awk 'NR == 1 { print $1 }' "$TMP/bss")
apart=$(while read -r at size name; do
	[ $((0x$size)) -lt 2048 ] || { echo "$at"; break; }
done <"$TMP/bss")
small=$((0x$apart - 0x$first))
[ "$small" -le 8192 ] ||
    bad "$full: $small bytes of small variables; 8192 may be: see base/apart.h"
# Nor does a small one of a connection stand among the big ones.
while read -r at size name; do
	[ "$name" != tls ] || [ $((0x$at)) -lt $((0x$apart)) ] ||
	    bad "$full: $name stands behind what is APART"
done <"$TMP/bss"
verdict
