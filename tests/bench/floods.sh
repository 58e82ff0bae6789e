#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What a flood does to us and to others (`make bench-floods`): see floods.py.
# Everything has been built before; about four minutes.

set -eu

# shellcheck source=tests/lib/bench.sh
. "$(dirname "$0")/../lib/bench.sh"

timeout 900 python3 tests/bench/floods.py </dev/null
