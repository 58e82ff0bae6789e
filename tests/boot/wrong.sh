#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The owner's page in Chromium when things go wrong: files that are no
# certificate for this device, a change that nobody confirms. And each state of
# the page as axe-core judges it. tests/lib/owner_wrong.py has the cases.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

[ "${1:-}" = inside ] ||
    tar -xzf "$(scripts/fetch axe-core)" -C "$TMP" package/axe.min.js
inside "$@"
device "$root"
page sh
browsed owner_wrong.py "$TMP/package/axe.min.js"
