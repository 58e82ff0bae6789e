#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Official certificates in the appliance: BusyBox httpd on port 80 answers
# http-01 with what the hook has written, and with nothing else; thimble on 443
# answers tls-alpn-01. tests/lib/challenge.py has the cases.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
acme_client
BUSYBOX=$root/bin/busybox
export BUSYBOX
page sh
python3 tests/lib/challenge.py "$root" "$TMP/console"
