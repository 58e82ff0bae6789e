#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The owner's page when files of the device are damaged: it comes, says what is
# wrong and what to do, and its forms mend what they can. In Chromium, with what
# axe-core says to it. tests/lib/owner_damaged.py has the cases.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

[ "${1:-}" = inside ] ||
    tar -xzf "$(scripts/fetch axe-core)" -C "$TMP" package/axe.min.js
inside "$@"
device "$root"
acme_client
page sh
python3 tests/lib/owner_damaged.py "$root" "$TMP/console" \
    "$PWD/out/$BOARD/pictures" "$TMP/package/axe.min.js"
