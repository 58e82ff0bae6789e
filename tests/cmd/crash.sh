#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Cut off at any system call that changes something, or with any of them
# failing, ensure leaves the old pair or the new one, never a CA certificate
# without its key, and what the next run makes good of.
# shellcheck disable=SC2086 # RUN is empty or one word
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/crash.sh
. tests/lib/crash.sh

# All calls, errors and commands are in tests/cert/crash.py; this is the way that
# works under emulation too.
configure 'names = router'
want 0 ensure
cp -a "$d" "$TMP/old"
configure 'names = router 10.0.0.1'
cut due signal=KILL
configure 'names = router'
cut fresh error=ENOSPC
