#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a certificate costs (`make bench-cert`): see cert.py. Everything has
# been built before; some seconds.

set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"

TMP=$(mktemp -d "${TMPDIR:-/tmp}/thimble-bench.XXXXXX")
trap 'rm -rf "$TMP"' EXIT
THIMBLE_CERT=$top/out/${BOARD:-x86_64}/thimble-cert
export THIMBLE_CERT TMP LC_ALL=C TZ=UTC PYTHONDONTWRITEBYTECODE=1

timeout 600 python3 tests/bench/cert.py </dev/null
