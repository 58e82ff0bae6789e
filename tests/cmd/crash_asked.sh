#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Cut off or failing at any system call, revert, new-ca and renew leave what
# ensure does (crash.sh), and revert loses neither of its two.
set -eu
# shellcheck source=tests/lib/cmd.sh
. tests/lib/cmd.sh
# shellcheck source=tests/lib/crash.sh
. tests/lib/crash.sh

# Asked for, with a predecessor of each file: one that a person may have made.
configure 'names = router'
want 0 ensure
want 0 new-ca --yes
cp -a "$d" "$TMP/old"
for pair in server.pem server.pem.prev; do
	openssl x509 -in "$TMP/old/$pair" | sed -n 3p >"$TMP/line.$pair"
done

# revert loses neither of the two, wherever it is cut off.
besides()
{
	cat "$d"/server.pem* "$d"/.server.pem.old 2>/dev/null >"$TMP/both" || :
	for pair in server.pem server.pem.prev; do
		grep -qxF -f "$TMP/line.$pair" "$TMP/both" ||
		    fail "$1: one is lost"
	done
}
cut due signal=KILL revert

# The other commands and errors are in tests/cert/crash_asked.py.
[ -n "${THIMBLE_LONG:-}" ] || exit 0
cut due error=EIO revert
besides()
{
	:
}
cut due signal=KILL new-ca --yes
cut due error=ENOSPC new-ca --yes
cut due signal=KILL renew --new-key
cut due error=EROFS renew --new-key
