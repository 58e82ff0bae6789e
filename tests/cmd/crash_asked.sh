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
cut due signal=KILL revert
if [ -z "${RUN:-}" ]; then
	cut due error=EIO revert
	cut due signal=KILL new-ca --yes
	cut due error=ENOSPC new-ca --yes
	cut due signal=KILL renew --new-key
	cut due error=EROFS renew --new-key
fi

# revert loses neither of the two, wherever it is cut off.
both()
{
	cat "$d"/server.pem* "$d"/.server.pem.old 2>/dev/null >"$TMP/both" || :
	for pair in "$TMP/old/server.pem" "$TMP/old/server.pem.prev"; do
		openssl x509 -in "$pair" | sed -n 3p >"$TMP/line"
		grep -qxF -f "$TMP/line" "$TMP/both" || fail "$1: one is lost"
	done
}
for call in link rename; do
	for i in 1 2 3 4 5 6; do
		start due
		# shellcheck disable=SC2086 # RUN is empty or one word
		strace -f -o /dev/null -e trace="$call" \
		    -e inject="$call:signal=KILL:when=$i" ${RUN:-} \
		    "$THIMBLE_CERT" revert --quiet --config "$conf" \
		    >/dev/null 2>&1 || :
		both "revert, killed at $call number $i"
	done
done
