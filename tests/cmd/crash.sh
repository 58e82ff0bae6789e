#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Cut off at any system call that changes something, or with any of them
# failing, ensure leaves the old pair or the new one, never a CA certificate
# without its key, and what the next run makes good of.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/crash.sh
. tests/lib/crash.sh

# Another mode each for what takes long under emulation.
configure 'names = router'
want 0 ensure
cp -a "$d" "$TMP/old"
configure 'names = router 10.0.0.1'
cut due signal=KILL
if [ -z "${RUN:-}" ]; then
	cut due error=ENOSPC
	cut due error=EIO
	cut due error=EROFS
fi
configure 'names = router'
cut fresh error=ENOSPC
if [ -z "${RUN:-}" ]; then
	cut fresh signal=KILL
	cut fresh error=EIO
	cut fresh error=EROFS
fi
