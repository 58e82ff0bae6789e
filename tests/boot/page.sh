#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The owner's page in the appliance, by BusyBox httpd behind thimble: what an
# owner does, and what others try. tests/lib/owner.py has the cases.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
page sh
python3 tests/lib/owner.py "$root" "$TMP/console"
