#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The table beside the peers (`make bench-table`): see table.py. Everything
# has been built before; two minutes.

set -eu

# shellcheck source=tests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

timeout 600 python3 tests/bench/table.py </dev/null
