#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A device that does not know the time, and has no time server: its owner sets
# the clock on the page, by hand or from the phone. tests/lib/owner_clock.py has
# the cases. The clock that is set is a made-up one.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

[ -n "${1:-}" ] ||
    tar -xzf "$(scripts/fetch axe-core)" -C "$TMP" package/axe.min.js
# Should the made-up one fail, this machine's is not at risk.
[ "${1:-}" = inside ] || [ "${1:-}" = safe ] ||
    exec setpriv --bounding-set -sys_time sh "$0" safe
inside "$@"
device "$root"
gcc -O2 -static -std=gnu11 -o "$root/usr/bin/own_clock" tests/lib/own_clock.c
echo "$((86400 - $(date +%s)))" >"$root/run/clock"
sed -i 's,/usr/sbin/thimble-web thimble-web serve,/usr/bin/own_clock own_clock /run/clock /usr/sbin/thimble-web serve,' \
    "$root/etc/inetd.conf"
page /usr/bin/own_clock /run/clock
python3 tests/lib/owner_clock.py "$root" "$TMP/console" \
    "$PWD/out/$BOARD/pictures" "$TMP/package/axe.min.js"
