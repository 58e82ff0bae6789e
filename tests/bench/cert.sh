#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a certificate costs (`make bench-cert`): see cert.py. Everything has
# been built before; some seconds.

set -eu

# shellcheck source=tests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

THIMBLE_CERT=$THIMBLE-cert timeout 600 python3 tests/bench/cert.py </dev/null
