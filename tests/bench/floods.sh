#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a flood does to us and to others (`make bench-floods`): see floods.py.
# Everything has been built before; about a minute.

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

timeout 400 python3 tests/bench/floods.py </dev/null
