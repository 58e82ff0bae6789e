#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The power fails during each action of the page: all processes are killed, at
# several instants. tests/lib/owner_killed.py has the cases.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
page sh
python3 tests/lib/owner_killed.py "$root" "$TMP/console"
