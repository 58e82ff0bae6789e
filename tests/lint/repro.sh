#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Two builds of the same tree, in folders with names of different length, at
# different times, with different locale, time zone and umask, are the same
# to the last byte; and the same as the one that is being tested.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need make tar

board=${BOARD:-x86_64}
one=$TMP/a
two=$TMP/another-folder/with-a-longer-name
for folder in "$one" "$two"; do
	mkdir -p "$folder"
	tree . | tar -c -T - -f - | tar -x -C "$folder" -f -
done

build()
{
	make -s -C "$1" BOARD="$board" >"$TMP/said" 2>&1 || {
		cat "$TMP/said"
		die "$1: the build failed"
	}
}

# A git repository's date is part of the input: it is the tree's here too.
if [ -z "${SOURCE_DATE_EPOCH:-}" ] && [ -e .git ]; then
	SOURCE_DATE_EPOCH=$(git -c safe.directory='*' log -1 --format=%ct \
	    2>/dev/null) || :
	[ -z "$SOURCE_DATE_EPOCH" ] || export SOURCE_DATE_EPOCH
fi

(umask 022 && LC_ALL=C TZ=UTC build "$one")
(umask 077 && LC_ALL=C.UTF-8 TZ=Asia/Tokyo build "$two")

cmp "$one/out/$board/thimble" "$two/out/$board/thimble" >>"$wrong" 2>&1 ||
    bad "thimble: differs between two folders"
cmp "$one/out/$board/thimble" "out/$board/thimble" >>"$wrong" 2>&1 ||
    bad "thimble: differs from the one that is being tested"
verdict
