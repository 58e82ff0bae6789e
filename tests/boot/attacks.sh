#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What others try on the owner's page, and what many do at once; see also
# boot/page. tests/lib/owner_attacks.py has the cases.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
# So that a form that does not go on is not waited for that long.
sed -i 's/--idle 300/--idle 6/' "$root/etc/inetd.conf"
page sh
python3 tests/lib/owner_attacks.py "$root" "$TMP/console"
