#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `make demo`: from first boot to the message in under 30 seconds, nothing
# left behind.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

PORTS=$(free_ports)
export PORTS
start=$(date +%s)
scripts/demo >"$TMP/out" 2>&1 || {
	cat "$TMP/out"
	die "the demo failed"
}
seconds=$(($(date +%s) - start))
[ "$seconds" -lt 30 ] || die "the demo took $seconds s"
grep -q '^Subject: It works' "$TMP/out" || {
	cat "$TMP/out"
	die "no message"
}
nothing_left
