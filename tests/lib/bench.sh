# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the benchmarks share: at the top of the tree, with the programs of BOARD
# and a scratch folder TMP that every uid may enter.

cd "$(dirname "$0")/../.." || exit 1

BOARD=${BOARD:-x86_64}
BUSYBOX=$(scripts/build-busybox "$BOARD")/busybox
THIMBLE=$PWD/out/$BOARD/thimble
TMP=$(mktemp -d "${TMPDIR:-/tmp}/thimble-bench.XXXXXX")
chmod 755 "$TMP"
trap 'rm -rf "$TMP"' EXIT
export BOARD BUSYBOX THIMBLE TMP LC_ALL=C TZ=UTC PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH="$PWD/tests/lib"
