#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Instructions on the CPUs of routers, beside the peers (`make bench-cpus`): see
# cpus.py. Everything but the peers has been built before; two minutes.

set -eu

# shellcheck source=tests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

timeout 900 python3 tests/bench/cpus.py </dev/null
