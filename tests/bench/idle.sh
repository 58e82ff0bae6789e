#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What an idle connection costs (`make bench-idle`): see idle.py. Everything
# has been built before; a minute.

set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"

BOARD=${BOARD:-x86_64}
BUSYBOX=$(scripts/build-busybox "$BOARD")/busybox
THIMBLE=$top/out/$BOARD/thimble
TMP=$(mktemp -d "${TMPDIR:-/tmp}/thimble-bench.XXXXXX")
chmod 755 "$TMP"
trap 'rm -rf "$TMP"' EXIT
export BUSYBOX THIMBLE TMP LC_ALL=C PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH="$top/tests/lib"

# Pages of a program that was only just written count as dirty.
sync

timeout 240 python3 tests/bench/idle.py </dev/null | tee "$TMP/table"
awk '
	$1 !~ /^idle-.*-kb$/ { next }
	FNR == NR { most[$1] = $2; next }
	{ is[$1] = $2 }
	END {
		for (name in most) {
			if (name in is && is[name] <= most[name])
				continue
			print "idle.sh: " name " is over its budget of " \
			    most[name] " KB, or not measured"
			bad = 1
		}
		exit bad
	}
' "board/$BOARD/budget" "$TMP/table" >&2
