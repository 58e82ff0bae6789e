#!/bin/sh
# SPDX-License-Identifier: MIT
#
# 1,000 wrong passwords on the owner's page. tests/lib/owner_guesses.py has the
# cases.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
page sh
python3 tests/lib/owner_guesses.py "$root" "$TMP/console"
