#!/bin/sh
# SPDX-License-Identifier: MIT
#
# scripts/size: the parts add up to the program, and growth past the budget
# fails and names what grew.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need readelf mksquashfs

board=${BOARD:-x86_64}
copy=$TMP/tree
mkdir -p "$copy/out"
cp -R scripts board "$copy/"
ln -s "$PWD/out/$board" "$copy/out/$board"
export THIMBLE_CACHE="$TMP/cache"
last=$THIMBLE_CACHE/size/$board

size()
{
	"$copy/scripts/size" "$board" >"$TMP/said" 2>&1
}

budget()
{
	sed -i "s/^thimble-bytes [0-9]*/thimble-bytes $1/" \
		"$copy/board/$board/budget"
}

says()
{
	grep -qE -e "$1" "$TMP/said" || bad "$2: $(cat "$TMP/said")"
}

bytes=$(wc -c <"out/$board/thimble")
size || bad "over its budget: $(cat "$TMP/said")"
sum=$(awk '$1 ~ /^[0-9]+$/ { sum += $1 } END { print sum }' "$TMP/said")
[ "$sum" -eq "$bytes" ] || bad "the parts are $sum of $bytes bytes"
for part in 'the wrapper' 'the certificate tool' 'the web page' \
	'official certificates' 'mbedTLS: TLS' 'curves:.*' 'musl'; do
	says "^ *[1-9][0-9]{3,}  $part\$" "no $part"
done

# One function was smaller when it was measured last.
[ -s "$last" ] || bad 'nothing is kept'
sed -i 's/^[0-9]* serve_connection$/100 serve_connection/' "$last"
budget $((bytes - 1))
! size || bad 'a program over its budget passes'
says "$board: 1 bytes over budget" 'not by how much'
says '^ *[+][0-9]+  serve_connection$' 'does not name what grew'
[ "$(grep -c '^ *[+]' "$TMP/said")" -eq 1 ] || bad "names more: $(cat "$TMP/said")"
grep -q '^100 ' "$last" || bad 'the larger one is kept'
rm "$last"
! size || bad 'without anything to compare with it passes'
says 'nothing to compare with' 'does not say that it cannot compare'
verdict
