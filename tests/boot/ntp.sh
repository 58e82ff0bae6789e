#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The appliance's ntpd looks after the certificate: made while the clock was
# wrong it is made again, with the same key, as soon as ntpd has the time, be
# it the time that was there already or another one.
#
# Server and client are the real BusyBox ntpd, in namespaces of their own. A
# clock cannot be of a namespace: what the client does to the machine's is told
# by strace that it was done.

set -eu
# shellcheck source=tests/lib/boot.sh
. tests/lib/boot.sh

root=$TMP/rootfs
if [ "${1:-}" != inside ]; then
	cp -a "out/$BOARD/rootfs" "$root"
	gcc -O2 -std=gnu11 -o "$TMP/fault" tests/lib/fault.c
	exec unshare --mount --net --uts --pid --fork --kill-child --mount-proc \
	    setpriv --bounding-set -sys_time sh "$0" inside
fi

mount --make-rprivate /
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs none "$root/run"
bb=$root/bin/busybox
clock=adjtimex,clock_adjtime,settimeofday,clock_settime
"$bb" ifconfig lo 127.0.0.1 up
pem=$root/etc/thimble/server.pem
echo "dir = $root/etc/thimble" >"$TMP/conf"

show()
{
	openssl x509 -in "$pem" -noout "$@"
}

# certificate: by a clock of 1970.
certificate()
{
	rm -f "$root"/etc/thimble/*.pem* "$root"/etc/thimble/ca.key*
	"$TMP/fault" -t 86400 "$THIMBLE-cert" ensure --quiet \
	    --config "$TMP/conf" || die 'nothing was made'
	"$THIMBLE-cert" show --config "$TMP/conf" >"$TMP/shown"
	grep -q provisional "$TMP/shown" || die 'it is not provisional'
	key=$(show -pubkey)
	start=$(show -startdate)
}

# Until the server listens: ntpd asks again only half a minute later.
served()
{
	tries=0
	until grep -qs ':007B ' /proc/net/udp /proc/net/udp6; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || die "no server: $(cat "$TMP/server")"
		sleep 0.1
	done
}

# client: boots ntpd; succeeds when the certificate was made again. ntpd asks
# four times within some seconds, but drops a reply that took four times as long
# as the one before; if it drops them all, it asks again half a minute later.
client()
{
	strace -f -o "$TMP/trace" -e trace="execve,$clock" \
	    -e inject="$clock:retval=0" \
	    chroot "$root" /etc/init.d/S50ntpd start >"$TMP/out" 2>&1 &
	tries=0
	until [ "$(show -startdate)" != "$start" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 700 ] || {
			cat "$TMP/out" "$TMP/trace"
			die "after $1: not made again in 70 s"
		}
		sleep 0.1
	done
	grep -q "thimble/clock\", \"$1\"" "$TMP/trace" ||
	    die "ntpd did not say $1: $(grep thimble/clock "$TMP/trace")"
	[ "$(show -pubkey)" = "$key" ] || die "after $1: another key"
	"$THIMBLE-cert" show --config "$TMP/conf" >"$TMP/shown"
	! grep -q provisional "$TMP/shown" || die "after $1: still provisional"
	kill "$server"
	"$bb" killall -q ntpd || :
	wait
	! grep -qs ':007B ' /proc/net/udp /proc/net/udp6 ||
	    die "after $1: a server is left"
}

# No server in the configuration, no ntpd.
chroot "$root" /etc/init.d/S50ntpd start
! chroot "$root" /bin/pidof ntpd || die 'ntpd runs without a server'
echo 'server 127.0.0.1' >>"$root/etc/ntp.conf"

# A clock that is right already: it only has to be known.
certificate
"$bb" ntpd -n -l 2>"$TMP/server" &
server=$!
served
client stratum

# A server that is half a year ahead. Its clock has to run: from one that stands
# ntpd gets replies that disagree, and it trusts such a server hardly ever.
certificate
"$TMP/fault" -a 15768000 "$bb" ntpd -n -l 2>"$TMP/server" &
server=$!
served
client step
