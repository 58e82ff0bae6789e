#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What an idle connection costs (`make bench-idle`): see idle.py. Everything
# has been built before; a minute.

set -eu

# shellcheck source=tests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

# Pages of a program that was only just written count as dirty.
sync

timeout 240 python3 tests/bench/idle.py </dev/null | tee "$TMP/table"
awk '
	$1 !~ /^idle-(inetd|daemon)-kb$/ { next }
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
