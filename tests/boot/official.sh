#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Official certificates on the owner's page in Chromium, as on a phone and as on
# a computer, from Pebble. What it looks like is in out/BOARD/pictures;
# tests/lib/owner_official.py has the cases.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
acme_client
# Slow enough to be watched.
mv "$root/usr/bin/uacme" "$root/usr/bin/uacme.real"
cat >"$root/usr/bin/uacme" <<'E'
#!/bin/sh
case "$*" in
*' issue '*) sleep 4 ;;
esac
exec /usr/bin/uacme.real "$@"
E
chmod 755 "$root/usr/bin/uacme"
BUSYBOX=$root/bin/busybox
export BUSYBOX
page sh
python3 tests/lib/owner_official.py "$root" "$TMP/console" \
    "$PWD/out/$BOARD/pictures"
