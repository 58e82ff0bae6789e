#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The table beside the peers (`make bench-table`): see table.py. Everything
# has been built before; two minutes.

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

timeout 600 python3 tests/bench/table.py </dev/null
