#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What an idle connection costs (`make bench-idle`): see idle.py. Everything
# has been built before; under a minute.

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

timeout 120 python3 tests/bench/idle.py </dev/null | tee "$TMP/table"
awk '
	FNR == NR && $1 == "idle-inetd-kb" { most = $2 }
	FNR != NR && $1 == "idle-inetd-kb" { is = $2 }
	END {
		if (is != "" && most != "" && is <= most)
			exit 0
		print "idle.sh: over the budget of " most " KB, or not measured"
		exit 1
	}
' "board/$BOARD/budget" "$TMP/table" >&2
