#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The tree built again, in a folder whose name has another length, at another
# time, with another locale, time zone and umask, is the same to the last byte
# as the one that is being tested.

set -eu
# shellcheck source=tests/lib/tree.sh
. tests/lib/tree.sh
need make tar

board=${BOARD:-x86_64}
folder=$TMP/another-folder/with-a-longer-name
mkdir -p "$folder"
tree . | tar -c -T - -f - | tar -x -C "$folder" -f -

# A git repository's date is part of the input: it is the tree's here too.
if [ -z "${SOURCE_DATE_EPOCH:-}" ] && [ -e .git ]; then
	SOURCE_DATE_EPOCH=$(git -c safe.directory='*' log -1 --format=%ct \
	    2>/dev/null) || :
	[ -z "$SOURCE_DATE_EPOCH" ] || export SOURCE_DATE_EPOCH
fi

(umask 077 && LC_ALL=C.UTF-8 TZ=Asia/Tokyo make -s -C "$folder" BOARD="$board") \
    >"$TMP/said" 2>&1 || {
	cat "$TMP/said"
	die 'the build failed'
}
cmp "$folder/out/$board/thimble" "out/$board/thimble" >>"$wrong" 2>&1 ||
    bad "thimble: differs from the one that is being tested"
verdict
