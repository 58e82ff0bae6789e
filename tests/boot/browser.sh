#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The owner's page in Chromium, as on a phone and as on a computer. What it looks
# like is in out/BOARD/pictures; tests/lib/owner_browser.py has the cases.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
page sh
browsed owner_browser.py
