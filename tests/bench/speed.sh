#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What an speed connection costs (`make bench-speed`): see speed.py. Everything
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

timeout 300 python3 tests/bench/speed.py </dev/null
