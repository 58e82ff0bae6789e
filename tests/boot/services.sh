#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The scripts of /etc/init.d: each knows start, stop, restart and status, does
# no harm when it starts twice, and refuses anything else. The minute of the
# nightly renewal is chosen once.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

inside "$@"
device "$root"
ifconfig lo up 2>/dev/null || ip link set lo up
: >"$root/etc/network"
tab=$root/etc/crontabs/root

# does STATUS SCRIPT WORD
does()
{
	got=0
	chroot "$root" "/etc/init.d/$2" "$3" >"$TMP/out" 2>&1 || got=$?
	[ "$got" -eq "$1" ] || die "$2 $3: status $got: $(cat "$TMP/out")"
}

# A clock that is right is left alone: this one cannot be set here.
for script in "$root"/etc/init.d/S*; do
	s=${script##*/}
	does 0 "$s" start
	does 0 "$s" start
	does 64 "$s" reload
	does 64 "$s" ''
	[ "$s" = S00mounts ] || does 0 "$s" restart
	chroot "$root" "/etc/init.d/$s" status >"$TMP/out" 2>&1 ||
	    [ "$?" -eq 3 ] || die "$s status: $(cat "$TMP/out")"
	[ -s "$TMP/out" ] || die "$s status: says nothing"
done
for s in S01syslogd S40certificate; do
	does 0 "$s" status
done
[ "$(chroot "$root" /bin/pidof syslogd | wc -w)" -eq 1 ] ||
    die 'there is not one syslogd'

minute=$(sed -n 's,^\([0-9]*\) 3 \* .*S40certificate start.*,\1,p' "$tab")
case $minute in
[0-9] | [1-5][0-9]) ;;
*) die "minute: $minute" ;;
esac
! grep -q '# unset' "$tab" || die 'no minute was chosen'
cp "$tab" "$TMP/tab"
does 0 S30cron start
cmp -s "$tab" "$TMP/tab" || die 'another minute was chosen'
# Not all devices have the same.
cp rootfs-overlay/etc/crontabs/root "$TMP/new"
for _ in 1 2 3 4 5 6; do
	cp "$TMP/new" "$tab"
	does 0 S30cron start
	sed -n 's,^\([0-9]*\) 3 \* .*S40certificate start.*,\1,p' "$tab"
done | sort -u >"$TMP/minutes"
[ "$(wc -l <"$TMP/minutes")" -gt 1 ] || die 'always the same minute'
